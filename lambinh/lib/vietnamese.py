"""Vietnamese text: search without diacritics, sort order of names, normalisation, and decoding of TCVN3 and VNI."""

import re
import unicodedata
from functools import lru_cache

# Vietnamese order, with f j w z at their usual positions.
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# ngang, huyền, hỏi, ngã, sắc, nặng
TONES = "\u0300\u0309\u0303\u0301\u0323"

_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(LETTERS)}
_TONE_RANK = {mark: str(place) for place, mark in enumerate(TONES, start=1)}
_LATIN = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]


def _bare(letter: str) -> str:
    letter = {"Đ": "D", "đ": "d", "Ð": "D", "ð": "d"}.get(letter, letter)
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


_FOLDING: dict[int, str | None] = {ord(letter): _bare(letter).lower() for letter in _LATIN}
_FOLDING |= dict.fromkeys(range(0x300, 0x370))
_ETH = str.maketrans("Ðð", "Đđ")


def fold(text: str) -> str:
    """`text` without diacritics, in lower case, with single spaces: "Đặng Thị Én" becomes "dang thi en"."""
    return " ".join(text.translate(_FOLDING).lower().split())


def search_key(text: str) -> str:
    """The key that is stored with a name, to find it without diacritics."""
    return fold(text)


def clean(text: str) -> str:
    """`text` in composed form with single spaces. The Icelandic Ð of some keyboards becomes Đ."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ETH).split())


@lru_cache(maxsize=100_000)
def _word_key(word: str) -> str:
    letters, tone = [], "0"
    for letter in unicodedata.normalize("NFC", word.lower()).translate(_ETH):
        if letter in _RANK:
            letters.append(_RANK[letter])
            continue
        first, *marks = list(unicodedata.normalize("NFD", letter))
        tone = next((_TONE_RANK[mark] for mark in marks if mark in _TONE_RANK), tone)
        quality = [mark for mark in marks if mark not in _TONE_RANK]
        plain = unicodedata.normalize("NFC", first + "".join(quality))
        letters.append(_RANK.get(plain) or _RANK.get(first) or (plain if plain.isdigit() else ""))
    return "".join(letters) + tone


def sort_key(name: str) -> str:
    """An ASCII key for sorting names in Vietnamese order: given name first, then surname and the rest.

    Within a word, letters count before tones, so that hòa and hoà are equal. Compare it byte by byte (COLLATE "C").
    """
    *rest, given = name.split() or [""]
    return " ".join([_word_key(given), *[_word_key(word) for word in rest]])


# --- encodings of the 1990s: fonts draw Vietnamese letters over Latin codes -------------------------------------------

_TCVN3_SMALL = (
    "\xb5à\xb6ả\xb7ã\xb8á\xb9ạ\xa8ă\xbbằ\xbcẳ\xbdẵ\xbeắ\xc6ặ\xa9â\xc7ầ\xc8ẩ\xc9ẫ\xcaấ\xcbậ\xaeđ"
    "\xccè\xceẻ\xcfẽ\xd0é\xd1ẹ\xaaê\xd2ề\xd3ể\xd4ễ\xd5ế\xd6ệ\xd7ì\xd8ỉ\xdcĩ\xddí\xdeị"
    "\xdfò\xe1ỏ\xe2õ\xe3ó\xe4ọ\xabô\xe5ồ\xe6ổ\xe7ỗ\xe8ố\xe9ộ\xacơ\xeaờ\xebở\xecỡ\xedớ\xeeợ"
    "\xefù\xf1ủ\xf2ũ\xf3ú\xf4ụ\xadư\xf5ừ\xf6ử\xf7ữ\xf8ứ\xf9ự\xfaỳ\xfbỷ\xfcỹ\xfdý\xfeỵ"
)
_TCVN3_CAPITALS = "\xa1Ă\xa2Â\xa3Ê\xa4Ô\xa5Ơ\xa6Ư\xa7Đ"
_TCVN3_PAIRS = _TCVN3_SMALL + _TCVN3_CAPITALS
TCVN3 = {ord(code): letter for code, letter in zip(_TCVN3_PAIRS[::2], _TCVN3_PAIRS[1::2], strict=True)}
# Some programs convert the micro sign to the Greek mu.
TCVN3[0x3BC] = "à"

_VNI_TONE = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROUND = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {
    "ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for base in "aeouyôö":
        letter = _VNI_ALONE.get(base, base)
        for mark, tone in _VNI_TONE.items():
            table[base + mark] = letter + tone
    for base in "aeo":
        for mark, tone in _VNI_ROUND.items():
            table[base + mark] = base + "\u0302" + tone
    for mark, tone in _VNI_BREVE.items():
        table["a" + mark] = "a\u0306" + tone
    composed = {code: unicodedata.normalize("NFC", letter) for code, letter in table.items()}
    for code, letter in list(composed.items()):
        composed[code.upper()] = letter.upper()
        composed[code[0].upper() + code[1:]] = letter.upper()
    return composed


VNI = _vni_table()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Decode TCVN3 (fonts `.VnTime`…), with `capitals` for fonts whose names end in H."""
    decoded = text.translate(TCVN3)
    return decoded.upper() if capitals else decoded


def from_vni(text: str) -> str:
    """Decode VNI (fonts `VNI-Times`…): a letter followed by its marks."""
    return _VNI_CODE.sub(lambda code: VNI[code.group()], text)


# No consonant follows a nucleus that ends in a glide.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:(?:oai|oao|oay|oeo|uai|uao|uây|uôi|uya|uyu|iêu|yêu|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu)"
    r"|(?:uyê|iê|oa|oă|oe|oo|uâ|uê|uô|uơ|uy|ươ|ye|yê|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnptk])?)"
)


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether `word` is a possible Vietnamese syllable."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = sum(part in TONES for part in parts)
    toneless = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(toneless) is not None
