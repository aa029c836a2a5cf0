"""Headings in other words, names in two columns, facts with words around them."""

from tests.support.rosters.layouts.assignments import members_in_charge
from tests.support.rosters.layouts.paper import signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.shorthand import lines, numbered_households, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Value

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ GIA ĐÌNH"
WORDS = {
    "member": "Họ tên cán bộ, đảng viên được phân công giúp đỡ|Tên cán bộ phụ trách|Đảng viên giúp đỡ|"
    "Người được phân công|Họ và tên người giúp đỡ|Cán bộ, đảng viên nhận đỡ đầu|Đ/c phụ trách|Đ/c được phân công|"
    "Cán bộ được phân công phụ trách hộ|Phân công đảng viên phụ trách|ĐV phụ trách|CB, ĐV phụ trách",
    "position": "Chức vụ, chức danh|C/vụ|Chức vụ Đảng, chính quyền|Chức vụ (nếu có)|Chức vụ đảng, đoàn thể",
    "body": "Chi bộ/đơn vị|Chi bộ sinh hoạt|Chi bộ trực thuộc|Đơn vị (chi bộ)|Tên chi bộ|Nơi công tác",
    "code": "Mã hộ nghèo|ID hộ|Mã hộ GĐ|Mã số hộ dân",
    "head": "Hộ gia đình ông/bà|Họ và tên chủ hộ nghèo|Tên hộ|Hộ nghèo được giúp đỡ|Chủ hộ gia đình|Hộ GĐ|"
    "Họ tên chủ hộ được phân công phụ trách|Hộ được phân công giúp đỡ|Tên chủ hộ được giúp đỡ|Tên hộ gia đình",
    "year": "Năm sinh (chủ hộ)|N.sinh|Sinh năm|NS chủ hộ|Năm sinh CH",
    "village": "Thôn (bản)|Thôn/ tổ|Thôn, tổ dân phố|Thôn cư trú|Thôn, xóm|Địa bàn (thôn)|Nơi ở (thôn)|Tổ/thôn",
    "size": "Nhân khẩu (người)|Số khẩu trong hộ|Số lượng nhân khẩu|TS khẩu|Tổng nhân khẩu|Số NK|Khẩu (người)",
    "poverty": "Diện|Thuộc hộ|Hộ nghèo/cận nghèo|Loại hộ (nghèo, cận nghèo)|Tình trạng hộ|Diện hộ (nghèo, cận nghèo)",
    "phone": "Số điện thoại liên lạc|Di động|ĐT liên hệ|Số ĐTDĐ|Số máy",
    "start": "Thời gian bắt đầu phụ trách|Ngày nhận|Phụ trách từ|Thời điểm phân công|Bắt đầu|Ngày, tháng phân công",
    "ethnicity": "Dân tộc (chủ hộ)|D.tộc|Dân tộc chủ hộ",
    "sex": "Giới tính (Nam/Nữ)|G.tính|Nam, nữ|Giới tính chủ hộ",
    "citizen": "Số CMT/CCCD|Số CMTND|CCCD/ĐDCN|Mã định danh|Số thẻ CCCD|Căn cước",
    "name": "Họ và tên đ/c|Đồng chí|Họ, chữ đệm và tên|Họ tên ĐV|Họ và tên CB, ĐV",
    "birth": "NTN sinh|Ngày, tháng năm sinh|N.tháng năm sinh|Sinh ngày, tháng, năm|Năm sinh",
    "lives": "Nơi cư trú (thôn)|Thôn đang ở|Thôn nơi cư trú|Chỗ ở (thôn)",
}


def _columns_text(district: District, keys: str) -> str:
    columns = (f"{key}={district.pick(*WORDS[key].split('|'))}" for key in keys.split())
    return "; ".join(["no=TT", *columns, "note=Ghi chú"])


