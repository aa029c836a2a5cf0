"""Faults in joined, encoded or inherited facts; each faulty row has one."""

from tests.support.rosters.layouts.encodings import to_tcvn3
from tests.support.rosters.layouts.paper import letterhead, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts
from tests.support.rosters.layouts.workbook import ERROR_CELL, Book, Column, Table, Value


@layout(59, "assignments")
def faulty_stretches(book: Book, district: District, size: int, variant: int) -> None:
    """Stretches of time with a day that does not exist, codes of two heads, a first row without a member."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên"),
        ("code", "Mã hộ"),
        ("head", "Họ và tên chủ hộ"),
        ("village", "Thôn"),
        ("period", "Thời gian phụ trách"),
        ("phone", "Số điện thoại"),
    ]
    letterhead(sheet, district, "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ", len(columns))
    table = Table(book, sheet, columns, top=7)
    village = district.villages(1)[0]
    above = ""
    for number in range(1, size + 1):
        member = district.member(village, households=1)
        (household,) = member.households
        start, end = district.day(2018, 2019), district.day(2020, 2021)
        cells = row_cells(member, household, no=number, period=f"{start:%d/%m/%Y} - {end:%d/%m/%Y}")
        truth = select_facts(
            member.in_charge_of(household), "member_name household_code head_name village commune phone"
        )
        truth |= {"starts_on": start.isoformat(), "ends_on": end.isoformat()}
        problems: list[tuple[str, str]] = []
        if number == 1 and variant % 2:
            cells["member"], problems = None, [("member_name", "error")]
            del truth["member_name"]
        elif number % 4 == 0:
            wrong, name = _fault(number // 4 + variant, f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}", above)
            cells, problems = cells | wrong, [(name, "error")]
            if name == "household_code":
                truth[name] = above
                first = next(row for row in book.rows if row["values"].get(name) == above)
                first["problems"] = [{"field": name, "level": "may"}]
            else:
                truth = {field: value for field, value in truth.items() if field not in name.split("|")}
        else:
            above = household.code
        table.add(cells, truth, problems)
    signatures(table, district)


def _fault(turn: int, start: str, end: str, code: str) -> tuple[dict[str, Value], str]:
    faults: list[tuple[dict[str, Value], str]] = [
        ({"period": f"31/02/2019 - {end}"}, "starts_on|ends_on"),
        ({"code": code}, "household_code"),
        ({"period": f"{start} - 31/11/2020"}, "starts_on|ends_on"),
        ({"village": ERROR_CELL}, "village"),
    ]
    return faults[turn % len(faults)]


@layout(60, "members")
def faulty_old_text(book: Book, district: District, size: int, variant: int) -> None:
    """An old file in TCVN3, birthdays under "Nam" and "Nữ", some of which do not exist."""
    sheet = book.sheet("DS")
    columns: list[Column] = [
        ("no", "TT"),
        ("name", "Họ và tên"),
        ("M", "Ngày, tháng, năm sinh|Nam"),
        ("F", "Ngày, tháng, năm sinh|Nữ"),
        ("position", "Chức vụ"),
        ("body", "Chi bộ"),
    ]
    letterhead(sheet, district, "DANH SÁCH ĐẢNG VIÊN", len(columns))
    table = Table(book, sheet, columns, top=7)
    faults: list[Value] = ["31/04/1975", "30.02.1980", "13/1975", "05/06/2090", ERROR_CELL]
    for number in range(1, size + 1):
        member = district.member(district.villages(1)[0])
        truth = select_facts(member.facts, "full_name sex birth_date position organisation commune")
        birth: Value = member.birth.strftime("%d/%m/%Y")
        problems: list[tuple[str, str]] = []
        if number % 4 == 0:
            birth, problems = faults[(number // 4 + variant) % len(faults)], [("birth_date", "error")]
            del truth["birth_date"]
            if birth == ERROR_CELL:
                del truth["sex"]
                problems = [("birth_date|sex", "error")]
        table.add(row_cells(member, None, no=number, **{member.sex: birth}), truth, problems)
    book.free += ("village",)
    signatures(table, district)
    for cell, value in sheet.cells.items():
        if isinstance(value, str) and value != ERROR_CELL:
            sheet.cells[cell], sheet.fonts[cell] = to_tcvn3(value), ".VnTime"
