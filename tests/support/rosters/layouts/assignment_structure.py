"""Assignment lists whose layout holds facts: tiers, sheets, heading groups, corners."""

from tests.support.rosters.layouts.assignments import (
    ASSIGNEE,
    CLASS,
    HEAD,
    HOUSE,
    IN_CHARGE,
    SIZE,
    TITLE,
    members_in_charge,
)
from tests.support.rosters.layouts.paper import ROMAN, group_name, letterhead, signatures
from tests.support.rosters.layouts.people import AGENCIES, District, Member
from tests.support.rosters.layouts.registry import WORDS, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Sheet, Table

DISTRICT_TITLE = "DANH SÁCH CÁN BỘ, ĐẢNG VIÊN CẤP HUYỆN PHỤ TRÁCH HỘ GIA ĐÌNH"
TIERS = {"district": "CÁN BỘ CẤP HUYỆN", "commune": "ĐẢNG VIÊN CẤP XÃ"}


@layout(7, "assignments")
def district_tier(book: Book, district: District, size: int, variant: int) -> None:
    """The district's officials, one household each; position and agency share a column."""
    sheet = book.sheet("Cấp huyện")
    columns: list[Column] = [
        ("no", "TT"),
        ("member", "Họ và tên"),
        ("post", district.pick("Chức vụ, đơn vị công tác", "Chức vụ, đơn vị", "Chức vụ, cơ quan công tác")),
        ("head", "Họ tên chủ hộ"),
        ("village", "Thôn"),
        ("commune", "Xã"),
        ("size", district.pick(*SIZE)),
        ("poverty", district.pick("Đối tượng", "Diện hộ")),
    ]
    letterhead(sheet, district, DISTRICT_TITLE, len(columns), tier="district")
    table = Table(book, sheet, columns, top=7)
    comma = "\n" if variant % 3 == 2 else ", "
    for number in range(1, size + 1):
        official = district.official()
        (household,) = official.households
        table.add(
            row_cells(
                official,
                household,
                no=number,
                post=f"{official.position}{comma}{official.organisation}",
                poverty="Hộ nghèo đặc biệt khó khăn" if variant % 2 else "Hộ nghèo",
            ),
            select_facts(official.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE}"),
        )
    table.group(f"Tổng số: {size} đồng chí phụ trách {size} hộ")
    signatures(table, district, notes=False)


def _tier_rows(table: Table, members: list[Member], first: int = 1) -> int:
    number = first - 1
    for member in members:
        for household in member.households:
            number += 1
            table.add(
                row_cells(member, household, no=number),
                select_facts(
                    member.in_charge_of(household),
                    f"{ASSIGNEE} member_organisation head_name village commune poverty level",
                ),
            )
    return number


