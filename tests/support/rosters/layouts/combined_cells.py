"""Two facts in one cell: an address, a stretch of time; and letterheads of a cell of the Party."""

import datetime

from tests.support.rosters.layouts.assignments import ASSIGNEE, HEAD, IN_CHARGE, SIZE, TITLE, members_in_charge
from tests.support.rosters.layouts.paper import letterhead, short_title, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts
from tests.support.rosters.layouts.workbook import Book, Column, Table

ADDRESS = ("Địa chỉ", "Nơi ở", "Nơi cư trú", "Chỗ ở", "Địa chỉ (thôn, xã)")
HOUSE = "head_name village commune household_size"


@layout(18, "assignments")
def address(book: Book, district: District, size: int, variant: int) -> None:
    """Village and commune in one column, written in several ways."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", district.pick(*IN_CHARGE)),
        ("position", "Chức vụ"),
        ("head", district.pick(*HEAD)),
        ("address", district.pick(*ADDRESS)),
        ("size", district.pick(*SIZE)),
        ("poverty", "Diện hộ"),
    ]
    sheet.put(1, 1, "DANH SÁCH PHÂN CÔNG CÁN BỘ, ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH HUYỆN LÂM BÌNH")
    table = Table(book, sheet, columns, top=3)
    number = 0
    for commune in district.communes[:3]:
        for village in district.villages(2, commune):
            for _ in range(max(size // 6, 1)):
                member, number = district.member(village, commune, households=1), number + 1
                patterns = (
                    ("Thôn {0}, xã {1}", "thôn {0}, xã {1}"),
                    ("{0}, {1}", "{0} - {1}"),
                    ("Thôn {0} - xã {1}", "Thôn {0}, xã {1}, huyện Lâm Bình"),
                )[variant % 3]
                table.add(
                    row_cells(
                        member,
                        member.households[0],
                        no=number,
                        address=district.pick(*patterns).format(village, commune),
                    ),
                    select_facts(member.in_charge_of(member.households[0]), f"{ASSIGNEE} {HOUSE} poverty"),
                )
    signatures(table, district)


def _period(start: datetime.date, end: datetime.date, variant: int) -> tuple[str, dict[str, object]]:
    days = {"starts_on": start.isoformat(), "ends_on": end.isoformat()}
    months = {name: day[:7] for name, day in days.items()}
    periods: list[tuple[str, dict[str, object]]] = [
        (f"{start:%d/%m/%Y} - {end:%d/%m/%Y}", days),
        (f"Từ {start:%d/%m/%Y} đến {end:%d/%m/%Y}", days),
        (f"Từ ngày {start:%d/%m/%Y} đến ngày {end:%d/%m/%Y}", days),
        (f"{start:%d.%m.%Y}-{end:%d.%m.%Y}", days),
        (f"{start:%m/%Y} - {end:%m/%Y}", months),
        (f"từ tháng {start.month}/{start.year} đến tháng {end.month}/{end.year}", months),
        (f"{start.year} - {end.year}", {name: day[:4] for name, day in days.items()}),
        (f"Từ {start:%d/%m/%Y} đến nay", {"starts_on": start.isoformat()}),
    ]
    return periods[variant % len(periods)]


@layout(19, "assignments")
def stretches(book: Book, district: District, size: int, variant: int) -> None:
    """The time in charge as "from - to", in one column; or in two, where days are partly known."""
    sheet = book.sheet("Sheet1")
    together = variant % 3 != 2
    time: list[Column] = [("from", "Từ ngày"), ("to", "Đến ngày")]
    if together:
        time = [("period", district.pick("Thời gian phụ trách", "Thời gian thực hiện", "Thời gian phân công"))]
    columns: list[Column] = [
        ("no", "STT"),
        ("member", district.pick(*IN_CHARGE)),
        ("body", "Chi bộ"),
        ("head", district.pick(*HEAD)),
        ("village", "Thôn"),
        *time,
        ("help", district.pick("Nội dung giúp đỡ", "Nội dung hỗ trợ")),
        ("result", district.pick("Kết quả", "Kết quả giúp đỡ")),
    ]
    short_title(sheet, district, "DANH SÁCH ĐẢNG VIÊN PHỤ TRÁCH HỘ")
    table = Table(book, sheet, columns, top=3)
    number = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, size // 3, each=1):
            (household,), number = member.households, number + 1
            start, end = district.day(2018, 2019), district.day(2020, 2022)
            text, known = _period(start, end, number + variant)
            if not together:
                known = {"starts_on": start.isoformat(), "ends_on": f"{end:%Y-%m}"}
            done = {
                "help": "Hướng dẫn trồng ngô lai",
                "result": district.pick("Đã thoát nghèo", "Đang thực hiện"),
            }
            table.add(
                row_cells(member, household, no=number, period=text, **{"from": start, "to": f"{end:%m/%Y}"}, **done),
                select_facts(
                    member.in_charge_of(household),
                    "member_name member_organisation head_name village commune",
                )
                | known
                | done,
            )
    signatures(table, district, notes=False)


@layout(38, "assignments")
def list_of_a_cell(book: Book, district: District, size: int, variant: int) -> None:
    """A list drawn up by one cell of the Party: its letterhead names the cell, its foot the count."""
    sheet = book.sheet("DS")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", district.pick("Họ và tên đảng viên", "Đảng viên")),
        ("position", "Chức vụ"),
        ("head", district.pick("Hộ được phân công", "Họ và tên chủ hộ", "Chủ hộ")),
        ("year", "Năm sinh"),
        ("size", district.pick(*SIZE)),
        ("village", "Thôn"),
        ("poverty", "Diện hộ"),
    ]
    village = district.villages(1)[0]
    letterhead(sheet, district, TITLE, len(columns))
    sheet.put(1, 1, f"ĐẢNG ỦY XÃ {district.commune.upper()}")
    sheet.put(2, 1, f"CHI BỘ THÔN {village.upper()}")
    table = Table(book, sheet, columns, top=7)
    members = members_in_charge(district, village, size, each=4)
    for number, member in enumerate(members, 1):
        for index, household in enumerate(member.households):
            cells = row_cells(member, household, no=number)
            if index:
                cells |= {"no": None, "member": None, "position": None}
            table.add(
                cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year poverty")
            )
    book.free += ("member_organisation",)
    sheet.put(table.row, 1, f"Danh sách ấn định: {len(members)} đồng chí phụ trách {size} hộ.")
    table.row += 1
    signatures(table, district, notes=False)
