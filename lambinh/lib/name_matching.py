"""When two names are the same name, however they were typed."""

import unicodedata
from functools import lru_cache

# The five tone marks as combining characters; the marks of ă â ê ô ơ ư are letters, not tones.
TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}


def spelling_key(name: str) -> str:
    """A key that is equal for two spellings of one name: case, spaces and the place of the tone do not count.

    "Hoà" and "HÒA" have one key; "Huấn" and "Huân" have two. The key of a key is that key.
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
