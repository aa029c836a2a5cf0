"""One process of the web server. `manage.py serve` starts it with a listening socket or an address."""

import gc
import signal
import socket
from argparse import ArgumentParser

from lambinh.wsgi import application  # isort: skip - it sets the role of the process before the settings load
from lambinh.server.supervisor import accept_termination
from lambinh.server.web.application import is_signed_in, wrap_application
from lambinh.server.web.server import Server, silence_queue_warnings


def main() -> None:
    """Serve until SIGTERM."""
    parser = ArgumentParser()
    address = parser.add_mutually_exclusive_group(required=True)
    address.add_argument("--descriptor", type=int, help="of a listening socket")
    address.add_argument("--listen", nargs=2, metavar=("ADDRESS", "PORT"))
    parser.add_argument("--closed", action="store_true", help="respond to every request with status 503")
    options = parser.parse_args()
    if options.listen:
        listener = socket.create_server((options.listen[0], int(options.listen[1])))
    else:
        listener = socket.socket(fileno=options.descriptor)
    silence_queue_warnings()
    _tune_garbage_collector()
    server = Server(wrap_application(application), listener, can_upload=is_signed_in, is_closed=options.closed)
    signal.signal(signal.SIGTERM, server.stop)
    accept_termination()
    server.run()


def _tune_garbage_collector() -> None:
    """Exclude the loaded code from garbage collection, and collect once per page instead of ten times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


main()
