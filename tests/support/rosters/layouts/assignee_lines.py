"""Members in lines above their households, several households in a cell, facts joined in a phrase."""

from tests.support.rosters.layouts.assignments import members_in_charge
from tests.support.rosters.layouts.paper import ROMAN, signatures
from tests.support.rosters.layouts.people import District
from tests.support.rosters.layouts.registry import WORDS, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.shorthand import lines, start, village_pairs
from tests.support.rosters.layouts.workbook import Book, Sheet

ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"
HOME = "no=STT; head=Họ và tên chủ hộ; year=Năm sinh; village=Thôn; size=Số khẩu; poverty=Diện hộ; note=Ghi chú"


@layout(69, "assignments")
def member_in_a_line(book: Book, district: District, size: int, variant: int) -> None:
    """ "Đ/c Nguyễn Văn A – Bí thư chi bộ – phụ trách các hộ:" above the households."""
    patterns = (
        "Đ/c {0} – {1} – phụ trách các hộ:",
        "Đồng chí {0}, {1}, phụ trách {2} hộ:",
        "{3}. Đ/c {0} - {1}: phụ trách {2} hộ",
        "Đ/c: {0} ({1}) phụ trách các hộ sau:",
    )
    table = start(book, district, "party", TITLE, HOME)
    number = 0
    for village, part in zip(district.villages(2), split_evenly(size, 2), strict=True):
        for member in members_in_charge(district, village, part, each=5):
            number += 1
            text = patterns[variant % 4].format(member.name, member.position, len(member.households), number)
            table.group(text, merged=True)
            for index, household in enumerate(member.households, 1):
                facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year")
                table.add(row_cells(None, household, no=index), facts)
    signatures(table, district)


@layout(70, "assignments")
def member_in_a_row(book: Book, district: District, size: int, variant: int) -> None:
    """A row for the member with a count, then rows 1.1, 1.2 … for the households under it."""
    text = (
        "no=STT; member=Họ và tên đảng viên; position=Chức vụ; head=Họ và tên chủ hộ; year=Năm sinh; "
        "village=Thôn; size=Số khẩu; poverty=Diện hộ; note=Ghi chú"
    )
    table = start(book, district, "party", TITLE, text)
    number = 0
    for village, part in zip(district.villages(2), split_evenly(size, 2), strict=True):
        for member in members_in_charge(district, village, part, each=4):
            number += 1
            count = f"{len(member.households)} hộ"
            table.add(
                row_cells(member, None, no=number, village=None) | ({"note": count} if variant % 2 else {"head": count})
            )
            for index, household in enumerate(member.households, 1):
                facts = select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE} head_birth_year")
                serial = f"{number}.{index}" if variant % 2 else index
                table.add(row_cells(None, household, no=serial), facts)
    signatures(table, district)


@layout(71, "assignments")
def households_with_years(book: Book, district: District, size: int, variant: int) -> None:
    """Several households in a cell, each with year of birth and village in brackets or behind a dash."""
    text = (
        "no=STT; member=Họ và tên đảng viên; position=Chức vụ; body=Chi bộ; "
        "heads=Các hộ được phân công phụ trách; count=Tổng số hộ"
    )
    table = start(book, district, "party", TITLE, text)
    patterns = (
        ("{1}. {0.head} ({0.birth.year}, {0.village})", "\n"),
        ("{1}. {0.head} - SN {0.birth.year} - thôn {0.village}", "\n"),
        ("Hộ {2} {0.head} (SN {0.birth.year}), thôn {0.village}", "; "),
        ("{1}/ {0.head}, sinh năm {0.birth.year}, thôn {0.village}", "\n"),
    )
    pattern, between = patterns[variant % 4]
    fields = f"{ASSIGNEE} member_organisation head_name head_birth_year village commune"
    number = 0
    for village, part in zip(district.villages(3), split_evenly(size, 3), strict=True):
        for member in members_in_charge(district, village, part, each=4):
            number += 1
            texts = [
                pattern.format(household, index, "ông" if household.sex == "M" else "bà")
                for index, household in enumerate(member.households, 1)
            ]
            cells = row_cells(member, None, no=number, heads=between.join(texts), count=len(texts))
            table.add(cells, [select_facts(member.in_charge_of(household), fields) for household in member.households])
    signatures(table, district)


@layout(72, "assignments")
def size_and_class(book: Book, district: District, size: int, variant: int) -> None:
    """Size and class of the household in one cell: "4 khẩu, hộ nghèo"."""
    text = "no=STT; member=Đảng viên phụ trách; position=Chức vụ; head=Chủ hộ; village=Thôn; both=Số khẩu, diện hộ"
    table = start(book, district, "party", TITLE, text)
    pattern = ("{0} khẩu, {1}", "{0} khẩu - {1}", "{1}; {0} khẩu", "{0} nhân khẩu ({1})")[variant % 4]
    for number, _, member, household in village_pairs(district, size):
        word = WORDS[household.poverty].lower() or "hộ không nghèo"
        cells = row_cells(member, household, no=number, both=pattern.format(household.size, word))
        table.add(cells, select_facts(member.in_charge_of(household), f"{ASSIGNEE} {HOUSE}"))
    signatures(table, district)


