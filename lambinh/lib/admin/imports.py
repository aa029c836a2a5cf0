"""The import of reference tables: you export a table, change the file, and import it again.

`lib/spreadsheets` reads the files in a sandbox, so that a malicious file cannot harm the server.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import tablib
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from import_export.admin import ImportMixin
from import_export.formats import base_formats
from import_export.forms import ImportForm
from import_export.resources import Diff
from import_export.results import Error, Result
from import_export.tmp_storages import CacheStorage
from import_export.widgets import Widget

from lambinh.lib.admin.base import ExportAdmin
from lambinh.lib.admin.base import Row as StoredRow
from lambinh.lib.admin.exports import Column, ExportResource
from lambinh.lib.dates.parsing import parse_day
from lambinh.lib.errors import UserError
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, Sheet, UnreadableFile
from lambinh.lib.uploads.file_types import type_error
from lambinh.lib.uploads.handlers import Upload
from lambinh.lib.vietnamese import clean

_MEGABYTE = 1024 * 1024
LIMITS = Limits(
    file_bytes=2 * _MEGABYTE,
    inflated_bytes=40 * _MEGABYTE,
    rows=1_000,
    columns=64,
    cells=200_000,
    handed_bytes=20 * _MEGABYTE,
    memory_bytes=512 * _MEGABYTE,
    cpu_seconds=20,
    wall_seconds=30,
)
"""The limits on a reference table. Checking a row takes 30 ms, so a longer table must be split."""

MayWrite = Callable[[Any, bool], bool]
"""Whether the user may write a row, from the row and whether it is new."""

Row = dict[str, Any]
"""A row of the file, by the titles of its columns."""
ImportOptions = dict[str, Any]
"""The arguments of the import of a file."""


class SpreadsheetFile(base_formats.Format):
    """Reads the first visible sheet of any spreadsheet, with headings in its first row."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "xlsx, xls, ods, csv"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: object) -> tablib.Dataset:
        """Raises UnreadableFile."""
        with NamedTemporaryFile() as file:
            file.write(in_stream)
            file.flush()
            book = read_workbook(Path(file.name), name=_("the file"), limits=LIMITS)
        sheet = next((sheet for sheet in book.sheets if sheet.rows and not sheet.hidden), None)
        return tablib.Dataset() if sheet is None else _dataset(sheet)


def _dataset(sheet: Sheet) -> tablib.Dataset:
    """The filled rows of a sheet, with their numbers in Excel as `row_numbers`."""
    headings, *rows = sheet.rows
    filled = [(number, row) for number, row in enumerate(rows, start=2) if any(row)]
    dataset = tablib.Dataset()
    dataset.headers = [clean(str(heading or "")) for heading in headings]
    dataset.extend(["" if cell is None else cell for cell in row] for _number, row in filled)
    dataset.row_numbers = [number for number, _row in filled]
    return dataset


