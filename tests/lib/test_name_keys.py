import unicodedata

import pytest

from lambinh.lib.name_matching import spelling_key


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nguyễn Văn Hòa", "Nguyễn Văn Hoà"),
        ("THỦY", "thuỷ"),
        ("Giàng  A Páo", "giàng a páo "),
        ("Ðặng", "Đặng"),
        ("Quý", unicodedata.normalize("NFD", "Quý")),
    ],
)
def test_two_spellings_of_one_name_have_one_key(first: str, second: str) -> None:
    assert spelling_key(first) == spelling_key(second)


@pytest.mark.parametrize(
    ("first", "second"), [("Huấn", "Huân"), ("Đô", "Do"), ("Lan", "Lân"), ("Hòa", "Hoa"), ("Nà Khà", "Nà Khá")]
)
def test_two_names_have_two_keys(first: str, second: str) -> None:
    assert spelling_key(first) != spelling_key(second)


def test_the_key_of_a_key_is_that_key() -> None:
    assert spelling_key(spelling_key("Thổ Bình")) == spelling_key("Thổ Bình")
