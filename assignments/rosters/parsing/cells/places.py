"""Villages, communes, party bodies and agencies as they are named in cells, group rows and titles."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from assignments.rosters.parsing.cells.names import name_case
from assignments.rosters.parsing.rules import Rule, always, decide
from lambinh.lib.vietnamese import clean, fold

# Words that begin a Tày or Dao place name, so that "Bản" before them is the kind of unit and not the name.
_PLACE_STARTS = frozenset(
    "nà nặm khuổi phiêng pác thẳm lũng đồng cốc bản khau kéo tát nậm pắc tông lung khun khu pù phia đon".split()
)
_VILLAGE = (
    r"(?:thôn|tổ dân phố|tổ dp|t\.?d\.?p\.?|xóm|khu phố|khu dân cư|khu|khối phố|khối|ấp|làng|buôn|tổ nhân dân|tổ"
    r"|th\.|t\.)"
)
_VILLAGE_TYPE = re.compile(rf"^{_VILLAGE}(?:\s*[:.]\s*|\s+|(?<=\.))(?=\S)", re.IGNORECASE)
_BAN = re.compile(r"^(bản)\s*[:.]?\s+(\S+)(\s+\S.*)?$", re.IGNORECASE)
_COMMUNE_TYPE = re.compile(r"^(?:xã|thị trấn|phường|t\.?t\.?|x\.|p\.)(?:\s*[:.]\s*|\s+|(?<=\.))(?=\S)", re.IGNORECASE)
_DISTRICT_TYPE = re.compile(r"^(?:huyện|tỉnh|thành phố|thị xã|h\.|t\.)\s*[:.]?\s*(?=\S)", re.IGNORECASE)
_CELL = re.compile(r"^(?:chi bộ|chi đảng bộ|đảng bộ bộ phận|cb)\b", re.IGNORECASE)
# "CB" is a cell where a place follows, else an official (cán bộ).
_SHORT_CELL = re.compile(r"^cb\.?\s+(?=(?:thôn|bản|xóm|tdp|tổ dân phố|khu)\s+\S)", re.IGNORECASE)
_AGENCY = re.compile(
    r"^(?:cơ quan|phòng|ban|văn phòng|trung tâm|hội|đoàn|công an|hạt|chi cục|kho bạc|tòa án|toà án|viện|ủy ban"
    r"|uỷ ban|ubnd|ubmttq|mttq|mặt trận|"
    r"liên đoàn|huyện ủy|huyện uỷ|huyện đoàn|hđnd|trường|trạm|bảo hiểm|ngân hàng|bưu điện|đội|điện lực"
    r"|bệnh viện|đảng ủy|đảng uỷ|đảng bộ|đài|"
    r"thanh tra|hợp tác xã|công ty|doanh nghiệp|ban chỉ huy|hội đồng|khối|chi nhánh|đồn|xí nghiệp|thị đoàn"
    r"|tổ chức|lực lượng)\b",
    re.IGNORECASE,
)
_NOT_AGENCY = re.compile(r"^(?:hội viên|trưởng|đội trưởng|đội phó|đội viên|ban viên|đoàn viên)\b", re.IGNORECASE)
_KNOWN = """
Công an huyện; Huyện ủy; Văn phòng Huyện ủy; Hạt Kiểm lâm; Trung tâm Y tế huyện; Hội Liên hiệp Phụ nữ huyện;
Hội Nông dân huyện; Hội Cựu chiến binh huyện; Huyện Đoàn; Ban Chỉ huy Quân sự huyện; Phòng Nông nghiệp và Phát
triển nông thôn; Phòng Giáo dục và Đào tạo; Cơ quan Tổ chức - Nội vụ; Ủy ban Mặt trận Tổ quốc huyện; Phòng Tài
chính - Kế hoạch; Phòng Nội vụ; Phòng Lao động - Thương binh và Xã hội; Phòng Tài nguyên và Môi trường; Phòng
Kinh tế và Hạ tầng; Phòng Văn hóa và Thông tin; Phòng Dân tộc; Phòng Tư pháp; Phòng Y tế; Thanh tra huyện; Ban
Tổ chức Huyện ủy; Ban Tuyên giáo Huyện ủy; Ban Dân vận Huyện ủy; Ủy ban Kiểm tra Huyện ủy; Viện Kiểm sát nhân
dân huyện; Tòa án nhân dân huyện; Liên đoàn Lao động huyện; Kho bạc Nhà nước huyện; Văn phòng HĐND và UBND
huyện; Trung tâm Bồi dưỡng chính trị huyện; Bảo hiểm xã hội huyện; Chi cục Thuế; Chi cục Thuế huyện; Chi cục
Thống kê huyện; Ngân hàng Chính sách xã hội huyện; Ban Quản lý dự án; Trung tâm Dịch vụ nông nghiệp; Trạm Y tế
xã; Chi bộ Công an xã; Chi bộ Quân sự xã; Chi bộ Trường Mầm non; Chi bộ Trường Tiểu học; Chi bộ Trường THCS;
Chi bộ cơ quan xã; Ủy ban nhân dân xã; Đảng ủy xã; Bí thư Đảng ủy; Phó Bí thư Đảng ủy; Phó Bí thư chi bộ;
Trưởng Ban công tác Mặt trận; Chủ tịch Hội Nông dân; Chủ tịch Hội Phụ nữ; Chủ tịch Hội Cựu chiến binh; Bí thư
Đoàn Thanh niên; Công chức Văn phòng - Thống kê; Chủ tịch UBND xã; Ủy ban nhân dân huyện; Cơ quan Ủy ban Kiểm
tra - Thanh tra
"""
_KNOWN_CASE = {fold(name): name for name in " ".join(_KNOWN.split()).split("; ")}


def starts_as_place(text: str) -> bool:
    return text.split(" ", 1)[0].lower() in _PLACE_STARTS


@lru_cache(maxsize=20_000)
def normalise_village(text: str) -> str:
    """A village without "Thôn", "Xóm", "TDP"; "Bản" stays where it is the name itself ("Bản Hin")."""
    name = clean(text).strip(" .,;:-")
    bare = _VILLAGE_TYPE.sub("", name)
    # A number alone ("Thôn 5") is no name.
    if bare != name and not re.fullmatch(r"[\dIVX]+[a-dA-D]?", bare):
        name = bare
    ban = _BAN.match(name)
    if ban and ban.group(3) and (ban.group(1) == "bản" or ban.group(2).lower() in _PLACE_STARTS):
        name = f"{ban.group(2)}{ban.group(3)}"
    return _proper(name)


@lru_cache(maxsize=20_000)
def normalise_commune(text: str) -> str:
    """A commune without "Xã", "Thị trấn", "Phường"."""
    name = clean(text).strip(" .,;:-")
    return _proper(_COMMUNE_TYPE.sub("", name))


@lru_cache(maxsize=20_000)
def normalise_organisation(text: str) -> str:
    """An agency or a cell; a cell keeps its "Chi bộ". A name in capitals gets its usual case."""
    name = _SHORT_CELL.sub("Chi bộ ", clean(text).strip(" .,;:-"))
    if name.isupper():
        return _organisation_case(name)
    # TCVN3 has no capital Ủ.
    return f"Ủ{name[1:]}" if name.startswith("ủ") else name


def _proper(name: str) -> str:
    return name_case(name) if name.isupper() or name.islower() else name


def _organisation_case(name: str) -> str:
    known = _KNOWN_CASE.get(fold(name))
    if known:
        return known
    low = name.lower()
    placed = re.match(r"^(.*?\b(?:thôn|xóm|tổ dân phố|bản|khu|xã|thị trấn|huyện|tỉnh))\s+(.+)$", low)
    if placed:
        head = placed.group(1)
        rest = name_case(placed.group(2))
        if head.endswith(" bản") or head == "bản":
            head = head[:-3] + "Bản"
        return f"{head[0].upper()}{head[1:]} {rest}"
    if re.match(r"^chi bộ (?!cơ quan|trường|công an|quân sự|y tế|trạm|văn phòng)", low):
        return "Chi bộ " + name_case(low[7:])
    return low[0].upper() + low[1:]


@lru_cache(maxsize=20_000)
def normalise_position(text: str) -> str:
    """A position; written in capitals throughout, it gets the case that such words have."""
    name = clean(text).strip(" ,;")
    if not name.isupper() or (" " not in name and len(name) <= 5):
        return name
    return _KNOWN_CASE.get(fold(name)) or name[0] + name[1:].lower()


def spell_out_cell(text: str) -> str:
    """A text with "Chi bộ" in place of "CB" before a village."""
    return _SHORT_CELL.sub("Chi bộ ", text)


def is_cell(text: str) -> bool:
    return _CELL.match(clean(text)) is not None


def is_agency(text: str) -> bool:
    text = clean(text)
    return _AGENCY.match(text) is not None and _NOT_AGENCY.match(text) is None


@cache
def _communes() -> frozenset[str]:
    """Communes of the shipped list of units, past and present, folded."""
    listed = Path(__file__).resolve().parents[4] / "data" / "units.csv"
    if not listed.exists():
        return frozenset()
    with listed.open(encoding="utf-8", newline="") as lines:
        return frozenset(fold(unit["name"]) for unit in csv.DictReader(lines) if unit["kind"] == "commune")


def is_known_commune(name: str) -> bool:
    """Whether a bare name is that of a commune; of use only where nothing else tells a village from a commune."""
    return fold(name) in _communes()


class PlaceNames(NamedTuple):
    village: str | None = None
    commune: str | None = None

    def or_else(self, other: "PlaceNames") -> "PlaceNames":
        """These names, and those of `other` where one is unknown."""
        return PlaceNames(self.village or other.village, self.commune or other.commune)


_ADDRESS_BREAK = re.compile(r"\s*[,;\n/]\s*|\s+[-–]\s+")
_COMMUNE_IN_VILLAGE = re.compile(r"^(.+?)\s+((?:xã|thị trấn|phường)\s+.+)$", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def parse_address(text: str, bare_kind: str = "village") -> PlaceNames:
    """ "thôn Nà Cọn, xã Thổ Bình", "Nà Cọn - Thổ Bình": a part without its kind is `bare_kind`, then a commune."""
    parts = [clean(part).strip(" .") for part in _ADDRESS_BREAK.split(text.strip())]
    places = PlaceNames()
    bare_names = []
    for part in parts:
        named = decide(ADDRESS_RULES, part)
        if named is None:
            bare_names.append(part)
        else:
            places = places.or_else(named)
    for name in bare_names:
        if places.village is None and bare_kind == "village":
            places = places._replace(village=normalise_village(name))
        elif places.commune is None:
            places = places._replace(commune=normalise_commune(name))
    return places


def _is_village(part: str) -> bool:
    return _VILLAGE_TYPE.match(part) is not None or part.lower().startswith("bản ")


def _village_with_commune(part: str) -> PlaceNames:
    split = _COMMUNE_IN_VILLAGE.match(part)
    if split is None:
        return PlaceNames(village=normalise_village(part))
    return PlaceNames(normalise_village(split.group(1)), normalise_commune(split.group(2)))


# What a part of an address names by its kind; a part that no rule knows is a bare name.
ADDRESS_RULES: tuple[Rule[str, PlaceNames], ...] = (
    Rule("blank", lambda part: not part, always(PlaceNames())),
    # "t." is short for a province here, and for a village elsewhere.
    Rule("district or province", lambda part: _DISTRICT_TYPE.match(part) is not None, always(PlaceNames())),
    Rule(
        "commune",
        lambda part: _COMMUNE_TYPE.match(part) is not None,
        lambda part: PlaceNames(commune=normalise_commune(part)),
    ),
    Rule("village", _is_village, _village_with_commune),
)


_FACT_BREAK = re.compile(r"\s*[,;\n()]+\s*|\s+[-–]\s+")


_EDGES = " ,;-–.\n()"


@lru_cache(maxsize=20_000)
def split_position(text: str) -> tuple[str | None, str | None]:
    """Position and organisation of "Trưởng phòng, Công an huyện": the latter from the first part that names one."""
    text = text.strip(_EDGES)
    starts = [0, *(separator.end() for separator in _FACT_BREAK.finditer(text))]
    body_start = next((start for start in starts if is_cell(text[start:]) or is_agency(text[start:])), None)
    if body_start is None:
        return normalise_position(text) or None, None
    if body_start > 0:
        return normalise_position(_fact(text[:body_start])), normalise_organisation(_fact(text[body_start:]))
    if len(starts) == 1:
        return None, normalise_organisation(text)
    # The organisation comes first: "Công an huyện, Trưởng phòng".
    return _fact(text[starts[1] :]), normalise_organisation(_fact(text[: starts[1]]))


def last_part(text: str) -> tuple[str, str | None]:
    """The parts of a cell before and after its last comma, line break or dash."""
    inner = text.strip(_EDGES)
    separators = list(_FACT_BREAK.finditer(inner))
    if not separators:
        return clean(text), None
    return _fact(inner[: separators[-1].start()]), _fact(inner[separators[-1].end() :])


def _fact(text: str) -> str:
    """A part of a cell without the marks around it; a closing parenthesis stays where its opening one is inside."""
    text = clean(text)
    return text.strip(" ,;-–(") if "(" in text and ")" in text else text.strip(" ,;-–()")
