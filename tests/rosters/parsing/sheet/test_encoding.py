"""The encoding of a cell, and its text in Unicode."""

from collections.abc import Callable

import pytest

from assignments.rosters.parsing.rules import first_rule
from assignments.rosters.parsing.sheet.encoding import ENCODING_RULES, TCVN3, UNICODE, VNI, EncodingCase, decoded
from lambinh.lib.spreadsheets.types import Cell
from tests.support.rosters.build import sheet
from tests.support.rosters.layouts.encodings import to_tcvn3, to_tcvn3_capitals, to_vni
from tests.support.rosters.rule_tables import check_rules

NAMES = ("Đặng Thị Hường", "Nguyễn Văn Phó", "Lý Thị Dậu", "Bản Lầu")


def case(text: str, font: str | None = None, old: str = TCVN3) -> EncodingCase:
    return EncodingCase(text, font, old)


def test_every_rule_decides_its_example() -> None:
    check_rules(
        ENCODING_RULES,
        {
            "letter of Unicode only": (case("Nguyễn", ".VnTime"), UNICODE),
            "old font": (case("Páo", "VNI-Times"), VNI),
            "fits both": (case("Páo"), None),
            "fits Unicode": (case("Xuân"), UNICODE),
            "fits the old encoding": (case(to_tcvn3("Nguyễn Thị Hường")), TCVN3),
            "more words in the old encoding": (case(to_tcvn3("Nguyễn Thị Hường") + " xÖzx"), TCVN3),
            "more words in Unicode": (case("Giàng Mí Sò qÖzx"), UNICODE),
        },
    )


def test_as_many_words_in_both_leave_the_encoding_open() -> None:
    text = f"Giàng {to_tcvn3('Thị')} qÖzx"

    assert case(text).lead() == 0
    assert first_rule(ENCODING_RULES, case(text)) is None


@pytest.mark.parametrize(
    ("font", "expected"), [(".VnTime", TCVN3), (".VNARIAL", TCVN3), ("VNI-Times", VNI), ("vni", VNI)]
)
def test_the_fonts_of_the_old_encodings(font: str, expected: str) -> None:
    rule = next(rule for rule in ENCODING_RULES if rule.name == "old font")

    assert rule.applies(case("x", font))
    assert rule.verdict(case("x", font)) == expected
    assert not rule.applies(case("x", "Arial"))
    assert not rule.applies(case("x"))


def texts(*rows: tuple[Cell, ...], fonts: dict[tuple[int, int], str] | None = None) -> tuple[list[Cell], list[str]]:
    """The cells of all rows in Unicode, and the codes of the notices with their numbers."""
    decoded_rows, notices = decoded(sheet(*rows, fonts=fonts))
    return [cell for row in decoded_rows for cell in row], [notice.code for notice in notices]


@pytest.mark.parametrize(
    ("encode", "notice"), [(to_tcvn3, "converted_tcvn3"), (to_vni, "converted_vni")], ids=["tcvn3", "vni"]
)
def test_a_sheet_in_an_old_encoding_is_converted(encode: Callable[[str], str], notice: str) -> None:
    assert texts(*((encode(name), 1970) for name in NAMES)) == (
        [cell for name in NAMES for cell in (name, 1970)],
        [notice],
    )


def test_the_notice_counts_the_cells_that_changed() -> None:
    _, (notice,) = decoded(sheet(*((to_tcvn3(name),) for name in (*NAMES, "Giang A Pao"))))

    assert notice.field is None
    assert notice.message.startswith("4 ")


def test_text_in_unicode_stays() -> None:
    rows = [(name,) for name in NAMES]

    assert texts(*rows) == (list(NAMES), [])
    assert texts(("nhà 30 m² · «tạm»",), ("¼ sào",)) == (["nhà 30 m² · «tạm»", "¼ sào"], [])


def test_a_sheet_without_any_foreign_letter_is_not_looked_at() -> None:
    cells = [("Páo", 1), ("Sì", None)]

    assert decoded(sheet(*cells))[0] == cells


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Ða\u0323i", "Đại"), ("ða", "đa"), ("a\u200bb\ufeff", "ab"), ("e\u0302\u0301", "ế"), ("x\x07y", "xy")],
)
def test_letters_are_composed_and_invisible_characters_dropped(text: str, expected: str) -> None:
    assert texts((text, 5), ("Páo", None)) == ([expected, 5, "Páo", None], [])


def test_a_capital_font_and_capital_words_give_capitals() -> None:
    capitals = to_tcvn3_capitals("BÌNH")
    lower = to_tcvn3("ảnh").lower()

    assert texts(*((to_tcvn3(name),) for name in NAMES), (capitals,))[0][-1] == "BÌNH"
    assert texts(*((to_tcvn3(name),) for name in NAMES), (f"{capitals} {to_tcvn3('và')} Lý",))[0][-1] == "BÌNH và Lý"
    assert texts((lower,), fonts={(0, 0): ".VnTime"})[0] == ["ảnh"]
    assert texts((lower,), fonts={(0, 0): ".VnTimeH 12"})[0] == ["ẢNH"]


def test_a_font_alone_shows_the_encoding() -> None:
    assert texts(("H\xb5",), fonts={(0, 0): ".VnTime"}) == (["Hà"], ["converted_tcvn3"])
    assert texts(("Haø",), fonts={(0, 0): "VNI-Times"}) == (["Hà"], ["converted_vni"])
    assert texts(("Pao",), fonts={(0, 0): ".VnTime"}) == (["Pao"], [])


def test_in_a_mixed_sheet_a_doubtful_cell_is_like_its_row() -> None:
    old, unicode_text, doubtful = to_tcvn3("Nguyễn Thị Hường"), "Đặng Văn Ơn", to_tcvn3("Mí")
    rows: list[tuple[Cell, ...]] = [(old, doubtful), (unicode_text, doubtful)]

    assert doubtful == "MÝ"
    assert texts(*rows)[0] == ["Nguyễn Thị Hường", "Mí", unicode_text, "MÝ"]


@pytest.mark.parametrize(("distance", "expected"), [(1, "Mí"), (5, "Mí"), (6, "MÝ")])
def test_or_else_like_its_column_within_five_rows(distance: int, expected: str) -> None:
    old, empty = (to_tcvn3("Nguyễn Thị Hường"), None), (None, None)
    rows = [(None, "Đặng Văn Ơn"), *[empty] * 9, old, *[empty] * (distance - 1), ("MÝ", None)]
    reversed_rows = [*reversed(rows)]

    assert texts(*rows)[0][-2] == expected
    assert texts(*reversed_rows)[0][0] == expected


def test_in_a_sheet_all_old_a_doubtful_cell_is_old() -> None:
    assert texts((to_tcvn3("Nguyễn Thị Hường"),), *[(None,)] * 9, ("MÝ",))[0][-1] == "Mí"


def test_fonts_outvote_few_words() -> None:
    vni_font = {(0, 0): "VNI-Times", (1, 0): "VNI-Times"}

    assert texts(("Haø",), ("Pao",), (to_tcvn3("Thị"),), fonts=vni_font)[1] == ["converted_vni"]
