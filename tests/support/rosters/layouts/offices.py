"""The lists of other offices: the Front, the farmers' association, the police; their words and short forms."""

from tests.support.rosters.layouts.paper import signatures
from tests.support.rosters.layouts.people import District, words
from tests.support.rosters.layouts.registry import class_mark, layout, row_cells, select_facts
from tests.support.rosters.layouts.shorthand import lines, numbered_households, start, village_pairs
from tests.support.rosters.layouts.workbook import Book

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
RANKS = words("Đại úy|Thiếu tá|Trung tá|Thượng úy", "|")


@layout(61, "assignments")
def farmers_association(book: Book, district: District, size: int, variant: int) -> None:
    """The farmers' association: "Người đỡ đầu", "Hộ được đỡ đầu", the code as "MHN"."""
    text = (
        "no=TT; member=Người đỡ đầu; position=Chức danh; code=MHN; head=Hộ được đỡ đầu; year=NS; village=Thôn; size=NK"
    )
    title = "DANH SÁCH HỘI VIÊN, CÁN BỘ NHẬN ĐỠ ĐẦU HỘ NGHÈO NĂM 2019"
    table = start(book, district, "farmers", title, text)
    fields = f"{ASSIGNEE} household_code head_name head_birth_year village commune household_size"
    for number, _, member, household in village_pairs(district, size):
        table.add(row_cells(member, household, no=number), select_facts(member.in_charge_of(household), fields))
    book.free += ("poverty",)
    lines(table.sheet, table.row, f"Danh sách gồm {size} hộ./.")
    table.row += 1
    signatures(table, district, notes=False)


@layout(62, "assignments")
def the_front(book: Book, district: District, size: int, variant: int) -> None:
    """The Front: the helper under one heading, the household under another; a third row of headings."""
    text = (
        "no=TT; member=Cán bộ, đảng viên giúp đỡ>Họ, tên; position=Cán bộ, đảng viên giúp đỡ>Chức vụ; "
        "body=Cán bộ, đảng viên giúp đỡ>Đơn vị công tác; head=Hộ nghèo được giúp đỡ>Họ, tên chủ hộ; "
        "year=Hộ nghèo được giúp đỡ>Năm sinh; village=Hộ nghèo được giúp đỡ>Nơi ở>Thôn; "
        "size=Hộ nghèo được giúp đỡ>Số khẩu; help=Nội dung giúp đỡ; result=Kết quả"
    )
    table = start(book, district, "front", "BIỂU PHÂN CÔNG CÁN BỘ, ĐẢNG VIÊN GIÚP ĐỠ HỘ NGHÈO", text, "Biểu 01")
    table.numbers(("1", "(1)")[variant % 2])
    fields = f"{ASSIGNEE} member_organisation head_name head_birth_year village commune household_size"
    for number, index, member, household in village_pairs(district, size, each=3):
        done = {"help": district.pick("Giúp vốn, giống", "Ngày công")} | ({"result": "Đạt"} if number % 3 == 0 else {})
        cells = row_cells(member, household, no=number, **done)
        if index:
            cells |= {"no": None, "member": None, "position": None, "body": None}
        table.add(cells, select_facts(member.in_charge_of(household), fields) | done)
    signatures(table, district)


@layout(63, "assignments")
def short_headings(book: Book, district: District, size: int, variant: int) -> None:
    """Headings in short forms: "H.tên", "C.vụ", "NS", "ĐT", "HN", "HCN", "GC"."""
    text = (
        "no=TT; member=H.tên ĐV phụ trách; position=C.vụ; head=H.tên chủ hộ; year=NS; ethnicity=DT; "
        "village=Thôn; size=S.khẩu; poor=HN; near_poor=HCN; phone=SĐT; note=GC"
    )
    if variant % 2:
        text = text.replace("H.tên ĐV phụ trách", "Họ tên ĐV PT").replace("S.khẩu", "Số NK").replace("SĐT", "ĐT")
    table = start(book, district, "party", "DS PHÂN CÔNG ĐV PHỤ TRÁCH HỘ", text, "DS")
    fields = f"{ASSIGNEE} {HOUSE} head_birth_year ethnicity phone"
    for number, _, member, household in village_pairs(district, size):
        table.add(row_cells(member, household, no=number), select_facts(member.in_charge_of(household), fields))
    signatures(table, district)


@layout(64, "households")
def short_household_headings(book: Book, district: District, size: int, variant: int) -> None:
    """A register in short forms: "GT", "DT", "CCCD", "NK", "ĐT"."""
    text = "no=TT; head=H.tên chủ hộ; year=NS; sex=GT; ethnicity=DT; citizen=CCCD; village=Thôn; size=NK; phone=SĐT"
    if variant % 2:
        text = text.replace("H.tên chủ hộ", "Họ, tên chủ hộ").replace("SĐT", "ĐT").replace("CCCD", "CMND/CCCD")
    table = start(book, district, "people", "DANH SÁCH HỘ DÂN NĂM 2020", text, "1")
    fields = "head_name head_birth_year sex ethnicity citizen_id village commune household_size phone"
    for number, household in numbered_households(district, size):
        table.add(row_cells(None, household, no=number), select_facts(household.facts, fields))
    signatures(table, district)


