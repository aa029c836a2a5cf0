"""Text in old encodings that a program took for Windows-1258."""

import pytest

from assignments.rosters.parsing.rules import first_rule
from assignments.rosters.parsing.sheet.windows1258 import UNCHANGED_RULES, SheetWords, undo_windows1258
from tests.support.rosters.build import sheet
from tests.support.rosters.layouts.encodings import to_tcvn3, to_vni
from tests.support.rosters.rule_tables import check_rules


def as_windows1258(text: str) -> str:
    """A TCVN3 text as a program displays it that takes it for Windows-1258."""
    return to_tcvn3(text).encode("latin-1").decode("cp1258")


NAMES = "Đặng Hường Nguyễn Thị Nặm Phó Dậu Bản Lầu Thẳm Kiệt Mỵ".split()
MISREAD = list(map(as_windows1258, NAMES))
SUSPECT = [as_windows1258("Thị"), as_windows1258("Mỵ"), as_windows1258("Phó")]


def test_every_rule_decides_its_example() -> None:
    check_rules(
        UNCHANGED_RULES,
        {
            "no character of Windows-1258": (SheetWords(["Páo", "Lò", "Sì", "Hà"]), True),
            "too few words": (SheetWords(SUSPECT), True),
            "words as they are": (SheetWords(["Đặng", "Hường", "Nguyễn", "Thị"]), True),
            "word that was never Windows-1258": (SheetWords([*MISREAD, "Ж"]), True),
            "too few words restored": (SheetWords([*MISREAD[:4], "§q", "§x", "§z"]), True),
            "as many words before": (SheetWords([*SUSPECT[:2], "Páo", "Bé", "Cú", "Mí"]), True),
        },
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (MISREAD, None),
        (MISREAD[:4], None),
        ([SUSPECT[0], "KiÖt", "Páo", "Bé", "Cú"], None),
        ([*SUSPECT, *MISREAD[:1], "§q"], None),
        ([*SUSPECT, "§q", "§x"], "too few words restored"),
        ([SUSPECT[0], "Đặng", "Hường", "NguyÔn"], "words as they are"),
    ],
)
def test_the_limits_of_the_rules(words: list[str], expected: str | None) -> None:
    rule = first_rule(UNCHANGED_RULES, SheetWords(words))

    assert (rule and rule.name) == expected


def test_old_codes_are_restored_in_all_cells() -> None:
    read = sheet(*((word, 5, None) for word in MISREAD), name="Tờ 1", hidden=True, merges="A1:B1", fonts={(0, 0): "x"})
    result = undo_windows1258(read, "\n".join(MISREAD))

    assert list(result.rows) == [(to_tcvn3(name), 5, None) for name in NAMES]
    assert (result.name, result.hidden, result.merges, result.fonts) == ("Tờ 1", True, read.merges, read.fonts)


def test_vni_is_restored_too() -> None:
    words = [to_vni(name).encode("latin-1").decode("cp1258") for name in NAMES]
    result = undo_windows1258(sheet(*((word,) for word in words)), " ".join(words))

    assert [row[0] for row in result.rows] == list(map(to_vni, NAMES))


def test_a_sheet_in_unicode_stays_itself() -> None:
    read = sheet(*((name,) for name in NAMES))

    assert undo_windows1258(read, " ".join(NAMES)) is read


def test_signs_around_words_do_not_count() -> None:
    words = [f"({word});" for word in MISREAD]
    result = undo_windows1258(sheet(*((word,) for word in words)), " ".join(words))

    assert result.rows[0] == (f"({to_tcvn3(NAMES[0])});",)
