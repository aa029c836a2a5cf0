"""The data that a browser would send for the forms of a page."""

from html.parser import HTMLParser

Fields = dict[str, str]


class _Reader(HTMLParser):
    """The present values of the fields in forms with method POST, without boxes that are not ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields = {}
        self._posts = False
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._posts = names.get("method", "").lower() == "post" and "action" not in names
        if not self._posts or "disabled" in names:
            return
        if tag == "input" and "name" in names:
            if names.get("type") in ("submit", "button") or (
                names.get("type") in ("checkbox", "radio") and "checked" not in names
            ):
                return
            self.fields[names["name"]] = names.get("value", "")
        elif tag == "textarea":
            self._area = names["name"]
            self.fields[self._area] = ""
        elif tag == "select":
            self._select = names["name"]
            self.fields[self._select] = ""
        elif tag == "option" and self._select and "selected" in names:
            self.fields[self._select] = names.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._posts = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data


def fields_of(page: str) -> Fields:
    reader = _Reader()
    reader.feed(page)
    return reader.fields
