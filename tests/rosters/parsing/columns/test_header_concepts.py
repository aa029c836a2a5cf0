"""The concepts of one column from the texts above it."""

import pytest

from assignments.rosters.parsing.columns.header_concepts import (
    CONCEPT_RULES,
    Heading,
    concepts_of_header,
    concepts_under,
    owner_named,
)
from assignments.rosters.parsing.records import Memory
from tests.support.rosters.rule_tables import check_rules


def heading(*texts: str) -> Heading:
    *above, leaf = texts
    return Heading(tuple(above), leaf)


def test_every_rule_of_headings_decides_its_example() -> None:
    check_rules(
        CONCEPT_RULES,
        {
            "year of birth": (heading("Ngày sinh", "Năm"), ("birth",)),
            "another year": (heading("Ngày cấp", "Năm"), ("unread",)),
            "men or women": (heading("Năm sinh", "Nữ"), ("female",)),
            "count of men or women": (heading("Số khẩu", "Nam"), ("unread",)),
            "day of birth": (heading("Ngày sinh", "Ngày"), ("birth_day",)),
            "month of birth": (heading("Ngày sinh", "Tháng"), ("birth_month",)),
            "sum of persons": (heading("Nhân khẩu", "Tổng số"), ("size",)),
            "known heading": (heading("Thông tin hộ", "Dân tộc"), ("ethnicity",)),
            "known with those above": (heading("Ngày", "Bắt đầu phân công"), ("starts_on",)),
            "sentence": (heading("Họ và têm chủ hộ" + " a" * 38), ()),
            "misspelt heading": (heading("Họ và têm chủ hộ"), ("head",)),
        },
    )


@pytest.mark.parametrize(
    ("texts", "concepts"),
    [
        (("Nam",), ("male",)),  # no heading above names the counted thing
        (("Giới tính", "Nam"), ("male",)),
        (("Ngày",), ()),
        (("Tháng",), ("unread",)),
        (("Quyết định", "Ngày"), ()),
        (("Số hộ", "Tổng số"), ()),
        (("Năm sanh",), ()),  # like a known heading, but not enough
        (("Xyz",), ()),
        (("Họ và têm chủ hộ" + " " * 74,), ("head",)),  # 90 characters
        (("Họ và têm chủ hộ" + " " * 75,), ()),
    ],
)
def test_a_heading_without_such_words_above_it_means_what_it_says(
    texts: tuple[str, ...], concepts: tuple[str, ...]
) -> None:
    *above, leaf = texts
    assert concepts_under(above, leaf) == concepts


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Thông tin đảng viên", "member"),
        ("Họ tên cán bộ xã", "member"),
        ("Thông tin hộ", "head"),
        ("Dân tộc của chủ hộ", "head"),
        ("Năm sinh", None),
    ],
)
def test_a_heading_may_name_its_owner(text: str, owner: str | None) -> None:
    assert owner_named(text) == owner


@pytest.mark.parametrize(
    ("texts", "owner"),
    [
        (("Thông tin hộ", "Cán bộ phụ trách", "Năm sinh"), "member"),  # the nearest
        (("Năm sinh đảng viên",), "member"),
        (("Họ và tên chủ hộ",), None),  # a name says it by itself
        (("Phân loại hộ gia đình",), None),  # a class is always a household's
        (("Năm sinh",), None),
    ],
)
def test_the_owner_is_the_nearest_above_or_the_one_in_the_heading(texts: tuple[str, ...], owner: str | None) -> None:
    assert concepts_of_header(texts, Memory({})).owner == owner


def concepts_with_memory(texts: tuple[str, ...], **fields: str | None) -> tuple[tuple[str, ...], str | None, bool]:
    memory = Memory({name.replace("_", " "): field for name, field in fields.items()})
    column = concepts_of_header(texts, memory)
    return column.concepts, column.owner, column.is_corrected


def test_a_correction_replaces_what_a_heading_means() -> None:
    assert concepts_with_memory(("Nhà",), nha="head_name") == (("head",), "head", True)
    assert concepts_with_memory(("Năm sinh",), nam_sinh=None) == (("unread",), None, True)
    assert concepts_with_memory(("Ghi chú",), nha="head_name") == (("note",), None, False)
    assert concepts_with_memory(("Mã",), ma="sex") == (("sex",), None, True)


def test_a_correction_of_the_whole_heading_counts_before_one_of_its_last_line() -> None:
    memory = Memory({"ho nam sinh": "note", "nam sinh": "citizen_id"})

    assert concepts_of_header(("Hộ", "Năm sinh"), memory).concepts == ("note",)
    assert memory.used == {"Hộ / Năm sinh": "note"}


def test_a_correction_leaves_the_other_facts_under_a_heading() -> None:
    assert concepts_with_memory(("Họ tên, năm sinh",), ho_ten_nam_sinh="head_name") == (("head", "birth"), "head", True)
    assert concepts_with_memory(("Chủ hộ, năm sinh",), chu_ho_nam_sinh="head_birth_year") == (
        ("head", "birth"),
        "head",
        True,
    )
    # The column of men fills the birth as well as the sex.
    assert concepts_with_memory(("Giới tính", "Nam"), nam="sex") == (("male",), None, True)


def test_a_column_of_numbers_stays_one_when_it_is_not_used() -> None:
    assert concepts_with_memory(("STT",), stt=None) == (("index",), None, False)
    assert concepts_with_memory(("STT",), stt="household_code") == (("code",), "head", True)