@layout(99, "assignments")
def more_words_for_assignments(book: Book, district: District, size: int, variant: int) -> None:
    """An assignment list in the words of yet another office."""
    text = _columns_text(district, "member position body code head year village size poverty start")
    table = start(book, district, "party", TITLE, text)
    fields = f"{ASSIGNEE} {HOUSE} member_organisation household_code head_birth_year"
    for number, _, member, household in village_pairs(district, size):
        day = district.day(2018, 2020)
        facts = select_facts(member.in_charge_of(household), fields) | {"starts_on": day.isoformat()}
        table.add(row_cells(member, household, no=number, start=day), facts)
    signatures(table, district)


@layout(100, "households")
def more_words_for_households(book: Book, district: District, size: int, variant: int) -> None:
    """A register in the words of yet another office."""
    text = _columns_text(district, "code head year sex ethnicity citizen village size poverty phone")
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH TOÀN XÃ", text)
    for number, household in numbered_households(district, size):
        table.add(row_cells(None, household, no=number), household.facts)
    signatures(table, district)


@layout(101, "members")
def more_words_for_members(book: Book, district: District, size: int, variant: int) -> None:
    """A list of members in the words of yet another office."""
    text = _columns_text(district, "name birth sex position body lives phone").replace(" chủ hộ", "")
    table = start(book, district, "party", "DANH SÁCH ĐẢNG VIÊN TOÀN ĐẢNG BỘ", text)
    fields = "full_name birth_date sex position organisation village commune phone"
    for number in range(1, size + 1):
        member = district.member(district.villages(1)[0])
        cells = row_cells(member, None, no=number, lives=member.village)
        table.add(cells, select_facts(member.facts, fields))
    signatures(table, district)


@layout(102, "members")
def names_in_two_columns(book: Book, district: District, size: int, variant: int) -> None:
    """Family and middle name in one column, given name in the next, under one heading or two."""
    name = ("family=Họ và tên đệm; given=Tên", "family=Họ và tên; given=", "family=Họ và chữ đệm; given=Tên")[
        variant % 3
    ]
    text = f"no=STT; {name}; birth=Ngày sinh; sex=Giới tính; position=Chức vụ; body=Chi bộ"
    table = start(book, district, "party", "DANH SÁCH ĐẢNG VIÊN", text)
    if variant % 3 == 1:
        table.sheet.merge(6, 2, 6, 3)
    for number in range(1, size + 1):
        member = district.member(district.villages(1)[0])
        family, _, given_name = member.name.rpartition(" ")
        cells = row_cells(member, None, no=number, family=family, given=given_name)
        table.add(cells, select_facts(member.facts, "full_name birth_date sex position organisation commune"))
    book.free += ("village",)
    signatures(table, district)


@layout(103, "assignments")
def three_facts_of_the_carer(book: Book, district: District, size: int, variant: int) -> None:
    """Name, position and cell of the member in one cell."""
    text = (
        "no=STT; all=Họ tên, chức vụ, đơn vị công tác của đảng viên; head=Chủ hộ; village=Thôn; "
        "size=Số khẩu; poverty=Diện hộ"
    )
    table = start(book, district, "party", TITLE, text)
    pattern = ("{0}, {1}, {2}", "{0}\n{1}, {2}", "{0} - {1} - {2}", "{0}\n{1}\n{2}")[variant % 4]
    for number, _, member, household in village_pairs(district, size):
        member_cell = pattern.format(member.name, member.position, member.organisation)
        facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE}")
        table.add(row_cells(member, household, no=number, all=member_cell), facts)
    signatures(table, district)


