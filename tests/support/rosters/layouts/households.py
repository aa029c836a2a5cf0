"""Registers of households and lists of the poor."""

import datetime

from tests.support.rosters.layouts.paper import ROMAN, group_name, letterhead, short_title, signatures
from tests.support.rosters.layouts.people import District, Household
from tests.support.rosters.layouts.registry import SEX, WORDS, class_mark, layout, row_cells, select_facts, split_evenly
from tests.support.rosters.layouts.workbook import Book, Column, Table, Value

HEAD = ("Họ và tên chủ hộ", "Chủ hộ", "Họ tên chủ hộ")
SIZE = ("Số khẩu", "Số nhân khẩu", "Nhân khẩu", "Tổng số khẩu")
CITIZEN = ("Số CCCD", "Số CCCD/CMND", "Số định danh cá nhân", "CCCD")
WHO = "head_name head_birth_year sex ethnicity"
WHERE = "village commune"
WANTS = ("Y tế", "Giáo dục", "Nhà ở", "Nước sạch")


@layout(12, "households")
def poverty_list(book: Book, district: District, size: int, variant: int) -> None:
    """Birth years under "Nam" and "Nữ", classes under two columns, a group row with its sum per village."""
    sheet = book.sheet("Hộ nghèo")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", district.pick(*HEAD)),
        ("M", "Năm sinh|Nam"),
        ("F", "Năm sinh|Nữ"),
        ("ethnicity", "Dân tộc"),
        ("size", district.pick(*SIZE)),
        ("poor", "Phân loại hộ|Hộ nghèo"),
        ("near_poor", "Phân loại hộ|Hộ cận nghèo"),
    ]
    if variant % 2:
        columns += [(want, f"Thiếu hụt các dịch vụ xã hội cơ bản|{want}") for want in WANTS]
    columns.append(("note", "Ghi chú"))
    letterhead(sheet, district, "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO NĂM 2019", len(columns))
    table = Table(book, sheet, columns, top=7)
    table.numbers("A" if variant % 2 == 0 else "(1)")
    villages, mark, total = district.villages(3), (1, "x", "X")[variant % 3], 0
    for index, (village, part) in enumerate(zip(villages, split_evenly(size, len(villages)), strict=True)):
        group = [district.household(village, poverty=district.pick("poor", "near_poor")) for _ in range(part)]
        people = sum(household.size for household in group)
        total += people
        number = ROMAN[index] if variant % 3 == 1 else None
        table.group(group_name(village, variant % 2 == 1), number, size=people)
        for serial, household in enumerate(group, 1):
            needs: dict[str, Value] = {want: "x" for want in WANTS if district.random.random() < 0.3}
            table.add(
                row_cells(None, household, no=serial, **{household.sex: household.birth.year})
                | class_mark(household, mark)
                | needs,
                select_facts(household.facts, f"{WHO} household_size poverty {WHERE}"),
            )
    table.group("Tổng cộng", None, size=total)
    signatures(table, district)


