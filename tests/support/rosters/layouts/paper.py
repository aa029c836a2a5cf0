"""The text around a table on paper: letterhead, title, totals, notes, signatures."""

from tests.support.rosters.layouts.people import District, words
from tests.support.rosters.layouts.workbook import Sheet, Table

ROMAN = words("I II III IV V VI VII VIII IX X XI XII")
DECISIONS = (
    "(Kèm theo Nghị quyết số 89-NQ/HU, ngày 17/10/2018 của Ban Chấp hành Đảng bộ huyện)",
    "(Ban hành kèm theo Quyết định số 45-QĐ/ĐU ngày 05 tháng 11 năm 2018)",
    "(Kèm theo Công văn số 112/UBND-LĐTBXH ngày 12/12/2019)",
)


def letterhead(sheet: Sheet, district: District, title: str, width: int, left: int = 1, tier: str = "commune") -> None:
    """Two columns of letterhead, the title and its decision; no row names the commune again."""
    commune, right = district.commune, left + max(width // 2, 2)
    issuer = f"ĐẢNG ỦY XÃ {commune.upper()}" if tier == "commune" else "BAN THƯỜNG VỤ HUYỆN ỦY"
    unit = commune if tier == "commune" else "Lâm Bình"
    sheet.put(1, left, "ĐẢNG BỘ HUYỆN LÂM BÌNH")
    sheet.put(1, right, "ĐẢNG CỘNG SẢN VIỆT NAM")
    sheet.put(2, left, issuer)
    sheet.put(2, right, f"{unit}, ngày {district.random.randint(10, 28)} tháng 11 năm 2018")
    sheet.put(4, left, title)
    sheet.put(5, left, district.pick(*DECISIONS))
    for row in (4, 5):
        sheet.merge(row, left, row, left + width - 1)


def short_title(sheet: Sheet, district: District, title: str, left: int = 1) -> None:
    """A title of one line that names the commune."""
    style = district.pick("{0} - XÃ {1} NĂM 2019", "{0} XÃ {1}", "{0} TẠI XÃ {1} NĂM 2020")
    sheet.put(1, left, style.format(title, district.commune.upper()))


def signatures(table: Table, district: District, notes: bool = True) -> None:
    """The end of a list: notes, its author and the signatures, with names under name columns."""
    sheet, row = table.sheet, table.row
    second, last = table.left + 1, table.left + len(table.columns) - 2
    if notes:
        sheet.put(
            row,
            table.left,
            district.pick(
                "Ghi chú: Danh sách trên được lập theo kết quả rà soát cuối năm.",
                "* Hộ nghèo, hộ cận nghèo theo chuẩn giai đoạn 2016 - 2020.",
                "(Danh sách này được niêm yết tại nhà văn hóa thôn)",
            ),
        )
        row += 1
    row += 1
    sheet.put(row, last, district.pick(f"{district.commune}, ngày 05 tháng 11 năm 2018", ""))
    sheet.put(row + 1, second, district.pick("NGƯỜI LẬP BIỂU", "Người lập", "CÁN BỘ LẬP DANH SÁCH"))
    sheet.put(row + 1, last, district.pick("T/M ĐẢNG ỦY", "TM. ỦY BAN NHÂN DÂN", "T/M BAN CHẤP HÀNH"))
    sheet.put(row + 2, last, district.pick("BÍ THƯ", "CHỦ TỊCH", "PHÓ BÍ THƯ"))
    if district.random.random() < 0.5:
        sheet.put(row + 3, second, "(Ký, ghi rõ họ tên)")
        sheet.put(row + 3, last, "(Ký tên, đóng dấu)")
    sheet.put(row + 6, second, district.name("F"))
    sheet.put(row + 6, last, district.name("M"))
    table.row = row + 7


def group_name(village: str, capitals: bool) -> str:
    """A village as its group row names it."""
    return f"THÔN {village.upper()}" if capitals else f"Thôn {village}"
