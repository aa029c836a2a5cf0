"""Names of people as typed in rosters: without titles, in name case, apart from other facts in their cell."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from lambinh.lib.vietnamese import LETTERS, clean

_TONED = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
LOWER = LETTERS + _TONED
UPPER = LOWER.upper()
_TITLE = (
    r"(?:đ\s?/\s?c|đ\.\s?c\.?|đồng chí|ông|bà|anh|chị|cụ|cô|chú|bác|em|thầy|hộ ông|hộ bà|hộ anh|hộ chị"
    r"|gia đình ông|gia đình bà"
    r"|gia đình anh|gia đình chị|hộ gia đình ông|hộ gia đình bà|gđ ông|gđ bà|chủ hộ|hộ gia đình|gia đình|hộ|ô\.|b\.)"
)
_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}\s*[.)/:\-]+|[-+*•–]+)\s*")
_TITLES = re.compile(rf"^(?:{_TITLE}(?:\s*[/,]\s*{_TITLE})?)(?:\s*[:.]\s*|\s+)", re.IGNORECASE)
_COMRADE = re.compile(r"^(?:đ\s?/\s?c|đ\.\s?c\.?|đồng chí)(?:\s*[:.]\s*|\s+)", re.IGNORECASE)
_MIDDLE = re.compile(r"(?:văn|thị)\s+\S+$", re.IGNORECASE)
_NOT_PLAIN = (
    r"(?!(?:Bí Thư|Trưởng Thôn|Chủ Tịch|Đảng Viên|Cán Bộ|Ông|Bà|Anh|Chị|Đồng|Cụ|Cô|Chú|Bác|Em|Thầy|Hộ|Gia|Chủ) )"
)
_PLAIN = re.compile(
    rf"{_NOT_PLAIN}[{UPPER}][{LOWER}]*(?:['’][{UPPER}][{LOWER}]+)?(?: [{UPPER}](?:['’][{UPPER}])?[{LOWER}]*)+"
)
_PERSON = re.compile(
    rf"[{UPPER}{LOWER}]+(?:['’\-.][{UPPER}{LOWER}]+)*(?: [{UPPER}{LOWER}]+(?:['’\-.][{UPPER}{LOWER}]+)*){{0,7}}\.?"
)
_PART = re.compile(r"[^\s'’\-]+")

SURNAMES = frozenset(
    """
    an bàn bành bùi bạch bằng bế cam cao chu cháng châu chúng chảo chẩu chử cung cà cù cấn cầm củng cứ diệp
    doãn dương giang giàng giáp hoa hoàng huỳnh hà hàn hán hình húng hạ hầu hồ hờ hứa kha khúc khương khổng
    kim kiều la liễu long luân ly lành lâm lã lê lò lô lù lý lưu lương lường lại lầu lộc lợi lục lừu lỳ ma mai
    miêu mào mã mè mông mùa mạc nghiêm nguyễn ngô nhan nhâm nhữ ninh nình nông nùng nịnh phan phàn phí phó phù
    phùng phúc phương phạm pờ quan quang quàng quách quảng sìn sình sùng sơn sầm sằn thang thi thiều thào thái
    thân thèn thạch thảo thẩm thền tiêu tiến toàn trang tri triệu trà tráng trình trương trượng trần trịnh ty
    tài tòng tô tông tăng tưởng tạ tải tần tẩn tẩy tống tụ từ vi viên và vàng võ văn vũ vương vừ xa xin xồng
    ân âu ông đinh điêu đoàn đàm đàng đào đường đặng đồng đỗ ấu ỏn ứng ỷ
    """.split()
)


def name_case(text: str) -> str:
    """Every word, and every part of one such as H'Mi, with one capital at its start."""
    return _PART.sub(lambda part: part.group()[0].upper() + part.group()[1:].lower(), text)


def _fix_case(name: str) -> str:
    # "SáCH" is left by a font of capitals, "ánh" by an old font without capital vowels.
    return _PART.sub(lambda part: _capitalised(part.group()), name)


