"""Further layouts: other orders of columns, group rows in other words, facts joined differently."""

from tests.support.rosters.layouts.assignments import ASSIGNEE, HEAD, HOUSE, IN_CHARGE, TITLE, members_in_charge
from tests.support.rosters.layouts.paper import ROMAN, letterhead, signatures
from tests.support.rosters.layouts.people import AGENCIES, District
from tests.support.rosters.layouts.registry import SEX, WORDS, class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table, Value


@layout(47, "assignments")
def household_first(book: Book, district: District, size: int, variant: int) -> None:
    """The household on the left, the member on the right: repeated, merged, or under a ditto mark."""
    sheet = book.sheet("DS hộ")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
        ("poverty", "Diện hộ"),
        (
            "member",
            district.pick("Đảng viên phụ trách", "Họ và tên đảng viên được phân công", "Người phụ trách"),
        ),
        ("position", "Chức vụ"),
    ]
    letterhead(sheet, district, "DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC PHÂN CÔNG PHỤ TRÁCH", len(columns))
    table = Table(book, sheet, columns, top=7)
    serial = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=4):
            top = table.row
            for index, household in enumerate(member.households):
                serial += 1
                cells = row_cells(member, household, no=serial)
                if index and variant % 3:
                    cells |= {"member": ("", '"')[variant % 3 - 1], "position": ("", '"')[variant % 3 - 1]}
                table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year"))
            for key in ("member", "position") if variant % 3 == 1 else ():
                sheet.merge(top, table.column_of[key], table.row - 1, table.column_of[key])
    signatures(table, district)


@layout(48, "assignments")
def joined_names(book: Book, district: District, size: int, variant: int) -> None:
    """The member with the position in the name's cell, the head with the year of birth in the name's cell."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("full", district.pick(*IN_CHARGE)),
        ("body", "Chi bộ"),
        ("home", district.pick(*HEAD)),
        ("village", "Thôn"),
        ("size", "Số khẩu"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, size // 3, each=1):
            (household,), number = member.households, number + 1
            full = ("{0}\n({1})", "{0} ({1})", "{0}\n{1}")[variant % 3].format(member.name, member.position)
            year = household.birth.year
            home = ("{0} ({1})", "{0} (SN {1})", "{0}\n(sinh năm {1})")[variant % 3].format(household.head, year)
            table.add(
                row_cells(member, household, no=number, full=full, home=home),
                select_facts(
                    member.in_charge_of(household),
                    f"{ASSIGNEE} member_organisation head_name head_birth_year village commune household_size",
                ),
            )
    signatures(table, district)


@layout(49, "assignments")
def several_in_words(book: Book, district: District, size: int, variant: int) -> None:
    """Several households in a cell without numbers, with "hộ ông, hộ bà", or with their village."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("heads", district.pick("Hộ được phân công phụ trách", "Họ và tên chủ hộ", "Hộ gia đình phụ trách")),
        ("village", "Thôn"),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, size // 3, each=4):
            number += 1
            heads = [household.head for household in member.households]
            titled = [
                f"Hộ {'ông' if household.sex == 'M' else 'bà'} {household.head}" for household in member.households
            ]
            years = [f"{household.head} ({household.birth.year})" for household in member.households]
            text, more = (
                ("\n".join(heads), ""),
                ("; ".join(titled), ""),
                ("\n".join(f"{index}. {line}" for index, line in enumerate(years, 1)), " head_birth_year"),
                ("; ".join(f"{index}. {head}" for index, head in enumerate(heads, 1)), ""),
            )[variant % 4]
            table.add(
                row_cells(member, None, no=number, heads=text, village=village),
                [
                    select_facts(member.in_charge_of(household), f"{ASSIGNEE} head_name village commune{more}")
                    for household in member.households
                ],
            )
    signatures(table, district)