@layout(65, "assignments")
def police_of_the_district(book: Book, district: District, size: int, variant: int) -> None:
    """The police of the district: rank and position, one household each, village and commune of the household."""
    text = (
        "no=STT; member=Họ và tên cán bộ, chiến sĩ; rank=Cấp bậc; position=Chức vụ; "
        "head=Hộ gia đình được giúp đỡ>Chủ hộ; village=Hộ gia đình được giúp đỡ>Thôn; "
        "commune=Hộ gia đình được giúp đỡ>Xã; poverty=Hộ gia đình được giúp đỡ>Đối tượng; start=Thời điểm nhận"
    )
    title = "DANH SÁCH CÁN BỘ, CHIẾN SĨ CÔNG AN HUYỆN PHỤ TRÁCH, GIÚP ĐỠ HỘ NGHÈO"
    table = start(book, district, "police", title, text, "CAH")
    for number in range(1, size + 1):
        officer = district.official("Công an huyện")
        (household,), day = officer.households, district.day(2018, 2019)
        facts = select_facts(officer.in_charge_of(household), f"{ASSIGNEE} head_name village commune poverty")
        cells = row_cells(officer, household, no=number, rank=district.random.choice(RANKS), start=f"{day:%d/%m/%Y}")
        table.add(cells, facts | {"starts_on": day.isoformat()})
    book.free += ("member_organisation",)
    table.group(f"Tổng số: {size} đồng chí")
    signatures(table, district, notes=False)


@layout(66, "assignments")
def carer_on_the_right(book: Book, district: District, size: int, variant: int) -> None:
    """The household first, a tick for the class, the member under a heading on the right, merged downwards."""
    text = (
        "no=STT; head=Hộ gia đình>Họ tên chủ hộ; year=Hộ gia đình>Năm sinh; village=Hộ gia đình>Thôn; "
        "size=Hộ gia đình>Số khẩu; poor=Hộ gia đình>Nghèo; near_poor=Hộ gia đình>Cận nghèo; "
        "member=Đảng viên được phân công>Họ tên; position=Đảng viên được phân công>Chức vụ; "
        "body=Đảng viên được phân công>Chi bộ"
    )
    table = start(book, district, "party", "DANH SÁCH HỘ NGHÈO, CẬN NGHÈO CÓ ĐẢNG VIÊN GIÚP ĐỠ", text, "Hộ nghèo")
    mark, top = ("✓", "v", "√", "V")[variant % 4], 0
    for serial, (_, index, member, household) in enumerate(village_pairs(district, size, each=4), 1):
        cells = row_cells(member, household, no=serial) | class_mark(household, mark)
        if index:
            cells |= {"member": None, "position": None, "body": None}
        row = table.add(
            cells,
            select_facts(member.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE} head_birth_year"),
        )
        top = top if index else row
        if index == len(member.households) - 1:
            for key in ("member", "position", "body"):
                table.sheet.merge(top, table.column_of[key], row, table.column_of[key])
    signatures(table, district)


@layout(67, "assignments")
def two_kinds_of_carer(book: Book, district: District, size: int, variant: int) -> None:
    """A member in charge and a helper; only the first counts as assignee."""
    text = (
        "no=TT; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu; poverty=Diện hộ; "
        "member=Đảng viên phụ trách chính; position=Chức vụ; helper=Đảng viên phối hợp giúp đỡ; note=Ghi chú"
    )
    table = start(book, district, "party", "DANH SÁCH PHÂN CÔNG GIÚP ĐỠ HỘ", text)
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(member, household, no=number, helper=district.name("M") if number % 2 else "")
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    signatures(table, district)


@layout(68, "assignments")
def two_homes(book: Book, district: District, size: int, variant: int) -> None:
    """The member lives elsewhere: a village of the member and a village of the household."""
    text = (
        "no=TT; member=Họ và tên đảng viên; position=Chức vụ; lives=Nơi ở của đảng viên; "
        "head=Họ và tên chủ hộ; village=Thôn (của hộ); size=Số khẩu; poverty=Đối tượng"
    )
    if variant % 2:
        text = (
            "no=TT; member=Đảng viên>Họ và tên; position=Đảng viên>Chức vụ; lives=Đảng viên>Thôn; "
            "head=Hộ phụ trách>Chủ hộ; village=Hộ phụ trách>Thôn; size=Hộ phụ trách>Số khẩu; "
            "poverty=Hộ phụ trách>Diện hộ"
        )
    table = start(book, district, "party", "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ", text)
    elsewhere = district.villages(3)
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(member, household, no=number, lives=district.random.choice(elsewhere))
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    book.free += ("member_village",)
    signatures(table, district)