def _capitalised(word: str) -> str:
    has_inner_capital = any(letter.isupper() for letter in word[1:])
    return word.capitalize() if has_inner_capital else word[0].upper() + word[1:]


def is_plain_name(text: str) -> bool:
    """Whether a name is already normal, so that the costlier tests can be left out."""
    return _PLAIN.fullmatch(text) is not None


@lru_cache(maxsize=50_000)
def normalise_name(text: str) -> str:
    """A person's name without number, title and surplus spaces; the tone style stays as typed."""
    if is_plain_name(text):
        return text
    name = _NUMBER.sub("", clean(text).strip(" .,;:")).strip(" .,;:")
    for _ in range(2):
        bare = _TITLES.sub("", name)
        # Ông is a surname too: "Ông Văn Bảy".
        if bare != name and (" " in bare or _COMRADE.match(name)) and not _MIDDLE.match(bare):
            name = _NUMBER.sub("", bare).strip(" .,;:")
    return _fix_case(name)


def looks_like_person(text: str) -> bool:
    """Whether a text can be a person's name: two to eight words of letters (H'Mi counts as two), the first capital."""
    name = normalise_name(text)
    return re.search(r"[ '’]", name) is not None and name[0].isupper() and _PERSON.fullmatch(name) is not None


def begins_with_surname(text: str) -> bool:
    return normalise_name(text).partition(" ")[0].lower() in SURNAMES


