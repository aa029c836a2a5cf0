"""Patterns of lines that are no records: totals, counts, signatures, titles, the heading of a summary."""

import re
from collections.abc import Sequence

from assignments.rosters.parsing.cells.names import is_plain_name
from assignments.rosters.parsing.cells.parsers import is_ditto
from assignments.rosters.parsing.columns.headings import is_heading_text, normal_heading
from assignments.rosters.parsing.table.line_values import group_of
from lambinh.lib.vietnamese import fold

# Words that begin a line of a group, a total or a signature, never a name.
_NO_SURNAME = frozenset(
    """
    ban bí bản bảo chi chuyển chủ các cán công cơ cấp cộng danh ghi huyện hạt hộ hội kho khu khối kế liên làng lưu mang
    mặt ngân người nhóm nơi phòng phó phường số tdp thôn thị toà toàn trang trung trường trưởng trạm tòa tổ tổng uỷ
    viện văn xã xóm đoàn đại đảng đội ấp ủy
    """.split()
)
TOTAL = re.compile(
    r"\W*(?:mang sang|chuyển sang|trang (?:trước|sau|này)|tổng|cộng|toàn (?:xã|huyện|thôn|chi bộ|đảng bộ)"
    r"|lũy kế|bình quân)\b(?!\s+công ty)",
    re.IGNORECASE,
)
COUNT = re.compile(
    r"(?:[\W\d]*\d\s*(?:hộ|khẩu|nhân khẩu|người|đồng chí|đ/c|đảng viên|thành viên|nk|đv))+[\W\d]*(?:nghèo"
    r"|cận nghèo)?|[\d.,%\s]+",
    re.IGNORECASE,
)
_STRONG_SIGNATURE = re.compile(
    r"(?:nguoi|can bo) (?:lap|tong hop|ke khai|viet|thong ke|ghi|kiem tra|duyet|bao cao|xac nhan)\b.*"
    r"|t ?[/.] ?m\b.*|tm\b.*|k ?[/.] ?t\b.*|kt\b.*|noi nhan.*"
    r"|.*\bky[, ]+(?:va )?(?:ghi ro|ten|dong dau).*|\(?da ky\)?|xac nhan.*|.*\bngay\b.*\bthang\b.*\bnam\b.*"
    r"|phe duyet.*|lap bieu.*|thay mat .*|(?:- ?)?luu\b.*|ky ten.*|thu truong( .*)?"
)
_WEAK_SIGNATURE = re.compile(
    r"(?:pho )?(?:bi thu|chu tich|truong thon|truong ban|truong phong|giam doc|hieu truong|chi huy|truong xom"
    r"|truong ban.*)(?: .*)?|uy ban nhan dan.*|dang uy.*|ubnd.*"
    r"|chi uy.*|ban (?:thuong vu|chap hanh|chi dao).*|can bo(?: .*)?|cong chuc.*|ke toan.*|dai dien .*"
    r"|chi bo.*|van phong.*|truong thon.*|q\. .*"
)
TITLE = re.compile(
    r"danh sach.*|dang bo .*|dang uy (?:xa|thi tran).*|dang cong san.*|huyen uy.*|ban thuong vu.*"
    r"|uy ban nhan dan.*|ubnd .*|cong hoa.*|(?:phu )?bieu\b.*|phu luc.*|phan [ivx\d]+.*|phieu .*"
    r"|(?:[a-h]|[ivx]+)\s*[.)/-]\s*\S.*|tong hop.*|bang .*|can bo.*|dang vien.*|doc lap.*"
)
_LONGEST_SIGNATURE = 200
NUMBER = re.compile(r"\s*\d{1,5}\s*[.)]?\s*")
ROMAN = re.compile(r"\s*\(?(?:[IVXLC]+|[A-H])\s*[.)]?\s*")
BEFORE_GROUP = re.compile(rf"{ROMAN.pattern}|\(?[a-h]\s*[.)]|[*+•●▪➢>#\s]+")


def is_plain_person(value: object) -> bool:
    if not isinstance(value, str) or not is_plain_name(value):
        return False
    return value.split(" ", 1)[0].lower() not in _NO_SURNAME and not is_ditto(value)


def heads_a_summary(cells: Sequence[object]) -> bool:
    """Another heading, of a table that names no people: "STT | Thôn | Số đảng viên | Số hộ" under the list."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    if len(texts) < 3 or len(texts) < len(cells):
        return False
    known = sum(is_heading_text(text) or fold(text).startswith("so ") for text in texts)
    marks = sum(normal_heading(text) in ("stt", "tt") or fold(text).startswith("so ") for text in texts)
    return known == len(texts) and marks > 1


def is_signature(texts: Sequence[str]) -> bool:
    """Whether the texts of a line are those over signatures."""
    folded = [fold(text[:_LONGEST_SIGNATURE]) for text in texts]
    if any(map(_STRONG_SIGNATURE.fullmatch, folded)) and all(map(_may_be_signature, folded)):
        return True
    # "Chi bộ Nà Khà" is the heading of a group as well.
    return len(texts) < 4 and all(map(_WEAK_SIGNATURE.fullmatch, folded)) and not any(map(group_of, texts))


def _may_be_signature(folded: str) -> bool:
    return bool(_STRONG_SIGNATURE.fullmatch(folded) or _WEAK_SIGNATURE.fullmatch(folded))
