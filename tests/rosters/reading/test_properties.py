"""Sheets built from records of any kind are read back as those records."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import read_sheets, sheet, values

SURNAMES = ["Giàng", "Hoàng", "Nguyễn", "Lù", "Sùng", "Đặng", "Chẩu", "Quan"]
MIDDLES = ["", "A ", "Văn ", "Thị ", "Seo ", "Thị Thu "]
GIVEN = ["Páo", "Hòa", "Hoà", "Huấn", "Huân", "Ấn", "Đào", "Mẩy", "Ỏn", "Quý"]
VILLAGES = ["Nà Khà", "Bản Lầu", "Nặm Mỵ", "Khuổi Trang", "Thẳm Kiệt"]

names = st.builds(lambda *parts: f"{parts[0]} {parts[1]}{parts[2]}", *map(st.sampled_from, (SURNAMES, MIDDLES, GIVEN)))
households = st.fixed_dictionaries(
    {
        "head_name": names,
        "head_birth_year": st.integers(1925, 2008),
        "household_size": st.integers(1, 15),
        "poverty": st.sampled_from(["poor", "near_poor", "other"]),
        "village": st.sampled_from(VILLAGES),
    }
)
assignees = st.tuples(
    names, st.sampled_from(["Trưởng thôn", "Bí thư chi bộ", "Đảng viên"]), st.lists(households, min_size=1, max_size=4)
)


def _typed_name(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, f"Đ/c {name}", name.upper(), f" {name.replace(' ', chr(160))} ", f"Ông {name}"])


def _typed_size(size: int) -> st.SearchStrategy[Cell]:
    return st.sampled_from([size, f"{size} khẩu", f"{size:02d}", f"{size} người"])


@settings(max_examples=60, deadline=None)
@given(st.lists(households, min_size=1, max_size=12), st.data())
def test_households_come_back_from_what_hands_type(records: list[dict[str, str | int]], data: st.DataObject) -> None:
    pick: Callable[[st.SearchStrategy[Cell]], Cell] = data.draw
    words = {"poor": ["Hộ nghèo", "HN"], "near_poor": ["Cận nghèo", "HCN"], "other": ["Không", None, "K"]}
    rows = [
        (
            number,
            pick(_typed_name(str(record["head_name"]))),
            pick(st.sampled_from([record["head_birth_year"], str(record["head_birth_year"])])),
            pick(_typed_size(int(record["household_size"]))),
            pick(st.sampled_from(words[str(record["poverty"])])),
            pick(st.sampled_from([record["village"], f"Thôn {record['village']}", f"thôn {record['village']} "])),
        )
        for number, record in enumerate(records, start=1)
    ]
    top = [()] * data.draw(st.integers(0, 4))

    read = values(sheet(*top, ("TT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu", "Diện hộ", "Thôn"), *rows))

    assert read == records


@settings(max_examples=60, deadline=None)
@given(st.lists(assignees, min_size=1, max_size=6), st.sampled_from(["blank", "ditto", "every"]))
def test_members_come_back_however_they_are_repeated(
    assignees: list[tuple[str, str, list[dict[str, str | int]]]], style: str
) -> None:
    rows: list[tuple[Cell, ...]] = []
    expected = []
    for number, (member, position, households) in enumerate(assignees, start=1):
        for index, household in enumerate(households):
            first = index == 0 or style == "every"
            filler = "nt" if style == "ditto" else None
            rows.append(
                (
                    number if index == 0 else None,
                    member if first else filler,
                    position if first else filler,
                    household["head_name"],
                    household["household_size"],
                    household["village"],
                    "x" if household["poverty"] == "poor" else None,
                    "x" if household["poverty"] == "near_poor" else None,
                )
            )
            facts = {name: household[name] for name in ("head_name", "household_size", "village", "poverty")}
            expected.append({"member_name": member, "member_position": position, **facts})

    read = values(
        sheet(
            ("TT", "Đảng viên phụ trách", "Chức vụ", "Chủ hộ", "Số khẩu", "Thôn", "Diện hộ", None),
            (None, None, None, None, None, None, "Nghèo", "Cận nghèo"),
            *rows,
            (None, "Tổng cộng", None, f"{len(rows)} hộ", None, None, None, None),
            (),
            (None, "NGƯỜI LẬP", None, None, None, "T/M CHI BỘ", None, None),
            (None, "Nguyễn Thị Hồng", None, None, None, "Hoàng Văn Quý", None, None),
            merges="A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:F2 G1:H1",
        )
    )

    assert read == expected


WORDS = [
    "TT",
    "Họ và tên chủ hộ",
    "Đảng viên phụ trách",
    "Năm sinh",
    "Nam",
    "Nữ",
    "Thôn",
    "Xã",
    "Hộ nghèo",
    "Cận nghèo",
    "Quan hệ với chủ hộ",
    "Thời gian",
    "I",
    "Thôn Nà Khà",
    "Cộng",
    "T/M ĐẢNG ỦY",
    "nt",
    "x",
    "Giàng A Páo",
    "1. A B\n2. C D",
    "Ma Văn Tư (1975)",
    "NguyÔn V¨n",
    "7/3/1975",
    "31/02/1975",
    "(1)",
    "-",
    " ",
    "…",
    "()",
    ";",
    ",",
    "\n",
    "Số CCCD",
    "Điện thoại",
]
cells = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.integers(-3, 99_999),
    st.floats(allow_nan=True),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.text(max_size=12),
    st.times(),
    st.timedeltas(),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=6, max_size=6), max_size=14),
    st.sampled_from(["", "A1:B2", "B2:B5 C1:D1", "A1:F1"]),
)
def test_any_sheet_whatever_gets_an_answer(rows: list[list[Cell]], merges: str) -> None:
    heading = ("TT", "Họ và tên chủ hộ", "Đảng viên phụ trách", "Năm sinh", "Hộ nghèo", "Số khẩu")
    for top in ([], [heading]):
        built = sheet(*top, *rows, merges=merges if len(top) + len(rows) >= 5 else "")
        for row in (row for table in read_sheets(built).tables for row in table.rows):
            assert all(isinstance(value, str | int) and value != "" for value in row.values.values())
