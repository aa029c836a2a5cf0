"""The layouts by number, each a function that fills a book."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support.rosters.layouts.people import District, Household, Member
from tests.support.rosters.layouts.workbook import Book, Sheet, Value

Fill = Callable[[Book, District, int, int], None]


@dataclass(frozen=True)
class Layout:
    """One layout of a roster. `fill(book, district, size, variant)` writes about `size` rows of data."""

    number: int
    name: str
    kind: str
    fill: Fill


SEX = {"M": "Nam", "F": "Nữ"}
LAYOUTS: dict[int, Layout] = {}


def layout(number: int, kind: str) -> Callable[[Fill], Fill]:
    """Register a function as the layout of its name; its docstring describes the habit of the office."""

    def register(fill: Fill) -> Fill:
        if number in LAYOUTS:
            raise ValueError(f"two layouts have the number {number}")
        LAYOUTS[number] = Layout(number, fill.__name__, kind, fill)
        return fill

    return register


def like(number: int, book: Book, district: District, size: int, variant: int) -> list[Sheet]:
    """Fill the book as another layout does, and return the new sheets."""
    before = len(book.sheets)
    book.kind = LAYOUTS[number].kind
    LAYOUTS[number].fill(book, district, size, variant)
    return book.sheets[before:]


def select_facts(facts: Mapping[str, object], names: str) -> dict[str, object]:
    """The named facts only."""
    return {name: facts[name] for name in names.split()}


def class_mark(household: Household, mark: Value = "x") -> dict[str, Value]:
    """The mark in the column of the household's class, `poor` or `near_poor`."""
    return {household.poverty: mark} if household.poverty in ("poor", "near_poor") else {}


WORDS = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo", "other": "", "escaped": "Hộ thoát nghèo"}


def row_cells(member: Member | None, household: Household | None, **other: Value) -> dict[str, Value]:
    """A row's cells in their plainest form, by the usual keys of columns; `other` comes first."""
    cells: dict[str, Value] = {}
    if household:
        cells |= {
            "code": household.code,
            "head": household.head,
            "year": household.birth.year,
            "sex": SEX[household.sex],
            "ethnicity": household.ethnicity,
            "citizen": household.citizen_id,
            "village": household.village,
            "commune": household.commune,
            "size": household.size,
            "poverty": WORDS[household.poverty],
            "phone": household.phone,
            **class_mark(household),
        }
    if member:
        cells |= {"member": member.name, "position": member.position, "body": member.organisation}
    if member and not household:
        cells |= {
            "name": member.name,
            "sex": SEX[member.sex],
            "birth": member.birth,
            "village": member.village,
            "commune": member.commune,
            "phone": member.phone,
        }
    return cells | other


def split_evenly(size: int, parts: int) -> list[int]:
    """`size` as a sum of so many parts of about the same number, none empty."""
    return [max(size // parts + (index < size % parts), 1) for index in range(parts)]
