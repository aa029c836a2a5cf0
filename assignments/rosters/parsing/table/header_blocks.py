"""Where tables begin on a sheet: the rows of their headings, and what stands over each column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise

from assignments.rosters.parsing.cells.names import begins_with_surname, is_plain_name
from assignments.rosters.parsing.columns.fields import NAMES
from assignments.rosters.parsing.columns.header_concepts import concepts_of_header
from assignments.rosters.parsing.columns.headings import concepts_of, is_heading_text, normal_heading
from assignments.rosters.parsing.columns.layout import Column, HeaderBlock
from assignments.rosters.parsing.columns.tiers import tier_named
from assignments.rosters.parsing.columns.vocabulary import GROUP_ALIASES
from assignments.rosters.parsing.records import Memory
from assignments.rosters.parsing.sheet.grid import Cells, Merges, filled
from assignments.rosters.parsing.sheet.limits import check_time
from assignments.rosters.parsing.table.header_quirks import is_column_numbers, is_field_names, join_broken_header

MOST_HEADING_ROWS = 4
_NUMBERS = (int, float, date, time, timedelta)
_BEGINS_HEADING = re.compile(
    r"\s*(?:s\.?\s?t\.?\s?t|tt|số\s+tt|số\s+thứ|họ|ho\s|tên|chủ\s+hộ|hộ|các\s+hộ|đảng\s+viên|cán\s+bộ|người"
    r"|đồng\s+chí|thành\s+viên|đại\s+diện|danh\s+sách|mã)",
    re.IGNORECASE,
)


def _may_be_heading(row: Sequence[object]) -> bool:
    """A quick look, for most rows of a long table are data."""
    texts = 0
    promising = False
    for cell in row:
        if cell is None:
            continue
        if type(cell) is str:
            texts += 1
            promising = promising or _BEGINS_HEADING.match(cell) is not None
        elif isinstance(cell, _NUMBERS):
            return False
    return promising and texts >= 2


def _heading_share(row: Sequence[object]) -> tuple[int, int, bool]:
    """(cells that read like headings, filled cells, whether one is over names)."""
    texts = [cell for cell in row if isinstance(cell, str) and cell.strip()]
    known = names = 0
    for text in texts:
        concepts = concepts_of(text) if len(text) <= 90 else ()
        if concepts or normal_heading(text) in GROUP_ALIASES:
            known += 1
        if set(concepts) & NAMES or normal_heading(text) in GROUP_ALIASES:
            names += 1
    return known, len(texts), names > 0


def find_blocks(rows: Cells, merges: Merges, corrections: Memory) -> list[HeaderBlock]:
    blocks: list[HeaderBlock] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if not _may_be_heading(row):
            at += 1
            continue
        check_time()
        whole = join_broken_header(rows, at, merges)
        if whole is not None and (found := _block_at(whole, at, merges, corrections, at)):
            body = _first_row_under(rows, at + 1)
            blocks += [replace(block, bottom=at + 1, body=body) for block in found]
            at = body
            continue
        if not _is_heading_row(rows, at, corrections) or (blocks and _is_data_of(rows, at, blocks[-1])):
            at += 1
            continue
        found = _block_at(rows, at, merges, corrections, blocks[-1].body if blocks else 0)
        blocks += found
        at = found[0].body if found else at + 1
    return blocks


def _is_data_of(rows: Cells, at: int, block: HeaderBlock) -> bool:
    """A row with words such as "Đảng viên" and "Xã": one with a name, or with what its columns hold elsewhere."""
    texts = {place: cell for place in filled(rows[at]) if isinstance(cell := rows[at][place], str)}
    if any(begins_with_surname(text) and is_plain_name(text) and not concepts_of(text) for text in texts.values()):
        return True
    known = {normal_heading(text) for column in block.columns for text in column.texts}
    if all(normal_heading(text) in known for text in texts.values()):
        return False
    near = [rows[row] for row in range(block.body, min(len(rows), block.body + 300)) if row != at]
    return all(any(row[place] == text for row in near) for place, text in texts.items())


def _is_heading_row(rows: Cells, at: int, corrections: Memory) -> bool:
    known, total, names = _heading_share(rows[at])
    if corrections:
        said = sum(normal_heading(cell) in corrections for cell in rows[at] if isinstance(cell, str))
        known, names = max(known, said), names or said > 0
    if known < 2 or known * 2 < total:
        return False
    below = any(_heading_share(row)[2] for row in rows[at + 1 : at + 3] if _all_headings(row))
    return names or below or (known >= 3 and any(is_heading_text(cell) for cell in rows[at] if isinstance(cell, str)))


def _all_headings(row: Sequence[object]) -> bool:
    texts = [row[place] for place in filled(row)]
    return bool(texts) and all(isinstance(text, str) and is_heading_text(text) for text in texts)


def _block_at(rows: Cells, at: int, merges: Merges, corrections: Memory, free: int) -> list[HeaderBlock]:
    top = at
    if at > free and _is_group_heading(rows, at - 1, merges):
        top = at - 1
    bottom = at
    while bottom + 1 < len(rows) and bottom - top + 1 < MOST_HEADING_ROWS and _continues(rows, top, bottom + 1, merges):
        bottom += 1
    columns = _columns(rows, top, bottom, merges, corrections)
    if not any(set(column.concepts) & NAMES for column in columns):
        return []
    body = _first_row_under(rows, bottom)
    return [HeaderBlock(top, bottom, body, part, part[0].col, part[-1].col) for part in _side_by_side(columns)]


def block_at_rows(rows: Cells, heading: tuple[int, int], merges: Merges, corrections: Memory) -> list[HeaderBlock]:
    """The table (or tables beside each other) under the heading whose first and last row a person gave, as in Excel."""
    top, bottom = sorted(number - 1 for number in heading)
    if top < 0 or bottom >= len(rows):
        return []
    columns = _columns(rows, top, bottom, merges, corrections)
    body = _first_row_under(rows, bottom)
    parts = _side_by_side(columns) if columns else [[]]
    edges = [(part[0].col, part[-1].col) if part else (0, len(rows[top]) - 1) for part in parts]
    return [HeaderBlock(top, bottom, body, part, *edge) for part, edge in zip(parts, edges, strict=True)]


def _first_row_under(rows: Cells, bottom: int) -> int:
    body = bottom + 1
    while body < len(rows) and (is_column_numbers(rows[body]) or is_field_names(rows[body])):
        body += 1
    return body


def _columns(rows: Cells, top: int, bottom: int, merges: Merges, corrections: Memory) -> list[Column]:
    columns: list[Column] = []
    for place in range(len(rows[bottom])):
        texts = _texts(rows, top, bottom, place, merges)
        area = merges.at.get((bottom, place))
        if texts and columns and area is not None and area.left < place and columns[-1].texts == texts:
            # One heading merged over two columns: a name in two parts, or an empty column beside it.
            columns[-1].extra_cols += (place,)
        elif texts:
            column = concepts_of_header(texts, corrections)
            column.col = place
            columns.append(column)
    _name_by_tier(columns)
    return columns


_TIER = re.compile(r"(?:cap )?(?:huyen|xa)(?: phan cong| phu trach)?")


def _name_by_tier(columns: list[Column]) -> None:
    """ "Cấp huyện | Cấp xã" under "Đảng viên phụ trách" are the carers, where no other column names them."""
    if any(set(column.concepts) & {"member", "name"} for column in columns):
        return
    tiers = [
        column for column in columns if column.owner == "member" and _TIER.fullmatch(normal_heading(column.texts[-1]))
    ]
    if [tier_named(column.texts[-1]) for column in tiers] in (["district", "commune"], ["commune", "district"]):
        for column in tiers:
            column.concepts = ("member",)


def _side_by_side(columns: list[Column]) -> list[list[Column]]:
    """Two tables beside each other both begin with a running number."""
    starts = [place for place, column in enumerate(columns) if column.concepts == ("index",)]
    parts = [columns[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(columns)], strict=True)]
    apart = all(right[0].col - left[-1].col > 1 for left, right in pairwise(parts))
    alike = len({tuple(column.texts[-1] for column in part) for part in parts}) == 1
    if len(starts) < 2 or not (apart or alike) or not all(_names_people(part) for part in parts):
        return [columns]
    return parts


def _names_people(columns: list[Column]) -> bool:
    return any(set(column.concepts) & NAMES for column in columns)


def _is_group_heading(rows: Cells, row: int, merges: Merges) -> bool:
    """The row over the one with the names: "Thông tin đảng viên | Thông tin hộ", not the last line of a title."""
    places = filled(rows[row])
    if not places or not all(isinstance(rows[row][place], str) for place in places):
        return False
    known = [is_heading_text(str(rows[row][place])) for place in places]
    if len(places) == 1:
        area = merges.at.get((row, places[0]))
        whole = len(filled(rows[row + 1]))
        return known[0] and places[0] > 0 and area is not None and area.right - area.left + 1 < whole
    return sum(known) * 2 > len(places) and not _may_be_data(rows[row])


def _may_be_data(row: Sequence[object]) -> bool:
    return any(isinstance(cell, _NUMBERS) for cell in row)


def _continues(rows: Cells, top: int, row: int, merges: Merges) -> bool:
    places = filled(rows[row])
    if any(isinstance(rows[row][place], _NUMBERS) for place in places):
        return False
    if is_column_numbers(rows[row]):
        return False
    if merges.vertical_into(row, top):
        return True
    if not places or not all(isinstance(rows[row][place], str) for place in places):
        return False
    known = sum(is_heading_text(str(rows[row][place])) for place in places)
    if known < len(places):
        return known > 0 and _only_under_groups(rows, row, places)
    # Under a heading that stands for itself ("Họ và tên") nothing more is written.
    return sum(
        rows[row - 1][place] is None or merges.at.get((row - 1, place)) is not None for place in places
    ) * 2 >= len(places) or (_is_group_row(rows[row - 1]))


def _only_under_groups(rows: Cells, row: int, places: list[int]) -> bool:
    """Sub-headings nobody knows ("Y tế") stand beside known ones, and none under a heading of its own."""
    above = rows[row - 1]
    starts = {
        place for place in places if above[place] is not None and place + 1 in places and above[place + 1] is None
    }
    return (
        all(above[place] is None or place in starts for place in places)
        and len(places) < len(filled(above)) + len(places) / 2
    )


def _is_group_row(row: Sequence[object]) -> bool:
    return any(normal_heading(str(row[place])) in GROUP_ALIASES for place in filled(row))


def _texts(rows: Cells, top: int, bottom: int, place: int, merges: Merges) -> tuple[str, ...]:
    texts: list[str] = []
    for row in range(top, bottom + 1):
        area = merges.at.get((row, place))
        cell = rows[area.top][area.left] if area is not None and area.top >= top else rows[row][place]
        if area is None and (cell is None or not str(cell).strip()) and row < bottom:
            cell = _spread_from_left(rows, row, place, bottom, merges)
        if cell is None or not str(cell).strip():
            continue
        text = (
            " ".join(str(cell).split())
            if "\n" not in str(cell)
            else "\n".join(" ".join(line.split()) for line in str(cell).split("\n") if line.strip())
        )
        if not texts or texts[-1] != text:
            texts.append(text)
    return tuple(texts)


def _spread_from_left(rows: Cells, row: int, place: int, bottom: int, merges: Merges) -> object:
    """A group heading that was not merged (csv): it reaches right as long as only sub-headings stand below."""
    if any(row == area.top == area.bottom and area.right > area.left for area in merges.areas[:2_000]):
        return None
    at = place
    while at >= 0 and not (isinstance(rows[row][at], str) and str(rows[row][at]).strip()):
        if not any(isinstance(rows[below][at], str) for below in range(row + 1, bottom + 1)):
            return None
        at -= 1
    if at < 0 or not any(isinstance(rows[below][at], str) for below in range(row + 1, bottom + 1)):
        return None
    return rows[row][at]
