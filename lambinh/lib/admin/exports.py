"""Lists as files: xlsx and csv in which no text is ever a formula, and a day stands as day/month/year."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.utils.encoding import force_str
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.instance_loaders import ModelInstanceLoader
from import_export.resources import Resource
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from lambinh.lib.dates.formatting import format_day, format_moment
from lambinh.lib.dates.ranges import last_day_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)
_LONGEST_CELL = 32_767


def plain_text(value: Any) -> str:
    """`value` as a person reads it."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_day(value)
    return "" if value is None else force_str(value)


class Xlsx(base_formats.XLSX):
    """An Excel workbook whose text cells are text, whatever they begin with."""

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]]", " ", dataset.title or "")[:31] or None)
        sheet.freeze_panes = "A2"
        for column, title in enumerate(dataset.headers, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = max(12, min(40, len(title) + 4))
        bold = Font(bold=True)
        sheet.append([self._cell(sheet, title, bold) for title in dataset.headers])
        for row in dataset:
            sheet.append([self._cell(sheet, value) for value in row])
        file = BytesIO()
        book.save(file)
        return file.getvalue()

    @staticmethod
    def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | date):
            value = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", plain_text(value))[:_LONGEST_CELL]
        elif isinstance(value, date) and value < _FIRST_DAY_OF_EXCEL:
            value = plain_text(value)
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.data_type = "s"
        elif isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
        if font:
            cell.font = font
        return cell


class Csv(base_formats.CSV):
    """Comma-separated text in UTF-8 with the mark by which Excel knows it."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def is_binary(self) -> bool:
        return True

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        lines = StringIO()
        writer = csv.writer(lines)
        writer.writerow(map(self._text, dataset.headers))
        for row in dataset:
            writer.writerow(map(self._text, row))
        return lines.getvalue().encode("utf-8-sig", "replace")

    @staticmethod
    def _text(value: Any) -> str:
        text = plain_text(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
        return f"'{text}" if not isinstance(value, int | float) and text.startswith(FORMULA_STARTS) else text


class Column(Field):
    """A column of an export: its title and how its value is got from a row.

    `attribute` with `widget` makes it a column of a plain import too.
    """

    def __init__(
        self, title: Any, value: Callable[[Any], Any], *, attribute: str | None = None, widget: Any = None
    ) -> None:
        super().__init__(
            attribute=attribute,
            column_name=title,
            dehydrate_method=value,
            widget=widget,
            readonly=attribute is None,
        )

    def export(self, instance: Any, **kwargs: Any) -> str:
        """What the preview of an import shows; empty where a new row has nothing yet."""
        try:
            return plain_text(self.dehydrate_method(instance))
        except AttributeError:
            return ""


def column(model: Any, name: str, *, widget: Any = None) -> Column:
    """The column of the field `name` of `model` under the field's own title; `widget` makes it importable."""
    field = model._meta.get_field(name)

    def value(row: Any) -> Any:
        if field.choices:
            return getattr(row, f"get_{name}_display")()
        found = getattr(row, name)
        if isinstance(found, bool):
            return _("yes") if found else ""
        if isinstance(found, datetime) or not isinstance(found, int | float | date):
            return plain_text(found)
        return found

    return Column(capfirst(field.verbose_name), value, attribute=name if widget else None, widget=widget)


def first_day() -> Column:
    """The column of the first day of `during`."""
    return Column(_("From"), lambda row: row.during.lower)


def last_day() -> Column:
    """The column of the last day of `during`, itself included; empty where it goes on."""
    return Column(_("To"), lambda row: last_day_of(row.during))


class ExportResource(Resource):
    """The export of a list. Its columns are declared one by one, so that no field is exported by accident."""

    class Meta:
        instance_loader_class = ModelInstanceLoader

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for field in self.fields.values():
            field.column_name = str(field.column_name)

    @classmethod
    def get_display_name(cls) -> str:
        return str(capfirst(cls._meta.model._meta.verbose_name_plural))

    def get_chunk_size(self) -> int:
        return 2_000

    @cached_property
    def _values(self) -> list[Callable[[Any], Any]]:
        """How each column's value is got; asking import-export anew for each row took most of the time."""
        return [field.dehydrate_method for field in self.get_export_fields()]

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        return [value(instance) for value in self._values]

    def get_queryset(self) -> Any:
        return self._meta.model._default_manager.all()

    def get_user_visible_fields(self) -> list[Field]:
        return list(self.get_export_fields())

    def after_export(self, queryset: Any, dataset: Any, **kwargs: Any) -> None:
        dataset.title = self.get_display_name()
