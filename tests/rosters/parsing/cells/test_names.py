"""Names of people as typed in rosters."""

import pytest

from assignments.rosters.parsing.cells.names import (
    SPLIT_RULES,
    begins_with_surname,
    is_plain_name,
    looks_like_person,
    name_case,
    normalise_name,
    split_people,
    split_person,
    starts_with_role,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hoàng A Páo", "Hoàng A Páo"),
        ("hoàng a páo", "Hoàng A Páo"),
        ("HOÀNG A PÁO", "Hoàng A Páo"),
        ("Hoàng A PáO", "Hoàng A Páo"),
        ("Hoàng a Páo", "Hoàng A Páo"),
        ("Vũ Thị ánh", "Vũ Thị Ánh"),
        ("1) Hoàng A Páo", "Hoàng A Páo"),
        ("- Hoàng A Páo.", "Hoàng A Páo"),
        ("(1) Hoàng A Páo", "Hoàng A Páo"),
        ("Hộ ông Hoàng A Páo", "Hoàng A Páo"),
        ("Hộ gia đình: bà Hoàng A Páo", "Hoàng A Páo"),
        ("Ông/bà Hoàng A Páo", "Hoàng A Páo"),
        ("Hộ: 1. Hoàng A Páo", "Hoàng A Páo"),
        ("Đ/c Páo", "Páo"),
        ("Ông Páo", "Ông Páo"),  # Ông is a surname too
        ("Ông Văn Bảy", "Ông Văn Bảy"),
        ("Bà Thị Hoa", "Bà Thị Hoa"),
        ("Ông Văn", "Ông Văn"),
        ("h'mi", "H'Mi"),
    ],
)
def test_a_name_is_without_titles_and_in_name_case(typed: str, name: str) -> None:
    assert normalise_name(typed) == name


@pytest.mark.parametrize(
    ("text", "is_person"),
    [
        ("Hoàng Páo", True), ("H'Mi", True), ("Páo", False), ("Hoàng 2", False), ("Hoàng Páo?", False),
        ("A B C D E G H K", True), ("A B C D E G H K L", False), ("Nguyễn T. Hoa", False), ("hoàng páo", True),
    ],
)  # fmt: skip
def test_a_person_has_two_to_eight_words(text: str, is_person: bool) -> None:
    assert looks_like_person(text) is is_person


def test_plain_names_need_no_change() -> None:
    assert is_plain_name("Hoàng A Páo")
    assert is_plain_name("Sùng H'Mỷ")
    for other in ("Páo", "hoàng Páo", "Ông Hoàng Páo", "Bí Thư Páo", "Hoàng  Páo", "HOÀNG PÁO"):
        assert not is_plain_name(other)


def test_surnames_and_roles_begin_a_text() -> None:
    assert begins_with_surname("ông Giàng A Páo")
    assert begins_with_surname("GIÀNG")
    assert not begins_with_surname("Nà Khà")
    assert starts_with_role("Phó bí thư chi bộ")
    assert starts_with_role("trưởng thôn")
    assert not starts_with_role("Trưởngs")
    assert not starts_with_role("Giàng Bí thư")
    assert name_case("giàng h'mi") == "Giàng H'Mi"