@layout(73, "assignments")
def days_of_offices(book: Book, district: District, size: int, variant: int) -> None:
    """The start of an assignment: "từ 01/11/2018 đến nay", "T11/2018", "tháng 11 năm 2018", "05/11/18", "5.11.2018"."""
    text = "no=TT; member=Họ và tên đảng viên; head=Chủ hộ; village=Thôn; start=Thời gian phụ trách; note=Ghi chú"
    table = start(book, district, "party", TITLE, text)
    for number, _, member, household in village_pairs(district, size):
        day = district.day(2018, 2019)
        examples = (
            (f"từ {day:%d/%m/%Y} đến nay", day.isoformat()),
            (f"T{day.month}/{day.year}", f"{day:%Y-%m}"),
            (f"Từ tháng {day.month} năm {day.year}", f"{day:%Y-%m}"),
            (f"{day:%d/%m/%y}", day.isoformat()),
            (f"Từ {day.day}.{day.month}.{day.year}", day.isoformat()),
            (f"{day:%d/%m/%Y} - nay", day.isoformat()),
            (f"Năm {day.year}", f"{day.year}"),
            (f"kể từ ngày {day.day}/{day.month}/{day.year}", day.isoformat()),
        )
        text, known = examples[(number + variant) % len(examples)]
        facts = select_facts(member.in_charge_of(household), "member_name head_name village commune")
        table.add(row_cells(member, household, no=number, start=text), facts | {"starts_on": known})
    signatures(table, district)


@layout(74, "assignments")
def odd_ditto_marks(book: Book, district: District, size: int, variant: int) -> None:
    """Marks of other keyboards for "as above"."""
    marks = (("-//-", "〃", "Nt"), ("n.t", "như dòng trên", "nhưtrên"), ('" "', '""', "„"), ('-"-', "- nt -", "/nt/"))
    text = "no=TT; member=Đảng viên phụ trách; position=Chức vụ; body=Chi bộ; head=Chủ hộ; village=Thôn; size=Khẩu"
    table = start(book, district, "party", TITLE, text)
    mark = ""
    for number, (_, index, member, household) in enumerate(village_pairs(district, size, each=4), 1):
        mark = mark if index else district.random.choice(marks[variant % 4])
        cells = row_cells(member, household, no=number)
        if index:
            cells |= dict.fromkeys(("member", "position", "body", "village"), mark)
        facts = select_facts(
            member.in_charge_of(household), f"{ASSIGNEE} member_organisation head_name village commune household_size"
        )
        table.add(cells, facts)
    signatures(table, district)


@layout(75, "assignments")
def counted_groups(book: Book, district: District, size: int, variant: int) -> None:
    """Group rows with counts in several wordings, sums in others, three signatures, notes about columns."""
    text = (
        "no=STT; member=Đảng viên phụ trách; head=Họ và tên chủ hộ; year=Năm sinh; size=Số khẩu; "
        "poverty=Diện hộ; note=Ghi chú"
    )
    table = start(book, district, "party", TITLE, text)
    groups = (
        "Thôn {0}: {1} hộ, {2} khẩu",
        "Thôn {0} (tổng số {1} hộ)",
        "THÔN {3} - {1} HỘ",
        "Thôn {0} ({1} hộ/{2} khẩu)",
    )
    sums = ("Cộng thôn:", "Tổng số:", "Cộng thôn {0}: {1} hộ", "Cộng {1} hộ")
    for index, (village, part) in enumerate(zip(district.villages(3), split_evenly(size, 3), strict=True)):
        members = members_in_charge(district, village, part, each=1)
        people = sum(member.households[0].size for member in members)
        values = (village, part, people, village.upper())
        table.group(groups[variant % 4].format(*values), ROMAN[index] if variant % 2 else None, merged=variant % 2 == 0)
        for number, member in enumerate(members, 1):
            (household,) = member.households
            table.add(
                row_cells(member, household, no=number),
                select_facts(member.in_charge_of(household), f"member_name {HOUSE} head_birth_year"),
            )
        table.group(sums[variant % 4].format(*values), None, size=people)
    table.group(("TỔNG CỘNG TOÀN XÃ", "TOÀN XÃ", "Tổng toàn xã", "CỘNG TOÀN XÃ:")[variant % 4], None, head=f"{size} hộ")
    _end(table.sheet, table.row + 1, district)


def _end(sheet: Sheet, row: int, district: District) -> None:
    row = lines(
        sheet,
        row,
        "Ghi chú: - Cột 5: số nhân khẩu thường trú tại thời điểm lập danh sách.",
        "- Cột 6: theo kết quả rà soát năm 2018.",
    )
    sheet.line(row + 1, {1: "NGƯỜI LẬP", 3: "TRƯỞNG BAN CTMT", 6: "TM. ĐẢNG ỦY"})
    sheet.line(row + 2, {1: "(Ký, họ tên)", 3: "(Ký, họ tên)", 6: "PHÓ BÍ THƯ THƯỜNG TRỰC"})
    sheet.line(row + 5, {1: district.name("F"), 3: district.name("M"), 6: district.name("M")})
    lines(sheet, row + 7, "Nơi nhận:", "- Ban Thường vụ Huyện ủy;", "- Các chi bộ;", "- Lưu VPĐU.")


@layout(76, "assignments")
def name_and_year(book: Book, district: District, size: int, variant: int) -> None:
    """The head's year of birth behind the name after a dash or a comma; the member's post after a dash."""
    text = "no=STT; both=Họ tên, chức vụ đảng viên phụ trách; home=Họ tên, năm sinh chủ hộ; village=Thôn; size=Số khẩu"
    table = start(book, district, "party", TITLE, text)
    comma, dash = ((" - ", " - "), (", ", ", "), (" – ", " – "), ("\n", "\nSN "))[variant % 4]
    for number, _, member, household in village_pairs(district, size):
        cells = row_cells(
            member,
            household,
            no=number,
            both=f"{member.name}{comma}{member.position}",
            home=f"{household.head}{dash}{household.birth.year}",
        )
        fields = f"{ASSIGNEE} head_name head_birth_year village commune household_size"
        table.add(cells, select_facts(member.in_charge_of(household), fields))
    signatures(table, district)
