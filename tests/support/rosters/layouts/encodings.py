"""Vietnamese encodings from before Unicode: TCVN3 and VNI, by the code tables of their fonts."""

import unicodedata

_TONES = {"": "", "\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0301": "sắc", "\u0323": "nặng"}
_TCVN3_LOWER = dict(
    zip(
        "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        bytes.fromhex(
            "a8a9aaabacadae"
            "b5b6b7b8b9"
            "bbbcbdbec6"
            "c7c8c9cacb"
            "cccecfd0d1"
            "d2d3d4d5d6"
            "d7d8dcddde"
            "dfe1e2e3e4"
            "e5e6e7e8e9"
            "eaebecedee"
            "eff1f2f3f4"
            "f5f6f7f8f9"
            "fafbfcfdfe"
        ).decode("latin-1"),
        strict=True,
    )
)
_TCVN3 = _TCVN3_LOWER | dict(zip("ĂÂÊÔƠƯĐ", "\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7", strict=True))

_VNI_TONE = {"sắc": "ù", "huyền": "ø", "hỏi": "û", "ngã": "õ", "nặng": "ï"}
_VNI_CIRCUMFLEX = {"": "â", "sắc": "á", "huyền": "à", "hỏi": "å", "ngã": "ã", "nặng": "ä"}
_VNI_BREVE = {"": "ê", "sắc": "é", "huyền": "è", "hỏi": "ú", "ngã": "ü", "nặng": "ë"}
_VNI_WHOLE = {"ơ": "ô", "ư": "ö", "đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def to_tcvn3(text: str) -> str:
    """Encode in TCVN3 (ABC), as Latin-1 text; a capital without a code takes the code of the small letter."""
    return "".join(_TCVN3.get(letter) or _TCVN3.get(letter.lower(), letter) for letter in text)


def to_tcvn3_capitals(text: str) -> str:
    """TCVN3 for a `.VnTimeH` font, which draws the small letters' codes as capitals."""
    return "".join(_TCVN3_LOWER.get(letter.lower(), letter.upper()) for letter in text)


def to_vni(text: str) -> str:
    """VNI-Windows: the bare letter and, after it, a second character for its marks."""
    return "".join(_vni_letter(letter) for letter in text)


def _vni_letter(letter: str) -> str:
    small = letter.lower()
    if small in _VNI_WHOLE:
        code = _VNI_WHOLE[small]
    else:
        base, *marks = unicodedata.normalize("NFD", small)
        tone = next((_TONES[mark] for mark in marks if mark in _TONES), "")
        if "\u0302" in marks:
            code = base + _VNI_CIRCUMFLEX[tone]
        elif "\u0306" in marks:
            code = base + _VNI_BREVE[tone]
        else:
            stem = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
            code = stem + (_VNI_TONE[tone] if tone else "")
    return code.upper() if letter != small else code


def to_cp1258(text: str) -> bytes:
    """Windows' Vietnamese code page: a letter with hat, breve or horn, then its tone as another code."""
    spread = []
    for letter in unicodedata.normalize("NFC", text):
        letters = unicodedata.normalize("NFD", letter)
        tones = "".join(mark for mark in letters if _TONES.get(mark))
        rest = "".join(mark for mark in letters if not _TONES.get(mark))
        spread.append(unicodedata.normalize("NFC", rest) + tones)
    return "".join(spread).encode("cp1258")
