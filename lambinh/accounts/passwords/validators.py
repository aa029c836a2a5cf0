"""Which passwords are refused, and what is advised instead."""

import re
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lambinh.lib.vietnamese import fold

ADVISED = 15

COMMON = frozenset(
    """
    matkhau matkhaumoi matkhaucuatoi matkhauchung matkhaumacdinh doimatkhau quenmatkhau khongcomatkhau
    anhyeuem emyeuanh yeuem yeuanh toiyeuem iloveyou yeuemnhieulam anhyeuemnhieulam emyeuanhnhieulam
    anhnhoem emnhoanh mainhotrongtim mailayeuem yeumaiemthoi hanhphucmai giadinhhanhphuc giadinhtoi
    giadinhlaso giadinhyeuthuong conyeuba conyeume bomeyeucon meyeucon chayeucon
    vietnam vietnamvodich vietnamquehuong toiyeuvietnam quehuongtoi tuyenquang tinhtuyenquang hagiang hanoi
    thudohanoi hochiminh bachohochiminh bachohokinhyeu thanhphohochiminh langbac dangcongsanvietnam dangcongsan
    dangbo chibo danguy danguyxa huyenuy ubnd ubndxa ubndhuyen uybannhandan vanphong vanphonghuyenuy canbo
    bithu bithuchibo bithudanguy dangvien hoingheo hongheo phutrachho phancongphutrachho
    lambinh lambinhtuyenquang huyenlambinh xalambinh thuonglam khuonha binhan thobinh xuanlap phucyen langcan
    hongquang phucson minhquang chiemhoa nahang
    nguyenvan nguyenvana nguyenthi nguyenthia tranvan tranvana hoangvan lethi
    motthoidenho motnamsaubaytam khongbietnua khongnhonoi taikhoan taikhoancuatoi dangnhap quantri quantrivien
    admin administrator password passwordcuatoi qwerty qwertyuiop asdfghjkl abcdef abcdefgh abcdefghijkl
    xinchao xinchaocacban chaobuoisang chucmungnammoi thanhcong maymannhe phattai anhem banbe
    """.split()
)
"""Vietnamese words and sayings that are tried first: without marks and spaces, digits at the ends taken off."""

UNIT_WORDS = re.compile(r"tinh|huyen|xa|thitran|thon|ban|todanpho|danguy|chibo|uybannhandan|ubnd")
"""What goes before the name of a unit: "Thôn Nà Khà 2020" is the name of a place and a year."""


LOOK_ALIKES = tuple(str.maketrans("0123456789@$!|+€", letters) for letters in ("olzeasgtbgasilte", "oizeasgtbgasilte"))
"""Digits and marks that people write for letters; a 1 stands for l as well as for i."""
SHORTEST_WORD = 5


class MinimumLengthWithAdviceValidator(MinimumLengthValidator):
    """At least so many characters, and advice to take a sentence."""

    def get_help_text(self) -> str:
        return _(
            "At least %(least)d characters; %(advised)d or more are better. "
            "A sentence of several words is easy to remember and hard to guess."
        ) % {"least": self.min_length, "advised": ADVISED}


class VietnameseCommonPasswordValidator:
    """Refuses what people here try first: common words, names of units, one's own name, with digits at the ends."""

    def validate(self, password: str, user: Any = None) -> None:
        cores = {_once(core) for core in cores_of(password)}
        names = own_names(user)
        is_common = cores & (COMMON | _common_elsewhere()) or any(_are_two(core, COMMON | names) for core in cores)
        if is_common or min(len(set(core)) for core in cores) < 5:
            raise ValidationError(_("This password is one of those that are tried first."), code="password_too_common")
        if cores & names:
            raise ValidationError(_("This password is only your name."), code="password_own_name")

    def get_help_text(self) -> str:
        return _("Not your name, the name of a commune, or a common saying with a few digits.")


def letters_only(text: str) -> str:
    """Letters alone, without marks: "Lâm-Bình@2025!" becomes "lambinh"."""
    letters = re.sub(r"[^a-z0-9]", "", fold(text)).strip("0123456789")
    without = UNIT_WORDS.sub("", letters, count=1) if UNIT_WORDS.match(letters) else letters
    return without if without in COMMON else letters


def cores_of(password: str) -> set[str]:
    """What is left of a password without what is added to a word, as it stands and with look-alikes as letters.

    "P@ssw0rd1234" becomes "password": the ends go first, since a digit there is none that stands for a letter.
    """
    whole = fold(password)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", whole)
    spelt = {text.translate(table) for text in (core, whole) for table in LOOK_ALIKES}
    repeated = _once(re.sub(r"[\W_]+", "", whole))  # before its digits go: "bithu1bithu1" is one name twice
    return {letters_only(text) for text in (password, repeated, *spelt)}


@cache
def _common_elsewhere() -> frozenset[str]:
    """The words of Django's list of common passwords."""
    return frozenset(word for word in CommonPasswordValidator().passwords if len(word) >= SHORTEST_WORD)


def own_names(user: Any) -> set[str]:
    if user is None:
        return set()
    last, first = (str(getattr(user, name, "") or "") for name in ("last_name", "first_name"))
    names = [str(getattr(user, "username", "") or ""), f"{last}{first}", f"{first}{last}", last, first]
    return {letters_only(name) for name in names} - {""}


def _are_two(text: str, words: set[str] | frozenset[str]) -> bool:
    """Whether a text is two of the words, one behind the other: "bithulambinh"."""
    return any(text[:place] in words and text[place:] in words for place in range(1, len(text)))


def _once(text: str) -> str:
    """The part of a text that is the same again and again: "matkhaumatkhau"."""
    repeated = re.fullmatch(r"(.{4,}?)\1+", text)
    return repeated[1] if repeated else text
