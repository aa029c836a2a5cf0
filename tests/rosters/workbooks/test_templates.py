"""The reader understands every cell of a filled-in template without a question."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from assignments.rosters.bulk_import import import_files
from assignments.rosters.models import RosterKind
from assignments.rosters.parsing import Table, read_roster
from assignments.rosters.storage.files import RosterFile
from assignments.rosters.workbooks.templates import HEADING_ROW, LISTS_SHEET, TO_CHOOSE, template_book
from households.models import Unit
from lambinh.accounts.services import system_user
from lambinh.lib.spreadsheets.reader import read_workbook
from tests.factories import (
    AssignmentFactory,
    BodyFactory,
    HouseholdFactory,
    MemberFactory,
    MembershipFactory,
    ResidenceFactory,
    UnitFactory,
    VillageFactory,
    days,
)

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
FIRST = HEADING_ROW + 1
NA_KHA, SCHOOL = "Chi bộ thôn Nà Khà", "Chi bộ Trường học"


@pytest.fixture
def commune(db: None) -> Unit:
    """Thổ Bình with two villages, a household in each, and two members in the cell of one."""
    commune = UnitFactory(name="Thổ Bình")
    na_kha, na_con = (VillageFactory(name=name, commune=commune) for name in ("Nà Khà", "Nà Cọn"))
    pao = HouseholdFactory(code="0045", head_name="Giàng A Páo", head_birth_year=1975, village=na_kha)
    HouseholdFactory(code=None, head_name="Ma Thị Hòa", head_birth_year=None, village=na_con)
    cell = BodyFactory(name="Chi bộ thôn Nà Khà", unit=na_kha)
    quang = MemberFactory(full_name="Nguyễn Văn Quang", birth_date="1970-03-07", body=cell)
    MemberFactory(full_name="Nông Văn Huấn", birth_date="1985", body=cell)
    AssignmentFactory(household=pao, member=quang)
    return commune


def template_workbook(kind: RosterKind, commune: Unit | None, day: date = DAY) -> Workbook:
    return load_workbook(io.BytesIO(template_book(kind, commune=commune, day=day)))


def headings(book: Workbook) -> list[Any]:
    return [cell.value for cell in book.worksheets[0][HEADING_ROW]]


def fill_in(book: Workbook, *rows: Sequence[Any], start: int = FIRST) -> None:
    """Write `rows` into the columns after the number, as a user types them."""
    for row_number, row in enumerate(rows, start=start):
        for column, value in enumerate(row, start=2):
            if value is not None:
                book.worksheets[0].cell(row_number, column).value = value


def read_back(book: Workbook, folder: Path) -> Table:
    """The only table that the reader finds; it has no questions."""
    book.save(folder / "mau.xlsx")
    roster = read_roster(read_workbook(folder / "mau.xlsx"), today=DAY)
    (table,) = roster.tables
    assert table.notices == ()
    assert {notice.code for notice in roster.notices} <= {
        "hidden_sheet"
    }  # of the sheet with the lists, which holds no data
    return table


def dropdown_entries(book: Workbook, heading: str) -> list[Any]:
    """The entries of the drop-down under a heading, in the first ready row; [] when there is none."""
    sheet = book.worksheets[0]
    cell_name = sheet.cell(FIRST, headings(book).index(heading) + 1).coordinate
    areas = [rule.formula1 for rule in sheet.data_validations.dataValidation if cell_name in rule.sqref]
    if not areas:
        return []
    (area,) = areas
    return [cell.value for (cell,) in book[LISTS_SHEET][area.split("!")[1].replace("$", "")]]


# --- households ---


def test_a_list_of_households_that_was_filled_in_is_read_without_a_question(commune, tmp_path):
    book = template_workbook(RosterKind.HOUSEHOLDS, commune)
    fill_in(
        book,
        ["0012", "Giàng A Páo", 1975, "Nam", "Mông", "001075000123", "Nà Khà", 5, "Hộ nghèo", "0912345678", "Ở xa"],
        ["0013", "Ma Thị Hòa", 1980, "Nữ", "Tày", None, "Nà Cọn", 4, "Hộ cận nghèo", None, None],
        [None, "Lý Văn Sáng", None, None, None, None, "Nà Cọn", None, "Hộ thoát nghèo", None, None],
        [None, "Lý Văn Sinh", None, None, None, None, "Nà Cọn", None, "Không nghèo", None, None],
    )

    table = read_back(book, tmp_path)

    assert (table.kind, table.context["commune"]) == ("households", "Thổ Bình")
    assert [row.problems for row in table.rows] == [()] * 4
    assert [row.row for row in table.rows] == [5, 6, 7, 8]
    assert table.rows[0].values == {
        "household_code": "0012",
        "head_name": "Giàng A Páo",
        "head_birth_year": 1975,
        "sex": "M",
        "ethnicity": "Mông",
        "citizen_id": "001075000123",
        "village": "Nà Khà",
        "household_size": 5,
        "poverty": "poor",
        "phone": "0912345678",
        "note": "Ở xa",
        "commune": "Thổ Bình",
    }
    assert [row.values["poverty"] for row in table.rows] == ["poor", "near_poor", "escaped", "other"]
    assert table.rows[1].values["sex"] == "F"


def test_an_empty_template_holds_no_row(commune, tmp_path):
    assert read_back(template_workbook(RosterKind.HOUSEHOLDS, commune), tmp_path).rows == []


def test_every_ready_row_is_read_to_the_last(commune, tmp_path):
    book = template_workbook(RosterKind.HOUSEHOLDS, commune)
    row = [None, "Giàng A Páo", 1975, "Nam", "Mông", None, "Nà Khà", 5, "Hộ nghèo"]
    fill_in(book, *[row] * 500)

    assert len(read_back(book, tmp_path).rows) == 500


def test_villages_classes_and_sexes_are_chosen_from_lists_on_a_hidden_sheet(commune):
    book = template_workbook(RosterKind.HOUSEHOLDS, commune)

    assert book[LISTS_SHEET].sheet_state == "hidden"
    assert dropdown_entries(book, "Thôn") == ["Nà Cọn", "Nà Khà"]
    assert dropdown_entries(book, "Diện hộ") == ["Hộ nghèo", "Hộ cận nghèo", "Hộ thoát nghèo", "Không nghèo"]
    assert dropdown_entries(book, "Giới tính") == ["Nam", "Nữ"]


def test_a_village_of_another_commune_or_time_is_not_offered(commune):
    VillageFactory(name="Bản Pước", commune=UnitFactory(name="Hồng Quang"))
    later = VillageFactory(name="Nà Mý", commune=commune)
    later.placements.update(during=days("2027-01-01"))

    assert dropdown_entries(template_workbook(RosterKind.HOUSEHOLDS, commune), "Thôn") == ["Nà Cọn", "Nà Khà"]


def test_codes_citizen_ids_and_phones_are_text_so_that_zeros_stay(commune):
    book = template_workbook(RosterKind.HOUSEHOLDS, commune)
    formats = dict(zip(headings(book), [cell.number_format for cell in book.worksheets[0][504]], strict=True))

    assert {formats[name] for name in ("Mã hộ", "Số CCCD", "Số điện thoại")} == {"@"}


def test_the_heading_stays_in_sight_and_rows_are_numbered(commune):
    sheet = template_workbook(RosterKind.HOUSEHOLDS, commune).worksheets[0]

    assert sheet.freeze_panes == f"A{FIRST}"
    assert [sheet.cell(row, 1).value for row in (FIRST, FIRST + 499)] == [1, 500]
    assert sheet["A1"].value == "DANH SÁCH HỘ GIA ĐÌNH – Xã Thổ Bình"


# --- members ---


def test_a_list_of_members_that_was_filled_in_is_read_without_a_question(commune, tmp_path):
    book = template_workbook(RosterKind.MEMBERS, commune)
    fill_in(
        book,
        ["Lý Văn Sáng", "07/03/1975", "Nam", "Bí thư", "Chi bộ thôn Nà Khà", "Nà Khà", "0912345678", "Mới chuyển"],
        ["Ma Thị Hòa", "1980", "Nữ", None, "Chi bộ thôn Nà Khà", None, None, None],
    )

    table = read_back(book, tmp_path)

    assert (table.kind, [row.problems for row in table.rows]) == ("members", [(), ()])
    assert table.rows[0].values == {
        "full_name": "Lý Văn Sáng",
        "birth_date": "1975-03-07",
        "sex": "M",
        "position": "Bí thư",
        "organisation": "Chi bộ thôn Nà Khà",
        "village": "Nà Khà",
        "phone": "0912345678",
        "note": "Mới chuyển",
        "commune": "Thổ Bình",
    }
    assert table.rows[1].values["birth_date"] == "1980"


def test_a_birth_year_typed_alone_stays_a_year(commune):
    """In a cell of days Excel would make 1975 a day of 1905."""
    book = template_workbook(RosterKind.MEMBERS, commune)

    assert book.worksheets[0].cell(FIRST, headings(book).index("Ngày sinh") + 1).number_format == "@"


def test_cells_are_chosen_from_those_of_the_commune(commune):
    BodyFactory(name="Chi bộ thôn Bản Pước")

    assert dropdown_entries(template_workbook(RosterKind.MEMBERS, commune), "Chi bộ") == ["Chi bộ thôn Nà Khà"]


# --- assignments ---


def rows_of(book: Workbook, count: int) -> list[list[Any]]:
    rows = book.worksheets[0].iter_rows(min_row=FIRST, max_row=HEADING_ROW + count, values_only=True)
    return [list(row) for row in rows]


def test_households_stand_by_village_with_who_is_in_charge_and_a_mark_where_nobody_is(commune):
    assert rows_of(template_workbook(RosterKind.ASSIGNMENTS, commune), 3) == [
        [1, None, "Ma Thị Hòa", None, "Nà Cọn", TO_CHOOSE, "Xã", None, None],
        [2, "0045", "Giàng A Páo", 1975, "Nà Khà", "Nguyễn Văn Quang", "Xã", None, None],
        [3, None, None, None, None, None, None, None, None],
    ]


def test_a_list_of_assignments_that_was_filled_in_is_read_without_a_question(commune, tmp_path):
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)
    fill_in(book, [None] * 4 + ["Nông Văn Huấn", None, date(2026, 11, 1), "Cần nước sạch"])
    fill_in(
        book, ["0099", "Lý Văn Sáng", 1990, "Nà Khà", "Nông Văn Huấn", "Xã", date(2026, 11, 1), None], start=FIRST + 2
    )

    table = read_back(book, tmp_path)

    assert (table.kind, [row.problems for row in table.rows]) == ("assignments", [()] * 3)
    assert [row.values for row in table.rows] == [
        {
            "head_name": "Ma Thị Hòa",
            "village": "Nà Cọn",
            "commune": "Thổ Bình",
            "member_name": "Nông Văn Huấn",
            "tier": "commune",
            "starts_on": "2026-11-01",
            "note": "Cần nước sạch",
        },
        {
            "household_code": "0045",
            "head_name": "Giàng A Páo",
            "head_birth_year": 1975,
            "village": "Nà Khà",
            "commune": "Thổ Bình",
            "member_name": "Nguyễn Văn Quang",
            "tier": "commune",
        },
        {
            "household_code": "0099",
            "head_name": "Lý Văn Sáng",
            "head_birth_year": 1990,
            "village": "Nà Khà",
            "commune": "Thổ Bình",
            "member_name": "Nông Văn Huấn",
            "tier": "commune",
            "starts_on": "2026-11-01",
        },
    ]


def test_a_household_that_was_left_open_is_an_error_and_not_given_to_the_member_above(commune, tmp_path):
    HouseholdFactory(head_name="Lý Văn Sáng", village=Unit.objects.get(name="Nà Khà"))

    *_, pao, sang = read_back(template_workbook(RosterKind.ASSIGNMENTS, commune), tmp_path).rows

    assert pao.values["member_name"] == "Nguyễn Văn Quang"
    assert "member_name" not in sang.values
    assert [(problem.field, problem.code, problem.level) for problem in sang.problems] == [
        ("member_name", "not_a_name", "error")
    ]


def test_a_decision_that_is_written_into_its_line_is_read(commune, tmp_path):
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)
    assert "decision" not in read_back(book, tmp_path).context

    book.worksheets[0]["A2"] = "(Kèm theo Quyết định số 12-QĐ/ĐU ngày 03 tháng 11 năm 2026 của Đảng ủy xã)"

    assert read_back(book, tmp_path).context["decision"]["number"] == "12-QĐ/ĐU"


def test_the_first_day_is_a_day_of_day_month_year(commune):
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)

    assert book.worksheets[0].cell(504, headings(book).index("Ngày phân công") + 1).number_format == "dd/mm/yyyy"


def test_members_and_tiers_are_chosen_from_lists(commune):
    MemberFactory(full_name="Hoàng Văn Bền", body=BodyFactory())
    exempt_member = MembershipFactory(member__full_name="Ma Văn Cụ", body__unit=commune, is_exempt=True)
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)

    assert exempt_member.member.full_name not in dropdown_entries(book, "Họ và tên đảng viên phụ trách")
    assert dropdown_entries(book, "Họ và tên đảng viên phụ trách") == ["Nông Văn Huấn", "Nguyễn Văn Quang"]
    assert dropdown_entries(book, "Cấp phụ trách") == ["Xã", "Huyện"]


@pytest.mark.parametrize(
    ("first", "second", "details"),
    [
        (("1970", "", "A"), ("1985-12-25", "", "A"), ["1970", "1985"]),
        (("1970", "", SCHOOL), ("1970", "", NA_KHA), [SCHOOL, NA_KHA]),
        (("1970", "", SCHOOL), ("", "", NA_KHA), [SCHOOL, NA_KHA]),
        (
            ("1970", "Bí thư", NA_KHA),
            ("1970", "Phó bí thư", NA_KHA),
            [f"Bí thư, {NA_KHA}", f"Phó bí thư, {NA_KHA}"],
        ),
    ],
    ids=["birth year", "cell", "one birth year is not known", "position"],
)  # fmt: skip
def test_of_two_members_of_one_name_the_right_one_is_put_in_charge(units, tmp_path, first, second, details):
    commune = Unit.objects.on(DAY).get(kind="commune", name="Minh Quang")
    village = VillageFactory(name="Nà Khà", commune=commune)
    household = HouseholdFactory(head_name="Giàng A Páo", village=village)
    bodies: dict[str, Any] = {}
    members = []
    for birth, position, name in (first, second):
        bodies[name] = bodies.get(name) or BodyFactory(name=name, unit=commune)
        member = MemberFactory(full_name="Ma Văn Páo", birth_date=birth)
        MembershipFactory(member=member, body=bodies[name], position=position)
        members.append(member)
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)
    labels = [f"Ma Văn Páo ({text})" for text in details]
    assert sorted(dropdown_entries(book, "Họ và tên đảng viên phụ trách")) == sorted(labels)

    for member, label in zip(members, labels, strict=True):
        household.assignments.all().delete()
        fill_in(book, [None] * 4 + [label, None, date(2026, 11, 1)])
        assert [row.problems for row in read_back(book, tmp_path).rows] == [()]
        result = import_files([RosterFile(tmp_path / "mau.xlsx", "mau.xlsx")], by=system_user(), now=NOW)
        assert (result.new, result.problems) == (1, [])
        assert household.assignments.get().member == member


def test_the_household_of_a_namesake_in_charge_shows_which_one(commune):
    cell = BodyFactory(name="Chi bộ Trường học", unit=commune)
    MemberFactory(full_name="Nguyễn Văn Quang", birth_date="1991", body=cell)

    assert rows_of(template_workbook(RosterKind.ASSIGNMENTS, commune), 2)[1][5] == "Nguyễn Văn Quang (1970)"


def test_who_lived_or_was_in_charge_at_another_time_is_left_out(commune):
    gone = HouseholdFactory(head_name="Lý Văn Sáng")
    ResidenceFactory(household=gone, village=Unit.objects.get(name="Nà Khà"), during=days("2018-01-01", "2019-01-01"))

    assert [row[2] for row in rows_of(template_workbook(RosterKind.ASSIGNMENTS, commune), 3)] == [
        "Ma Thị Hòa",
        "Giàng A Páo",
        None,
    ]
    before = template_workbook(RosterKind.ASSIGNMENTS, commune, date(2018, 10, 1))
    assert [row[2] for row in rows_of(before, 3)] == ["Ma Thị Hòa", "Giàng A Páo", "Lý Văn Sáng"]
    assert [row[5] for row in rows_of(before, 3)] == [TO_CHOOSE] * 3


def test_a_district_tier_assignment_does_not_fill_the_commune_list(commune):
    household = HouseholdFactory(head_name="Lý Văn Sáng", village=Unit.objects.get(name="Nà Khà"))
    AssignmentFactory(household=household, tier="district")

    assert rows_of(template_workbook(RosterKind.ASSIGNMENTS, commune), 3)[2][5] == TO_CHOOSE


def test_rows_stay_free_under_a_large_commune(commune):
    village = Unit.objects.get(name="Nà Khà")
    for _ in range(10):
        HouseholdFactory(village=village)
    sheet = template_workbook(RosterKind.ASSIGNMENTS, commune).worksheets[0]

    assert sheet.max_row == HEADING_ROW + 500


# --- any ---


@pytest.mark.parametrize("name", ["=1+1", "+84", "-Páo", "@Páo"])
def test_text_from_the_data_never_becomes_a_formula(commune, name):
    HouseholdFactory(head_name=name, village=VillageFactory(name="=Nà", commune=commune))
    book = template_workbook(RosterKind.ASSIGNMENTS, commune)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert {cell.data_type for cell in cells if cell.value in (name, "=Nà")} == {"s"}
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("kind", list(RosterKind))
def test_without_a_commune_the_sheet_asks_for_it_and_offers_no_names(commune, tmp_path, kind):
    book = template_workbook(kind, None)
    assert dropdown_entries(book, "Thôn") == []
    commune_column = headings(book).index("Xã") + 1
    name = next(i for i, heading in enumerate(headings(book), start=1) if heading.startswith("Họ và tên"))
    book.worksheets[0].cell(FIRST, name).value = "Giàng A Páo"
    book.worksheets[0].cell(FIRST, commune_column).value = "Thổ Bình"
    book.worksheets[0].cell(FIRST, commune_column - 1).value = "Nà Khà"
    if kind == RosterKind.ASSIGNMENTS:
        column = headings(book).index("Họ và tên đảng viên phụ trách") + 1
        book.worksheets[0].cell(FIRST, column).value = "Nguyễn Văn Quang"

    (row,) = read_back(book, tmp_path).rows

    assert row.problems == ()
    assert (row.values["commune"], row.values["village"]) == ("Thổ Bình", "Nà Khà")


@pytest.mark.parametrize(
    ("kind", "queries"), [(RosterKind.HOUSEHOLDS, 1), (RosterKind.MEMBERS, 2), (RosterKind.ASSIGNMENTS, 4)]
)
def test_a_template_costs_the_same_few_queries_for_one_household_and_for_many(
    commune, django_assert_num_queries, kind, queries
):
    village = Unit.objects.get(name="Nà Khà")
    for _ in range(15):
        HouseholdFactory(village=village)
        MemberFactory(body=BodyFactory(unit=village))

    with django_assert_num_queries(queries):
        template_book(kind, commune=commune, day=DAY)
