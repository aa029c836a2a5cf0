"""What a page offers: the fields of its forms with their values, and the questions in its links."""

from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

Fields = dict[str, list[str]]


@dataclass
class Page:
    """An answer as one sees it: its status, each of its forms, and the parameters of its links."""

    status: int = 0
    forms: list[Fields] = field(default_factory=list)
    asked: Fields = field(default_factory=dict)
    """Names of parameters with the values that links and choices offer."""


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[defaultdict[str, list[str]]] = []
        self.asked: defaultdict[str, list[str]] = defaultdict(list)
        self.choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        match tag:
            case "form":
                self.forms.append(defaultdict(list))
            case "a" | "link":
                for name, value in parse_qsl(urlsplit(has.get("href", "")).query, keep_blank_values=True):
                    self._offer(self.asked, name, value)
            case "input" | "textarea" | "button" if name := has.get("name"):
                self._field(name, has.get("value", ""))
            case "select":
                self.choice = has.get("name", "")
                if self.choice:
                    self._field(self.choice)
            case "option" if self.choice:
                self._field(self.choice, has.get("value", ""))

    def _field(self, name: str, *values: str) -> None:
        if not self.forms:
            self.forms.append(defaultdict(list))
        for kept in (self.forms[-1], self.asked):
            kept[name]  # a field without a value is one, too
            for value in values:
                self._offer(kept, name, value)

    @staticmethod
    def _offer(kept: defaultdict[str, list[str]], name: str, value: str) -> None:
        if len(kept[name]) < 12 and value not in kept[name]:
            kept[name].append(value)


def page_of(status: int, content: bytes) -> Page:
    reading = _Reading()
    if status == 200 and content.lstrip()[:1] == b"<":
        reading.feed(content.decode())
    return Page(status, [dict(form) for form in reading.forms if form], dict(reading.asked))