@layout(8, "assignments")
def two_tiers(book: Book, district: District, size: int, variant: int) -> None:
    """Both tiers on one sheet: two tables with a heading each, or one table with group rows."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên cán bộ, đảng viên"),
        ("position", "Chức vụ"),
        ("body", district.pick("Đơn vị công tác", "Đơn vị", "Cơ quan, chi bộ")),
        ("head", district.pick(*HEAD)),
        ("village", "Thôn"),
        ("commune", "Xã"),
        ("poverty", district.pick(*CLASS)),
    ]
    sheet.put(1, 1, "DANH SÁCH PHÂN CÔNG CÁN BỘ, ĐẢNG VIÊN PHỤ TRÁCH HỘ NĂM 2019")
    officials = [district.official() for _ in range(size // 2)]
    local = members_in_charge(district, district.villages(1)[0], size - size // 2)
    members_by_tier = {"district": officials, "commune": local}
    if variant % 2 == 0:
        for index, (tier, members) in enumerate(members_by_tier.items()):
            top = 3 if index == 0 else sheet.last_row + 3
            sheet.put(top, 1, f"{'AB'[index]}. {TIERS[tier]}")
            table = Table(book, sheet, columns, top=top + 1)
            count = _tier_rows(table, members)
            table.group("Cộng", None, head=f"{count} hộ")
    else:
        table, count = Table(book, sheet, columns, top=3), 0
        for index, (tier, members) in enumerate(members_by_tier.items()):
            table.group(TIERS[tier], "AB"[index], merged=variant % 4 == 3)
            count = _tier_rows(table, members, first=count + 1)
        table.group("Tổng cộng", None, head=f"{count} hộ")
    signatures(table, district)


def _village_rows(book: Book, sheet: Sheet, district: District, village: str, size: int, top: int) -> None:
    table = Table(
        book,
        sheet,
        [
            ("no", "STT"),
            ("member", "Đảng viên phụ trách"),
            ("position", "Chức vụ"),
            ("head", "Họ và tên chủ hộ"),
            ("year", "Năm sinh"),
            ("size", "Số khẩu"),
            ("poor", "Diện hộ|Nghèo"),
            ("near_poor", "Diện hộ|Cận nghèo"),
        ],
        top=top,
    )
    number = 0
    for member in members_in_charge(district, village, size, each=1):
        (household,), number = member.households, number + 1
        table.add(
            row_cells(member, household, no=number),
            select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year"),
        )
    table.group("Cộng", None, head=f"{number} hộ")


@layout(9, "assignments")
def sheet_per_village(book: Book, district: District, size: int, variant: int) -> None:
    """A cover, a summary, a sheet for each village, and a hidden sheet of choices."""
    cover, villages = book.sheet("Bìa"), district.villages(3)
    commune = district.commune.upper()
    cover.line(6, {3: "ĐẢNG BỘ HUYỆN LÂM BÌNH"})
    cover.line(9, {3: "SỔ THEO DÕI"})
    cover.line(10, {3: f"PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH XÃ {commune}"})
    cover.line(20, {3: "Năm 2019"})
    summary = book.sheet("Tổng hợp")
    summary.line(1, {1: f"TỔNG HỢP SỐ HỘ ĐƯỢC PHÂN CÔNG PHỤ TRÁCH XÃ {commune}"})
    summary.line(3, {1: "STT", 2: "Thôn", 3: "Số đảng viên", 4: "Số hộ", 5: "Số khẩu"})
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        summary.line(4 + index, {1: index + 1, 2: village, 3: part, 4: part, 5: part * 4})
        sheet = book.sheet((village, f"Thôn {village}", village.upper())[variant % 3])
        sheet.put(1, 1, f"DANH SÁCH ĐẢNG VIÊN PHỤ TRÁCH HỘ - XÃ {commune} NĂM 2019")
        if variant % 2:
            sheet.put(2, 1, f"Thôn: {village}")
        _village_rows(book, sheet, district, village, part, top=4)
    summary.line(4 + len(villages), {2: "Tổng cộng", 3: size, 4: size, 5: size * 4})
    choices = book.sheet("DM", hidden=True)
    choices.line(1, {1: "Thôn", 2: "Diện hộ", 3: "Chức vụ"})
    for row, (village, word) in enumerate(zip(villages, WORDS.values(), strict=False), 2):
        choices.line(row, {1: village, 2: word, 3: "Đảng viên"})


@layout(10, "assignments")
def from_a_corner(book: Book, district: District, size: int, variant: int) -> None:
    """The table begins at C7, with empty columns between its own."""
    sheet = book.sheet("Sheet2")
    columns: list[Column] = [
        ("no", "STT"),
        ("", ""),
        ("member", district.pick(*IN_CHARGE)),
        ("position", "Chức vụ"),
        ("", ""),
        ("head", district.pick(*HEAD)),
        ("village", "Thôn"),
        ("", ""),
        ("size", district.pick(*SIZE)),
        ("poverty", district.pick(*CLASS)),
    ]
    if variant % 2:
        columns = [column for index, column in enumerate(columns) if index != 4]
    letterhead(sheet, district, TITLE, len(columns), left=3)
    table = Table(book, sheet, columns, top=7, left=3)
    number = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=1):
            (household,), number = member.households, number + 1
            table.add(
                row_cells(member, household, no=number),
                select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"),
            )
    table.group("Tổng cộng", None, head=f"{number} hộ")
    signatures(table, district)


@layout(11, "assignments")
def three_heading_rows(book: Book, district: District, size: int, variant: int) -> None:
    """ "Họ và tên" twice; the merged heading above it tells which."""
    sheet = book.sheet("Phụ lục")
    assignee = district.pick("Đảng viên được phân công", "Cán bộ, đảng viên phụ trách", "ĐẢNG VIÊN PHỤ TRÁCH")
    house = district.pick("Hộ gia đình được phụ trách", "Hộ gia đình", "HỘ GIA ĐÌNH ĐƯỢC GIÚP ĐỠ")
    columns: list[Column] = [
        ("no", "TT"),
        ("member", f"{assignee}|Họ và tên"),
        ("position", f"{assignee}|Chức vụ"),
        ("body", f"{assignee}|Chi bộ"),
        ("head", f"{house}|Họ và tên"),
        ("year", f"{house}|Năm sinh"),
        ("village", f"{house}|Địa chỉ|Thôn"),
        ("commune", f"{house}|Địa chỉ|Xã"),
        ("size", f"{house}|Số khẩu"),
        ("poor", f"{house}|Diện hộ|Nghèo"),
        ("near_poor", f"{house}|Diện hộ|Cận nghèo"),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    if variant % 2 == 0:
        table.numbers("1")
    number = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, size // 3, each=1):
            (household,), number = member.households, number + 1
            table.add(
                row_cells(member, household, no=number),
                select_facts(member.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE} head_birth_year"),
            )
    signatures(table, district)


@layout(31, "assignments")
def agency_groups(book: Book, district: District, size: int, variant: int) -> None:
    """Officials under the name of their agency, which is the member's organisation."""
    sheet = book.sheet("DS huyện")
    columns: list[Column] = [
        ("no", "TT"),
        ("member", district.pick("Họ và tên", "Họ và tên cán bộ, đảng viên")),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("village", "Thôn"),
        ("commune", "Xã"),
        ("size", district.pick(*SIZE)),
    ]
    letterhead(sheet, district, DISTRICT_TITLE, len(columns), tier="district")
    table = Table(book, sheet, columns, top=7)
    number = 0
    for index, (agency, part) in enumerate(
        zip(district.random.sample(AGENCIES, 4), split_evenly(size, 4), strict=True)
    ):
        label = f"{agency} ({part} đồng chí)" if variant % 3 == 1 else agency
        table.group(label, ROMAN[index], merged=variant % 2 == 1)
        for _ in range(part):
            official, number = district.official(agency), number + 1
            (household,) = official.households
            table.add(
                row_cells(official, household, no=number),
                select_facts(
                    official.in_charge_of(household),
                    f"{ASSIGNEE} member_organisation head_name village commune household_size",
                ),
            )
    table.group(f"Tổng số: {number} đồng chí phụ trách {number} hộ")
    signatures(table, district)


