"""How much room a member's own paper has: what static/lambinh/print.css lays out in millimetres, counted beforehand.

Letters are counted a little wider and rows a little higher than they are, for every computer has other fonts: a line
too few is not seen, a line too many would be a second page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAGE = 277.0
"""A4 upright without its margins."""
SPARE = 4.0
TITLES = 20.0
"""The body, the name and the day, a line each, and the room under them."""
TITLE_LINE = 6.5
HEADS = 18.0
"""The headings of both tables, with the room between them."""
NEXT_PAGE = 22.0
"""What each further page loses: headings come again, and a row that does not fit leaves its room."""
BLANK_LINE = 7.55
FEWEST_LINES = 4
BOLD, PLAIN, SMALL, TITLE = 2.05, 1.8, 1.6, 3.2
"""The width of a letter."""
WHOLE, HEAD, CODE, VILLAGE, CLASS, PHONE = 190.0, 51.6, 19.9, 27.8, 21.2, 21.2
"""The width that a column has for its text."""
Run = tuple[str, float]
"""A text and the width of its letters."""


@dataclass(frozen=True)
class Type:
    """How large the rows of households are set; `scale` is for the width of letters."""

    line: float
    around_row: float
    scale: float


USUAL = Type(line=3.8, around_row=1.7, scale=1)
TIGHT = Type(line=3.3, around_row=1.7, scale=0.885)


@dataclass(frozen=True)
class Row:
    """What a household's row says that may take more than a line."""

    head: str
    about: str
    code: str
    village: str
    poverty_class: str
    phone: str

    def height(self, type: Type) -> float:
        cells: list[tuple[float, list[Run]]] = [
            (HEAD, [(self.head, BOLD), (self.about, SMALL)]),
            (CODE, [(self.code, PLAIN)]),
            (VILLAGE, [(self.village, PLAIN)]),
            (CLASS, [(self.poverty_class, PLAIN)]),
            (PHONE, [(self.phone, PLAIN)]),
        ]
        return type.around_row + type.line * max(lines_of(runs, width / type.scale) for width, runs in cells)


NOTHING = Row("", "", "", "", "", "")


@dataclass(frozen=True)
class Layout:
    """How many pages a member's paper has, and how many lines to write on fill the last of them."""

    pages: int
    blank_lines: int
    is_tight: bool


def fit_page(titles: Sequence[str], rows: Sequence[Row]) -> Layout:
    """The larger type where it needs no more pages than the smaller."""
    usual, tight = (_lay_out(titles, rows or [NOTHING], type) for type in (USUAL, TIGHT))
    return tight if tight.pages < usual.pages else usual


def _lay_out(titles: Sequence[str], rows: Sequence[Row], type: Type) -> Layout:
    more = sum(lines_of([(title, TITLE)], WHOLE) - 1 for title in titles)
    used = SPARE + TITLES + more * TITLE_LINE + HEADS + sum(row.height(type) for row in rows)
    pages = 1
    while (left := pages * PAGE - used - (pages - 1) * NEXT_PAGE) < FEWEST_LINES * BLANK_LINE:
        pages += 1
    return Layout(pages, int(left / BLANK_LINE), type is TIGHT)


def lines_of(runs: Iterable[Run], width: float) -> int:
    """How many lines texts take one after the other; a word that is longer than a line is broken."""
    lines, taken = 1, 0.0
    for word, letter in ((word, letter) for text, letter in runs for word in text.split()):
        wide = letter * (len(word) + sum(one.isupper() for one in word) / 4)
        between = letter / 2 if taken else 0.0
        if taken and taken + between + wide > width:
            lines, taken, between = lines + 1, 0.0, 0.0
        taken += between + wide
        while taken > width:
            lines, taken = lines + 1, taken - width
    return lines
