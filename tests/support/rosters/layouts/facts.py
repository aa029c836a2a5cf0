"""Facts in the wording of other offices: places, classes, sexes, codes, bodies, ages."""

import unicodedata

from tests.support.rosters.layouts.paper import signatures
from tests.support.rosters.layouts.people import AGENCIES, District
from tests.support.rosters.layouts.registry import SEX, class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.shorthand import columns, numbered_households, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Table, Value

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"
CLASSES = {
    "poor": "Hộ nghèo ĐBKK|Nghèo|HN 2018|Hộ tái nghèo|Hộ nghèo (phát sinh)",
    "near_poor": "Cận nghèo|HCN 2018|Hộ cận nghèo mới|CN",
    "escaped": "Hộ thoát nghèo 2017|Thoát nghèo năm 2019|Mới thoát nghèo|Hộ mới thoát nghèo",
    "other": "Không nghèo|Hộ khá|Trung bình|Hộ không nghèo",
}


@layout(87, "households")
def classes_in_more_words(book: Book, district: District, size: int, variant: int) -> None:
    """ "Hộ thoát nghèo 2017", "Hộ tái nghèo", "HN 2018", "Trung bình"."""
    text = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ"
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH NĂM 2019", text)
    village = district.villages(1)[0]
    for number in range(1, size + 1):
        household = district.household(village, poverty=district.pick(*CLASSES))
        cells = row_cells(None, household, no=number, poverty=district.pick(*CLASSES[household.poverty].split("|")))
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(88, "households")
def classes_by_number(book: Book, district: District, size: int, variant: int) -> None:
    """The class as a number or a letter that the heading explains."""
    heading, marks = (
        ("Loại hộ (1: hộ nghèo; 2: hộ cận nghèo; 3: hộ không nghèo)", {"poor": 1, "near_poor": 2, "other": 3}),
        ("Diện hộ (N: nghèo, CN: cận nghèo)", {"poor": "N", "near_poor": "CN", "other": None}),
    )[variant % 2]
    spread = columns(
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=X; note=Ghi chú"
    )
    spread = [(key, heading if key == "poverty" else text) for key, text in spread]
    sheet = book.sheet("Sheet1")
    sheet.put(1, 1, f"DANH SÁCH HỘ GIA ĐÌNH XÃ {district.commune.upper()}")
    table = Table(book, sheet, spread, top=3)
    for number, household in numbered_households(district, size):
        cells = row_cells(None, household, no=number, poverty=marks[household.poverty])
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(89, "members")
def women_marked(book: Book, district: District, size: int, variant: int) -> None:
    """A mark under "Nữ"; no day of birth at all, or only the year; agencies as bodies."""
    text = (
        "no=STT; name=Họ và tên; year=Năm sinh; F=Nữ; position=Chức vụ; body=Đơn vị công tác; phone=Số ĐT; note=Ghi chú"
    )
    if variant % 2:
        text = text.replace("year=Năm sinh; ", "").replace("F=Nữ", "M=Giới tính>Nam; F=Giới tính>Nữ")
    table = start(book, district, "", "DANH SÁCH CÁN BỘ, ĐẢNG VIÊN CÁC CƠ QUAN HUYỆN LÂM BÌNH", text)
    for number in range(1, size + 1):
        member = district.official(district.random.choice(AGENCIES))
        facts = select_facts(member.facts, "full_name position organisation phone")
        cells = row_cells(member, None, no=number, year=member.birth.year, **{member.sex: ("x", 1)[variant % 2]})
        if variant % 2 == 0:
            facts |= {"birth_date": str(member.birth.year)}
        table.add(cells, facts | select_facts(member.facts, "sex"))
    book.free += ("village", "commune")
    signatures(table, district)


@layout(90, "members")
def nothing_but_names(book: Book, district: District, size: int, variant: int) -> None:
    """Names, positions and villages only; the cells of the Party are group rows."""
    text = "no=TT; name=Họ tên đảng viên; position=Chức vụ; village=Nơi ở hiện nay; note=Ghi chú"
    table = start(book, district, "party", "DANH SÁCH ĐẢNG VIÊN ĐANG SINH HOẠT", text)
    number = 0
    for index, (village, part) in enumerate(zip(district.villages(3), split_evenly(size, 3), strict=True), 1):
        pattern = ("{1}. Chi bộ thôn {0} ({2} đảng viên)", "CB thôn {0}", "Chi bộ thôn {0}: {2} đ/c")[variant % 3]
        table.group(pattern.format(village, index, part), merged=True)
        for _ in range(part):
            member, number = district.member(village), number + 1
            facts = select_facts(member.facts, "full_name position organisation village commune")
            table.add(row_cells(member, None, no=number, village=f"Thôn {village}"), facts)
    signatures(table, district)


