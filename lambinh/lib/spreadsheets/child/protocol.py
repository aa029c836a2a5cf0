"""How the child hands cells over: the words that both sides of the pipe share. Imports nothing of ours."""

import struct

HEAD = struct.Struct("<cI")

WORKBOOK = b"w"  # JSON: {"format"}
SHEET = b"s"  # JSON: all of a sheet but its rows
VALUES = b"v"  # JSON: list of values met for the first time; their numbers go on from 1 (0 is the empty cell)
ROWS = b"r"  # numbers of values, row after row, "width" of them each
BOOK = b"b"  # a piece of a workbook that was written, in place of all the others
FAILURE = b"x"  # JSON: {"code", facts of the sentence}
END = b"e"

DATE, DATETIME, TIME, TIMEDELTA = "d", "m", "t", "i"  # first item of a value that JSON has no form for

NOT_STARTED = 71
OUT_OF_CPU = -24  # SIGXCPU

MARKED_AS = "lam-binh-import"
"""The document property by which a workbook with marks is known again."""
