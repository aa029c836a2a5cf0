"""Assignment lists of a commune."""

from tests.support.rosters.layouts.paper import ROMAN, group_name, letterhead, short_title, signatures
from tests.support.rosters.layouts.people import District, Member
from tests.support.rosters.layouts.registry import WORDS, class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table, Value

IN_CHARGE = (
    "Họ và tên đảng viên",
    "Họ tên đảng viên được phân công",
    "Đảng viên phụ trách",
    "Người phụ trách",
)
HEAD = ("Họ và tên chủ hộ", "Chủ hộ", "Họ tên chủ hộ", "Hộ gia đình được phân công phụ trách", "Tên chủ hộ")
SIZE = ("Số khẩu", "Số nhân khẩu", "Nhân khẩu", "Khẩu")
CLASS = ("Diện hộ", "Loại hộ", "Đối tượng", "Phân loại hộ")
TITLE = "DANH SÁCH PHÂN CÔNG ĐẢNG VIÊN PHỤ TRÁCH HỘ GIA ĐÌNH"
ASSIGNEE = "member_name member_position"
HOUSE = "head_name household_size poverty village commune"


def members_in_charge(district: District, village: str, size: int, each: int = 3) -> list[Member]:
    """Members of a village, in charge of up to `each` households, `size` households in all."""
    members, remaining = [], size
    while remaining > 0:
        members.append(district.member(village, households=min(remaining, district.random.randint(1, each))))
        remaining -= len(members[-1].households)
    return members


