"""Limits of the web server: times of connections, and their number."""

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 15.0
"""The maximum time from the first byte of a request to the end of its head."""
IDLE_SECONDS = 20.0
"""The maximum time between two requests, and before the first one."""
MIN_BYTES_PER_SECOND = 16 * 1024
"""The minimum speed of sending a body and of reading a response. Slow lines are faster."""
GRACE_SECONDS = 30.0
LINGER_SECONDS = 10.0
"""The time in which the server discards the rest of a rejected body: a browser shows no page if its upload fails."""

CONNECTIONS = 900
"""Per process. Beyond it the server closes the connections with the earliest deadlines."""
ACCEPTS_PER_TURN = 16
"""New connections per turn of the loop, so that other processes get some too."""
DESCRIPTORS = 4096
"""Descriptors for connections and files, if the system allows so many."""
SMALL_BODY = 64 * 1024
"""Bytes of a body that the server always reads."""
BODY_MEMORY = 128 * 1024 * 1024
"""Bytes of incomplete bodies per process. Beyond it large bodies must wait, or their connections are closed."""

THREADS = 4
PROCESSES = 2
SHUTDOWN_SECONDS = 10.0
"""The time for running requests when the server stops."""


def transfer_seconds(count: int) -> float:
    """The maximum time for sending or reading so many bytes."""
    return GRACE_SECONDS + count / MIN_BYTES_PER_SECOND
