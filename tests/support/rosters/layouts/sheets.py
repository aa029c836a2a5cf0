"""Other parts of a workbook: sheets named after communes, a summary under the list, merged villages."""

from tests.support.rosters.layouts.assignments import ASSIGNEE, HOUSE, TITLE, members_in_charge
from tests.support.rosters.layouts.paper import letterhead, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table


@layout(56, "assignments")
def sheet_per_commune(book: Book, district: District, size: int, variant: int) -> None:
    """A sheet for each commune; only the sheet's name says which. Villages are group rows."""
    communes = district.communes[:3]
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("size", "Số khẩu"),
        ("poor", "Hộ nghèo"),
        ("near_poor", "Hộ cận nghèo"),
    ]
    for commune, part in zip(communes, split_evenly(size, len(communes)), strict=True):
        sheet = book.sheet((commune, f"Xã {commune}", f"XÃ {commune.upper()}")[variant % 3])
        sheet.put(1, 1, "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH NĂM 2019")
        table = Table(book, sheet, columns, top=3)
        for village in district.villages(2, commune):
            table.group(f"Thôn {village}", merged=variant % 2 == 0)
            for number in range(1, max(part // 2, 1) + 1):
                member = district.member(village, commune, households=1)
                table.add(
                    row_cells(member, member.households[0], no=number),
                    select_facts(member.in_charge_of(member.households[0]), f"{ASSIGNEE} {HOUSE}"),
                )
        table.group("Cộng", None, head=f"{part} hộ")


@layout(57, "households")
def merged_villages(book: Book, district: District, size: int, variant: int) -> None:
    """Villages merged over their rows, or written once; the heading again in the middle; the republic's title."""
    sheet = book.sheet("Hộ nghèo")
    columns: list[Column] = [
        ("village", "Thôn"),
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("sex", "Giới tính"),
        ("ethnicity", "Dân tộc"),
        ("size", "Số khẩu"),
        ("poor", "Nghèo"),
        ("near_poor", "Cận nghèo"),
    ]
    commune = district.commune
    sheet.line(1, {1: "ỦY BAN NHÂN DÂN", 5: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
    sheet.line(2, {1: f"XÃ {commune.upper()}", 5: "Độc lập - Tự do - Hạnh phúc"})
    sheet.line(3, {1: "Số: 15/DS-UBND", 5: f"{commune}, ngày 12 tháng 12 năm 2019"})
    sheet.put(5, 1, "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO")
    table = Table(book, sheet, columns, top=7)
    number = 0
    for turn, village in enumerate(district.villages(3)):
        top = table.row
        for index in range(size // 3):
            household, number = district.household(village), number + 1
            cells = row_cells(None, household, no=number)
            if index and variant % 3 != 2:
                cells["village"] = ""
            fields = "head_name head_birth_year sex ethnicity household_size poverty village commune"
            table.add(cells, select_facts(household.facts, fields))
        if variant % 3 == 0:
            sheet.merge(top, table.column_of["village"], table.row - 1, table.column_of["village"])
        if turn == 1 and variant % 2:
            table.repeat_heading()
    signatures(table, district)


@layout(58, "assignments")
def summary_below(book: Book, district: District, size: int, variant: int) -> None:
    """Under the list a small table of sums by village, which is no roster."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("poor", "Diện hộ|Nghèo"),
        ("near_poor", "Diện hộ|Cận nghèo"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    villages, number = district.villages(3), 0
    for village, part in zip(villages, split_evenly(size, len(villages)), strict=True):
        for member in members_in_charge(district, village, part, each=1):
            (household,), number = member.households, number + 1
            table.add(
                row_cells(member, household, no=number) | class_mark(household),
                select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"),
            )
    table.group("Tổng cộng", None, head=f"{number} hộ")
    top = table.row + 2
    sheet.put(top, 2, "TỔNG HỢP THEO THÔN")
    sheet.line(top + 1, {1: "STT", 2: "Thôn", 3: "Số đảng viên", 4: "Số hộ"})
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True), 1):
        sheet.line(top + 1 + index, {1: index, 2: village, 3: part, 4: part})
    sheet.line(top + 5, {2: "Cộng", 3: size, 4: size})
    table.row = top + 7
    signatures(table, district, notes=False)
