"""The fields of a page's forms with their values, and the parameters of its links."""

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

Fields = dict[str, list[str]]


@dataclass
class Page:
    """The status of an answer, each of its forms, and the parameters of its links."""

    status: int = 0
    forms: list[Fields] = field(default_factory=list)
    parameters: Fields = field(default_factory=dict)
    """Names of parameters with the values that links and choices offer."""


class _PageParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[defaultdict[str, list[str]]] = []
        self.parameters: defaultdict[str, list[str]] = defaultdict(list)
        self.choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        match tag:
            case "form":
                self.forms.append(defaultdict(list))
            case "a" | "link":
                for name, value in parse_qsl(urlsplit(values.get("href", "")).query, keep_blank_values=True):
                    self._add_value(self.parameters, name, value)
            case "input" | "textarea" | "button" if name := values.get("name"):
                self._add_field(name, values.get("value", ""))
            case "select":
                self.choice = values.get("name", "")
                if self.choice:
                    self._add_field(self.choice)
            case "option" if self.choice:
                self._add_field(self.choice, values.get("value", ""))

    def _add_field(self, name: str, *values: str) -> None:
        if not self.forms:
            self.forms.append(defaultdict(list))
        for fields in (self.forms[-1], self.parameters):
            fields[name]  # also adds a field without a value
            for value in values:
                self._add_value(fields, name, value)

    @staticmethod
    def _add_value(fields: defaultdict[str, list[str]], name: str, value: str) -> None:
        if len(fields[name]) < 12 and value not in fields[name]:
            fields[name].append(value)


def page_of(status: int, content: bytes) -> Page:
    parser = _PageParser()
    if status == 200 and content.lstrip()[:1] == b"<":
        parser.feed(content.decode())
    return Page(status, [dict(form) for form in parser.forms if form], dict(parser.parameters))
