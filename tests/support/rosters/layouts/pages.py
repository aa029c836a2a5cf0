"""Position of a list on its sheets: side by side, page by page, far down, hidden, in other files."""

from tests.support.rosters.layouts.encodings import to_tcvn3, to_vni
from tests.support.rosters.layouts.paper import ROMAN, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import class_mark, layout, like, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.shorthand import columns, lines, numbered_households, pairs, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Table

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"
PLAIN = (
    "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; village=Thôn; "
    "size=Số khẩu; poverty=Diện hộ"
)


@layout(77, "households")
def side_by_side(book: Book, district: District, size: int, variant: int) -> None:
    """Two tables beside each other to save paper, with or without an empty column between them."""
    sheet = book.sheet("Hộ nghèo")
    sheet.put(1, 1, f"DANH SÁCH HỘ NGHÈO XÃ {district.commune.upper()} NĂM 2019")
    spread = columns("no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu")
    fields = "head_name head_birth_year village commune household_size poverty"
    households, left = list(numbered_households(district, size, poverty="poor")), 1
    for half in (households[: size // 2], households[size // 2 :]):
        table = Table(book, sheet, spread, top=3, left=left)
        for number, household in half:
            table.add(row_cells(None, household, no=number), select_facts(household.facts, fields))
        left += len(spread) + (variant % 2 == 0)


@layout(78, "assignments")
def printed_pages(book: Book, district: District, size: int, variant: int) -> None:
    """A heading on every printed page, sums carried over, page numbers at the foot."""
    text = (
        "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; village=Thôn; "
        "size=Số khẩu; poor=Diện hộ>Nghèo; near_poor=Diện hộ>Cận nghèo"
    )
    table = start(book, district, "party", TITLE, text)
    table.numbers("(1)")
    people, page = 0, 1
    for number, (_, _, member, household) in enumerate(village_pairs(district, size), 1):
        table.add(
            row_cells(member, household, no=number), select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}")
        )
        people += household.size
        if number % 8 == 0 and number < size:
            table.group(("Cộng trang", f"Cộng trang {page}", "Cộng chuyển trang sau")[variant % 3], None, size=people)
            table.sheet.put(table.row, 8, (f"Trang {page}", f"{page}/3", f"Trang {page}/3")[variant % 3])
            table.row, page = table.row + 2, page + 1
            table.repeat_heading()
            if variant % 2:
                table.numbers("(1)")
            table.group(("Trang trước chuyển sang", "Cộng mang sang", "Mang sang")[variant % 3], None, size=people)
    table.group("Tổng cộng", None, size=people)
    signatures(table, district)


@layout(79, "assignments")
def loose_rows(book: Book, district: District, size: int, variant: int) -> None:
    """An empty row under the heading, after each member and between the groups."""
    table = start(book, district, "party", TITLE, PLAIN)
    table.blank()
    for index, (village, part) in enumerate(zip(district.villages(3), split_evenly(size, 3), strict=True)):
        table.group(f"Thôn {village}", ROMAN[index])
        table.blank()
        for number, index, member, household in pairs(district, village, part, each=3):
            cells = row_cells(member, household, no=number)
            if index:
                cells |= {"no": None, "member": None, "position": None}
            table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
            if index == len(member.households) - 1:
                table.blank()
    signatures(table, district)


@layout(80, "assignments")
def kept_out_of_sight(book: Book, district: District, size: int, variant: int) -> None:
    """A hidden row of a program's own field names under the heading, a hidden column of its keys."""
    text = f"key=Mã BG; {PLAIN}"
    table = start(book, district, "people", TITLE, text)
    fields = ("ma_bg", "stt", "ho_ten_dv", "chuc_vu", "ho_ten_ch", "thon", "so_khau", "dien_ho")
    table.sheet.line(table.row, dict(enumerate(fields, 1)))
    table.sheet.hidden_rows.add(table.row)
    table.sheet.hidden_columns.add(1)
    table.row += 1
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(member, household, no=number, key=f"{number:08x}-bg")
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    signatures(table, district)


@layout(81, "households")
def numbered_sheets(book: Book, district: District, size: int, variant: int) -> None:
    """Sheets that are only numbered, the village in the title; a last sheet that is a draft of nothing."""
    text = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; sex=Giới tính; size=Số khẩu; poor=Nghèo; near_poor=Cận nghèo"
    fields = "head_name head_birth_year sex household_size poverty village commune"
    for index, (village, part) in enumerate(zip(district.villages(3), split_evenly(size, 3), strict=True), 1):
        title = f"DANH SÁCH HỘ NGHÈO, CẬN NGHÈO THÔN {village.upper()}"
        table = start(book, district, "people", title, text, f"{index}" if variant % 2 else f"Sheet{index}")
        for number in range(1, part + 1):
            household = district.household(village)
            table.add(row_cells(None, household, no=number), select_facts(household.facts, fields))
        table.group("Cộng", None, head=f"{part} hộ")
        signatures(table, district)
    book.sheet("4" if variant % 2 else "Sheet4").line(2, {2: "nháp", 3: 12})


@layout(82, "assignments")
def far_down(book: Book, district: District, size: int, variant: int) -> None:
    """Half a page of text, then a small table of participants, only then the list."""
    sheet = book.sheet("Kế hoạch")
    row = lines(
        sheet,
        1,
        f"ĐẢNG ỦY XÃ {district.commune.upper()}",
        "KẾ HOẠCH",
        "Phân công đảng viên phụ trách hộ gia đình năm 2019",
        "Căn cứ Nghị quyết số 89-NQ/HU, ngày 17/10/2018 của Huyện ủy Lâm Bình;",
        "Căn cứ tình hình thực tế của địa phương;",
        "1. Mục đích: Giúp đỡ hộ nghèo, hộ cận nghèo phát triển kinh tế, thoát nghèo bền vững.",
        "2. Yêu cầu: Mỗi đảng viên phụ trách từ 1 đến 5 hộ; định kỳ hằng quý báo cáo chi bộ.",
        "3. Ban Chỉ đạo:",
    )
    sheet.line(row, {1: "STT", 2: "Thành phần", 3: "Số lượng"})
    sheet.line(row + 1, {1: 1, 2: "Bí thư Đảng ủy - Trưởng ban", 3: 1})
    sheet.line(row + 2, {1: 2, 2: "Các đồng chí đảng ủy viên", 3: 12})
    sheet.put(row + 4, 1, "4. Danh sách phân công:")
    table = Table(book, sheet, columns(PLAIN), top=row + (5 if variant % 2 else 6))
    for number, _, member, household in village_pairs(district, size):
        table.add(
            row_cells(member, household, no=number), select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}")
        )
    row = lines(sheet, table.row + 1, "5. Tổ chức thực hiện:", "Giao các chi bộ triển khai đến từng đảng viên.")
    table.row = row
    signatures(table, district, notes=False)