@layout(104, "assignments")
def carers_of_both_tiers(book: Book, district: District, size: int, variant: int) -> None:
    """Beside each household the official of the district and the member of the commune, or one of them."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu; poverty=Diện hộ; "
        "upper=Cán bộ cấp huyện phụ trách; member=Đảng viên cấp xã phụ trách; note=Ghi chú"
    )
    table = start(book, district, "", f"DANH SÁCH HỘ ĐƯỢC PHÂN CÔNG PHỤ TRÁCH XÃ {district.commune.upper()}", text)
    for number, _, member, household in village_pairs(district, size):
        official = district.official()
        both = number % 3 == 0
        facts = [select_facts(member.in_charge_of(household), f"member_name level {HOUSE}")]
        facts += [facts[0] | {"member_name": official.name, "level": "district"}] if both else []
        table.add(row_cells(member, household, no=number, upper=official.name if both else None), facts)
    signatures(table, district)


@layout(105, "assignments")
def addressed_in_words(book: Book, district: District, size: int, variant: int) -> None:
    """ "Hộ ông", "Ô.", "Cụ", "Anh" before heads; sizes and phones with words and dots."""
    text = (
        "no=STT; member=Đảng viên phụ trách; head=Hộ gia đình; village=Thôn; size=Số khẩu; "
        "poverty=Đối tượng; phone=SĐT của hộ"
    )
    table = start(book, district, "party", TITLE, text)
    for number, _, member, household in village_pairs(district, size):
        titles = (
            ("Hộ ông", "Ông:", "Gia đình ông", "Anh")
            if household.sex == "M"
            else ("Hộ bà", "Bà:", "Gia đình bà", "Chị")
        )
        sizes: tuple[Value, ...] = (
            f"{household.size} khẩu",
            f"{household.size:02} người",
            f"{household.size} nk",
            household.size,
        )
        words = {"poor": "Hộ nghèo (DTTS)", "near_poor": "Hộ cận nghèo - gia đình chính sách"}
        phone = household.phone
        cells = row_cells(
            member,
            household,
            no=number,
            head=f"{titles[number % 4]} {household.head}",
            size=district.random.choice(sizes),
            poverty=words.get(household.poverty, "Không"),
            phone=district.pick(
                f"{phone[:4]}.{phone[4:7]}.{phone[7:]}", f"({phone[:4]}) {phone[4:]}", f"84{phone[1:]}"
            ),
        )
        cells["member"] = f"Đ/c {member.name}"
        table.add(cells, select_facts(member.in_charge_of(household), f"member_name phone {HOUSE}"))
    signatures(table, district)


@layout(106, "assignments")
def other_cells(book: Book, district: District, size: int, variant: int) -> None:
    """Cells of school, health station and office as group rows; households anywhere in the commune."""
    text = "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu"
    table = start(book, district, "party", TITLE, text)
    cells = ("Chi bộ Trường Tiểu học", "Chi bộ cơ quan xã", "Chi bộ Trạm Y tế", "Chi bộ Quân sự")
    for index, (cell, part) in enumerate(zip(cells, split_evenly(size, 4), strict=True), 1):
        pattern = ("{0}", "{1}. {0}", "{0} ({2} đồng chí)", "CHI BỘ {3}")[variant % 4]
        table.group(pattern.format(cell, index, part, cell[7:].upper()), merged=variant % 2 == 0)
        for number, member in enumerate(members_in_charge(district, district.villages(1)[0], part, each=1), 1):
            (household,) = member.households
            facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} head_name village commune household_size")
            if variant % 4 < 3:
                facts["member_organisation"] = cell
            table.add(row_cells(member, household, no=number), facts)
    book.free += ("member_organisation",) if variant % 4 == 3 else ()
    signatures(table, district)


@layout(107, "assignments")
def sum_on_top(book: Book, district: District, size: int, variant: int) -> None:
    """The sum under the heading; rows that are numbered in advance stay empty at the end; an example row."""
    text = (
        "no=STT; member=Họ và tên đảng viên; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu; "
        "poor=Diện hộ (đánh dấu x)>Nghèo; near_poor=Diện hộ (đánh dấu x)>Cận nghèo"
    )
    table = start(book, district, "party", TITLE, text)
    table.group(("TỔNG SỐ", "Tổng cộng", "Toàn xã")[variant % 3], None, head=f"{size} hộ", size=100)
    for number, _, member, household in village_pairs(district, size):
        table.add(
            row_cells(member, household, no=number),
            select_facts(member.in_charge_of(household), f"member_name {HOUSE}"),
        )
    for number in range(size + 1, size + 7):
        table.sheet.put(table.row, 1, number)
        table.row += 1
    lines(table.sheet, table.row, "(Danh sách có 24 hộ)")
    table.row += 1
    signatures(table, district)


@layout(108, "households")
def bare_villages(book: Book, district: District, size: int, variant: int) -> None:
    """Group rows with the bare name of a village, numbered or with its count in a column."""
    text = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; sex=Giới tính; size=Số khẩu; poor=Nghèo; near_poor=Cận nghèo"
    table = start(book, district, "people", "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO", text)
    fields = "head_name head_birth_year sex household_size poverty village commune"
    for index, (village, part) in enumerate(zip(district.villages(3), split_evenly(size, 3), strict=True)):
        name = village.upper() if variant % 2 else village
        table.group(name, ("I", "II", "III")[index], **({"size": part * 4} if variant % 4 > 1 else {}))
        for number in range(1, part + 1):
            household = district.household(village)
            table.add(row_cells(None, household, no=number), select_facts(household.facts, fields))
    signatures(table, district)


@layout(109, "assignments")
def sheets_named_for_tiers(book: Book, district: District, size: int, variant: int) -> None:
    """A sheet for each tier; only the name of the sheet says which."""
    text = (
        "no=STT; member=Họ và tên; position=Chức vụ; head=Chủ hộ; village=Thôn; commune=Xã; size=Số khẩu; "
        "poverty=Diện hộ"
    )
    names = (("Cấp huyện", "Cấp xã"), ("HUYEN", "XA"), ("Huyện phân công", "Xã phân công"))[variant % 3]
    for tier, name in zip(("district", "commune"), names, strict=True):
        table = start(book, district, "", "DANH SÁCH PHÂN CÔNG CÁN BỘ, ĐẢNG VIÊN PHỤ TRÁCH HỘ", text, name)
        for number in range(1, size // 2 + 1):
            village = district.villages(1)[0]
            member = district.official() if tier == "district" else district.member(village)
            household = district.household(village)
            facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} level {HOUSE}")
            table.add(row_cells(member, household, no=number), facts)


@layout(110, "households")
def heads_by_letters(book: Book, district: District, size: int, variant: int) -> None:
    """A register of people: "CH" for the head, family without serials, the household's number merged or once."""
    text = "no=STT hộ; name=Họ và tên; relation=Quan hệ; year=Năm sinh; sex=Giới tính; village=Thôn; note=Ghi chú"
    if variant % 2:
        text = text.replace("relation=Quan hệ", "relation=QH với chủ hộ")
    table = start(book, district, "people", "DANH SÁCH NHÂN KHẨU CÁC HỘ GIA ĐÌNH", text)
    for number, household in numbered_households(district, size):
        head = ("CH", "Chủ hộ", "chủ hộ", "Chủ Hộ")[variant % 4]
        cells = row_cells(None, household, no=number, name=household.head, relation=head)
        table.add(cells, select_facts(household.facts, "head_name head_birth_year sex village commune"))
        for relation, sex in (("Vợ", "F"), ("Con", "M"))[: district.random.randint(0, 2)]:
            born = 2000 + district.random.randint(0, 12)
            table.add(
                {"name": district.name(sex), "relation": relation, "year": born, "sex": "Nữ" if sex == "F" else "Nam"}
            )
    book.free += ("household_size",)
    signatures(table, district)


@layout(111, "assignments")
def text_with_a_hint(book: Book, district: District, size: int, variant: int) -> None:
    """A text file that begins with "sep=;", quotes everywhere, no serial."""
    text = "member=Họ và tên đảng viên; head=Họ và tên chủ hộ; village=Thôn; commune=Xã; size=Số khẩu; poverty=Diện hộ"
    table = start(book, district, "", "x", text)
    separator = (";", "\t", ",")[variant % 3]
    table.sheet.cells = {(row, column): value for (row, column), value in table.sheet.cells.items() if row == 3}
    table.sheet.cells[1, 1] = f"sep={separator}" if variant % 2 == 0 else "Danh sách phân công"
    for _, _, member, household in village_pairs(district, size):
        table.add(row_cells(member, household), select_facts(member.in_charge_of(household), f"member_name {HOUSE}"))
    book.format, book.csv = "csv", ("utf-8-sig", separator)
