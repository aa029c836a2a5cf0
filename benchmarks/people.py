"""Invented households for benchmarks, as rows of 12 columns and as workbooks."""

import random
from pathlib import Path

from openpyxl import Workbook

HEADINGS = [
    "STT", "Mã hộ", "Họ và tên chủ hộ", "Năm sinh", "Giới tính", "Dân tộc", "Số CCCD", "Thôn", "Xã",
    "Số nhân khẩu", "Diện hộ", "Điện thoại",
]  # fmt: skip
COMMUNES = ["Thổ Bình", "Bình An", "Hồng Quang", "Xuân Lập", "Phúc Yên", "Lăng Can", "Khuôn Hà", "Thượng Lâm"]
VILLAGES = [f"{first} {last}" for first in ("Nà", "Bản", "Khuổi", "Phiêng") for last in ("Khà", "Cọn", "Lầu", "Tát")]
SURNAMES = ["Nguyễn", "Hoàng", "Ma", "Triệu", "Đặng", "Giàng", "Lý", "Nông", "Hứa", "Quan", "Chẩu", "Lù"]
MIDDLES = ["Văn", "Thị", "A", "Seo", "Đức", "Ngọc", "Xuân", "Thị Thu", "Công", "Mùi"]
GIVEN = ["Páo", "Hòa", "Huấn", "Huân", "Mẩy", "Quang", "Đềnh", "Thủy", "Sơn", "Cát", "Ứng", "Yến", "Phủ"]


def household(number: int, chance: random.Random) -> list[object]:
    return [
        number,
        f"BM{number:08d}",
        f"{chance.choice(SURNAMES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}",
        chance.randint(1935, 2000),
        chance.choice(["Nam", "Nữ"]),
        chance.choice(["Tày", "Dao", "Mông", "Kinh"]),
        f"008{chance.randint(0, 10**9 - 1):09d}",
        chance.choice(VILLAGES),
        chance.choice(COMMUNES),
        chance.randint(1, 9),
        chance.choice(["Hộ nghèo", "Hộ cận nghèo", "Không nghèo"]),
        f"09{chance.randint(0, 10**8 - 1):08d}",
    ]


def write_households(path: Path, rows: int) -> Path:
    """A workbook of `rows` households, the same for the same number."""
    chance = random.Random(rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Hộ gia đình")
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        sheet.append(household(number, chance))
    book.save(path)
    return path
