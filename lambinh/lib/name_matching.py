"""Compare names independently of their spelling."""

import unicodedata
from functools import lru_cache

# The five tone marks as combining characters. The marks of ă â ê ô ơ ư belong to the letters.
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def spelling_key(name: str) -> str:
    """A key that ignores case, spaces and the position of the tone mark.

    "Hoà" and "HÒA" have the same key; "Huấn" and "Huân" have different keys. The key of a key is the key itself.
    """
    return " ".join(map(_syllable_key, name.split()))


@lru_cache(maxsize=50_000)
def _syllable_key(syllable: str) -> str:
    letters, tone = [], ""
    for character in unicodedata.normalize("NFD", syllable.replace("Ð", "Đ").replace("ð", "đ").lower()):
        if character in TONES:
            tone = TONES[character]
        else:
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters)) + tone
