"""Lists with more than the known fields: tables below each other, two serials, formulas."""

from tests.support.rosters.layouts.assignments import ASSIGNEE, HEAD, HOUSE, IN_CHARGE, SIZE, TITLE, members_in_charge
from tests.support.rosters.layouts.paper import ROMAN, letterhead, short_title, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import SEX, class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table, Value


@layout(37, "households")
def table_per_village(book: Book, district: District, size: int, variant: int) -> None:
    """A table with its own heading for each village, one below the other, the village in a line above it."""
    sheet = book.sheet("Hộ nghèo")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("sex", "Giới tính"),
        ("ethnicity", "Dân tộc"),
        ("size", "Số khẩu"),
        ("poor", "Hộ nghèo"),
        ("near_poor", "Hộ cận nghèo"),
    ]
    short_title(sheet, district, "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO")
    villages = district.villages(3)
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        top = sheet.last_row + (3 if index else 2)
        sheet.put(
            top,
            1,
            (f"{index + 1}. Thôn {village}", f"THÔN {village.upper()}", f"Thôn: {village}")[variant % 3],
        )
        table, people = Table(book, sheet, columns, top=top + 1), 0
        for number in range(1, part + 1):
            household = district.household(village)
            people += household.size
            table.add(
                row_cells(None, household, no=number),
                select_facts(
                    household.facts,
                    "head_name head_birth_year sex ethnicity household_size poverty village commune",
                ),
            )
        table.group("Cộng", None, size=people)
    signatures(table, district)


@layout(39, "households")
def numbers_as_text(book: Book, district: District, size: int, variant: int) -> None:
    """Years, sizes and serials typed as text, marks with spaces around them."""
    sheet = book.sheet("Sheet1")
    columns: list[Column] = [
        ("no", "TT"),
        ("head", "Chủ hộ"),
        ("year", district.pick("Năm sinh", "Sinh năm", "Ngày tháng năm sinh")),
        ("sex", "Nam/Nữ"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("poor", "Nghèo"),
        ("near_poor", "Cận nghèo"),
    ]
    letterhead(sheet, district, "DANH SÁCH HỘ GIA ĐÌNH", len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(2):
        for _ in range(size // 2):
            household, number = district.household(village), number + 1
            year: Value = district.pick(
                f"{household.birth.year}", f" {household.birth.year} ", f"{household.birth:%d/%m/%Y}"
            )
            table.add(
                row_cells(None, household, no=str(number), year=year, size=f"{household.size} ")
                | class_mark(household, district.pick(" x", "X ", "x")),
                select_facts(household.facts, "head_name head_birth_year sex household_size poverty village commune"),
            )
    signatures(table, district)


@layout(40, "households")
def class_groups(book: Book, district: District, size: int, variant: int) -> None:
    """The poor and the nearly poor in two parts, each under a group row."""
    sheet = book.sheet("DS")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("ethnicity", "Dân tộc"),
        ("village", "Thôn"),
        ("size", "Số nhân khẩu"),
    ]
    letterhead(sheet, district, "DANH SÁCH HỘ NGHÈO VÀ HỘ CẬN NGHÈO", len(columns))
    table = Table(book, sheet, columns, top=7)
    for index, (poverty, word) in enumerate({"poor": "HỘ NGHÈO", "near_poor": "HỘ CẬN NGHÈO"}.items()):
        table.group(word, ROMAN[index], merged=variant % 2 == 0)
        for number in range(1, size // 2 + 1):
            household = district.household(district.villages(1)[0], poverty=poverty)
            fields = "head_name head_birth_year ethnicity village commune household_size"
            table.add(row_cells(None, household, no=number), select_facts(household.facts, fields))
        table.group(f"Cộng {word.lower()}", None, head=f"{size // 2} hộ")
    book.free += ("poverty",)
    signatures(table, district)


@layout(41, "assignments")
def formulas(book: Book, district: District, size: int, variant: int) -> None:
    """Serials and sums are formulas that no spreadsheet program has worked out."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", district.pick(*IN_CHARGE)),
        ("position", "Chức vụ"),
        ("head", district.pick(*HEAD)),
        ("village", "Thôn"),
        ("size", district.pick(*SIZE)),
        ("poverty", "Diện hộ"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    first = table.row
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=1):
            (household,) = member.households
            table.add(
                row_cells(member, household, no=f"=ROW()-{first - 1}"),
                select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"),
            )
    table.group("Tổng cộng", None, size=f"=SUM(F{first}:F{table.row - 1})")
    signatures(table, district)


@layout(42, "members")
def wide_member_list(book: Book, district: District, size: int, variant: int) -> None:
    """Schooling, people, days of admission: many columns beside the known fields."""
    sheet = book.sheet("Danh sách đảng viên")
    columns: list[Column] = [
        ("no", "STT"),
        ("name", "Họ và tên"),
        ("M", "Ngày, tháng, năm sinh|Nam"),
        ("F", "Ngày, tháng, năm sinh|Nữ"),
        ("people", "Dân tộc"),
        ("school", "Trình độ|Học vấn"),
        ("theory", "Trình độ|Lý luận chính trị"),
        ("joined", "Ngày vào Đảng|Dự bị"),
        ("full", "Ngày vào Đảng|Chính thức"),
        ("position", "Chức vụ"),
        ("body", "Chi bộ"),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, "DANH SÁCH ĐẢNG VIÊN ĐẢNG BỘ XÃ", len(columns))
    table = Table(book, sheet, columns, top=7)
    if variant % 2:
        table.numbers("1")
    number = 0
    for village in district.villages(3):
        for _ in range(size // 3):
            member, number, joined = district.member(village), number + 1, district.day(1985, 2016)
            table.add(
                row_cells(
                    member,
                    None,
                    no=number,
                    people="Tày",
                    school="12/12",
                    theory=district.pick("Sơ cấp", "Trung cấp", ""),
                    joined=joined.strftime("%d/%m/%Y"),
                    full=joined.replace(year=joined.year + 1),
                    **{member.sex: member.birth.strftime("%d/%m/%Y")},
                ),
                select_facts(member.facts, "full_name sex birth_date position organisation commune"),
            )
    book.free += ("village", "ethnicity")
    signatures(table, district)


@layout(43, "assignments")
def two_serials(book: Book, district: District, size: int, variant: int) -> None:
    """A serial for members and one for households; helpers beside the member in charge."""
    sheet = book.sheet("DS phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên phụ trách"),
        ("sex", "Giới tính"),
        ("position", "Chức vụ"),
        ("home", "TT hộ"),
        ("head", "Họ và tên chủ hộ"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("poor", "Diện hộ|Hộ nghèo"),
        ("near_poor", "Diện hộ|Hộ cận nghèo"),
        ("help", "Nội dung giúp đỡ"),
        ("note", "Ghi chú"),
    ]
    if variant % 2:
        columns = [column for column in columns if column[0] != "sex"]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = serial = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=4):
            number, top = number + 1, table.row
            for index, household in enumerate(member.households):
                serial += 1
                help_text = district.pick("Giúp giống lúa", "Vận động con em đến trường", "")
                cells = row_cells(member, household, no=number, home=serial, sex=SEX[member.sex], help=help_text)
                if index:
                    cells |= {"no": None, "member": None, "sex": None, "position": None}
                table.add(
                    cells,
                    select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}")
                    | ({"help": help_text} if help_text else {}),
                )
            for key in ("no", "member", "sex", "position") if variant % 4 < 2 else ():
                if key in table.column_of:
                    sheet.merge(top, table.column_of[key], table.row - 1, table.column_of[key])
    book.free += ("sex",)
    signatures(table, district)