@layout(91, "members")
def ages(book: Book, district: District, size: int, variant: int) -> None:
    """Ages and years in the Party beside the year of birth; origin and home; Party cards, which are no field."""
    text = (
        "no=STT; name=Họ và tên; sex=GT; year=Năm sinh; age=Tuổi; origin=Quê quán; village=Chỗ ở hiện nay; "
        "position=Chức vụ Đảng; other=Chức vụ chính quyền, đoàn thể; body=Chi bộ; joined=Năm vào Đảng; "
        "years=Tuổi Đảng; card=Số thẻ đảng"
    )
    if variant % 2:
        text = text.replace("other=Chức vụ chính quyền, đoàn thể; ", "").replace("Chức vụ Đảng", "Chức vụ")
    table = start(book, district, "party", "DANH SÁCH TRÍCH NGANG ĐẢNG VIÊN", text)
    for number in range(1, size + 1):
        member = district.member(district.villages(1)[0])
        other: dict[str, Value] = {"age": 2019 - member.birth.year, "origin": "Chiêm Hóa", "joined": 2005, "years": 14}
        other |= {"card": f"{number:08}", "year": member.birth.year, "sex": SEX[member.sex]}
        facts = select_facts(member.facts, "full_name sex position organisation village commune")
        table.add(row_cells(member, None, no=number, **other), facts | {"birth_date": str(member.birth.year)})
    signatures(table, district)


