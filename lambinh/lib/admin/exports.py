"""Export lists as xlsx or csv. No text is ever a formula, and days are day/month/year."""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import tablib
from django.db import models
from django.utils.encoding import force_str
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.instance_loaders import ModelInstanceLoader
from import_export.resources import Resource
from import_export.widgets import Widget
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lambinh.lib.dates.formatting import format_day, format_moment
from lambinh.lib.dates.ranges import last_day_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

CellValue = Callable[[Any], Any]
"""Reads the value of a column from a row."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FIRST_DAY_OF_EXCEL = date(1900, 3, 1)
_MAX_CELL = 32_767


def plain_text(value: object) -> str:
    """`value` as text for a user."""
    if isinstance(value, datetime):
        return format_moment(value)
    if isinstance(value, date):
        return format_day(value)
    return "" if value is None else force_str(value)


class Xlsx(base_formats.XLSX):
    """An Excel workbook in which texts are never formulas."""

    def export_data(self, dataset: tablib.Dataset, **kwargs: object) -> bytes:
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
    def _cell(sheet: Worksheet, value: object, font: Font | None = None) -> Cell | None:
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | date):
            value = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", plain_text(value))[:_MAX_CELL]
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
    """Comma-separated text in UTF-8 with a byte order mark for Excel."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def is_binary(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset, **kwargs: object) -> bytes:
        lines = StringIO()
        writer = csv.writer(lines)
        writer.writerow(map(self._text, dataset.headers))
        for row in dataset:
            writer.writerow(map(self._text, row))
        return lines.getvalue().encode("utf-8-sig", "replace")

    @staticmethod
    def _text(value: object) -> str:
        text = plain_text(value).replace("\0", "\N{REPLACEMENT CHARACTER}")
        return f"'{text}" if not isinstance(value, int | float) and text.startswith(FORMULA_STARTS) else text


class Column(Field):
    """A column of an export: its title, and the function that reads its value from a row.

    With `attribute` and `widget` it is also a column of an import.
    """

    def __init__(
        self, title: "StrOrPromise", value: CellValue, *, attribute: str | None = None, widget: Widget | None = None
    ) -> None:
        super().__init__(
            attribute=attribute,
            column_name=title,
            dehydrate_method=value,
            widget=widget,
            readonly=attribute is None,
        )

    def export(self, instance: models.Model, **kwargs: object) -> str:
        """The text in the preview of an import. Empty if a new row has no value yet."""
        try:
            return plain_text(self.dehydrate_method(instance))
        except AttributeError:
            return ""


def column(model: type[models.Model], name: str, *, widget: Widget | None = None) -> Column:
    """The column of the field `name`, with the title of the field. With `widget` it can be imported."""
    field: Any = model._meta.get_field(name)

    def value(row: models.Model) -> object:
        if field.choices:
            return getattr(row, f"get_{name}_display")()
        content = getattr(row, name)
        if isinstance(content, bool):
            return _("yes") if content else ""
        if isinstance(content, datetime) or not isinstance(content, int | float | date):
            return plain_text(content)
        return content

    return Column(capfirst(field.verbose_name), value, attribute=name if widget else None, widget=widget)


def first_day() -> Column:
    """The column of the first day of `during`."""
    return Column(_("From"), lambda row: row.during.lower)


def last_day() -> Column:
    """The column of the last day of `during`. Empty if the range is open."""
    return Column(_("To"), lambda row: last_day_of(row.during))


class ExportResource(Resource):
    """The export of a list. Each column is declared, so that no field is exported by accident."""

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
    def _values(self) -> list[CellValue]:
        """The functions of all columns. Looking them up for each row took most of the time."""
        return [field.dehydrate_method for field in self.get_export_fields()]

    def export_resource(self, instance: models.Model, selected_fields: object = None, **kwargs: object) -> list[object]:
        return [value(instance) for value in self._values]

    def get_queryset(self) -> models.QuerySet[models.Model]:
        rows: models.QuerySet[models.Model] = self._meta.model._default_manager.all()
        return rows

    def get_user_visible_fields(self) -> list[Field]:
        return list(self.get_export_fields())

    def after_export(self, queryset: object, dataset: tablib.Dataset, **kwargs: object) -> None:
        dataset.title = self.get_display_name()
