"""Text comes in UTF-8, as our pages send it, whatever a header says of it."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class PlainRequest(WSGIRequest):
    """A request whose `charset` does not count.

    Django would read the address in it as well, and some names of encodings are none for text (`hex`): that raises
    before the first middleware, where no page answers.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_params.pop("charset", None)


class Handler(WSGIHandler):
    request_class = PlainRequest
