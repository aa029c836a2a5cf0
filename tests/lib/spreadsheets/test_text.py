import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Cell, Limits, UnreadableFile

ReadRows = Callable[..., list[tuple[Cell, ...]]]

HEADING = ("STT", "Họ và tên chủ hộ", "Ghi chú")
FIRST = ("1", "Nguyễn Thị Hòa", 'nói "có", rồi;thôi\nhai\tdòng')
SECOND = ("2", "Đặng Văn Ưởng", "=1+1")
TABLE = [HEADING, FIRST, SECOND]


@pytest.fixture
def rows(tmp_path: Path) -> ReadRows:
    def rows(data: bytes, name: str = "Thổ Bình.csv") -> list[tuple[Cell, ...]]:
        path = tmp_path / "upload"
        path.write_bytes(data)
        workbook = read_workbook(path, name=name, limits=Limits())
        assert workbook.format == "csv"
        assert [sheet.name for sheet in workbook.sheets] == [Path(name).stem]
        return workbook.sheets[0].rows

    return rows


def as_csv(separator: str, table: list[tuple[str, ...]] = TABLE) -> str:
    rows = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in table]
    return "".join(separator.join(row) + "\r\n" for row in rows)


def in_1258(text: str) -> bytes:
    """Encode as Windows does: the tone mark follows the letter if the letter with its tone has no byte."""
    return "".join(map(_with_tone_after, text)).encode("cp1258")


def _with_tone_after(letter: str) -> str:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", parts.replace(tone, "")) + tone
    return letter


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_read_with_every_separator(rows, encoding, separator):
    assert rows(as_csv(separator).encode(encoding)) == TABLE


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_windows_1258_is_read_and_its_marks_join_their_letters(rows, separator):
    table = [("Mã", "Họ tên"), ("1", "Nguyễn Thị Hòa"), ("2", "Đặng Văn Sùng"), ("3", "Thổ Bình")]
    assert rows(in_1258(as_csv(separator, table))) == table


def test_a_short_text_in_windows_1258_without_marks_of_tone_is_read(rows):
    assert rows("Tên,Xã\nĐoàn Văn Đương,Thượng Lâm\n".encode("cp1258", "ignore"))[1][0] == "Đoàn Văn Đương"


def test_bytes_of_tcvn3_come_through_with_the_soft_hyphen(rows):
    data = "Hä tªn;Ghi chó\nNguyÔn V¨n Th\u00ad¬ng;Bµ TrÇn ThÞ Hång\n".encode("latin-1")
    assert rows(data) == [("Hä tªn", "Ghi chó"), ("NguyÔn V¨n Th\u00ad¬ng", "Bµ TrÇn ThÞ Hång")]


def test_bytes_of_vni_come_through(rows):
    data = "Hoï teân,Ghi chuù\nNguyeãn Vaên Thöông,Traàn Thò Hoàng\n".encode("cp1252")
    assert rows(data) == [("Hoï teân", "Ghi chuù"), ("Nguyeãn Vaên Thöông", "Traàn Thò Hoàng")]


def test_bytes_without_a_character_in_windows_1252_do_no_harm(rows):
    assert rows(b"a,Nguy\xd4n\x81 V\xa8n\nb,\x93x\x94\n") == [("a", "NguyÔn V¨n"), ("b", "“x”")]


def test_cells_stay_text(rows):
    assert rows(b"008012345678,05,7/3/1975,1.5,TRUE\n") == [("008012345678", "05", "7/3/1975", "1.5", "TRUE")]


def test_a_separator_inside_the_cells_does_not_win_by_number(rows):
    data = "Họ tên;Địa chỉ\nMa Thị Lan;Nà Khà, Thổ Bình, Lâm Bình\nBàn A;Nà Cọn, Thổ Bình, Lâm Bình\n".encode()
    assert rows(data)[0] == ("Họ tên", "Địa chỉ")


def test_the_line_that_announces_the_separator_is_no_row(rows):
    assert rows(b"sep=;\r\na;b,c,d\r\n") == [("a", "b,c,d")]


def test_rows_of_unequal_length_are_filled_up_and_blank_lines_keep_their_place(rows):
    data = "DANH SÁCH HỘ\n\na,b,c\n1,2\n".encode()
    assert rows(data) == [("DANH SÁCH HỘ", None, None), (None, None, None), ("a", "b", "c"), ("1", "2", None)]


def test_a_text_table_is_read_whatever_its_extension(rows):
    assert rows(b"a\tb\n1\t2\n", "xuat.xls") == [("a", "b"), ("1", "2")]


def test_lines_that_end_in_old_mac_style_are_rows(rows):
    assert rows(b"a,b\r1,2\r") == [("a", "b"), ("1", "2")]


def test_a_quotation_mark_that_is_never_closed_is_refused_or_read_but_never_breaks(rows):
    try:
        assert rows(b'a,b\n"1,2\n' + b"3,4\n" * 50_000)
    except UnreadableFile as refusal:
        assert refusal.code == "long_cell"
