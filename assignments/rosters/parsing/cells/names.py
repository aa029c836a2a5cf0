"""Names of people as typed in rosters: titles off, spaces and letters mended, capitals brought to name case."""

import re
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


def _mended_case(name: str) -> str:
    if name.isupper() or name.islower():
        return name_case(name)
    # "SáCH" is what a capital font leaves behind, "ánh" an old font without capital vowels.
    return _PART.sub(lambda part: _capitalised(part.group()), name)


def _capitalised(word: str) -> str:
    return word.capitalize() if _oddly_capital(word) else word[0].upper() + word[1:]


def _oddly_capital(word: str) -> bool:
    return len(word) > 1 and any(letter.isupper() for letter in word[1:])


def is_plain_name(text: str) -> bool:
    """Whether a name is already as it should be, so that nothing needs to be looked at."""
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
    return _mended_case(name)


def looks_like_person(text: str) -> bool:
    """Whether it can be a person's name: two to eight words of letters (H'Mi counts as two), the first capital."""
    name = normalise_name(text)
    return re.search(r"[ '’]", name) is not None and name[0].isupper() and _PERSON.fullmatch(name) is not None


def begins_with_surname(text: str) -> bool:
    return normalise_name(text).split(" ", 1)[0].lower() in SURNAMES


def _composed(text: str) -> str:
    """As `clean`, but lines stay lines."""
    return "\n".join(clean(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


class ParsedName(NamedTuple):
    """A name and what else stood in its cell."""

    name: str
    rest: tuple[str, ...]


_OUTER = re.compile(
    r"\s*[\n(),;\[\]]+\s*|\s+[-–—]\s+|\s*/\s*(?=\d)|\s+(?=(?:sinh năm|sn\b|sinh ngày|s/n))", re.IGNORECASE
)
_GLUED_YEAR = re.compile(r"^(.*\D)[\s\-–:]+((?:19|20)\d\d)$", re.DOTALL)
_LIST_ITEM = re.compile(r"(?:^|[\n;,\s])\s*\d{1,2}\s*[.)/:\-]+\s*(?=[^\W\d])")
_COMRADE_SLASH = re.compile(r"\b([đĐ])\s?/\s?([cC])\b")


@lru_cache(maxsize=50_000)
def split_person(text: str) -> ParsedName:
    """ "Hoàng A Páo (1975)", "Hoàng A Páo⏎(Bí thư)" or "Hoàng A Páo - 1975": the name, and the other facts as texts."""
    if is_plain_name(text):
        return ParsedName(text, ())
    text = _COMRADE_SLASH.sub(r"\1\2", _composed(text))
    text = re.sub(r"\b[đĐ][cC]\b", "Đồng chí", text)
    text = _NUMBER.sub("", text)
    first, *_ = [part for part in _OUTER.split(text) if part and part.strip()] or [""]
    if not first:
        return ParsedName("", ())
    name, rest = first, _rest(text[text.index(first) + len(first) :])
    if rest and _continues(name, rest[0], text):
        name, rest = f"{name} {rest[0]}", rest[1:]
    role, name = _role_before(name)
    rest = [*role, *rest]
    glued = _GLUED_YEAR.match(name)
    if glued:
        name, rest = glued.group(1), [glued.group(2), *rest]
    return ParsedName(normalise_name(name), tuple(clean(part) for part in rest))


_ROLE = re.compile(
    r"(?:phó\s+)?(?:bí thư|trưởng|chủ tịch|chi ủy viên|cán bộ|công chức|đảng viên|giáo viên|đội|đại úy"
    r"|thượng úy|trung úy|thiếu tá|trung tá|ủy viên|hiệu trưởng|chủ nhiệm)\b",
    re.IGNORECASE,
)


def starts_with_role(name: str) -> bool:
    return _ROLE.match(name) is not None


def _role_before(text: str) -> tuple[list[str], str]:
    """ "Trưởng thôn Hà Văn Quý": ([the role], the name); the name begins at a surname."""
    if not starts_with_role(text):
        return [], text
    words = text.replace(":", " ").split()
    for place in range(1, len(words) - 1):
        name = words[place:]
        if name[0].lower() in SURNAMES and len(name) <= 5 and all(word[0].isupper() for word in name):
            return [" ".join(words[:place])], " ".join(name)
    return [], text


def _rest(text: str) -> list[str]:
    """The facts after a name; a dash parts them only beside a number ("1975 - Tày", not "Văn phòng - Thống kê")."""
    parts: list[str] = []
    for part in re.split(r"\s*[\n(),;\[\]]+\s*", re.sub(r"^[\s\-–—:]+", "", text)):
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
    """The several people of one cell (numbered, one a line, or parted by semicolons); one text when it holds one."""
    if "\n" not in text and ";" not in text and "," not in text and not _LIST_ITEM.search(text):
        return [text]
    text = _composed(text)
    items = [item.strip(" \n;,") for item in _LIST_ITEM.split(text)]
    items = [item for item in items if item]
    if len(items) > 1 and all(looks_like_person(split_person(item).name) for item in items):
        return items
    for separator in (";", "\n"):
        items = [item.strip(" ,;\n") for item in text.split(separator)]
        items = [item for item in items if item]
        if len(items) > 1 and all(_is_person_item(item) for item in items):
            return items
    return _split_by_commas(text)


def _split_by_commas(text: str) -> list[str]:
    items = [item.strip() for item in re.split(r",(?![^(]*\))", text) if item.strip()]
    if len(items) > 1 and all(_is_person_item(item) and begins_with_surname(item) for item in items):
        return items
    return [text]


_NOT_PEOPLE = re.compile(
    r"\b(?:bí thư|trưởng|phó|chủ tịch|ủy viên|cán bộ|công chức|đảng viên|giáo viên|thôn|xã|bản|chi bộ|hội"
    r"|phòng|công an|tổ|ban|cơ quan"
    r"|văn phòng|hiệu|dân quân|mặt trận|hưu trí|đại úy|trung úy|thượng úy|thiếu tá|trung tá|hộ nghèo|cận nghèo"
    r"|dân tộc|kế toán|y tế)\b",
    re.IGNORECASE,
)


def _is_person_item(item: str) -> bool:
    name = split_person(item).name
    return (
        looks_like_person(name)
        and len(name.split()) <= 6
        and not _NOT_PEOPLE.search(name)
        and begins_with_surname(name)
    )
