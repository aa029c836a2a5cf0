"""Lists of the members of the Party."""

from tests.support.rosters.layouts.paper import ROMAN, letterhead, short_title, signatures
from tests.support.rosters.layouts.people import District, Member
from tests.support.rosters.layouts.registry import SEX, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table, Value

NAME = ("Họ và tên", "Họ và tên đảng viên", "Họ tên", "Họ và tên khai sinh")
TITLE = "DANH SÁCH ĐẢNG VIÊN ĐANG SINH HOẠT TẠI ĐẢNG BỘ XÃ"
CELL = ("Chi bộ", "Sinh hoạt tại chi bộ", "Chi bộ sinh hoạt")


def birth_text(district: District, member: Member) -> tuple[Value, str]:
    """A birthday as offices type it, with its known parts."""
    day, known = member.birth, member.birth.isoformat()
    return district.random.choice(
        [
            (day, known),
            (day.strftime("%d/%m/%Y"), known),
            (f"{day.day}/{day.month}/{day.year}", known),
            (day.strftime("%d.%m.%Y"), known),
            (day.strftime("%d-%m-%Y"), known),
            (f"{day.month}/{day.year}", known[:7]),
            (day.strftime("%m/%Y"), known[:7]),
            (str(day.year), known[:4]),
            (day.year, known[:4]),
        ]
    )


@layout(14, "members")
def mixed_dates(book: Book, district: District, size: int, variant: int) -> None:
    """Birthdays in every form, under "Nam" and "Nữ" or in one column, beside other dates and places."""
    sheet = book.sheet("Đảng viên")
    columns: list[Column] = [("no", "TT"), ("name", district.pick(*NAME))]
    if variant % 2 == 0:
        columns += [("M", "Ngày, tháng, năm sinh|Nam"), ("F", "Ngày, tháng, năm sinh|Nữ")]
    else:
        columns += [("birth", district.pick("Ngày, tháng, năm sinh", "Ngày sinh")), ("sex", "Giới tính")]
    columns += [
        ("home", "Quê quán"),
        ("joined", district.pick("Ngày vào Đảng", "Ngày kết nạp")),
        ("position", "Chức vụ"),
        ("body", district.pick(*CELL)),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        for _ in range(size // 3):
            member, number = district.member(village), number + 1
            text, known = birth_text(district, member)
            note = district.pick("Miễn sinh hoạt", "", "", "")
            table.add(
                row_cells(
                    member,
                    None,
                    no=number,
                    note=note,
                    birth=text,
                    home=f"Xã {district.communes[3]}",
                    joined=district.day(1985, 2017).strftime("%d/%m/%Y"),
                    **{member.sex: text},
                ),
                select_facts(member.facts, "full_name sex position organisation commune")
                | {"birth_date": known}
                | ({"note": note} if note else {}),
            )
    book.free += ("village",)
    signatures(table, district)


@layout(15, "members")
def name_with_more(book: Book, district: District, size: int, variant: int) -> None:
    """The name's cell holds the birth year in brackets, or the position on a second line."""
    sheet = book.sheet("DS")
    columns: list[Column] = [("no", "STT"), ("full", district.pick(*NAME)), ("sex", "Giới tính")]
    columns += [[("position", "Chức vụ")], [("birth", "Năm sinh")], []][variant % 3]
    columns += [("body", district.pick(*CELL)), ("phone", "Điện thoại")]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        for _ in range(size // 3):
            member, number = district.member(village), number + 1
            year = member.birth.year
            full = (
                f"{member.name} ({year})",
                f"{member.name}\n({member.position})",
                f"{member.name} (sinh năm {year})\n{member.position}",
            )[variant % 3]
            table.add(
                row_cells(member, None, no=number, full=full, birth=year),
                select_facts(member.facts, "full_name sex position organisation commune phone")
                | {"birth_date": str(year)},
            )
    book.free += ("village",)
    signatures(table, district, notes=False)


@layout(16, "members")
def cell_groups(book: Book, district: District, size: int, variant: int) -> None:
    """A group row for each cell with its count, and the count again below."""
    sheet = book.sheet("Đảng bộ xã")
    columns: list[Column] = [
        ("no", "TT"),
        ("name", district.pick(*NAME)),
        ("sex", district.pick("Giới tính", "Nam, nữ")),
        ("birth", district.pick("Ngày sinh", "Ngày, tháng, năm sinh")),
        ("position", "Chức vụ"),
        ("phone", district.pick("Số điện thoại", "ĐT")),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    if variant % 2:
        table.numbers("(1)")
    villages, total = district.villages(3), 0
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        count = district.pick(f"({part} đồng chí)", f"({part} đ/c)", f": {part} đảng viên")
        count = "" if variant % 4 == 2 else f" {count}".replace(" :", ":")
        table.group(f"Chi bộ thôn {village}{count}", ROMAN[index], merged=variant % 2 == 0)
        for serial in range(1, part + 1):
            member, total = district.member(village), total + 1
            table.add(
                row_cells(member, None, no=serial, birth=member.birth.strftime("%d/%m/%Y")),
                select_facts(member.facts, "full_name sex birth_date position organisation commune phone"),
            )
        table.group(f"Cộng: {part} đồng chí")
    table.group(f"Tổng cộng: {total} đảng viên")
    book.free += ("village",)
    signatures(table, district)


@layout(32, "members")
def lines_of_member(book: Book, district: District, size: int, variant: int) -> None:
    """Sex, people and faith as lines of one cell; the home as "village, commune"."""
    sheet = book.sheet("Trích ngang")
    columns: list[Column] = [
        ("no", "STT"),
        ("name", district.pick(*NAME)),
        ("birth", "Ngày, tháng, năm sinh"),
        ("kind", ("Giới tính\nDân tộc\nTôn giáo", "Giới tính, dân tộc, tôn giáo")[variant % 2]),
        ("position", "Chức vụ"),
        ("body", district.pick(*CELL)),
        ("home", district.pick("Nơi ở hiện nay", "Chỗ ở hiện nay", "Nơi cư trú")),
    ]
    short_title(sheet, district, "DANH SÁCH TRÍCH NGANG ĐẢNG VIÊN")
    table = Table(book, sheet, columns, top=3)
    number = 0
    for village in district.villages(3):
        for _ in range(size // 3):
            member, number = district.member(village), number + 1
            kind = ("\n", ", ")[variant % 2].join((SEX[member.sex], district.pick("Tày", "Dao", "Mông"), "Không"))
            residence = district.pick("Thôn {0}, xã {1}", "{0}, {1}", "thôn {0} - xã {1}").format(
                village, member.commune
            )
            table.add(
                row_cells(member, None, no=number, kind=kind, home=residence, birth=member.birth.strftime("%d/%m/%Y")),
                select_facts(member.facts, "full_name sex birth_date position organisation village commune"),
            )
    book.free += ("ethnicity",)
    signatures(table, district)
