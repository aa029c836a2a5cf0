"""Forms rather than tables: a member's data as lines above, households in columns, a household over several rows."""

from tests.support.rosters.layouts.assignments import members_in_charge
from tests.support.rosters.layouts.paper import signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.shorthand import columns, lines, numbered_households, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Table, Value

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"


@layout(122, "assignments")
def households_in_columns(book: Book, district: District, size: int, variant: int) -> None:
    """One row for each member, the households beside each other: "Hộ 1", "Hộ 2", "Hộ 3"."""
    heading = ("Hộ {0}", "Hộ thứ {0}", "Hộ gia đình được phụ trách>Hộ {0}", "Họ tên chủ hộ {0}")[variant % 4]
    beside = "; ".join(f"home{index}={heading.format(index)}" for index in range(1, 5))
    text = f"no=STT; member=Họ và tên đảng viên; position=Chức vụ; village=Thôn; {beside}; note=Ghi chú"
    table = start(book, district, "party", TITLE, text)
    number = 0
    for village, part in zip(district.villages(3), split_evenly(size, 3), strict=True):
        for member in members_in_charge(district, village, part, each=4):
            number += 1
            cells = row_cells(member, None, no=number, village=village)
            cells |= {f"home{index}": household.head for index, household in enumerate(member.households, 1)}
            fields = f"{ASSIGNEE} head_name village commune"
            table.add(cells, [select_facts(member.in_charge_of(household), fields) for household in member.households])
    signatures(table, district)


@layout(123, "assignments")
def form_of_each_member(book: Book, district: District, size: int, variant: int) -> None:
    """A form for each member: name, position and cell as lines, the households in a small table under them."""
    sheet = book.sheet("Phiếu")
    spread = columns("no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ")
    top = 1
    for village, part in zip(district.villages(2), split_evenly(size, 2), strict=True):
        for member in members_in_charge(district, village, part, each=6):
            top = lines(
                sheet,
                top,
                f"PHIẾU PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ - XÃ {district.commune.upper()}",
                f"Họ và tên đảng viên: {member.name}",
                f"Chức vụ: {member.position}",
                f"Chi bộ: {member.organisation}" if variant % 2 == 0 else f"Sinh hoạt tại: {member.organisation}",
            )
            table = Table(book, sheet, spread, top=top + variant % 2)
            for number, household in enumerate(member.households, 1):
                facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year")
                table.add(row_cells(None, household, no=number), facts)
            top = table.row + 2
    book.free += ("member_organisation",)


@layout(124, "assignments")
def household_over_two_rows(book: Book, district: District, size: int, variant: int) -> None:
    """Households that two members look after: the household's cells merged, or written once."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu; poverty=Diện hộ; "
        "member=Cán bộ, đảng viên phụ trách; position=Chức vụ; tier=Cấp"
    )
    table = start(book, district, "people", "DANH SÁCH HỘ VÀ NGƯỜI PHỤ TRÁCH", text)
    for number, household in numbered_households(district, size // 2):
        top, keys = table.row, ("no", "head", "village", "size", "poverty")
        for index, member in enumerate((district.official(), district.member(household.village))):
            cells = row_cells(member, household, no=number, tier="Huyện" if index == 0 else "Xã")
            cells |= {} if index == 0 else dict.fromkeys(keys)
            table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} level {HOUSE}"))
        for key in keys if variant % 2 == 0 else ():
            table.sheet.merge(top, table.column_of[key], table.row - 1, table.column_of[key])
    signatures(table, district)


@layout(125, "assignments")
def serials_in_other_ways(book: Book, district: District, size: int, variant: int) -> None:
    """Serials as "01.", "1/", "a)"; a line with the day of the figures; a column to sign in."""
    text = (
        "no=Số TT; member=Họ và tên đảng viên; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu; "
        "poverty=Diện hộ; sign=Ký nhận"
    )
    table = start(book, district, "party", TITLE, text)
    table.sheet.put(5, 1, ("(Số liệu tính đến ngày 31/12/2019)", "Đơn vị tính: hộ")[variant % 2])
    for number, (_, _, member, household) in enumerate(village_pairs(district, size), 1):
        serial: Value = (f"{number:02}.", f"{number}/", f"{'abcdefghijklmnopqrstuvwxyz'[number % 26]})")[variant % 3]
        table.add(
            row_cells(member, household, no=serial),
            select_facts(member.in_charge_of(household), f"member_name {HOUSE}"),
        )
    signatures(table, district)


@layout(126, "households")
def heads_in_two_columns(book: Book, district: District, size: int, variant: int) -> None:
    """The head's name in two columns under one merged heading; or family and given name each with its own."""
    name = ("family=Họ và tên chủ hộ; given=", "family=Họ, đệm chủ hộ; given=Tên chủ hộ")[variant % 2]
    text = f"no=STT; {name}; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ"
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    if variant % 2 == 0:
        table.sheet.merge(6, 2, 6, 3)
    for number, household in numbered_households(district, size):
        family, _, given_name = household.head.rpartition(" ")
        table.add(
            row_cells(None, household, no=number, family=family, given=given_name),
            select_facts(household.facts, f"{HOUSE} head_birth_year"),
        )
    signatures(table, district)


@layout(127, "assignments")
def second_page(book: Book, district: District, size: int, variant: int) -> None:
    """A long list cut into two sheets; the second one has the heading again but neither title nor letterhead."""
    text = (
        "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; village=Thôn; "
        "size=Số khẩu; poverty=Diện hộ"
    )
    table = start(book, district, "party", TITLE, text, "Trang 1")
    second = Table(book, book.sheet("Trang 2"), columns(text), top=1)
    for number, (_, _, member, household) in enumerate(village_pairs(district, size), 1):
        page = table if number <= size // 2 else second
        page.add(
            row_cells(member, household, no=number), select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}")
        )
    book.free += ("commune",)