@layout(92, "households")
def places_with_kinds(book: Book, district: District, size: int, variant: int) -> None:
    """ "TDP Nà Pung", "Tổ dân phố", "Xóm", "T. Nà Khà", "X. Thổ Bình", "TT Lăng Can"."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn, bản, tổ dân phố; commune=Xã, thị trấn; "
        "size=Số khẩu"
    )
    table = start(book, district, "", "DANH SÁCH HỘ GIA ĐÌNH HUYỆN LÂM BÌNH", text)
    kinds = (("TDP {0}", "Tổ dân phố {0}", "Xóm {0}"), ("Thôn {0}", "T. {0}", "T.{0}"))[variant % 2]
    number = 0
    for commune in district.communes[:3]:
        for village in district.villages(2, commune):
            for _ in range(max(size // 6, 1)):
                household, number = district.household(village, commune), number + 1
                pattern = district.pick("Xã {0}", "X. {0}", "xã {0}") if variant % 2 else "TT {0}"
                cells = row_cells(
                    None,
                    household,
                    no=number,
                    village=district.pick(*kinds).format(village),
                    commune=pattern.format(commune),
                )
                facts = select_facts(household.facts, "head_name head_birth_year village commune household_size")
                table.add(cells, facts)
    signatures(table, district)


@layout(93, "assignments")
def loud_and_decomposed(book: Book, district: District, size: int, variant: int) -> None:
    """Names in capitals, in decomposed letters, villages in capitals with "THÔN" before them."""
    text = (
        "no=STT; member=HỌ TÊN ĐẢNG VIÊN; position=CHỨC VỤ; head=HỌ TÊN CHỦ HỘ; village=THÔN; size=SỐ KHẨU; "
        "poverty=DIỆN HỘ"
    )
    table = start(book, district, "party", TITLE, text)
    form = ("NFD", "NFC")[variant % 2]
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(member, household, no=number, village=f"THÔN {household.village.upper()}")
        cells |= {
            "member": member.name.upper(),
            "head": household.head.upper(),
            "poverty": str(cells["poverty"]).upper(),
        }
        cells = {
            key: unicodedata.normalize(form, value) if isinstance(value, str) else value for key, value in cells.items()
        }
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    signatures(table, district)


@layout(94, "assignments")
def tier_by_mark(book: Book, district: District, size: int, variant: int) -> None:
    """Both tiers in one table; a mark under "Cấp huyện" or "Cấp xã", or a word, says which."""
    text = (
        "no=STT; member=Họ và tên; position=Chức vụ; body=Đơn vị; district=Cấp phân công>Cấp huyện; "
        "commune_tier=Cấp phân công>Cấp xã; head=Họ và tên chủ hộ; village=Thôn; poverty=Diện hộ"
    )
    if variant % 2:
        text = text.replace("district=Cấp phân công>Cấp huyện; commune_tier=Cấp phân công>Cấp xã", "tier=Cấp phân công")
    table = start(book, district, "party", "DANH SÁCH CÁN BỘ, ĐẢNG VIÊN PHỤ TRÁCH HỘ", text)
    village = district.villages(1)[0]
    for number in range(1, size + 1):
        official = district.official() if number % 3 == 0 else district.member(village)
        household = district.household(village)
        tier = official.level
        cells = row_cells(official, household, no=number, tier={"district": "Huyện", "commune": "Xã"}[tier])
        cells |= {"district": "x"} if tier == "district" else {"commune_tier": "x"}
        facts = official.in_charge_of(household)
        table.add(cells, select_facts(facts, f"{ASSIGNEE} member_organisation level head_name village poverty commune"))
    signatures(table, district)


@layout(95, "households")
def codes_as_numbers(book: Book, district: District, size: int, variant: int) -> None:
    """Codes, ids and phones typed as numbers or with an apostrophe, years as decimals of a formula."""
    text = (
        "no=TT; code=Mã hộ; head=Chủ hộ; year=Năm sinh; citizen=Số CMND/CCCD; village=Thôn; size=Khẩu; phone=Điện thoại"
    )
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    for number, household in numbered_households(district, size):
        code = 229600000 + number * 7 + variant
        cells = row_cells(None, household, no=f"{number:02}", code=code, size=f"{household.size:02}")
        cells |= {"citizen": int(household.citizen_id), "phone": float(household.phone)} if variant % 2 else {}
        if variant % 2 == 0:
            cells |= {
                "citizen": f"'{household.citizen_id}",
                "phone": f"+84{household.phone[1:]}",
                "year": float(household.birth.year),
            }
        facts = select_facts(
            household.facts, "head_name head_birth_year citizen_id village commune household_size phone"
        )
        table.add(cells, facts | {"household_code": str(code)})
    signatures(table, district)


@layout(96, "assignments")
def broken_headings(book: Book, district: District, size: int, variant: int) -> None:
    """Headings that run over two rows without being merged: "Họ và tên" above "chủ hộ"."""
    sheet = book.sheet("DS")
    sheet.put(1, 1, f"DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ - XÃ {district.commune.upper()}")
    upper = ("Số", "Họ và tên", "Chức", "Họ và tên", "Năm", "Tên", "Số", "Diện hộ", "Ghi")
    lower = ("TT", "đảng viên", "vụ", "chủ hộ", "sinh", "thôn", "khẩu", "", "chú")
    sheet.line(3, dict(enumerate(upper, 1)))
    spread = columns("no=TT; member=a; position=b; head=c; year=d; village=e; size=f; poverty=g; note=h")
    table = Table(book, sheet, spread, top=4)
    for index in range(1, 10):
        sheet.cells.pop((4, index), None)
    sheet.headings.clear()
    sheet.line(4, dict(enumerate(lower, 1)))
    table.row = 5
    for number, _, member, household in village_pairs(district, size):
        facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year")
        table.add(row_cells(member, household, no=number), facts)
    signatures(table, district)


@layout(97, "assignments")
def groups_of_two_depths(book: Book, district: District, size: int, variant: int) -> None:
    """Communes with counts, villages under them, the agency's officials first."""
    text = (
        "no=STT; member=Họ và tên cán bộ, đảng viên; position=Chức vụ; head=Hộ phụ trách; size=Số khẩu; "
        "poor=Hộ nghèo; near_poor=Hộ cận nghèo"
    )
    table = start(book, district, "", "DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ HUYỆN LÂM BÌNH", text)
    for index, (commune, part) in enumerate(zip(district.communes[:2], split_evenly(size, 2), strict=True)):
        pattern = ("XÃ {1} ({2} hộ)", "Xã {0}: {2} hộ", "XÃ {1}")[variant % 3]
        table.group(pattern.format(commune, commune.upper(), part), ("I", "II")[index])
        for inner, (village, count) in enumerate(
            zip(district.villages(2, commune), split_evenly(part, 2), strict=True), 1
        ):
            name = village if village.startswith("Bản") and variant % 2 else f"Thôn {village}"
            table.group(f"{name} ({count} hộ)", inner if variant % 2 else f"{index + 1}.{inner}")
            for number in range(1, count + 1):
                member = district.member(village, commune, households=1)
                (household,) = member.households
                cells = row_cells(member, household, no=number) | class_mark(household, 1)
                table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    signatures(table, district)


@layout(98, "households")
def surveyors(book: Book, district: District, size: int, variant: int) -> None:
    """A list of the poor with the surveyor and the member who checks the form; it is no assignment list."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Tổng số khẩu; dead=Số khẩu là nữ; "
        "score=Tổng điểm; poverty=Kết quả; surveyor=Người điều tra"
    )
    table = start(book, district, "people", "KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", text, "KQ")
    for number, household in numbered_households(district, size):
        word = {"poor": "Nghèo", "near_poor": "Cận nghèo", "other": "Không nghèo"}[household.poverty]
        cells = row_cells(None, household, no=number, dead=1, score=120, poverty=word, surveyor=district.name("F"))
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)
