"""Columns that look like others: people counted by sex, two years of birth, a class that is only planned."""

from tests.support.rosters.layouts.paper import signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import SEX, WORDS, layout, row_cells, select_facts
from tests.support.rosters.layouts.shorthand import numbered_households, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Value

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"


@layout(112, "households")
def people_counted_by_sex(book: Book, district: District, size: int, variant: int) -> None:
    """Numbers of people, women and workers beside the size; they say nothing of the head's sex."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu>Tổng số; men=Số khẩu>Nam; "
        "women=Số khẩu>Nữ; work=Số lao động; poverty=Diện hộ"
    )
    if variant % 2:
        text = text.replace(
            "size=Số khẩu>Tổng số; men=Số khẩu>Nam; women=Số khẩu>Nữ", "size=Số khẩu; women=Trong đó nữ"
        )
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    for number, household in numbered_households(district, size):
        men = district.random.randint(0, household.size)
        cells = row_cells(None, household, no=number, men=men, women=household.size - men, work=1)
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(113, "assignments")
def two_births(book: Book, district: District, size: int, variant: int) -> None:
    """The year of birth, the sex and the people of the member, and again of the head."""
    text = (
        "no=STT; member=Họ và tên đảng viên; born=Năm sinh; position=Chức vụ; head=Họ và tên chủ hộ; "
        "year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ"
    )
    if variant % 2:
        text = (
            "no=STT; member=Đảng viên phụ trách>Họ tên; sex=Đảng viên phụ trách>Giới tính; "
            "born=Đảng viên phụ trách>Năm sinh; position=Đảng viên phụ trách>Chức vụ; head=Hộ gia đình>Họ tên; "
            "year=Hộ gia đình>Năm sinh; village=Hộ gia đình>Thôn; size=Hộ gia đình>Khẩu; poverty=Hộ gia đình>Diện"
        )
    table = start(book, district, "party", TITLE, text)
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(member, household, no=number, born=member.birth.year, sex=SEX[member.sex])
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year"))
    book.free += ("member_birth_year", "sex")
    signatures(table, district)


@layout(114, "households")
def planned_to_escape(book: Book, district: District, size: int, variant: int) -> None:
    """Poor households that intend to leave poverty; the year of the intention and of the survey are no births."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ hiện nay; "
        "plan=Năm đăng ký thoát nghèo; survey=Năm rà soát; note=Ghi chú"
    )
    table = start(book, district, "people", "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO ĐĂNG KÝ THOÁT NGHÈO NĂM 2020", text)
    for number, household in numbered_households(district, size, poverty=("poor", "near_poor")[variant % 2]):
        cells = row_cells(None, household, no=number, plan=2020, survey=2019)
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(115, "households")
def class_of_the_title(book: Book, district: District, size: int, variant: int) -> None:
    """A list of one class only, which the title names."""
    poverty, word = (("poor", "HỘ NGHÈO"), ("near_poor", "HỘ CẬN NGHÈO"), ("escaped", "HỘ THOÁT NGHÈO"))[variant % 3]
    text = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; note=Ghi chú"
    table = start(book, district, "people", f"DANH SÁCH {word} NĂM 2019", text)
    for number, household in numbered_households(district, size, poverty=poverty):
        table.add(row_cells(None, household, no=number), select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(116, "households")
def both_columns_filled(book: Book, district: District, size: int, variant: int) -> None:
    """Every cell of the class's columns is filled: 1 and 0, "Có" and "Không", true and false, "+" and "-"."""
    text = (
        "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poor=Hộ nghèo; "
        "near_poor=Hộ cận nghèo"
    )
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    answers: tuple[tuple[Value, Value], ...] = ((1, 0), ("Có", "Không"), (True, False), ("+", "-"))
    yes, no = answers[variant % 4]
    for number, household in numbered_households(district, size):
        cells = row_cells(None, household, no=number, poor=no, near_poor=no)
        cells |= {household.poverty: yes} if household.poverty in ("poor", "near_poor") else {}
        table.add(cells, select_facts(household.facts, f"{HOUSE} head_birth_year"))
    signatures(table, district)


@layout(117, "households")
def ages_only(book: Book, district: District, size: int, variant: int) -> None:
    """The head's age instead of the year of birth; sizes with the women in brackets; names in small letters."""
    text = "no=STT; head=Họ và tên chủ hộ; age=Tuổi; village=Thôn; size=Số khẩu; poverty=Diện hộ"
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    for number, household in numbered_households(district, size):
        cells = row_cells(None, household, no=number, age=2019 - household.birth.year)
        cells["head"] = household.head.lower() if number % 4 == 0 else household.head
        cells["size"] = f"{household.size} ({household.size // 2} nữ)" if variant % 2 else household.size
        table.add(cells, select_facts(household.facts, HOUSE))
    signatures(table, district)


@layout(118, "assignments")
def days_of_programs(book: Book, district: District, size: int, variant: int) -> None:
    """Days as a program writes them: "2018-11-05", "2018-11-05 00:00:00", a serial number, a date in a text cell."""
    text = (
        "no=STT; member=Họ và tên đảng viên; head=Họ và tên chủ hộ; village=Thôn; start=Ngày bắt đầu; end=Ngày kết thúc"
    )
    table = start(book, district, "party", TITLE, text)
    for number, _, member, household in village_pairs(district, size):
        day, end = district.day(2018, 2019), district.day(2020, 2021)
        starts: tuple[Value, ...] = (f"{day}", f"{day} 00:00:00", f"{day:%d/%m/%Y} 00:00", f"'{day:%d/%m/%Y}")
        cells = row_cells(
            member, household, no=number, start=starts[(number + variant) % 4], end=end if number % 2 else None
        )
        facts = select_facts(member.in_charge_of(household), "member_name head_name village commune")
        facts |= {"starts_on": day.isoformat()} | ({"ends_on": end.isoformat()} if number % 2 else {})
        table.add(cells, facts)
    signatures(table, district)


@layout(119, "assignments")
def ditto_everywhere(book: Book, district: District, size: int, variant: int) -> None:
    """Marks for "as above" under the class and the village of the household too, where the value is the same."""
    text = (
        "no=STT; member=Đảng viên phụ trách; position=Chức vụ; head=Chủ hộ; village=Thôn; poverty=Diện hộ; "
        "start=Từ ngày"
    )
    table = start(book, district, "party", TITLE, text)
    mark, above = ('"', "nt", "''")[variant % 3], {"poverty": "", "village": "", "start": ""}
    for number, (_, index, member, household) in enumerate(village_pairs(district, size, each=4), 1):
        cells = row_cells(member, household, no=number, start="01/11/2018", poverty=WORDS[household.poverty] or "Không")
        texts = {key: str(cells[key]) for key in above}
        cells |= {key: mark for key in above if texts[key] == above[key]}
        cells |= {"member": mark, "position": mark} if index else {}
        above = texts
        facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} head_name village commune poverty")
        table.add(cells, facts | {"starts_on": "2018-11-01"})
    signatures(table, district)


