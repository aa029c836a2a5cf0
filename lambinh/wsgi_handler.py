"""Requests are decoded as UTF-8, which our pages send, whatever their headers say."""

from collections.abc import Mapping

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Utf8Request(WSGIRequest):
    """A request that ignores the `charset` of its headers.

    Django would also decode the URL with it, and some encodings are not for text (`hex`). That raises an error before
    the first middleware, where no page handles it.
    """

    def _set_content_type_params(self, meta: Mapping[str, str]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        self.content_params.pop("charset", None)


class Handler(WSGIHandler):
    request_class = Utf8Request
