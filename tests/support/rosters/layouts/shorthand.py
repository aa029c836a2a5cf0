"""Columns written as a line of text, members with their households as a flat list, other letterheads."""

from collections.abc import Iterator

from tests.support.rosters.layouts.assignments import members_in_charge
from tests.support.rosters.layouts.people import District, Household, Member
from tests.support.rosters.layouts.registry import split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Sheet, Table

ISSUERS = {
    "party": ("ĐẢNG BỘ HUYỆN LÂM BÌNH", "ĐẢNG ỦY XÃ {0}", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    "people": ("UBND HUYỆN LÂM BÌNH", "UBND XÃ {0}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "front": ("UBMTTQ VIỆT NAM HUYỆN LÂM BÌNH", "BAN THƯỜNG TRỰC UBMTTQ XÃ {0}", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    "farmers": ("HỘI NÔNG DÂN HUYỆN LÂM BÌNH", "BCH HỘI NÔNG DÂN XÃ {0}", "Độc lập - Tự do - Hạnh phúc"),
    "police": ("CÔNG AN TỈNH TUYÊN QUANG", "CÔNG AN HUYỆN LÂM BÌNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
}
Pair = tuple[int, int, Member, Household]


def columns(text: str) -> list[Column]:
    """ "no=TT; head=Chủ hộ; poor=Diện hộ>Nghèo" as a table's columns; "-" is an empty one."""
    pairs = [part.strip().partition("=") for part in text.split(";")]
    return [("", "") if key == "-" else (key, heading.replace(">", "|")) for key, _, heading in pairs]


def start(book: Book, district: District, issuer: str, title: str, text: str, name: str = "Sheet1") -> Table:
    """A sheet with the letterhead of `issuer` ("" for none) and a title that names no place, and its table."""
    sheet, spread = book.sheet(name), columns(text)
    if issuer:
        above, own, right = ISSUERS[issuer]
        middle = 1 + max(len(spread) // 2, 2)
        sheet.line(1, {1: above, middle: right})
        sheet.line(2, {1: own.format(district.commune.upper())})
        sheet.put(4, 1, title)
        sheet.merge(4, 1, 4, len(spread))
        return Table(book, sheet, spread, top=6)
    sheet.put(1, 1, title)
    return Table(book, sheet, spread, top=3)


def pairs(district: District, village: str, size: int, each: int = 1) -> Iterator[Pair]:
    """The member's number, the household's place with the member, the member, the household."""
    for number, member in enumerate(members_in_charge(district, village, size, each), 1):
        for index, household in enumerate(member.households):
            yield number, index, member, household


def village_pairs(district: District, size: int, count: int = 3, each: int = 1) -> Iterator[Pair]:
    """The same for several villages, with members numbered consecutively."""
    above = 0
    for village, part in zip(district.villages(count), split_evenly(size, count), strict=True):
        number = 0
        for number, index, member, household in pairs(district, village, part, each):
            yield above + number, index, member, household
        above += number


def numbered_households(
    district: District, size: int, count: int = 3, poverty: str = ""
) -> Iterator[tuple[int, Household]]:
    """Households of several villages, numbered consecutively."""
    number = 0
    for village, part in zip(district.villages(count), split_evenly(size, count), strict=True):
        for _ in range(part):
            number += 1
            yield number, district.household(village, poverty=poverty)


def lines(sheet: Sheet, row: int, *texts: str, column: int = 1) -> int:
    """Lines of text one below the other; the row after them."""
    for index, text in enumerate(texts):
        sheet.put(row + index, column, text)
    return row + len(texts)
