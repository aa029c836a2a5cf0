"""How long a connection may take, and how many there may be."""

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 15.0
"""From the first byte of a request to the end of its head."""
IDLE_SECONDS = 20.0
"""Between two requests, and before the first one."""
SLOWEST = 16 * 1024
"""Bytes in a second that a body must bring, and that the reader of an answer must take: a weak line has more."""
GRACE_SECONDS = 30.0
LINGER_SECONDS = 10.0
"""After a refusal what still comes is read and dropped: a browser that meets a closed door shows no page."""

CONNECTIONS = 900
"""In one process; when there are more, those that have waited longest for their request to be whole are closed."""
AT_ONCE = 16
"""New connections that one turn of the loop takes: other processes want some too."""
FILES = 4096
"""Descriptors for connections and for what is sent over them, where the system allows so many."""
HEAVY = 64 * 1024
"""Bytes of a body that is always read."""
UNFINISHED = 128 * 1024 * 1024
"""Bytes of all bodies that one process keeps in memory; beyond, heavy ones wait or are closed."""

THREADS = 4
PROCESSES = 2
ENDING_SECONDS = 10.0
"""For requests in hand when the server is asked to end."""


def seconds_for(count: int) -> float:
    """Seconds that so many bytes may take over the slowest line."""
    return GRACE_SECONDS + count / SLOWEST
