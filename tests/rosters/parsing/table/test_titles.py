"""The title block over a table, line by line."""

import pytest

from assignments.rosters.parsing.table.titles import TITLE_RULES, context_of
from tests.support.rosters.rule_tables import check_rules


def test_every_rule_decides_its_example() -> None:
    check_rules(
        TITLE_RULES,
        {
            "decision": (
                "(Kèm theo Quyết định số 12-QĐ/ĐU ngày 5/3/2018 của Đảng ủy xã Thổ Bình)",
                {"decision": {"number": "12-QĐ/ĐU", "issued_on": "2018-03-05", "issuer": "Đảng ủy xã Thổ Bình"}},
            ),
            "remark in brackets": ("(Áp dụng cho xã Thổ Bình)", {}),
            "place and day": ("Lâm Bình, ngày 5 tháng 3 năm 2018", {"document_date": "2018-03-05"}),
            "title": (
                "DANH SÁCH HỘ NGHÈO XÃ THỔ BÌNH NĂM 2018",
                {"commune": "Thổ Bình", "year": 2018, "poverty": "poor"},
            ),
        },
    )


@pytest.mark.parametrize(
    ("line", "context"),
    [
        ("Quyết định số 7 ngày 5 tháng 3 năm 2018", {"decision": {"number": "7", "issued_on": "2018-03-05"}}),
        ("Kế hoạch 7-KH ngày 31/2/2018", {"decision": {"number": "7-KH"}}),
        ("(thôn Nà Khà)", {"village": "Nà Khà"}),
        ("(Xã Thổ Bình)", {"commune": "Thổ Bình"}),
        ("(xã Thổ Bình", {"commune": "Thổ Bình"}),
        ("xã Thổ Bình)", {"commune": "Thổ Bình"}),
        ("Xã Thổ Bình ngày 5 tháng 3 năm 2018", {"document_date": "2018-03-05", "commune": "Thổ Bình"}),
        (
            "Báo cáo của thôn Nà Khà, xã Thổ Bình về kết quả, ngày 5 tháng 3 năm 2018",
            {"document_date": "2018-03-05", "commune": "Thổ Bình", "village": "Nà Khà"},
        ),
        ("Xã Thổ Bình ngày 31 tháng 2 năm 2018", {"commune": "Thổ Bình"}),
        ("Biểu tổng hợp năm 2018", {"year": 2018}),
        ("Báo cáo năm 2018", {}),
        ("Danh sách năm 1800", {}),
        ("Đảng ủy xã", {"issuer_tier": "commune"}),
        ("Chi bộ", {"issuer_tier": "commune"}),
        ("UBND huyện", {"issuer_tier": "district"}),
        ("Huyện ủy", {"issuer_tier": "district"}),
        ("Huyện ủy " + "x" * 61, {"issuer_tier": "district"}),
        ("Huyện ủy " + "x" * 62, {}),
        ("Danh sách hộ cận nghèo", {"poverty": "near_poor"}),
        ("Danh sách hộ thoát nghèo", {"poverty": "escaped"}),
        ("Danh sách hộ nghèo, hộ cận nghèo", {}),
        ("Danh sách đảng viên phụ trách hộ nghèo", {}),
        ("Danh sách hộ không nghèo", {}),
        ("Tổng số hộ nghèo", {}),
    ],
)
def test_a_line_gives(line: str, context: dict[str, object]) -> None:
    assert context_of([line]) == context


def test_a_short_line_with_a_day_is_that_of_the_signature() -> None:
    line = "Xã Thổ Bình, ngày 5 tháng 3 năm 2018"

    assert context_of([line + " " * 5 + "." * (59 - len(line) - 1)]) == {"document_date": "2018-03-05"}
    assert context_of([line + "." * (59 - len(line))]) == {"document_date": "2018-03-05"}
    assert context_of([line + "." * (60 - len(line))]) == {"document_date": "2018-03-05", "commune": "Thổ Bình"}


def test_the_first_line_counts_but_the_last_issuer() -> None:
    lines = ["HUYỆN ỦY", "ĐẢNG ỦY XÃ THỔ BÌNH\nThôn Nà Khà", " ", "Thôn Bản Phú, xã Bình An", "Ngày 5 tháng 3 năm 2018",
             "Ngày 6 tháng 3 năm 2018"]  # fmt: skip

    assert context_of(lines) == {
        "issuer_tier": "commune",
        "commune": "Thổ Bình",
        "village": "Nà Khà",
        "document_date": "2018-03-05",
    }