@layout(83, "households")
def very_wide(book: Book, district: District, size: int, variant: int) -> None:
    """Spouse, village head, surveyor, and thirty columns of marks beside the known fields."""
    marks = "; ".join(f"want{index}=Mức độ thiếu hụt các dịch vụ xã hội cơ bản>{index}" for index in range(1, 13))
    text = (
        "no=STT; code=Mã hộ; head=Họ và tên chủ hộ; year=Năm sinh chủ hộ; sex=Giới tính chủ hộ; "
        "spouse=Họ và tên vợ/chồng; spouse_year=Năm sinh vợ/chồng; ethnicity=Dân tộc; village=Thôn; "
        "size=Nhân khẩu>Tổng số; women=Nhân khẩu>Nữ; children=Nhân khẩu>Trẻ em dưới 16 tuổi; "
        f"b1=Điểm B1; b2=Điểm B2; {marks}; poverty=Kết quả phân loại hộ; leader=Trưởng thôn; "
        "surveyor=Điều tra viên; surveyed=Ngày điều tra; note=Ghi chú"
    )
    table = start(book, district, "people", "BIỂU TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2019", text)
    if variant % 2:
        table.numbers("1")
    fields = "household_code head_name head_birth_year sex ethnicity village commune household_size poverty"
    leader = district.name("M")
    for number, household in numbered_households(district, size):
        other = {f"want{index}": "x" for index in range(1, 13) if district.random.random() < 0.3}
        other |= {"spouse": district.name("F"), "spouse_year": household.birth.year + 2, "women": 2, "children": 1}
        other |= {"b1": 115, "b2": 30, "leader": leader, "surveyor": district.name("M"), "surveyed": "10/10/2019"}
        table.add(row_cells(None, household, no=number, **other), select_facts(household.facts, fields))
    signatures(table, district)


@layout(84, "assignments")
def old_text_in_commas(book: Book, district: District, size: int, variant: int) -> None:
    """TCVN3 or VNI in a text file, which names no fonts."""
    like((2, 3)[variant % 2], book, district, size, variant)
    old = to_vni if variant % 4 > 1 else to_tcvn3
    for sheet in book.sheets:
        for cell, value in sheet.cells.items():
            if hasattr(value, "strftime"):
                sheet.cells[cell] = value.strftime("%d/%m/%Y")
            elif isinstance(value, str):
                sheet.cells[cell] = old(value)
    book.format, book.csv = "csv", (("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t"))[variant % 3]


@layout(85, "assignments")
def old_column(book: Book, district: District, size: int, variant: int) -> None:
    """One column pasted from an old file, the rest new."""
    table = start(book, district, "party", TITLE, PLAIN)
    for number, _, member, household in village_pairs(district, size):
        table.add(
            row_cells(member, household, no=number), select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}")
        )
    key, old, font = (("head", to_tcvn3, ".VnTime"), ("member", to_vni, "VNI-Times"))[variant % 2]
    for (row, column), value in table.sheet.cells.items():
        if column == table.column_of[key] and row > 6:
            table.sheet.cells[row, column] = old(str(value))
            table.sheet.fonts[row, column] = font
    signatures(table, district)


@layout(86, "households")
def text_with_a_title(book: Book, district: District, size: int, variant: int) -> None:
    """A text file with the title above, commas and line breaks within cells, empty lines."""
    sheet = book.sheet("ho-ngheo")
    sheet.put(1, 1, f"DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO XÃ {district.commune.upper()} NĂM 2019")
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; address=Địa chỉ (thôn, xã); size=Số khẩu; poor=Nghèo; "
        "near_poor=Cận nghèo; note=Ghi chú"
    )
    table = Table(book, sheet, columns(text), top=3)
    for number, household in numbered_households(district, size):
        note = district.pick("", "Hộ mới tách, chưa có nhà", "Ốm đau;\nneo đơn")
        cells = row_cells(
            None, household, no=number, address=f"{household.village}, {household.commune}", note=note
        ) | class_mark(household)
        fields = "head_name head_birth_year village commune household_size poverty"
        table.add(cells, select_facts(household.facts, fields))
    book.free += ("note",)
    table.group("Tổng cộng", None, head=f"{size} hộ")
    book.format = "csv"
    book.csv = (("cp1258", ";"), ("utf-16", ";"), ("utf-16", ","), ("utf-8", "\t"), ("cp1258", "\t"))[variant % 5]