@layout(13, "households")
def family_members(book: Book, district: District, size: int, variant: int) -> None:
    """A register of people: the head, then the family; only the head's row is a household."""
    sheet = book.sheet("Sổ hộ")
    columns: list[Column] = [
        ("no", "STT"),
        ("code", "Mã hộ"),
        ("head", district.pick("Họ và tên", "Họ và tên thành viên hộ")),
        ("kin", district.pick("Quan hệ với chủ hộ", "Quan hệ với chủ hộ")),
        ("birth", district.pick("Ngày, tháng, năm sinh", "Ngày sinh")),
        ("sex", "Giới tính"),
        ("ethnicity", "Dân tộc"),
        ("citizen", district.pick(*CITIZEN)),
        ("village", "Thôn"),
    ]
    short_title(sheet, district, "DANH SÁCH HỘ VÀ THÀNH VIÊN HỘ GIA ĐÌNH")
    table = Table(book, sheet, columns, top=3)
    book.free += ("household_size",)
    number = 0
    for village in district.villages(2):
        for _ in range(max(size // 4, 2)):
            household, number, top = district.household(village), number + 1, table.row
            table.add(
                row_cells(
                    None, household, no=number, kin=district.pick("Chủ hộ", "chủ hộ"), birth=_day(household, variant)
                ),
                select_facts(household.facts, f"household_code {WHO} citizen_id {WHERE}"),
            )
            for kin, sex in district.random.sample(
                [("Vợ", "F"), ("Con", "M"), ("Con", "F"), ("Mẹ", "F"), ("Con dâu", "F"), ("Cháu", "M")], 3
            ):
                family: dict[str, Value] = {
                    "head": district.name(sex),
                    "kin": kin,
                    "birth": district.day(1950, 2015).strftime("%d/%m/%Y"),
                    "sex": SEX[sex],
                    "ethnicity": household.ethnicity,
                }
                if variant % 2:
                    family |= {"code": household.code, "village": village}
                table.add(family)
            if variant % 3 == 2:
                for key in ("no", "code"):
                    sheet.merge(top, table.column_of[key], table.row - 1, table.column_of[key])
    signatures(table, district, notes=False)


def _day(household: Household, variant: int) -> datetime.date | str:
    return household.birth.strftime("%d/%m/%Y") if variant % 2 else household.birth


@layout(17, "households")
def facts_in_lines(book: Book, district: District, size: int, variant: int) -> None:
    """Sex, people and faith as lines of one cell, or parted by commas."""
    sheet = book.sheet("DS hộ")
    columns: list[Column] = [
        ("no", "TT"),
        ("code", "Mã hộ"),
        ("head", district.pick(*HEAD)),
        ("year", "Năm sinh"),
        ("kind", ("Giới tính\nDân tộc\nTôn giáo", "Giới tính, dân tộc, tôn giáo")[variant % 2]),
        ("village", "Thôn"),
        ("size", district.pick(*SIZE)),
    ]
    letterhead(sheet, district, "DANH SÁCH HỘ GIA ĐÌNH", len(columns))
    table = Table(book, sheet, columns, top=7)
    between = ("\n", ", ")[variant % 2]
    number = 0
    for village in district.villages(2):
        for _ in range(size // 2):
            household, number = district.household(village), number + 1
            kind = between.join((SEX[household.sex], household.ethnicity, "Không"))
            table.add(
                row_cells(None, household, no=number, kind=kind),
                select_facts(household.facts, f"household_code {WHO} household_size {WHERE}"),
            )
    signatures(table, district)


@layout(26, "households")
def numbers_without_zeros(book: Book, district: District, size: int, variant: int) -> None:
    """Ids and phones typed as numbers, sizes with a word behind them."""
    sheet = book.sheet("Hộ dân")
    columns: list[Column] = [
        ("no", "STT"),
        ("code", "Mã hộ"),
        ("head", district.pick(*HEAD)),
        ("sex", district.pick("Giới tính", "Nam/Nữ")),
        ("citizen", district.pick(*CITIZEN)),
        ("phone", district.pick("Điện thoại", "SĐT", "Số điện thoại liên hệ")),
        ("size", district.pick(*SIZE)),
        ("village", district.pick("Thôn", "Thôn/bản")),
        ("commune", "Xã"),
    ]
    table = Table(book, sheet, columns, top=1)
    number = 0
    for village in district.villages(3):
        for _ in range(size // 3):
            household, number = district.household(village), number + 1
            lost = district.random.random() < 0.6
            phone, problems = household.phone, []
            cells: dict[str, Value] = {"citizen": household.citizen_id, "phone": phone}
            if lost:
                cells = {"citizen": int(household.citizen_id), "phone": int(phone)}
                problems = [("citizen_id", "warning"), ("phone", "warning")]
            elif variant % 2:
                cells["phone"] = f"{phone[:4]}.{phone[4:7]}.{phone[7:]}"
            words = district.pick("{} khẩu", "0{}", "{} người", "{} nhân khẩu", "{}")
            table.add(
                row_cells(None, household, no=number, size=words.format(household.size)) | cells,
                select_facts(household.facts, f"household_code head_name sex citizen_id phone household_size {WHERE}"),
                problems,
            )


@layout(27, "households")
def class_words(book: Book, district: District, size: int, variant: int) -> None:
    """The class as a word or letters: HN, HCN, CN, K, Không, Thoát nghèo."""
    sheet = book.sheet("Rà soát")
    columns: list[Column] = [
        ("no", "STT"),
        ("head", district.pick(*HEAD)),
        ("year", "Năm sinh"),
        ("village", "Thôn"),
        ("size", district.pick(*SIZE)),
        (
            "poverty",
            district.pick("Diện hộ", "Loại hộ", "Đối tượng", "Kết quả phân loại", "Hộ nghèo/cận nghèo"),
        ),
        ("note", "Ghi chú"),
    ]
    letterhead(sheet, district, "KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", len(columns))
    table = Table(book, sheet, columns, top=7)
    words = {
        "poor": ("HN", "Hộ nghèo", "Nghèo", "hộ nghèo", "HỘ NGHÈO"),
        "near_poor": ("HCN", "CN", "Cận nghèo", "Hộ cận nghèo", "hộ CN"),
        "other": ("K", "Không", "Không nghèo", "Hộ trung bình", "Khá", "", "TB", "Hộ khá"),
        "escaped": ("Thoát nghèo", "Hộ thoát nghèo", "Mới thoát nghèo", "Hộ mới thoát nghèo"),
    }
    number = 0
    for village in district.villages(2):
        for _ in range(size // 2):
            household, number = district.household(village, poverty=district.pick(*WORDS)), number + 1
            table.add(
                row_cells(None, household, no=number, poverty=district.pick(*words[household.poverty])),
                select_facts(household.facts, f"head_name head_birth_year household_size poverty {WHERE}"),
            )
    signatures(table, district)