def _clean_lines(text: str) -> str:
    """The text with every line cleaned."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class ParsedName(NamedTuple):
    """A name and the other texts of its cell."""

    name: str
    rest: tuple[str, ...]


_OUTER = re.compile(
    r"\s*[\n(),;\[\]]+\s*|\s+[-–—]\s+|\s*/\s*(?=\d)|\s+(?=(?:sinh năm|sn\b|sinh ngày|s/n))", re.IGNORECASE
)
_GLUED_YEAR = re.compile(r"^(.*\D)[\s\-–:]+((?:19|20)\d\d)$", re.DOTALL)
_LIST_ITEM = re.compile(r"(?:^|[\n;,\s])\s*\d{1,2}\s*[.)/:\-]+\s*(?=[^\W\d])")
_COMMA = re.compile(r",(?![^(]*\))")
_COMRADE_SLASH = re.compile(r"\b([đĐ])\s?/\s?([cC])\b")
_COMRADE_SHORT = re.compile(r"\b[đĐ][cC]\b")


@lru_cache(maxsize=50_000)
def split_person(text: str) -> ParsedName:
    """ "Hoàng A Páo (1975)", "Hoàng A Páo⏎(Bí thư)" or "Hoàng A Páo - 1975": the name, and the other facts as texts."""
    if is_plain_name(text):
        return ParsedName(text, ())
    text = _spell_out_comrade(_clean_lines(text))
    text = _NUMBER.sub("", text)
    name = next((part for part in _OUTER.split(text) if part and part.strip()), "")
    if not name:
        return ParsedName("", ())
    rest = _rest(text[text.index(name) + len(name) :])
    if rest and _continues(name, rest[0], text):
        name, rest = f"{name} {rest[0]}", rest[1:]
    role, name = _role_before(name)
    name, year = _year_after(name)
    return ParsedName(normalise_name(name), tuple(clean(part) for part in [*year, *role, *rest]))


def _spell_out_comrade(text: str) -> str:
    return _COMRADE_SHORT.sub("Đồng chí", _COMRADE_SLASH.sub(r"\1\2", text))


def _year_after(name: str) -> tuple[str, list[str]]:
    """The name without a year at its end, and the year: "Hoàng A Páo 1975"."""
    glued = _GLUED_YEAR.match(name)
    return (glued.group(1), [glued.group(2)]) if glued else (name, [])


_ROLE = re.compile(
    r"(?:phó\s+)?(?:bí thư|trưởng|chủ tịch|chi ủy viên|cán bộ|công chức|đảng viên|giáo viên|đội|đại úy"
    r"|thượng úy|trung úy|thiếu tá|trung tá|ủy viên|hiệu trưởng|chủ nhiệm)\b",
    re.IGNORECASE,
)


def starts_with_role(name: str) -> bool:
    return _ROLE.match(name) is not None


def _role_before(text: str) -> tuple[list[str], str]:
    """The role and the name of "Trưởng thôn Hà Văn Quý"; the name begins at a surname."""
    if not starts_with_role(text):
        return [], text
    words = text.replace(":", " ").split()
    for i in range(1, len(words) - 1):
        name = words[i:]
        if name[0].lower() in SURNAMES and len(name) <= 5 and all(word[0].isupper() for word in name):
            return [" ".join(words[:i])], " ".join(name)
    return [], text


def _rest(text: str) -> list[str]:
    """The facts after a name; a dash separates them only beside a year ("1975 - Tày", not "Văn phòng - Thống kê")."""
    parts: list[str] = []
    for part in re.split(r"\s*[\n(),;\[\]]+\s*", re.sub(r"^[\s\-–—:/]+", "", text)):
        pieces = re.split(r"\s+[-–—]\s+", part)
        parts += pieces if any(re.search(r"\d{4}", piece) for piece in pieces) else [part]
    return [part.strip(" .:-–") for part in parts if part.strip(" .:-–")]


def _continues(name: str, part: str, text: str) -> bool:
    """Whether a name was only broken over two lines of its cell ("Nguyễn Thị⏎Hồng")."""
    broken = re.search(re.escape(name.strip()) + r"[ \t]*\n[ \t]*" + re.escape(part.strip()), text) is not None
    words = part.split()
    plain = all(word[0].isupper() and word.isalpha() for word in words) and len(words) <= 2
    short = len(normalise_name(name).split()) == 1 or len(words) == 1
    return broken and plain and short


def split_people(text: str) -> list[str]:
    """The several people of one cell (numbered, one a line, or separated by semicolons or commas), else the text."""
    if not any(separator in text for separator in "\n;,") and not _LIST_ITEM.search(text):
        return [text]
    text = _clean_lines(text)
    for rule in SPLIT_RULES:
        items = [item for part in rule.split(text) if (item := part.strip(" \n;,"))]
        if len(items) > 1 and all(rule.accepts(item) for item in items):
            return items
    return [text]


_NOT_PEOPLE = re.compile(
    r"\b(?:bí thư|trưởng|phó|chủ tịch|ủy viên|cán bộ|công chức|đảng viên|giáo viên|thôn|xã|bản|chi bộ|hội"
    r"|phòng|công an|tổ|ban|cơ quan"
    r"|văn phòng|hiệu|dân quân|mặt trận|hưu trí|đại úy|trung úy|thượng úy|thiếu tá|trung tá|hộ nghèo|cận nghèo"
    r"|dân tộc|kế toán|y tế)\b",
    re.IGNORECASE,
)


def _is_person(item: str) -> bool:
    return looks_like_person(split_person(item).name)


def _is_person_without_role(item: str) -> bool:
    name = split_person(item).name
    return (
        looks_like_person(name)
        and len(name.split()) <= 6
        and not _NOT_PEOPLE.search(name)
        and begins_with_surname(name)
    )


class SplitRule(NamedTuple):
    """One way of writing several people in a cell; it holds when every item is accepted as a person."""

    name: str
    split: Callable[[str], Sequence[str]]
    accepts: Callable[[str], bool]


# Numbers separate people most surely; a comma also separates a person from a post, a village or a year.
SPLIT_RULES = (
    SplitRule("numbered", _LIST_ITEM.split, _is_person),
    SplitRule("semicolons", lambda text: text.split(";"), _is_person_without_role),
    SplitRule("lines", lambda text: text.split("\n"), _is_person_without_role),
    SplitRule(
        "commas",
        _COMMA.split,
        lambda item: _is_person_without_role(item) and begins_with_surname(item),
    ),
)
