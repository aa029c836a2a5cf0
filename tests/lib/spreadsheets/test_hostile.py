"""Every file gives its cells or an error message, and this process does not grow."""

import io
import os
import random
import signal
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import xlwt

from lambinh.lib.spreadsheets import child_process
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, UnreadableFile, Workbook
from tests.support.spreadsheets import hostile

NAME = "Danh sách thôn Nà Khà.xlsx"
ONE_CELL = hostile.row(1, hostile.text_cell("A1", "a"))
Refusal = Callable[..., UnreadableFile]


def answer(path: Path, data: bytes, **limits: float) -> Workbook | UnreadableFile:
    path.write_bytes(data)
    try:
        return read_workbook(path, name=NAME, limits=Limits(**limits))
    except UnreadableFile as refusal:
        return refusal


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    def refusal(data: bytes, **limits: float) -> UnreadableFile:
        result = answer(tmp_path / "upload", data, **limits)
        assert isinstance(result, UnreadableFile), result
        assert NAME in result.message
        return result

    return refusal


def old_workbook() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for row in range(60):
        for column in range(8):
            sheet.write(row, column, f"Giàng A Páo {row} {column}" if column % 2 else row * 1.5)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def new_workbook() -> bytes:
    rows = "".join(hostile.row(n, hostile.text_cell(f"A{n}", f"Hộ {n}"), f"<c><v>{n}</v></c>") for n in range(1, 60))
    return hostile.xlsx(rows, after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>')


def open_document() -> bytes:
    return hostile.ods(f"<table:table-row>{hostile.ods_text('Hộ')}</table:table-row>" * 60)


# --- no workbook ---


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (hostile.PICTURE, "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
        (b"{\\rtf1\\ansi}", "word"),
        (b"Day khong phai la bang tinh", "not_a_workbook"),
        (b"\x7fELF\2\1\1" + bytes(64), "not_a_workbook"),
        (bytes(4096), "not_a_workbook"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "html"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(64), "old_excel"),
        (hostile.zip_of([("word/document.xml", "<document/>")]), "word"),
        (hostile.zip_of([("a.txt", "a")]), "not_a_workbook"),
        (hostile.compound({"WordDocument": bytes(4096)}), "word"),
        (hostile.compound({"Something": bytes(4096)}), "not_a_workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_called_what_it_is(refusal, data, code):
    assert refusal(data).code == code


def test_random_bytes_are_no_workbook(refusal):
    assert refusal(random.Random(7).randbytes(20_000)).code == "not_a_workbook"


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(UnreadableFile, match="khong-co") as caught:
        read_workbook(tmp_path / "khong-co.xlsx")
    assert caught.value.code == "missing"


def test_a_folder_is_said_to_be_missing(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(tmp_path)
    assert caught.value.code == "missing"


# --- locked ---


@pytest.mark.parametrize(
    "data",
    [
        hostile.encrypted_xlsx(),
        hostile.zip_with_password(),
        hostile.ods("", manifest="<manifest:encryption-data/>"),
        hostile.compound({"Workbook": (hostile.record(0x809, b"\0\6\5\0") + hostile.record(0x2F)).ljust(4096, b"\0")}),
    ],
    ids=["xlsx", "zip", "ods", "xls"],
)
def test_a_locked_file_is_said_to_have_a_password(refusal, data):
    assert refusal(data).code == "password"


# --- greedy and dishonest ---


@pytest.mark.parametrize(
    ("build", "codes"),
    [
        (hostile.far_apart, {"crashed", "too_large_inside"}),
        (hostile.far_apart_and_honest, {"too_many_rows"}),
        (hostile.has_a_million_rows, {"too_many_rows"}),
        (hostile.many_unique_texts, {"crashed", "too_large_inside"}),
        (hostile.entity_bomb, {"unsafe"}),
        (hostile.wide_entity_bomb, {"unsafe"}),
        (hostile.zip_bomb, {"unsafe"}),
        (hostile.huge_attribute, {"unsafe"}),
        (hostile.doubled_names, {"unsafe"}),
        (hostile.many_entries, {"unsafe"}),
        (hostile.overlapping_merges, {"damaged"}),
        (hostile.ods_with_a_billion_columns, {"too_many_columns"}),
        (hostile.ods_with_a_billion_spaces, {"long_cell"}),
        (lambda: hostile.compound({"Workbook": bytes(8192)}, loop=True), {"damaged"}),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_greedy_file_is_refused_without_growth_of_this_process(refusal, build, codes):
    data = build()
    before = _resident_megabytes()
    assert refusal(data).code in codes
    assert _resident_megabytes() - before < 30


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def test_a_part_that_inflates_past_the_limit_is_refused_though_its_ratio_is_honest(refusal):
    noise = random.Random(1).randbytes(3_000_000).hex()
    data = hostile.xlsx(ONE_CELL, extra=[("xl/media/noise.txt", noise)])
    assert refusal(data, inflated_bytes=5_000_000).code == "too_large_inside"


def test_ods_with_entities_is_refused(refusal):
    data = hostile.ods("", head='<!DOCTYPE x [<!ENTITY a "b">]>')
    assert refusal(data).code == "unsafe"


# --- limits that a user can keep ---


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (hostile.xlsx(ONE_CELL), {"file_bytes": 1000}, "too_big"),
        (hostile.xlsx(ONE_CELL, sheet_names=["A", "B", "C"]), {"sheets": 2}, "too_many_sheets"),
        (hostile.xlsx(hostile.row(12, hostile.text_cell("A12", "a"))), {"rows": 11}, "too_many_rows"),
        (hostile.xlsx(hostile.row(1, hostile.text_cell("E1", "a"))), {"columns": 4}, "too_many_columns"),
        (hostile.xlsx(hostile.row(9, hostile.text_cell("E9", "a"))), {"cells": 44}, "too_many_cells"),
        (
            hostile.xlsx(hostile.row(9, hostile.text_cell("C9", "abcdef"))),
            {"cell_characters": 5},
            "long_cell",
        ),
        (hostile.xlsx(hostile.row(9, '<c r="E9" t="e"><v>#N/A</v></c>')), {"rows": 8}, "too_many_rows"),
        (b"a,b\n1,2\n3,4\n", {"rows": 2}, "too_many_rows"),
    ],
    ids=["bytes", "sheets", "rows", "columns", "cells", "characters", "errors", "csv"],
)
def test_a_limit_is_named_when_it_is_passed(refusal, data, limits, code):
    assert refusal(data, **limits).code == code


def test_a_limit_that_is_just_reached_is_no_trouble(tmp_path):
    data = hostile.xlsx(hostile.row(12, hostile.text_cell("E12", "abcde")))
    limits = {"rows": 12, "columns": 5, "cells": 60, "cell_characters": 5, "sheets": 1}
    assert isinstance(answer(tmp_path / "upload", data, **limits), Workbook)


def test_the_cell_with_too_long_a_text_is_named(refusal):
    data = hostile.xlsx(hostile.row(9, hostile.text_cell("AB9", "abcdef")), sheet_names=["Thôn"])
    message = refusal(data, cell_characters=5).message
    assert "AB9" in message
    assert "Thôn" in message


# --- damaged ---


@pytest.mark.parametrize("build", [new_workbook, old_workbook, open_document])
def test_a_file_that_was_cut_off_is_refused_with_a_sentence(refusal, build):
    content = build()
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        assert refusal(content[: int(len(content) * share)]).code in {"damaged", "crashed", "not_a_workbook"}


@pytest.mark.parametrize("magic", [b"PK\3\4", hostile.COMPOUND_MAGIC])
def test_random_bytes_behind_a_true_beginning_are_refused(refusal, magic):
    assert refusal(magic + random.Random(3).randbytes(30_000)).code == "damaged"


@pytest.mark.fault
@pytest.mark.fault
def test_two_hundred_mutations_of_true_workbooks_give_cells_or_a_sentence(tmp_path):
    chance = random.Random(20181017)
    originals = [
        _without_compression(new_workbook()),
        new_workbook(),
        old_workbook(),
        _without_compression(open_document()),
    ]
    files = [_mutation(originals[number % len(originals)], chance) for number in range(200)]
    paths = [tmp_path / str(number) for number in range(len(files))]
    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(answer, paths, files))
    assert all(isinstance(result, Workbook | UnreadableFile) for result in answers)
    assert {type(result) for result in answers} == {Workbook, UnreadableFile}


def _without_compression(workbook: bytes) -> bytes:
    """Store the parts as they are, so that a changed byte is a change of XML and not of packing alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(buffer, "w") as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part))
    return buffer.getvalue()


def _mutation(data: bytes, chance: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(chance.choice([1, 2, 8, 40])):
        offset = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[offset] = chance.randrange(256)
            case 1:
                content[offset : offset + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999"])
            case 2:
                del content[offset : offset + chance.randrange(1, 30)]
            case _:
                content[offset:offset] = content[: chance.randrange(1, 30)]
    return bytes(content)


# --- the child ---


def test_a_reader_that_takes_too_long_is_ended(refusal, monkeypatch):
    monkeypatch.setattr(child_process, "_START", "import time; time.sleep(60)")
    assert refusal(hostile.xlsx(ONE_CELL), wall_seconds=0.3).code == "too_slow"


def test_a_reader_that_uses_too_much_processor_time_is_ended(refusal, monkeypatch):
    start = (
        "import json, sys; sys.path.append(sys.argv[1])",
        "from lambinh.lib.spreadsheets.child.sandbox.confine import confine",
        "confine(json.loads(sys.argv[2]))",
        "while True: pass",
    )
    monkeypatch.setattr(child_process, "_START", "\n".join(start))
    assert refusal(hostile.xlsx(ONE_CELL), cpu_seconds=1).code == "too_slow"


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL])
def test_a_reader_that_dies_by_a_signal_is_an_answer(refusal, monkeypatch, number):
    monkeypatch.setattr(child_process, "_START", f"import os; os.kill(os.getpid(), {int(number)})")
    assert refusal(hostile.xlsx(ONE_CELL)).code == "crashed"


@pytest.mark.parametrize("noise", [b"", b"x", b"v\3\0\0\0[1]", b"r\4\0\0\0\0\0\0\0", b"s\2\0\0\0{}", b"q\0\0\0\0"])
def test_a_reader_that_says_nonsense_is_an_answer(refusal, monkeypatch, noise):
    monkeypatch.setattr(child_process, "_START", f"import sys; sys.stdout.buffer.write({noise!r})")
    assert refusal(hostile.xlsx(ONE_CELL)).code == "crashed"


def test_a_reader_that_cannot_start_is_not_blamed_on_the_file(refusal, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert refusal(hostile.xlsx(ONE_CELL)).code == "reader"
