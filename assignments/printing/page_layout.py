"""The layout of a member's sheet, computed beforehand in the millimetres of static/lambinh/print.css.

Letters count a little wider and rows a little higher than they are, because every computer has other fonts: nobody
misses one line, but one line too many would be a second page.
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
"""The loss on each further page: its headings, and the room of a row that did not fit."""
BLANK_LINE = 7.55
MIN_BLANK_LINES = 4
BOLD, PLAIN, SMALL, TITLE = 2.05, 1.8, 1.6, 3.2
"""The width of a letter."""
WHOLE, HEAD, CODE, VILLAGE, CLASS, PHONE = 190.0, 51.6, 19.9, 27.8, 21.2, 21.2
"""The width that a column has for its text."""
Run = tuple[str, float]
"""A text and the width of its letters."""


@dataclass(frozen=True)
class Type:
    """A type size of the rows; `scale` is for the width of letters."""

    line: float
    around_row: float
    scale: float


USUAL = Type(line=3.8, around_row=1.7, scale=1)
TIGHT = Type(line=3.3, around_row=1.7, scale=0.885)


@dataclass(frozen=True)
class PrintRow:
    """The texts of a household's row, each of which may need more than one line.

    Unlike `queries.rows.AssignedHousehold` it has only texts, in the language of the page: the layout measures them.
    """

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


EMPTY_ROW = PrintRow("", "", "", "", "", "")


@dataclass(frozen=True)
class Layout:
    """The number of pages, and of lines to write on that fill the last one."""

    pages: int
    blank_lines: int
    is_tight: bool


def fit_page(titles: Sequence[str], rows: Sequence[PrintRow]) -> Layout:
    """The layout in the larger type, unless the smaller one saves a page."""
    usual, tight = (_lay_out(titles, rows or [EMPTY_ROW], type) for type in (USUAL, TIGHT))
    return tight if tight.pages < usual.pages else usual


def _lay_out(titles: Sequence[str], rows: Sequence[PrintRow], type: Type) -> Layout:
    more = sum(lines_of([(title, TITLE)], WHOLE) - 1 for title in titles)
    used = SPARE + TITLES + more * TITLE_LINE + HEADS + sum(row.height(type) for row in rows)
    pages = 1
    while (left := pages * PAGE - used - (pages - 1) * NEXT_PAGE) < MIN_BLANK_LINES * BLANK_LINE:
        pages += 1
    return Layout(pages, int(left / BLANK_LINE), type is TIGHT)


def lines_of(runs: Iterable[Run], width: float) -> int:
    """The number of lines that the texts need; a word longer than a line is broken."""
    lines, used = 1, 0.0
    for word, letter in ((word, letter) for text, letter in runs for word in text.split()):
        wide = letter * (len(word) + sum(character.isupper() for character in word) / 4)
        between = letter / 2 if used else 0.0
        if used and used + between + wide > width:
            lines, used, between = lines + 1, 0.0, 0.0
        used += between + wide
        while used > width:
            lines, used = lines + 1, used - width
    return lines
