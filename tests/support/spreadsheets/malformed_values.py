"""Unexpected content of a cell, a heading or a sheet's name."""

import random
from datetime import date, datetime, time, timedelta

DIGITS_OF_OTHERS = ["٣", "١٩٧٥", "²", "①", "５", "Ⅳ", "𝟗", "৪", "零", "½", "²/³/٢٠١٨", "٠١/٠١/٢٠١٨"]
NUMBERS = [
    "9" * 5000, "-" + "9" * 4400, "1e308", "1e309", "NaN", "inf", "-Infinity", "0x1F", "1_000", "+5", "--5", "5.5.5",
    "1,5,5", "0" * 300, "." * 50, "99999999999999999999", "-0", "0.0000001", "1/0", "12e", "-1", "5 (9999999999999)",
    "18446744073709551616", "2147483648", "32768", "0123456789012", "000000000000", "5 khẩu 6 khẩu", "1" * 9999,
]  # fmt: skip
DAYS = [
    "31/02/2018", "00/00/0000", "1/1/0001", "31/12/9999", "32/13/99999", "12/1899", "0/2018", "1/1/1/1/1", "29/2/1900",
    "2018-02-30T25:61:61", "10000-01-01", "ngày 31 tháng 2 năm 2018", "ngày tháng năm", "từ 1/1/2018 đến 1/1/2017",
    "1/1/99999999999999999999", "99/99/99", "1-1-1", "1.1.1", "01/01/0000", "năm " + "9" * 5000, "từ đến từ đến",
    "1/" * 4999, "2018 - 2017 - 2016", "13/2018 - 0/2018", "01/2018-" * 900, "29/02/2100", "/" * 9000,
]  # fmt: skip
LETTERS = [
    "\u0301" * 5000, "A\u0323\u0302\u0301" * 800, "\u202eoáP A gnàiG", "Gi\u200bàng\ufeff A\u00ad Páo", "\uffff",
    "\ufffe\ufdd0",
    "\U0010ffff" * 9, "\ue000\uf8ff", "👨‍👩‍👧‍👦" * 300, "Ａｎｈ", "ﷺ" * 2000, "ß" * 9000, "İ" * 9000, "ŉ" * 5000,
    "\xa0" * 9000, "\t" * 9000,
    "\n" * 9999, "\r\n" * 4000, "\u2028\u2029\x85" * 900, "ￒￓ￨￩", "Ðặng", "ﬁﬂ" * 2000, "®" * 5000, "¹" * 5000,
    "\u1fbf\u0345" * 2000,
]  # fmt: skip
SHAPES = [
    "=1+1", "=cmd|' /C calc'!A0", "#REF!", "#N/A", "<script>", "%s%d%(file)s", "{0}{name}", "\\u0000", "\\0", "'",
    '"""', "NULL",
    "()" * 4000, "(" * 9999, ")" * 9999, "[" * 9999, "(((((a", "-" * 9999, "–" * 9999, "," * 9999, ";" * 9999,
    ". " * 4999, "…" * 9999,
    "1. " * 3333, "1. A\n" * 1990, "1) B; " * 1600, "a; " * 3000, "A, " * 3000, "x" * 10_000, "a b " * 2499,
    "Đ/c " * 2400, "  " * 4999,
]  # fmt: skip
PIECES = [
    "Giàng A Páo", "Nguyễn Thị Hòa", "ông", "bà", "Đ/c", "đồng chí", "thôn Nà Khà", "xã Thổ Bình", "huyện Lâm Bình",
    "hộ nghèo", "hộ cận nghèo",
    "năm 2018", "1975", "01/11/2018", "ngày", "tháng", "từ", "đến", "Bí thư chi bộ", "Chi bộ", "Đảng ủy xã", "LB01",
    "012345678901", "0912345678",
    "5 khẩu", "Nam", "Nữ", "x", "1.", "a)", "-", "–", "(", ")", ",", ";", ":", "/", "\n", " ", ".", "…", "nt", '"',
    "''", "như trên", "Tổng cộng",
    "Cộng", "STT", "Họ và tên", "chủ hộ", "phụ trách", "Quyết định số", "QĐ-UBND", "sinh năm", "dân tộc Mông", "Tày",
    "vợ", "con", "I", "II", "A",
    "T.", "TDP", "SN", "sinh", "CCCD", "CMND", "số", "đảng viên", "cán bộ", "chết", "chuyển đi", "kèm theo",
    "Trưởng thôn", "&", "+", "0", "9",
]  # fmt: skip
MOMENTS = [
    date(1, 1, 1), date(9999, 12, 31), date(1900, 2, 28), date(1899, 12, 31), datetime(9999, 12, 31, 23, 59, 59,
    999_999),
    datetime(1970, 1, 1, 0, 0, 1), time(0, 0), time(23, 59, 59), timedelta(days=99_999), timedelta(microseconds=1),
]  # fmt: skip
PLAIN = [
    None,
    True,
    False,
    0,
    -1,
    1e308,
    -1e308,
    5e-324,
    0.1,
    2.5,
    2**53,
    2**63 - 1,
    -(2**63),
    1e15,
    99_999,
    43_405,
    1975.0,
    3.0000001,
]
TEXTS = DIGITS_OF_OTHERS + NUMBERS + DAYS + LETTERS + SHAPES


def odd_value(chance: random.Random) -> object:
    """Anything that a workbook can hold in a cell."""
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(MOMENTS)
    if kind < 0.2:
        return chance.choice(PLAIN)
    return odd_text(chance)


def odd_text(chance: random.Random, longest: int = 10_000) -> str:
    """An unexpected text: one of the known ones, or repeated pieces of real ones."""
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(TEXTS)[:longest]
    pieces = [chance.choice(PIECES) for _ in range(chance.randint(1, 6))]
    text = chance.choice(["", " ", " ", ", ", "\n"]).join(pieces)
    if kind < 0.7:
        return text[:longest]
    text *= max(1, chance.choice([3, 30, 300, longest]) // max(1, len(text)) or 1)
    return (text + chance.choice(["", "!", "9", "\u0301", "("]))[:longest]