@layout(28, "assignments")
def totals_and_notes(book: Book, district: District, size: int, variant: int) -> None:
    """Several communes in one list, subtotals at two depths, names that sign in the columns of names."""
    sheet = book.sheet("Toàn huyện")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("size", district.pick(*SIZE)),
        ("poverty", district.pick(*CLASS)),
        ("note", "Ghi chú"),
    ]
    sheet.put(1, 1, "BIỂU TỔNG HỢP ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH HUYỆN LÂM BÌNH NĂM 2019")
    table = Table(book, sheet, columns, top=3)
    capitals, number, total = variant % 2 == 0, 0, 0
    for index, commune in enumerate(district.communes[:2]):
        table.group(f"XÃ {commune.upper()}" if capitals else f"Xã {commune}", "AB"[index])
        people = 0
        for inner, village in enumerate(district.villages(2, commune)):
            table.group(group_name(village, capitals and variant % 4 == 0), ROMAN[inner])
            here = 0
            for _ in range(max(size // 4, 1)):
                member = district.member(village, commune, households=1)
                (household,), number = member.households, number + 1
                here += household.size
                table.add(
                    row_cells(member, household, no=number),
                    select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year"),
                )
            table.group(district.pick(f"Cộng thôn {village}", "Cộng", "Tổng thôn"), None, size=here)
            people += here
        table.group(f"Cộng xã {commune}", None, size=people)
        total += people
    table.group("TỔNG CỘNG TOÀN HUYỆN", None, head=f"{number} hộ", size=total)
    table.blank()
    signatures(table, district)