@pytest.mark.parametrize(
    ("cell", "name", "rest"),
    [
        ("Hoàng A Páo", "Hoàng A Páo", ()),
        ("", "", ()),
        ("( )", "", ()),
        ("1. Hoàng A Páo (1980)", "Hoàng A Páo", ("1980",)),
        ("Hoàng A Páo 1980", "Hoàng A Páo", ("1980",)),
        ("Hoàng A Páo - 1980", "Hoàng A Páo", ("1980",)),
        ("Hoàng A Páo sinh năm 1980", "Hoàng A Páo", ("sinh năm 1980",)),
        ("Hoàng A Páo SN 1980", "Hoàng A Páo", ("SN 1980",)),
        ("Hoàng A Páo/1980", "Hoàng A Páo", ("1980",)),
        ("Hoàng A Páo: 1980 - Tày", "Hoàng A Páo", ("1980", "Tày")),
        ("Hoàng A Páo, 1980 - Tày", "Hoàng A Páo", ("1980", "Tày")),
        ("Hoàng A Páo (Văn phòng - Thống kê)", "Hoàng A Páo", ("Văn phòng - Thống kê",)),
        ("Trưởng thôn Hà Văn Quý", "Hà Văn Quý", ("Trưởng thôn",)),
        ("Trưởng thôn: Hà Văn Quý, 1980", "Hà Văn Quý", ("Trưởng thôn", "1980")),
        ("Trưởng thôn quý", "Trưởng Thôn Quý", ()),
        ("Cán bộ Hà A B C D E", "Cán Bộ Hà A B C D E", ()),
        ("Cán bộ Nà Khà Hà", "Cán Bộ Nà Khà Hà", ()),
        ("đ/c Hoàng A Páo", "Hoàng A Páo", ()),
        ("ĐC Hoàng A Páo", "Hoàng A Páo", ()),
        ("Nguyễn Thị\nHồng", "Nguyễn Thị Hồng", ()),
        ("Nguyễn\nThị Hồng", "Nguyễn Thị Hồng", ()),
        ("Nguyễn Thị\nHồng\n1980", "Nguyễn Thị Hồng", ("1980",)),
        ("Nguyễn Thị Hoa\nHồng Bàng", "Nguyễn Thị Hoa", ("Hồng Bàng",)),
        ("Nguyễn\nThị Hồng Hoa", "Nguyễn", ("Thị Hồng Hoa",)),
        ("Nguyễn\nThị hồng", "Nguyễn", ("Thị hồng",)),
        ("Nguyễn Thị\nhồng", "Nguyễn Thị", ("hồng",)),
        ("Nguyễn Thị\nHồng2", "Nguyễn Thị", ("Hồng2",)),
        ("Nguyễn Thị, Hồng", "Nguyễn Thị", ("Hồng",)),
        ("Hoàng A Páo (.)", "Hoàng A Páo", ()),
    ],
)
def test_a_name_is_separated_from_the_facts_beside_it(cell: str, name: str, rest: tuple[str, ...]) -> None:
    assert split_person(cell) == (name, rest)


PEOPLE = ["Giàng A Páo", "Lù Thị Mẩy"]


def test_every_rule_of_people_splits_its_example() -> None:
    examples = {
        "numbered": "1. Giàng A Páo 2) Lù Thị Mẩy",
        "semicolons": "Giàng A Páo; Lù Thị Mẩy;",
        "lines": "Giàng A Páo\n\nLù Thị Mẩy",
        "commas": "Giàng A Páo, Lù Thị Mẩy",
    }
    assert list(examples) == [rule.name for rule in SPLIT_RULES]
    for text in examples.values():
        assert split_people(text) == PEOPLE


@pytest.mark.parametrize(
    "text",
    [
        "Giàng A Páo",
        "Giàng A Páo (Bí thư, Trưởng thôn)",
        "Giàng A Páo, Bí thư",
        "Giàng A Páo, Nà Khà",  # no surname
        "Giàng A Páo\nNà Khà",
        "Giàng A Páo; Lù Thị Cán bộ xã",  # a role
        "Giàng A Páo; Lù A B C D E G",  # more than six words
        "1. Giàng A Páo 2. Khó khăn 5",
        "Giàng A Páo;",
        "Giàng A Páo, Bí thư Lù Thị Mẩy",
    ],
)
def test_one_person_with_other_facts_is_not_split(text: str) -> None:
    assert split_people(text) == [text]


def test_items_keep_the_facts_of_their_persons() -> None:
    assert split_people("Giàng A Páo (1980, Tày), Lù Thị Mẩy (1990)") == [
        "Giàng A Páo (1980, Tày)",
        "Lù Thị Mẩy (1990)",
    ]
    assert split_people("Giàng A Páo; Lù A B C D E") == ["Giàng A Páo", "Lù A B C D E"]
    assert split_people("1. Giàng A Páo, Bí thư\n2. Nà Thị Mẩy") == ["Giàng A Páo, Bí thư", "Nà Thị Mẩy"]