@layout(50, "assignments")
def cells_as_groups(book: Book, district: District, size: int, variant: int) -> None:
    """Group rows with cells of the Party; blank rows between the groups; other words for totals."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "TT"),
        ("member", "Họ và tên đảng viên"),
        ("position", "Chức vụ"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("village", "Thôn"),
        ("poverty", "Diện hộ"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    villages = district.villages(3)
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        name = f"Chi bộ thôn {village}"
        if variant % 3 == 0:
            table.group(f"{ROMAN[index]}. {name}", merged=True)
        else:
            table.group(name if variant % 3 == 1 else f"{name} ({part} hộ)", ROMAN[index])
        for number, member in enumerate(members_in_charge(district, village, part, each=1), 1):
            (household,) = member.households
            table.add(
                row_cells(member, household, no=number),
                select_facts(
                    member.in_charge_of(household),
                    f"{ASSIGNEE} member_organisation head_name head_birth_year village commune poverty",
                ),
            )
        table.group(district.pick(f"Tổng: {part} hộ", f"Cộng: {part} hộ", f"Cộng chi bộ {village}"))
        if variant % 2:
            table.blank()
    table.group(district.pick("TỔNG SỐ", f"Tổng số hộ: {size}", "Tổng cộng toàn xã"))
    signatures(table, district)


@layout(51, "households")
def title_says_where(book: Book, district: District, size: int, variant: int) -> None:
    """A list of one village: the title, or a line under it, names village and commune; no column does."""
    sheet = book.sheet("Sheet1")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("M", "Năm sinh|Nam"),
        ("F", "Năm sinh|Nữ"),
        ("ethnicity", "Dân tộc"),
        ("size", "Số khẩu"),
        ("poor", "Diện hộ|Nghèo"),
        ("near_poor", "Diện hộ|Cận nghèo"),
        ("escaped", "Diện hộ|Thoát nghèo"),
        ("other", "Diện hộ|Không nghèo"),
    ]
    village, commune = district.villages(1)[0], district.commune
    if variant % 3 == 0:
        sheet.put(1, 1, f"DANH SÁCH HỘ GIA ĐÌNH THÔN {village.upper()}, XÃ {commune.upper()} NĂM 2019")
    elif variant % 3 == 1:
        sheet.put(1, 1, "DANH SÁCH HỘ GIA ĐÌNH")
        sheet.put(2, 1, f"Thôn: {village}    Xã: {commune}    Huyện: Lâm Bình    Tỉnh: Tuyên Quang")
    else:
        sheet.line(1, {1: f"UBND XÃ {commune.upper()}", 5: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
        sheet.line(2, {1: f"THÔN {village.upper()}", 5: "Độc lập - Tự do - Hạnh phúc"})
        sheet.put(3, 1, "DANH SÁCH HỘ GIA ĐÌNH ĐẦU NĂM 2020")
    table = Table(book, sheet, columns, top=5)
    for number in range(1, size + 1):
        household = district.household(village, poverty=district.pick(*WORDS))
        table.add(
            row_cells(None, household, no=number, **{household.sex: household.birth.year, household.poverty: "x"}),
            select_facts(
                household.facts, "head_name head_birth_year sex ethnicity household_size poverty village commune"
            ),
        )
    table.group("Tổng cộng", None, head=f"{size} hộ")
    signatures(table, district)


@layout(52, "households")
def prefixes(book: Book, district: District, size: int, variant: int) -> None:
    """Places with "Thôn" and "Xã" before them, a mark for the sex, ids with spaces, a day for the year."""
    sheet = book.sheet("Hộ")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("birth", "Năm sinh"),
        ("M", "Giới tính|Nam"),
        ("F", "Giới tính|Nữ"),
        ("citizen", "Số CCCD"),
        ("phone", "Điện thoại"),
        ("village", "Thôn"),
        ("commune", "Xã"),
        ("size", "Số khẩu"),
    ]
    sheet.put(1, 1, "DANH SÁCH HỘ GIA ĐÌNH HUYỆN LÂM BÌNH")
    table = Table(book, sheet, columns, top=3)
    number = 0
    for commune in district.communes[:3]:
        for village in district.villages(2, commune):
            for _ in range(max(size // 6, 1)):
                household, number = district.household(village, commune), number + 1
                code, phone = household.citizen_id, household.phone
                birth: Value = household.birth if variant % 2 else f"{household.birth:%d/%m/%Y}"
                table.add(
                    row_cells(
                        None,
                        household,
                        no=number,
                        birth=birth if number % 3 == 0 else household.birth.year,
                        citizen=district.pick(code, f"{code[:3]} {code[3:6]} {code[6:9]} {code[9:]}", f"{code} "),
                        phone=district.pick(phone, f"{phone[:4]} {phone[4:7]} {phone[7:]}", f"{phone[:4]}-{phone[4:]}"),
                        village=district.pick(f"Thôn {village}", f"thôn {village}", village),
                        commune=district.pick(f"Xã {commune}", f"xã {commune}", commune),
                        **{household.sex: ("x", "X", 1)[variant % 3]},
                    ),
                    select_facts(
                        household.facts,
                        "head_name head_birth_year sex citizen_id phone village commune household_size",
                    ),
                )
    signatures(table, district)


@layout(53, "members")
def members_of_two_tiers(book: Book, district: District, size: int, variant: int) -> None:
    """Members by agency and by cell, in one list: the tier in a column, or as group rows above the bodies."""
    sheet = book.sheet("Đảng viên")
    columns: list[Column] = [
        ("no", "TT"),
        ("name", "Họ và tên"),
        ("birth", "Ngày sinh"),
        ("sex", "Giới tính"),
        ("position", "Chức vụ"),
    ]
    if variant % 2 == 0:
        columns += [("body", "Đơn vị / Chi bộ"), ("tier", "Cấp")]
    sheet.put(1, 1, "DANH SÁCH CÁN BỘ, ĐẢNG VIÊN THAM GIA PHỤ TRÁCH HỘ GIA ĐÌNH HUYỆN LÂM BÌNH")
    table = Table(book, sheet, columns, top=3)
    bodies = {"district": district.random.sample(AGENCIES, 2), "commune": district.villages(2)}
    titles = {"district": "CẤP HUYỆN", "commune": f"CẤP XÃ - XÃ {district.commune.upper()}"}
    number = 0
    for index, (tier, names) in enumerate(bodies.items()):
        if variant % 2:
            table.group(titles[tier], "AB"[index])
        for inner, name in enumerate(names):
            if variant % 2:
                table.group(name if tier == "district" else f"Chi bộ thôn {name}", ROMAN[inner])
            for _ in range(max(size // 4, 1)):
                member = district.official(name) if tier == "district" else district.member(name)
                number += 1
                table.add(
                    row_cells(member, None, no=number, tier={"district": "Huyện", "commune": "Xã"}[tier]),
                    select_facts(member.facts, "full_name birth_date sex position organisation level"),
                )
    book.free += ("village", "commune")
    signatures(table, district)


@layout(54, "members")
def days_in_words(book: Book, district: District, size: int, variant: int) -> None:
    """Birthdays with words in them, the cell under a ditto mark or merged, a blank row here and there."""
    sheet = book.sheet("DS")
    columns: list[Column] = [
        ("no", "STT"),
        ("name", "Họ và tên"),
        ("birth", "Ngày, tháng, năm sinh"),
        ("sex", "Nam/Nữ"),
        ("position", "Chức vụ"),
        ("body", "Chi bộ"),
    ]
    letterhead(sheet, district, "DANH SÁCH ĐẢNG VIÊN", len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        top = table.row
        for index in range(size // 3):
            member, number = district.member(village), number + 1
            day = member.birth
            known = {"birth_date": day.isoformat()}
            text = (
                f"ngày {day:%d} tháng {day:%m} năm {day.year}",
                f"{day.day}-{day.month}-{day.year}",
                f"{day:%d/%m/%Y}",
                f"tháng {day.month}/{day.year}",
                f"năm {day.year}",
            )[number % 5]
            if number % 5 > 2:
                known = {"birth_date": day.isoformat()[: 7 if number % 5 == 3 else 4]}
            cells = row_cells(member, None, no=number, birth=text, sex=SEX[member.sex])
            if index:
                cells["body"] = ("nt", "", '"')[variant % 3]
            table.add(cells, select_facts(member.facts, "full_name sex position organisation commune") | known)
        if variant % 3 == 1:
            sheet.merge(top, table.column_of["body"], table.row - 1, table.column_of["body"])
        elif variant % 2:
            table.blank()
    book.free += ("village",)
    signatures(table, district)


@layout(55, "households")
def new_commune(book: Book, district: District, size: int, variant: int) -> None:
    """A list of a commune as drawn since July 2025, with group rows in one cell: "1. Thôn Nà Khà: 8 hộ"."""
    sheet = book.sheet("Hộ nghèo 2025")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", "Họ và tên chủ hộ"),
        ("year", "Năm sinh"),
        ("sex", "Giới tính"),
        ("citizen", "Số định danh cá nhân"),
        ("size", "Số nhân khẩu"),
        ("poor", "Phân loại|Hộ nghèo"),
        ("near_poor", "Phân loại|Hộ cận nghèo"),
    ]
    commune, of = (("Lâm Bình", "Xuân Lập"), ("Minh Quang", "Hồng Quang"))[variant % 2]
    sheet.line(1, {1: "TỈNH TUYÊN QUANG", 5: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
    sheet.line(2, {1: f"ỦY BAN NHÂN DÂN XÃ {commune.upper()}", 5: "Độc lập - Tự do - Hạnh phúc"})
    sheet.line(3, {5: f"{commune}, ngày 20 tháng 11 năm 2025"})
    sheet.put(4, 1, "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2025")
    table = Table(book, sheet, columns, top=6)
    villages = district.villages(3, of)
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True), 1):
        text = (f"{index}. Thôn {village}: {part} hộ", f"Thôn {village} ({part} hộ)")[variant % 2]
        table.group(text, merged=True)
        for number in range(1, part + 1):
            household = district.household(village, of)
            facts = household.facts | {"commune": commune}
            fields = "head_name head_birth_year sex citizen_id household_size poverty village commune"
            table.add(row_cells(None, household, no=number) | class_mark(household), select_facts(facts, fields))
    table.group(f"Tổng cộng: {size} hộ", merged=True)
    signatures(table, district)