class TableImportForm(ImportForm):
    """The upload form of an import. It checks the file before storing and parsing it."""

    def clean_import_file(self) -> Upload:
        """Reject files that are too large or no spreadsheets."""
        file: Upload = self.cleaned_data["import_file"]
        name = file.name or ""
        if file.size is None or file.size > LIMITS.file_bytes:
            raise ValidationError(error_message("too_big", file=name, megabytes=LIMITS.file_bytes // _MEGABYTE))
        if message := type_error(file, name):
            raise ValidationError(message)
        return file


class Text(Widget):
    """Text with single spaces. Excel's number 2296.0 becomes "2296"."""

    def clean(self, value: object, row: object = None, **kwargs: object) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return clean("" if value is None else str(value)).removeprefix("'")


class Choice(Widget):
    """One of `choices`, by its label in the current language or by its value."""

    def __init__(self, choices: type[models.TextChoices]) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: object, row: object = None, **kwargs: object) -> str:
        text = Text().clean(value).lower()
        for stored, label in self.choices.choices:
            if text in (stored.lower(), str(label).lower()):
                return str(stored)
        labels = ", ".join(str(label) for label in self.choices.labels)
        raise ValueError(
            _("“%(value)s” is not a valid choice. Enter one of: %(known)s.") % {"value": value, "known": labels}
        )


class Day(Widget):
    """A date, or a text as day/month/year. None if it is empty."""

    def clean(self, value: object, row: object = None, **kwargs: object) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if value in (None, ""):
            return None
        try:
            return parse_day(value, newest=2999)
        except ValueError:
            raise ValueError(_("“%(value)s” is not a date. Enter day/month/year.") % {"value": value}) from None


class ImportCacheStorage(CacheStorage):
    """Stores a file between preview and import in the cache for a day: its name must not become a path."""

    def read(self) -> bytes:
        data: bytes | None = super().read()
        if data is None:
            raise FileNotFoundError(self.name)
        return data


class PlainDiff(Diff):
    """The changes of a row without inline styles: the Content-Security-Policy forbids them."""

    def as_html(self) -> list[SafeString]:
        return [mark_safe(_STYLED.sub(r"<\1>", html)) for html in super().as_html()]  # noqa: S308 the library escapes the rest


_STYLED = re.compile(r'<(ins|del) style="[^"]*">')


class MissingColumns(UserError):
    """The file lacks columns that identify its rows."""


class PlainError(Error):
    """The error of a file or row as a message, without a traceback."""

    traceback = ""

    def __init__(self, error: Exception, row: object = None, number: int | None = None) -> None:
        if not isinstance(error, MissingColumns):
            error = ValueError(_("This cannot be imported: compare it with the file that “Export” creates."))
        super().__init__(error, row, number)


class TableResource(ExportResource):
    """A reference table whose import has the same columns as its export."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def get_diff_class(self) -> type[Diff]:
        return PlainDiff

    def get_error_result_class(self) -> type[Error]:
        return PlainError

    def _check_import_id_fields(self, headers: list[str]) -> None:
        """Check as the library does, with our message."""
        required = [self.fields[name].column_name for name in self.get_import_id_fields()]
        if missing := [str(name) for name in required if name not in (headers or [])]:
            text = _("Columns are missing: %(names)s. Start from the file that “Export” creates.")
            raise MissingColumns(text % {"names": ", ".join(missing)})

    def after_init_instance(self, instance: models.Model, new: bool, row: Row, **kwargs: Any) -> None:
        self._may_write: MayWrite = kwargs["may_write"]
        self._may_write_before = new or self._may_write(instance, new)

    def before_save_instance(self, instance: models.Model, row: Row, **kwargs: object) -> None:
        """The user must have permission for the row before and after the change."""
        if not (self._may_write_before and self._may_write(instance, instance.pk is None)):
            raise ValidationError(_("This row belongs to a unit that is not yours: remove it from the file."))

    def find(self, row: Row) -> models.Model | None:
        """The stored row that `row` describes, or None."""
        raise NotImplementedError

    def import_data_inner(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> Result:
        """Errors refer to rows by their numbers in Excel."""
        result: Result = super().import_data_inner(dataset, *args, **kwargs)
        if numbers := getattr(dataset, "row_numbers", None):
            for row in (*result.invalid_rows, *result.error_rows):
                row.number = numbers[row.number - 1]
        return result

    def init_instance(self, row: Row | None = None) -> models.Model:
        instance: models.Model = self._meta.model()
        return instance

    def get_instance(self, instance_loader: object, row: Row) -> models.Model | None:
        return self.find(row)

    def read(self, row: Row, name: str) -> Any:
        """The value in the column `name`; None if it is invalid."""
        field: Column = self.fields[name]
        try:
            return field.widget.clean(row.get(field.column_name))
        except ValueError:
            return None

    def get_import_fields(self) -> list[Column]:
        return [field for field in self.get_export_fields() if not field.readonly]

    def get_user_visible_fields(self) -> list[Column]:
        return self.get_import_fields()


class ImportAdmin(ImportMixin, ExportAdmin):
    """A list with an import, for users who may add and change its rows."""

    tmp_storage_class = ImportCacheStorage
    import_form_class = TableImportForm
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def get_import_formats(self) -> list[type[base_formats.Format]]:
        return [SpreadsheetFile]

    def get_import_data_kwargs(self, **kwargs: Any) -> ImportOptions:
        request = kwargs["request"]
        options: ImportOptions = super().get_import_data_kwargs(**kwargs)
        return options | {
            "rollback_on_validation_errors": True,
            "may_write": lambda row, new: self.may_write(request, row, new=new),
        }

    def may_write(self, request: HttpRequest, row: StoredRow, *, new: bool) -> bool:
        """Whether the user may write `row`. Called before and after the change."""
        return bool(self.has_change_permission(request, row))

    def add_data_read_fail_error_to_form(self, form: ImportForm, e: Exception) -> None:
        if isinstance(e, UnreadableFile):
            form.add_error("import_file", e.message)
        else:
            form.add_error("import_file", _("The file cannot be read as a list. Save it as .xlsx and try again."))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
            return response
        except (FileNotFoundError, UnreadableFile, ValueError, IndexError):
            self.message_user(request, _("The uploaded file is no longer available. Choose it again."), messages.ERROR)
            return HttpResponseRedirect("../import/")

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if not result.has_errors() and not result.has_validation_errors():
            response: HttpResponse = super().process_result(result, request)
            return response
        self.message_user(
            request,
            _("Nothing was imported: the data changed since the preview. Choose the file again."),
            messages.ERROR,
        )
        return HttpResponseRedirect("../import/")