@layout(120, "assignments")
def place_of_the_date_line(book: Book, district: District, size: int, variant: int) -> None:
    """Only the line of the date names the commune, which may be no more than where it was signed."""
    text = "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; village=Thôn; size=Số khẩu"
    table = start(book, district, "", TITLE, text)
    table.sheet.put(2, 4, f"{district.commune}, ngày 05 tháng 11 năm 2018")
    fields = f"{ASSIGNEE} head_name village household_size"
    for number, _, member, household in village_pairs(district, size):
        table.add(row_cells(member, household, no=number), select_facts(member.in_charge_of(household), fields))
    book.free += ("commune",)
    signatures(table, district)


@layout(121, "households")
def class_marked_twice(book: Book, district: District, size: int, variant: int) -> None:
    """Some households are marked as poor and as nearly poor, some marks are words that say nothing."""
    text = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poor=Nghèo; near_poor=Cận nghèo"
    table = start(book, district, "people", "DANH SÁCH HỘ GIA ĐÌNH", text)
    for number, household in numbered_households(district, size):
        facts, problems = select_facts(household.facts, f"{HOUSE} head_birth_year"), []
        cells = row_cells(None, household, no=number)
        if number % 6 == 0:
            cells |= {"poor": "x", "near_poor": "x"}
            del facts["poverty"]
            problems = [("poverty", "error")]
        table.add(cells, facts, problems)
    signatures(table, district)
