"""The kind of a file by its first bytes, and the name of its download."""

import io
import zipfile
from pathlib import Path

import pytest

from lambinh.lib.uploads.file_types import download_name, type_error


def zip_of(*parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (zip_of("xl/workbook.xml"), "roster.exe", "roster.xlsx"),
        (zip_of("xl/workbook.xml", "xl/vbaProject.bin"), "roster.xlsx", "roster.xlsm"),
        (zip_of("xl/workbook.bin"), "roster.xls", "roster.xlsb"),
        (zip_of("content.xml"), "roster.scr", "roster.ods"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "danh sách.xls.exe", "danh sách.xls.xls"),
        (b"A;B", "roster.bat", "roster.csv"),
        (b"A\tB", "roster.TSV", "roster.tsv"),
        (b"MZ\x90", "roster.xlsx", "roster.bin"),
        (b"A;B", "a\u202egpj.exe", "agpj.csv"),
        (b"A;B", "..\\..\\x/y:z\r\n.txt", "yz.txt"),
        (b"A;B", ".exe", "exe.csv"),
        (b"A;B", "  .. .", "roster.csv"),
    ],
)
def test_a_file_is_given_back_with_the_extension_of_what_it_is(
    content: bytes, name: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(content)

    assert download_name(path, name) == expected


def test_what_is_no_spreadsheet_is_told_by_its_first_bytes() -> None:
    assert "a.xlsx" in type_error(io.BytesIO(b"%PDF-1.7"), "a.xlsx")
    assert "a.xlsx" in type_error(io.BytesIO(b""), "a.xlsx")
    file = io.BytesIO(b"A;B")
    assert type_error(file, "a.csv") == ""
    assert file.tell() == 0
