"""The concepts of the headings that offices use.

A concept is not yet a field: "năm sinh" is the birth of the person whose name is to its left (see `ownership`).
Keys are normalised as `normal_heading` does it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from assignments.rosters.parsing.columns.vocabulary import ALIASES, GROUP_ALIASES, UNREAD
from assignments.rosters.parsing.rules import Rule, always
from lambinh.lib.vietnamese import fold

# Long headings, tried in this order after the aliases: the concept, then the pattern.
_RULES_TEXT = r"""
relation: .*quan he .*chu ho.*
person: (ho va ten|ho ten|ten|danh sach)( cac)? (thanh vien|nhan khau|nguoi trong ho).*
birth: (nam|ngay|ngay thang nam|ngay thang) sinh( cua)?( chu ho| dang vien| can bo| thanh vien)?( .*dd.*)?
phone: (so )?(dien thoai|dt|sdt)( cua)?( chu ho| dang vien| lien lac| ho| can bo)*
member: (ho va ten)( cua)?( cac)? (dang vien|can bo|dong chi|d c|nguoi (duoc phan cong|phu trach|giup do|nhan)).*
member: (ho ten|ten)( cua)?( cac)? (dang vien|can bo|dong chi|d c|nguoi (duoc phan cong|phu trach|giup do|nhan)).*
head: (ho va ten|ho ten|ten|dai dien)( cua)?( cac)? (chu ho|ho gia dinh|ho ngheo|ho duoc|ho dan).*
member: (dang vien|can bo)( \w+){0,3} (phu trach|giup do|duoc phan cong|duoc giao|theo doi|do dau|kem cap).*
member: (dong chi|d c|nguoi)( \w+){0,3} (phu trach|giup do|duoc phan cong|duoc giao|theo doi|do dau|kem cap).*
member: (dang vien|can bo|can bo dang vien|dong chi)( cap)? (huyen|xa)
member: (phan cong|giao)( cho)? (dang vien|can bo|can bo dang vien) phu trach( ho)?
head: (ho va ten |ho ten |ten )?(chu )?ho( gia dinh)?( thu| so)? \d{1,2}
head: danh sach (cac )?ho .*|(ho va ten|ho ten|ten)( cac)? ho( \w+){0,4}
village: (dia chi|noi o|noi cu tru)( o| cu tru)? (thon|ban|xom|to dan pho|tdp|to)( ban| xom| to dan pho| tdp)*
village: (cho o|dia ban|ho o|noi)( o| cu tru)? (thon|ban|xom|to dan pho|tdp|to)( ban| xom| to dan pho| tdp)*
commune: (dia chi|noi o|noi cu tru|cho o|dia ban|ho o|noi)( o| cu tru)? (xa|thi tran|phuong)( thi tran| phuong)*
address: (dia chi|noi o|noi cu tru|cho o)( cua| hien nay)*( ho| chu ho| ho gia dinh| gia dinh)
unread: (so|ngay) (the dang|vao dang|quyet dinh).*
head: chu ho (duoc|nhan|thuoc|ngheo).*
head: (cac )?ho( gia dinh| ngheo| dan)? (duoc|nhan)( nhan)? (phan cong|phu trach|giup do|giao|quan ly).*
head: (cac )?ho( gia dinh| ngheo| dan)? (duoc|nhan)( nhan)? (theo doi|do dau|kem cap|ho tro).*
code: (ma|ma so) (ho|dinh danh ho).*
citizen_id: (so )?(the )?(dinh danh|cccd|cmnd|can cuoc|cmtnd)( .*)?
unread: (so |tong so )?(nhan )?khau (la |trong do )?(nu|nam|lao dong|dan toc|di|co the|co bhyt)\b.*
unread: (so |tong so )?(nhan )?khau (trong do tuoi|duoi \d|tren \d|tu \d).*
size: (so|tong so|so luong|tong) (nhan )?khau.*
ethnicity: dan toc .*
village: (thon|ban|xom|to dan pho)( ban| xom| to dan pho)*( noi| dang| hien)* (cu tru|sinh song|o|cua ho).*
note: (ghi chu|chu thich) .*
help: (noi dung|hinh thuc|bien phap)( .*)? (giup do|ho tro|giup)( .*)?
result: ket qua( \w+)* (giup do|thuc hien|phu trach|dat duoc)( .*)?
poverty: (dien|phan loai|xep loai|tinh trang|doi tuong) ho( .*)?
starts_on: (ngay|thoi diem|thoi gian|tu ngay|thang nam)( duoc)? (bat dau|phan cong|nhan|giao)( .*)?
ends_on: (ngay|thoi diem|thoi gian|den ngay) (ket thuc|thoi|het|ngung)( .*)?
period: thoi gian (phu trach|phan cong|giup do|thuc hien)( .*)?
position: chuc vu( .*)?
"""
_RULES = [
    (re.compile(rule), concept) for concept, rule in (line.split(": ", 1) for line in _RULES_TEXT.strip().splitlines())
]

CERTAIN = 91.0
POSSIBLE = 80.0

_PARENTHESES = re.compile(r"\([^)]*\)")
_PUNCTUATION = re.compile(r"[^0-9a-z]+")
_SEPARATORS = re.compile(r"\s*(?:[,;/\n+&()]|\s[-–]\s|\bvà\b(?!\s+tên))\s*", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def normal_heading(text: str) -> str:
    """A heading without marks, capitals and punctuation: what aliases and remembered corrections are keyed by."""
    return _PUNCTUATION.sub(" ", fold(text)).strip()


@lru_cache(maxsize=20_000)
def concepts_of(text: str) -> tuple[str, ...]:
    """The concepts that a heading names, several for one like "Họ tên, năm sinh"; none when it is not known."""
    normal = normal_heading(text)
    if normal == "dt":
        # Without its marks Dân tộc and Điện thoại have one abbreviation.
        return ("phone",) if "đ" in text.lower() else ("ethnicity",)
    if normal in ALIASES:
        return (ALIASES[normal],)
    text = _OWNER_BESIDE.sub("", text)
    return _concepts_of_parts(text, normal) or _single_concept(text, normal)


def _concepts_of_parts(text: str, heading: str) -> tuple[str, ...]:
    """The concepts of a heading that lists several facts, if each of them is known."""
    # A line break separates facts ("Họ tên⏎Năm sinh") or only words ("Số⏎khẩu,⏎diện⏎hộ").
    for variant in dict.fromkeys((" ".join(text.split()), text)):
        parts = [part for part in _SEPARATORS.split(variant) if normal_heading(part)]
        named = [_part_concept(part, heading) for part in parts]
        concepts = [concept for concept in named if concept]
        if 1 < len(parts) == len(concepts):
            return _with_owner(_merged(list(dict.fromkeys(concepts))), heading)
    return ()


def _single_concept(text: str, heading: str) -> tuple[str, ...]:
    concept = _exact_concept(heading) or _variant_concept(normal_heading(_PARENTHESES.sub(" ", text)))
    return (concept,) if concept else ()


_SHORT = {
    "h": "ho", "c": "chuc", "pt": "phu trach", "dv": "dang vien", "cb": "can bo", "cbdv": "can bo dang vien",
    "gd": "giup do", "hgd": "ho gia dinh", "pc": "phan cong", "ct": "cong tac", "ch": "chu ho", "dc": "dong chi",
    "n": "nam", "ns": "nam sinh", "ntn": "ngay thang nam", "g": "gioi", "nk": "nhan khau", "ts": "tong so",
}  # fmt: skip
_OWNER_BESIDE = re.compile(r"(?<=\w)\s*\((?:của )?(?:chủ hộ|đảng viên|cán bộ|người phụ trách)\)\s*$", re.IGNORECASE)
_OWNER = re.compile(r"(?: cua)? (?:chu ho|dang vien|can bo|nguoi phu trach|dong chi)$")


def _spelt_out(normal: str) -> str:
    """ "H.tên ĐV PT" → "ho ten dang vien phu trach"; "dv" is also a unit (đơn vị) where somebody works."""
    words = normal.split()
    if len(words) < 2:
        return normal
    if words[0] == "dv" and words[1:] in (["ct"], ["cong", "tac"]):
        return "don vi cong tac"
    spelt = [
        "gia dinh" if word == "gd" and before in ("h", "ho") else _SHORT.get(word, word)
        for before, word in zip(["", *words], words, strict=False)
    ]
    return " ".join(spelt)


def _variant_concept(normal: str) -> str | None:
    """The concept of a heading as it is, with its abbreviations spelt out, or without its owner."""
    spelt = _spelt_out(normal)
    return _exact_concept(normal) or _exact_concept(spelt) or _exact_concept(_OWNER.sub("", spelt))


def _part_concept(part: str, heading: str) -> str | None:
    """The concept of one part: "năm" in "Sinh ngày, tháng, năm" is no man (Nam), with its marks or without them."""
    normal = normal_heading(part)
    if normal in ("ngay", "thang", "nam") and "sinh" in heading.split():
        return "birth"
    if normal == "nam" and ("ă" in part.lower() or re.search(r"\b(ngay|thang)\b", heading)):
        return UNREAD
    return _variant_concept(normal)


def _with_owner(concepts: tuple[str, ...], heading: str) -> tuple[str, ...]:
    """The concepts, with a plain name as that of the owner whom the end of the heading names."""
    ending = re.search(r" (?:cua )?(chu ho|dang vien|can bo|nguoi|dong chi)(?: phu trach| duoc phan cong)?$", heading)
    if ending is None:
        return concepts
    owner = "head" if ending.group(1) == "chu ho" else "member"
    return tuple(owner if concept == "name" else concept for concept in concepts)


# A concept that includes others in its heading: "Nơi ở (thôn, xã)", "Giới tính (nam, nữ)".
_ABSORBS = {
    "member": {"help", "name", "head"},
    "head": {"help", "name", "person", "near_poor", "poor"},
    "name": {"person"},
    "sex": {"male", "female"},
    "address": {"village", "commune", UNREAD},
    "village": {"address"},
    "period": {"starts_on", "ends_on"},
    "poverty": {"poor", "near_poor", "escaped", "other_class"},
    "tier": {"commune", UNREAD},
    "cell": {"workplace"},
    "help": {"result"},
}
# The concept that several others of one heading make together.
SUM_RULES: tuple[Rule[set[str], str], ...] = (
    Rule("village and commune", lambda concepts: {"village", "commune"} <= concepts, always("address")),
    Rule("start and end", lambda concepts: {"starts_on", "ends_on"} <= concepts, always("period")),
    Rule("several classes", lambda concepts: len(concepts & _ABSORBS["poverty"]) > 1, always("poverty")),
    # Beside a birth "nam, nữ" are the columns of births of men and women.
    Rule("men and women", lambda concepts: {"male", "female"} <= concepts and "birth" not in concepts, always("sex")),
)


def _merged(concepts: list[str]) -> tuple[str, ...]:
    """The different concepts of one heading, without those that another one includes."""
    if set(concepts) == {"address", "village"}:
        # "Nơi ở (thôn)" asks for the village alone, though each of the two includes the other.
        return ("village",)
    for rule in SUM_RULES:
        if rule.applies(set(concepts)):
            concepts = [rule.verdict(set(concepts)), *concepts]
    remaining = set(concepts)
    for concept in concepts:
        if concept in remaining:
            remaining -= _ABSORBS.get(concept, set()) - {concept}
    return tuple(concept for concept in dict.fromkeys(concepts) if concept in remaining)


def _exact_concept(normal: str) -> str | None:
    if normal in ALIASES:
        return ALIASES[normal]
    return next((concept for rule, concept in _RULES if rule.fullmatch(normal)), None)


class NearestHeading(NamedTuple):
    """The known heading that is most like an unknown one. `score`: from 0 to 100, 100 for equal texts."""

    concept: str
    alias: str
    score: float


@lru_cache(maxsize=20_000)
def nearest_concept(text: str) -> NearestHeading | None:
    """The alias most like a heading that no alias or rule names; None for short texts and when none is similar."""
    normal = normal_heading(text)
    # In a shorter text one letter more or less is another word.
    if len(normal) < 6:
        return None
    nearest = process.extractOne(normal, ALIASES.keys(), scorer=fuzz.ratio, score_cutoff=POSSIBLE)
    return NearestHeading(ALIASES[nearest[0]], nearest[0], nearest[1]) if nearest else None


def is_heading_text(text: str) -> bool:
    """Whether a cell reads like the heading of a column."""
    if len(text) > 90:
        return False
    if concepts_of(text) or normal_heading(text) in GROUP_ALIASES:
        return True
    near = nearest_concept(text)
    return near is not None and near.score >= CERTAIN
