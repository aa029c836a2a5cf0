"""Details that python-calamine omits from .ods: merged areas, error cells, formulas without a result, legacy fonts."""

from xml.parsers import expat

from lambinh.lib.spreadsheets.child.formats.calamine import Extra, check_size
from lambinh.lib.spreadsheets.child.formats.legacy_fonts import is_legacy
from lambinh.lib.spreadsheets.child.formats.zip_archive import Archive
from lambinh.lib.spreadsheets.child.output import FileRejected, Mark, column_letters
from lambinh.lib.spreadsheets.child.protocol import Options

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")
_MAX_MARKS = 1_000_000

Attributes = dict[str, str]


def extras(archive: Archive, options: Options) -> dict[int, Extra]:
    """Return what python-calamine omits, by the index of the sheet. Raises FileRejected."""
    if b"encryption-data" in archive.read("meta-inf/manifest.xml"):
        raise FileRejected("password")
    reader = _Reader(options)
    try:
        if "styles.xml" in archive:
            reader.read(archive.read("styles.xml"))
        reader.read(archive.read("content.xml"))
    except (expat.ExpatError, ValueError):
        raise FileRejected("damaged") from None
    return dict(enumerate(reader.sheets))


class _Reader:
    """Parses the elements and counts rows and columns."""

    def __init__(self, options: Options) -> None:
        self.sheets: list[Extra] = []
        self._options = options
        self._name = ""
        self._legacy_styles: dict[str, str] = {}
        self._style = ""
        self._row = self._row_count = self._column = self._column_count = 0
        self._height = self._width = 0
        self._cell: Attributes = {}
        self._texts: list[str] = []
        self._is_filled = False
        self._marks = 0
        self._starts = {
            _STYLE + "style": self._start_style,
            _STYLE + "text-properties": self._start_font,
            _TABLE + "table": self._start_table,
            _TABLE + "table-row": self._start_row,
            _TABLE + "table-cell": self._start_cell,
            _TABLE + "covered-table-cell": self._start_cell,
            _TEXT + "p": self._start_text,
            _TEXT + "s": self._start_spaces,
        }
        self._ends = {
            _TABLE + "table": self._end_table,
            _TABLE + "table-cell": self._end_cell,
            _TABLE + "covered-table-cell": self._end_cell,
        }

    def read(self, xml: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._texts.append
        parser.EntityDeclHandler = self._refuse_entity
        parser.Parse(xml, True)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag in self._starts:
            self._starts[tag](attributes)

    def _end(self, tag: str) -> None:
        if tag in self._ends:
            self._ends[tag]()

    def _refuse_entity(self, *_declaration: object) -> None:
        raise FileRejected("unsafe")

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get(_STYLE + "name", "")
        parent = attributes.get(_STYLE + "parent-style-name", "")
        if parent in self._legacy_styles:
            self._legacy_styles[self._style] = self._legacy_styles[parent]

    def _start_font(self, attributes: Attributes) -> None:
        font = attributes.get(_STYLE + "font-name")
        if font is not None:
            self._legacy_styles.pop(self._style, None)
            if is_legacy(font):
                self._legacy_styles[self._style] = font

    def _start_table(self, attributes: Attributes) -> None:
        self._name = attributes.get(_TABLE + "name", "")
        self.sheets.append(Extra())
        self._row = self._row_count = self._height = self._width = 0

    def _start_row(self, attributes: Attributes) -> None:
        self._row += self._row_count
        self._row_count = int(attributes.get(_TABLE + "number-rows-repeated", 1))
        self._column = self._column_count = 0

    def _start_cell(self, attributes: Attributes) -> None:
        self._column += self._column_count
        self._column_count = int(attributes.get(_TABLE + "number-columns-repeated", 1))
        self._cell = attributes
        self._texts.clear()
        down = int(attributes.get(_TABLE + "number-rows-spanned", 1))
        across = int(attributes.get(_TABLE + "number-columns-spanned", 1))
        if self.sheets and (down > 1 or across > 1):
            edges = (self._row, self._column, self._row + down - 1, self._column + across - 1)
            self.sheets[-1].merges.append(edges)
        self._is_filled = False
        if _OFFICE + "value-type" in attributes:
            self._start_text(attributes)

    def _start_text(self, _attributes: Attributes) -> None:
        self._is_filled = True
        self._height = max(self._height, self._row + self._row_count)
        self._width = max(self._width, self._column + self._column_count)

    def _start_spaces(self, attributes: Attributes) -> None:
        limit = self._options["cell_characters"]
        if int(attributes.get(_TEXT + "c", 1)) > limit:
            cell = f"{column_letters(self._column)}{self._row + 1}"
            raise FileRejected("long_cell", sheet=self._name, cell=cell, limit=limit)

    def _end_cell(self) -> None:
        if not self.sheets:
            return
        if error := self._error():
            self.sheets[-1].errors += self._repeated(error)
        elif self._legacy_styles and self._texts and self._cell.get(_OFFICE + "value-type") == "string":
            font = self._legacy_styles.get(self._cell.get(_TABLE + "style-name", ""))
            self.sheets[-1].fonts += self._repeated(font) if font else []

    def _error(self) -> str | None:
        is_formula = _TABLE + "formula" in self._cell
        is_error = self._cell.get(_CALC + "value-type") == "error"
        if is_formula or is_error:
            text = "".join(self._texts).strip()
            if is_error or text.startswith(_ERRORS):
                return text or "#VALUE!"
            # An empty result is stored as an empty paragraph.
            return None if self._is_filled else "formula"
        return None

    def _repeated(self, mark: str) -> list[Mark]:
        """Return the mark for the cell and for its repetitions."""
        self._marks += self._row_count * self._column_count
        if self._marks > _MAX_MARKS:
            raise FileRejected("damaged")
        rows = range(self._row, self._row + self._row_count)
        columns = range(self._column, self._column + self._column_count)
        return [(row, column, mark) for row in rows for column in columns]

    def _end_table(self) -> None:
        check_size(self._name, self._height, self._width, self._options)
