"""Vietnamese text: folding, order of names, old encodings."""

import random
import unicodedata

import pytest

from lambinh.lib.vietnamese import clean, fold, from_tcvn3, from_vni, is_syllable, search_key, sort_key


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đặng Thị  Én", "dang thi en"),
        ("NGUYỄN\u00a0VĂN HƯỞNG", "nguyen van huong"),
        (unicodedata.normalize("NFD", "Chẩu Văn Đềnh"), "chau van denh"),
        ("Ðông ð", "dong d"),
        ("H'Mi", "h'mi"),
    ],
)
def test_folding_takes_marks_capitals_and_surplus_spaces(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert search_key(text) == expected


def test_cleaning_composes_letters_and_keeps_the_tone_style_as_typed() -> None:
    assert clean(unicodedata.normalize("NFD", " Hoà\u00a0 Hòa ")) == "Hoà Hòa"
    assert clean("Ðào Thị Ðua") == "Đào Thị Đua"


def test_names_sort_by_given_name_in_vietnamese_order() -> None:
    given_names = ["An", "Ánh", "Ăn", "Ân", "Bình", "Dũng", "Đạt", "Em", "Ên", "Hồ", "Hơ", "Uy", "Ứng", "Ỷ"]
    names = [f"Nguyễn Văn {name}" for name in given_names]
    mixed = names[:]
    random.Random(1).shuffle(mixed)

    assert sorted(mixed, key=sort_key) == names


def test_tones_sort_from_ngang_to_nang() -> None:
    tones = ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ"]

    assert sorted(set(tones), key=sort_key) == tones


def test_the_rest_of_the_name_decides_among_equal_given_names() -> None:
    names = ["Đặng Văn Hòa", "Dương Thị Hòa", "Hòa", "Chẩu A Hòa"]

    assert sorted(names, key=sort_key) == ["Hòa", "Chẩu A Hòa", "Dương Thị Hòa", "Đặng Văn Hòa"]


def test_both_tone_styles_sort_as_one_word_and_keys_are_ascii() -> None:
    assert sort_key("Ma Văn Hoà") == sort_key("ma văn hòa")
    assert sort_key("Giàng A Páo’s H'Mi").isascii()
    assert sort_key("") == "0"


def test_tcvn3_is_decoded_with_its_soft_hyphen_for_u_with_horn() -> None:
    assert from_tcvn3("NguyÔn ThÞ Hång ë L\xad¬ng §øa") == "Nguyễn Thị Hồng ở Lương Đứa"
    assert from_tcvn3("®¶ng ñy x· thæ b×nh", capitals=True) == "ĐẢNG ỦY XÃ THỔ BÌNH"


def test_vni_is_decoded_from_letters_and_their_marks() -> None:
    assert from_vni("Nguyeãn Thò Hoàng, ÑÖÙA, Mî, Thaúm") == "Nguyễn Thị Hồng, ĐỨA, Mỵ, Thẳm"


@pytest.mark.parametrize("word", ["Nguyễn", "Giàng", "quyết", "A", "Páo", "Khuổi", "Thuần", "yêu", "ghế"])
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "Vaên", "strong", "ThÞ", "àá"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)
