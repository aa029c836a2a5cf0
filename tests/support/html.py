"""Find the parts of a page that a strict content policy forbids."""

from html.parser import HTMLParser


class Inline(HTMLParser):
    """A parser that collects inline scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.items += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/json"):
            self.items.append(f"<{tag}>")
        self.items += [f"<{tag} javascript:>" for value in names.values() if (value or "").startswith("javascript:")]


def inline(page: str) -> list[str]:
    parser = Inline()
    parser.feed(page)
    return parser.items
