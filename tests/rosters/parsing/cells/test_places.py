"""Villages, communes, party bodies and agencies as offices write them."""

import pytest

from assignments.rosters.parsing.cells.places import (
    ADDRESS_RULES,
    PlaceNames,
    is_agency,
    is_cell,
    is_known_commune,
    last_part,
    normalise_commune,
    normalise_organisation,
    normalise_position,
    normalise_village,
    parse_address,
    spell_out_cell,
    split_position,
    starts_as_place,
)
from tests.support.rosters.rule_tables import check_rules


def test_every_rule_of_addresses_decides_its_example() -> None:
    check_rules(
        ADDRESS_RULES,
        {
            "blank": ("", PlaceNames()),
            "district or province": ("huyện Lâm Bình", PlaceNames()),
            "commune": ("xã Thổ Bình", PlaceNames(commune="Thổ Bình")),
            "village": ("thôn Nà Khà", PlaceNames("Nà Khà")),
        },
    )
    assert not any(rule.applies("Nà Khà") for rule in ADDRESS_RULES)


@pytest.mark.parametrize(
    ("text", "village", "commune"),
    [
        ("Nà Khà", "Nà Khà", None),
        ("Nà Khà, Thổ Bình", "Nà Khà", "Thổ Bình"),
        ("Nà Khà - Thổ Bình - Lâm Bình", "Nà Khà", "Thổ Bình"),
        ("Nà Khà; xã Thổ Bình; tỉnh Tuyên Quang", "Nà Khà", "Thổ Bình"),
        ("xã Thổ Bình, thôn Nà Khà", "Nà Khà", "Thổ Bình"),
        ("Thổ Bình, thôn Nà Khà", "Nà Khà", "Thổ Bình"),
        ("thôn Nà Khà xã Thổ Bình", "Nà Khà", "Thổ Bình"),
        ("thôn Nà Khà thị trấn Lăng Can, xã Khác", "Nà Khà", "Lăng Can"),
        ("xã Thổ Bình, thôn Nà Khà xã Khác", "Nà Khà", "Thổ Bình"),
        ("bản Hin/Thổ Bình", "bản Hin", "Thổ Bình"),
        ("thôn Nà Khà, thôn Cốc Phát", "Nà Khà", None),
        ("xã Thổ Bình, xã Khuôn Hà, Nà Khà", "Nà Khà", "Thổ Bình"),
        (" , . ", None, None),
    ],
)
def test_an_address_has_a_village_and_a_commune(text: str, village: str | None, commune: str | None) -> None:
    assert parse_address(text) == (village, commune)


def test_a_bare_name_may_be_a_commune() -> None:
    assert parse_address("Thổ Bình", "commune") == (None, "Thổ Bình")
    assert parse_address("Thổ Bình, Khuôn Hà", "commune") == (None, "Thổ Bình")