@layout(1, "assignments")
def classic(book: Book, district: District, size: int, variant: int) -> None:
    """Letterhead, heading of two rows, column numbers, a group row and a subtotal per village, signatures."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", district.pick("TT", "STT", "Số TT")),
        ("member", district.pick(*IN_CHARGE)),
        ("position", district.pick("Chức vụ", "Chức danh")),
        ("head", district.pick(*HEAD)),
        ("year", "Năm sinh"),
        ("size", district.pick(*SIZE)),
        ("poor", "Diện hộ|Nghèo"),
        ("near_poor", "Diện hộ|Cận nghèo"),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    table.numbers(("(1)", "A", "1")[variant % 3])
    capitals, mark, serial = variant % 2 == 1, district.pick("x", "X", "1"), 0
    villages = district.villages(3)
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        table.group(group_name(village, capitals), ROMAN[index], merged=variant % 3 != 1)
        if index == 1 and variant % 2:
            table.repeat_heading()
        people = 0
        for member in members_in_charge(district, village, part, each=1):
            (household,), serial, people = member.households, serial + 1, people + member.households[0].size
            note = "Hộ mới tách" if district.random.random() < 0.1 else ""
            facts = member.in_charge_of(household)
            table.add(
                row_cells(member, household, no=serial, note=note, **class_mark(household, mark)),
                select_facts(facts, f"{ASSIGNEE} {HOUSE} head_birth_year") | ({"note": note} if note else {}),
            )
        table.group("Cộng", None, head=f"{part} hộ", size=people)
    table.group(district.pick("Tổng cộng", "TỔNG CỘNG", "Tổng số"), None, head=f"{serial} hộ")
    signatures(table, district, notes=variant % 2 == 0)


@layout(2, "assignments")
def clean(book: Book, district: District, size: int, variant: int) -> None:
    """Nothing but a heading and rows, every fact in a column of its own."""
    sheet = book.sheet("Sheet1")
    table = Table(
        book,
        sheet,
        [
            ("no", "STT"),
            ("member", "Họ và tên đảng viên"),
            ("position", "Chức vụ"),
            ("body", district.pick("Chi bộ", "Chi bộ / Đơn vị", "Đơn vị công tác")),
            ("code", district.pick("Mã hộ", "Mã số hộ")),
            ("head", "Họ và tên chủ hộ"),
            ("village", "Thôn"),
            ("commune", "Xã"),
            ("poverty", district.pick(*CLASS)),
            ("tier", "Cấp"),
            ("start", district.pick("Ngày phân công", "Ngày bắt đầu", "Thời gian bắt đầu")),
            ("phone", district.pick("Điện thoại", "SĐT", "Số điện thoại")),
            ("help", "Nội dung giúp đỡ"),
        ],
        top=1,
    )
    serial = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, max(size // 3, 1)):
            start = district.day(2018, 2020)
            for household in member.households:
                serial += 1
                help_given = district.pick("Hướng dẫn chăn nuôi trâu", "Giúp ngày công làm nhà", "")
                table.add(
                    row_cells(
                        member,
                        household,
                        no=serial,
                        tier="Xã",
                        start=start if variant % 2 == 0 else start.strftime("%d/%m/%Y"),
                        help=help_given,
                    ),
                    select_facts(
                        member.in_charge_of(household),
                        f"{ASSIGNEE} member_organisation household_code head_name village commune poverty level phone",
                    )
                    | {"starts_on": start.isoformat()}
                    | ({"help": help_given} if help_given else {}),
                )


def _assignee_columns(district: District) -> list[Column]:
    return [
        ("no", district.pick("STT", "Số TT")),
        ("member", district.pick(*IN_CHARGE)),
        ("position", "Chức vụ"),
        ("body", district.pick("Chi bộ", "Sinh hoạt tại chi bộ")),
        ("head", district.pick(*HEAD)),
        ("village", district.pick("Thôn", "Thôn bản", "Thôn, bản")),
        ("size", district.pick(*SIZE)),
        ("poor", "Hộ nghèo"),
        ("near_poor", "Hộ cận nghèo"),
        ("note", "Ghi chú"),
    ]


@layout(3, "assignments")
def filled_down(book: Book, district: District, size: int, variant: int) -> None:
    """The member once, blank below; some members have no position and must not get the one above."""
    sheet = book.sheet("DS")
    short_title(sheet, district, "DANH SÁCH ĐẢNG VIÊN PHỤ TRÁCH HỘ")
    table = Table(book, sheet, _assignee_columns(district), top=3)
    number = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=4):
            number, silent = number + 1, district.random.random() < 0.2
            for index, household in enumerate(member.households):
                first: dict[str, Value] = {"no": number, "member": member.name, "body": member.organisation}
                if not silent:
                    first["position"] = member.position
                truth = select_facts(member.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE}")
                if silent:
                    truth["member_position"] = None
                where = household.village if index == 0 or variant % 2 == 0 else ""
                table.add(
                    {"head": household.head, "village": where, "size": household.size}
                    | (first if index == 0 else {})
                    | class_mark(household, "X"),
                    truth,
                )


@layout(4, "assignments")
def merged_members(book: Book, district: District, size: int, variant: int) -> None:
    """The member's cells merged over the households' rows."""
    sheet = book.sheet("Phân công")
    columns = _assignee_columns(district)
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    merged_keys = ["no", "member", "position", "body"] + (["village"] if variant % 2 else [])
    number = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=4):
            number, top = number + 1, table.row
            for index, household in enumerate(member.households):
                member_cells: dict[str, Value] = {
                    "no": number,
                    "member": member.name,
                    "position": member.position,
                    "body": member.organisation,
                    "village": household.village,
                }
                own_cells = {key: value for key, value in member_cells.items() if index == 0 or key not in merged_keys}
                table.add(
                    own_cells | {"head": household.head, "size": household.size} | class_mark(household),
                    select_facts(member.in_charge_of(household), f"{ASSIGNEE} member_organisation {HOUSE}"),
                )
            for key in merged_keys:
                sheet.merge(top, table.column_of[key], table.row - 1, table.column_of[key])
    table.group("Tổng cộng", None, size=sum(int(str(row["values"]["household_size"])) for row in book.rows))
    signatures(table, district)


@layout(5, "assignments")
def ditto_marks(book: Book, district: District, size: int, variant: int) -> None:
    """A mark for "as above" under the member, the position, the village and the day."""
    sheet = book.sheet("Danh sách")
    short_title(sheet, district, "DANH SÁCH PHÂN CÔNG PHỤ TRÁCH HỘ")
    table = Table(
        book,
        sheet,
        [
            ("no", "TT"),
            ("member", district.pick(*IN_CHARGE)),
            ("position", "Chức vụ"),
            ("head", district.pick(*HEAD)),
            ("village", "Thôn"),
            ("poverty", district.pick(*CLASS)),
            ("start", "Ngày phân công"),
            ("note", "Ghi chú"),
        ],
        top=3,
    )
    marks = (('"', ",,", "nt"), ("-nt-", "như trên", "Như trên"), ("”", "//", "''"))[variant % 3]
    serial = 0
    for village in district.villages(2):
        for member in members_in_charge(district, village, size // 2, each=4):
            start, mark = district.day(2018, 2019), district.random.choice(marks)
            for index, household in enumerate(member.households):
                serial += 1
                first: dict[str, Value] = {
                    "member": member.name,
                    "position": member.position,
                    "village": village,
                    "start": start.strftime("%d/%m/%Y"),
                }
                table.add(
                    {key: value if index == 0 else mark for key, value in first.items()}
                    | {"no": serial, "head": household.head, "poverty": WORDS[household.poverty]},
                    select_facts(member.in_charge_of(household), f"{ASSIGNEE} head_name village commune poverty")
                    | {"starts_on": start.isoformat()},
                )
    signatures(table, district, notes=False)


@layout(6, "assignments")
def several_in_a_cell(book: Book, district: District, size: int, variant: int) -> None:
    """One row per member; the households are lines or parts of one cell."""
    sheet = book.sheet("Phân công")
    columns: list[Column] = [
        ("no", "STT"),
        ("member", district.pick(*IN_CHARGE)),
        ("position", "Chức vụ"),
        ("village", "Thôn"),
        ("heads", district.pick("Họ và tên chủ hộ", "Các hộ được phân công phụ trách", "Hộ phụ trách")),
    ]
    if variant % 4 == 2:
        columns.append(("size", "Số khẩu"))
    letterhead(sheet, district, TITLE, len(columns))
    table = Table(book, sheet, columns, top=7)
    number = 0
    for village in district.villages(3):
        for member in members_in_charge(district, village, size // 3, each=5):
            number += 1
            heads = [household.head for household in member.households]
            years = [str(household.birth.year) for household in member.households]
            lines = {
                0: "\n".join(f"{index}. {head}" for index, head in enumerate(heads, 1)),
                1: "; ".join(f"{head} ({year})" for head, year in zip(heads, years, strict=True)),
                2: "\n".join(f"{index}) {head}" for index, head in enumerate(heads, 1)),
                3: "\n".join(f"- {head}" for head in heads),
            }[variant % 4]
            fields = f"{ASSIGNEE} head_name village commune"
            fields += {1: " head_birth_year", 2: " household_size"}.get(variant % 4, "")
            cells: dict[str, Value] = {
                "no": number,
                "member": member.name,
                "position": member.position,
                "village": village,
                "heads": lines,
            }
            if variant % 4 == 2:
                cells["size"] = "\n".join(str(household.size) for household in member.households)
            table.add(cells, [select_facts(member.in_charge_of(household), fields) for household in member.households])
    signatures(table, district)
