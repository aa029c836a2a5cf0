"""Password validators that know Vietnamese words and habits."""

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lambinh.lib.vietnamese import fold

RECOMMENDED_LENGTH = 15

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
"""Common Vietnamese words and phrases, without diacritics, spaces, and digits at the ends."""

UNIT_WORDS = re.compile(r"tinh|huyen|xa|thitran|thon|ban|todanpho|danguy|chibo|uybannhandan|ubnd")
"""The prefixes of unit names: "Thôn Nà Khà 2020" is a name with a year."""

LOOKALIKES = tuple(str.maketrans("0123456789@$!|+€", letters) for letters in ("olzeasgtbgasilte", "oizeasgtbgasilte"))
"""Digits and signs that users type for letters. A 1 stands for l or i."""
MIN_WORD_LENGTH = 5


class MinimumLengthWithAdviceValidator(MinimumLengthValidator):
    """Requires a minimum length, and recommends a sentence."""

    def get_help_text(self) -> str:
        return _(
            "At least %(least)d characters; %(advised)d or more are better. "
            "A sentence of several words is easy to remember and hard to guess."
        ) % {"least": self.min_length, "advised": RECOMMENDED_LENGTH}


class VietnameseCommonPasswordValidator:
    """Rejects common words, names of units and the user's own name, also with digits at the ends."""

    def validate(self, password: str, user: object = None) -> None:
        cores = {_without_repetition(core) for core in cores_of(password)}
        names = own_names(user)
        is_common = cores & (COMMON | _common_in_django()) or any(_is_two_words(core, COMMON | names) for core in cores)
        if is_common or min(len(set(core)) for core in cores) < 5:
            raise ValidationError(_("This password is among the first that attackers try."), code="password_too_common")
        if cores & names:
            raise ValidationError(_("This password consists only of your name."), code="password_own_name")

    def get_help_text(self) -> str:
        return _("Not your name, the name of a commune, or a common saying with a few digits.")


def letters_only(text: str) -> str:
    """The letters of a text without diacritics: "Lâm-Bình@2025!" becomes "lambinh"."""
    letters = re.sub(r"[^a-z0-9]", "", fold(text)).strip("0123456789")
    name = UNIT_WORDS.sub("", letters, count=1) if UNIT_WORDS.match(letters) else letters
    return name if name in COMMON else letters


def cores_of(password: str) -> set[str]:
    """The words inside a password, without additions at the ends, and with lookalikes as letters.

    "P@ssw0rd1234" becomes "password": the ends are removed first, because digits there do not stand for letters.
    """
    text = fold(password)
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    spellings = {variant.translate(table) for variant in (core, text) for table in LOOKALIKES}
    # Before the digits are removed: "bithu1bithu1" is one word twice.
    once = _without_repetition(re.sub(r"[\W_]+", "", text))
    return {letters_only(variant) for variant in (password, once, *spellings)}


@cache
def _common_in_django() -> frozenset[str]:
    """The words of Django's list of common passwords."""
    return frozenset(word for word in CommonPasswordValidator().passwords if len(word) >= MIN_WORD_LENGTH)


def own_names(user: object) -> set[str]:
    if user is None:
        return set()
    last, first = (str(getattr(user, name, "") or "") for name in ("last_name", "first_name"))
    names = [str(getattr(user, "username", "") or ""), f"{last}{first}", f"{first}{last}", last, first]
    return {letters_only(name) for name in names} - {""}


def _is_two_words(text: str, words: set[str] | frozenset[str]) -> bool:
    """Whether a text consists of two of the words: "bithulambinh"."""
    return any(text[:split] in words and text[split:] in words for split in range(1, len(text)))


def _without_repetition(text: str) -> str:
    """The part of a text that is repeated: "matkhau" of "matkhaumatkhau"."""
    match = re.fullmatch(r"(.{4,}?)\1+", text)
    return match[1] if match else text
