"""A small district: workbooks as its offices send them, stored by the import."""

from datetime import date
from pathlib import Path

from tests.support.rosters.workbooks import ASSIGNMENTS, HOUSEHOLDS, MEMBERS, RosterFile, book, run_import

HOUSEHOLD_ROWS = [
    ["LB01", "Giàng A Páo", 1975, "Nà Khà", "Xuân Lập", 5, "Hộ nghèo"],
    ["LB02", "Ma Thị Hòa", 1980, "Nà Khà", "Xuân Lập", 4, "Hộ cận nghèo"],
    ["LB03", "Sùng Seo Lử", 1966, "Nà Khà", "Xuân Lập", 7, "Hộ nghèo"],
    ["LB11", "Chẩu Văn Tài", 1958, "Nà Cọn", "Thổ Bình", 3, "Hộ nghèo"],
    ["LB12", "Quan Thị Yến", 1990, "Nà Cọn", "Thổ Bình", 6, "Hộ cận nghèo"],
]
MEMBER_ROWS = [
    ["Nguyễn Văn Quang", date(1970, 3, 7), "Bí thư chi bộ", "Chi bộ thôn Nà Khà", "Nà Khà", "Xuân Lập"],
    ["Nông Văn Huấn", date(1985, 12, 25), "Đảng viên", "Chi bộ thôn Nà Cọn", "Nà Cọn", "Thổ Bình"],
    ["Hoàng Đình Phủ", date(1978, 5, 2), "Đội phó", "Công an huyện", "", ""],
]
STARTED = date(2018, 11, 1)
ASSIGNMENT_ROWS = [
    [
        "Nguyễn Văn Quang",
        "",
        "Chi bộ thôn Nà Khà",
        "LB01",
        "Giàng A Páo",
        "Nà Khà",
        "Xuân Lập",
        date(2018, 11, 1),
        "Xã",
    ],
    ["Nguyễn Văn Quang", "", "Chi bộ thôn Nà Khà", "LB02", "Ma Thị Hòa", "Nà Khà", "Xuân Lập", STARTED, "Xã"],
    ["Nông Văn Huấn", "", "Chi bộ thôn Nà Cọn", "LB11", "Chẩu Văn Tài", "Nà Cọn", "Thổ Bình", STARTED, "Xã"],
    ["Hoàng Đình Phủ", "", "Công an huyện", "LB12", "Quan Thị Yến", "Nà Cọn", "Thổ Bình", date(2018, 10, 17), "Huyện"],
]

FAULTY_ROWS = [
    ["LB21", "Lò Văn Chung", 1971, "Nà Khà", "Xuân Lập", 5, "Hộ nghèo"],
    ["LB22", "", 1982, "Nà Khà", "Xuân Lập", 4, "Hộ nghèo"],
    ["LB23", "Vàng A Chứ", 1969, "Nà Khà", "Xuân Lập", "bốn", "Hộ nghèo"],
    ["LB24", "Đặng Thị Mùi", 1988, "Nà Khà", "Phú Lâm", 2, "Hộ nghèo"],
]
MENDED_ROWS = [
    ["LB21", "Lò Văn Chung", 1971, "Nà Khà", "Xuân Lập", 5, "Hộ nghèo"],
    ["LB22", "Ma Văn Sơn", 1982, "Nà Khà", "Xuân Lập", 4, "Hộ nghèo"],
    ["LB23", "Vàng A Chứ", 1969, "Nà Khà", "Xuân Lập", 4, "Hộ nghèo"],
    ["LB24", "Đặng Thị Mùi", 1988, "Nà Khà", "Xuân Lập", 2, "Hộ nghèo"],
]


def load(folder: Path) -> None:
    """Store Lâm Bình on 31/12/2018, with five households.

    In the district tier 1 member has 1 household, in the commune tier 2 members have 3; 1 household has nobody.
    """
    result = run_import(
        book(folder / "dang-vien.xlsx", MEMBERS, *MEMBER_ROWS),
        book(folder / "ho.xlsx", HOUSEHOLDS, *HOUSEHOLD_ROWS),
        book(folder / "phan-cong.xlsx", [*ASSIGNMENTS, "Cấp"], *ASSIGNMENT_ROWS),
    )
    assert not result.is_refused, result.problems


def faulty(folder: Path) -> RosterFile:
    """A workbook with faults in rows 3, 4 and 5."""
    return book(folder / "sai.xlsx", HOUSEHOLDS, *FAULTY_ROWS)


def mended(folder: Path) -> RosterFile:
    return book(folder / "da-sua.xlsx", HOUSEHOLDS, *MENDED_ROWS)
