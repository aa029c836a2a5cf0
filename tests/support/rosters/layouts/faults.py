"""Rosters with faults that the reader can see in the file alone; each faulty row has one."""

from tests.support.rosters.layouts.assignments import ASSIGNEE
from tests.support.rosters.layouts.paper import letterhead, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts
from tests.support.rosters.layouts.workbook import ERROR_CELL, Book, Column, Table, Value

Fault = tuple[dict[str, Value], str]  # the wrong cells, and the field that a reader must report


def _is_faulty(number: int) -> bool:
    return number % 3 == 0


@layout(33, "households")
def faulty_households(book: Book, district: District, size: int, variant: int) -> None:
    """Sizes that are no number, an id too short, no name, one code for two heads, years to come, errors."""
    sheet = book.sheet("Hộ")
    columns: list[Column] = [
        ("no", "STT"),
        ("code", "Mã hộ"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("sex", "Giới tính"),
        ("citizen", "Số CCCD"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("poverty", "Diện hộ"),
    ]
    letterhead(sheet, district, "DANH SÁCH HỘ GIA ĐÌNH", len(columns))
    table = Table(book, sheet, columns, top=7)
    village = district.villages(1)[0]
    fields = "household_code head_name head_birth_year sex citizen_id village commune household_size poverty"
    above = district.household(village)
    for number in range(1, size + 1):
        household = district.household(village)
        faults: list[Fault] = [
            ({"size": "năm"}, "household_size"),
            ({"size": -2}, "household_size"),
            ({"citizen": household.citizen_id[:-1]}, "citizen_id"),
            ({"head": None}, "head_name"),
            ({"code": above.code}, "household_code"),
            ({"year": 2090}, "head_birth_year"),
            ({"size": ERROR_CELL}, "household_size"),
            ({"year": ERROR_CELL}, "head_birth_year"),
            ({"size": "-3"}, "household_size"),
        ]
        cells, truth, problems = row_cells(None, household, no=number), select_facts(household.facts, fields), []
        if _is_faulty(number):
            wrong, name = faults[(number // 3 + variant) % len(faults)]
            cells |= wrong
            problems = [(name, "error")]
            if name == "household_code":
                truth[name] = above.code
                first = next(row for row in book.rows if row["values"].get(name) == above.code)
                first["problems"] = [{"field": name, "level": "may"}]
            else:
                del truth[name]
        else:
            above = household
        table.add(cells, truth, problems)
    signatures(table, district)


@layout(34, "members")
def faulty_members(book: Book, district: District, size: int, variant: int) -> None:
    """Days that do not exist, a month of thirteen, a birth to come, no name, an error in a cell."""
    sheet = book.sheet("Đảng viên")
    columns: list[Column] = [
        ("no", "TT"),
        ("name", "Họ và tên"),
        ("sex", "Giới tính"),
        ("birth", "Ngày sinh"),
        ("position", "Chức vụ"),
        ("body", "Chi bộ"),
    ]
    letterhead(sheet, district, "DANH SÁCH ĐẢNG VIÊN", len(columns))
    table = Table(book, sheet, columns, top=7)
    village = district.villages(1)[0]
    faults: list[Fault] = [
        ({"birth": "31/02/1975"}, "birth_date"),
        ({"name": None}, "full_name"),
        ({"birth": "12/05/2090"}, "birth_date"),
        ({"birth": "15/13/1980"}, "birth_date"),
        ({"birth": ERROR_CELL}, "birth_date"),
        ({"birth": "29/02/1977"}, "birth_date"),
        ({"birth": "không nhớ"}, "birth_date"),
    ]
    for number in range(1, size + 1):
        member = district.member(village)
        cells = row_cells(member, None, no=number, birth=member.birth.strftime("%d/%m/%Y"))
        truth = select_facts(member.facts, "full_name sex birth_date position organisation commune")
        problems = []
        if _is_faulty(number):
            wrong, name = faults[(number // 3 + variant) % len(faults)]
            cells |= wrong
            problems = [(name, "error")]
            del truth[name]
        table.add(cells, truth, problems)
    book.free += ("village",)
    signatures(table, district)


@layout(35, "assignments")
def faulty_assignments(book: Book, district: District, size: int, variant: int) -> None:
    """No household named, days that do not exist, sizes that are none, errors in cells."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "TT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("start", "Ngày phân công"),
    ]
    letterhead(sheet, district, "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ", len(columns))
    table = Table(book, sheet, columns, top=7)
    village = district.villages(1)[0]
    faults: list[Fault] = [
        ({"head": None}, "head_name"),
        ({"start": "31/02/2019"}, "starts_on"),
        ({"size": "năm"}, "household_size"),
        ({"year": 2090}, "head_birth_year"),
        ({"start": "30/02/2019"}, "starts_on"),
        ({"size": ERROR_CELL}, "household_size"),
        ({"head": ERROR_CELL}, "head_name"),
        ({"size": -4}, "household_size"),
    ]
    for number in range(1, size + 1):
        member, start = district.member(village, households=1), district.day(2018, 2019)
        (household,) = member.households
        cells = row_cells(member, household, no=number, start=start.strftime("%d/%m/%Y"))
        fields = f"{ASSIGNEE} head_name head_birth_year village commune household_size"
        truth, problems = select_facts(member.in_charge_of(household), fields), []
        truth["starts_on"] = start.isoformat()
        if _is_faulty(number):
            wrong, name = faults[(number // 3 + variant) % len(faults)]
            cells |= wrong
            problems = [(name, "error")]
            del truth[name]
        table.add(cells, truth, problems)
    signatures(table, district)