def test_known_names_come_before_others() -> None:
    assert PlaceNames("a").or_else(PlaceNames("b", "c")) == ("a", "c")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thôn Nà Khà", "Nà Khà"), ("TDP. Nà Khà", "Nà Khà"), ("t.Nà Khà", "Nà Khà"), ("KHU PHỐ HÒA", "Hòa"),
        ("thôn: nà khà", "Nà Khà"), ("Thôn 5", "Thôn 5"), ("Xóm IV", "Xóm IV"), ("Thôn 5B", "Thôn 5B"),
        ("Thôn 5x", "5x"), ("Bản Hin", "Bản Hin"), ("bản Nà Khà", "Nà Khà"), ("Bản Nà Khà", "Nà Khà"),
        ("bản Tân Lập", "Tân Lập"), ("Bản Tân Lập", "Bản Tân Lập"), ("Nà Khà.", "Nà Khà"), ("McNà Khà", "McNà Khà"),
    ],
)  # fmt: skip
def test_a_village_is_without_its_kind(text: str, name: str) -> None:
    assert normalise_village(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Xã Thổ Bình", "Thổ Bình"), ("TT. LĂNG CAN", "Lăng Can"), ("x. Thổ Bình", "Thổ Bình"), ("thổ bình;", "Thổ Bình"),
     ("Phường Hưng Thành", "Hưng Thành")],
)  # fmt: skip
def test_a_commune_is_without_its_kind(text: str, name: str) -> None:
    assert normalise_commune(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CHI BỘ THÔN NÀ KHÀ", "Chi bộ thôn Nà Khà"),
        ("CHI BỘ BẢN HIN", "Chi bộ Bản Hin"),
        ("CHI BỘ NÀ KHÀ", "Chi bộ Nà Khà"),
        ("CHI BỘ CƠ QUAN XÃ", "Chi bộ cơ quan xã"),
        ("CHI BỘ TRƯỜNG CẤP I", "Chi bộ trường cấp i"),
        ("UBND XÃ THỔ BÌNH", "Ubnd xã Thổ Bình"),
        ("PHÒNG NỘI VỤ", "Phòng Nội vụ"),
        ("HẠT KIỂM LÂM", "Hạt Kiểm lâm"),
        ("ĐỘI THUẾ", "Đội thuế"),
        ("CB thôn Nà Khà", "Chi bộ thôn Nà Khà"),
        ("cb. tdp Hòa", "Chi bộ tdp Hòa"),
        ("CB xã", "CB xã"),
        ("ủy ban", "Ủy ban"),
        ("Công an huyện;", "Công an huyện"),
        ("", ""),
    ],
)
def test_an_organisation_has_its_usual_case(text: str, name: str) -> None:
    assert normalise_organisation(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("BÍ THƯ", "Bí thư"), ("PHÓ BÍ THƯ ĐẢNG ỦY", "Phó Bí thư Đảng ủy"), ("CHPQS", "CHPQS"), ("CHPQSX", "Chpqsx"),
        ("Bí thư,", "Bí thư"), ("", ""),
    ],
)  # fmt: skip
def test_a_position_in_capitals_has_its_usual_case(text: str, name: str) -> None:
    assert normalise_position(text) == name


@pytest.mark.parametrize(
    ("text", "position", "organisation"),
    [
        ("Trưởng phòng, Công an huyện", "Trưởng phòng", "Công an huyện"),
        ("Trưởng thôn", "Trưởng thôn", None),
        ("Công an huyện", None, "Công an huyện"),
        ("Công an huyện - Trưởng phòng", "Trưởng phòng", "Công an huyện"),
        ("Bí thư (Chi bộ thôn Nà Khà)", "Bí thư", "Chi bộ thôn Nà Khà"),
        ("Bí thư, Trưởng thôn, Công an huyện, đội 2", "Bí thư, Trưởng thôn", "Công an huyện, đội 2"),
        ("BÍ THƯ\nCHI BỘ NÀ KHÀ", "Bí thư", "Chi bộ Nà Khà"),
        ("Đội trưởng", "Đội trưởng", None),
        ("Công an huyện (đội 2)", "đội 2", "Công an huyện"),
        (" - ", None, None),
    ],
)
def test_a_position_may_be_followed_by_an_organisation(
    text: str, position: str | None, organisation: str | None
) -> None:
    assert split_position(text) == (position, organisation)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bí thư, Trưởng thôn, Nà Khà", ("Bí thư, Trưởng thôn", "Nà Khà")),
        ("Bí thư", ("Bí thư", None)),
        ("Bí thư - Nà Khà", ("Bí thư", "Nà Khà")),
        (" - Bí thư, Nà Khà", ("Bí thư", "Nà Khà")),
        ("Bí thư (Nà Khà)", ("Bí thư", "Nà Khà")),
    ],
)
def test_the_last_part_of_a_cell_is_after_its_last_break(text: str, parts: tuple[str, str | None]) -> None:
    assert last_part(text) == parts


def test_cells_and_agencies_are_known_by_their_first_word() -> None:
    assert is_cell(" Chi bộ thôn Nà Khà")
    assert is_cell("CB Nà Khà")
    assert not is_cell("Bí thư chi bộ")
    assert is_agency("Công an huyện")
    assert is_agency("Trường Mầm non")
    for other in ("Trưởng phòng", "Đoàn viên", "Hội viên", "Bí thư"):
        assert not is_agency(other)
    assert spell_out_cell("CB thôn Nà Khà") == "Chi bộ thôn Nà Khà"
    assert spell_out_cell("CB xã") == "CB xã"


def test_communes_and_the_beginnings_of_villages_are_known() -> None:
    assert is_known_commune("THỔ BÌNH")
    assert not is_known_commune("Nà Khà")
    assert starts_as_place("Nà Khà")
    assert not starts_as_place("Thổ Bình")
