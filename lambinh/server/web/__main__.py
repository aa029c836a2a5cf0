"""One process of the web server, which `manage.py serve` starts: at a socket that it hands on, or at an address."""

import gc
import signal
import socket
from argparse import ArgumentParser

from lambinh.wsgi import application  # isort: skip - it tells the settings what this process is
from lambinh.server.supervisor import accept_end
from lambinh.server.web.application import guarded, has_signed_in
from lambinh.server.web.server import Server, quiet


def main() -> None:
    """Serve until SIGTERM."""
    parser = ArgumentParser()
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--descriptor", type=int, help="of a socket that listens")
    where.add_argument("--listen", nargs=2, metavar=("ADDRESS", "PORT"))
    parser.add_argument("--closed", action="store_true", help="answer all with the page that says to come back later")
    options = parser.parse_args()
    if options.listen:
        door = socket.create_server((options.listen[0], int(options.listen[1])))
    else:
        door = socket.socket(fileno=options.descriptor)
    quiet()
    _spare_collector()
    server = Server(guarded(application), door, may_send_files=has_signed_in, is_closed=options.closed)
    signal.signal(signal.SIGTERM, server.end)
    accept_end()
    server.run()


def _spare_collector() -> None:
    """Leave what was loaded out of the search for garbage, and search after a page rather than ten times during it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


main()
