"""The plain import of a reference table: the file that its export gives, changed or added to, read back.

Files go through `lib/sheets.py`, so that a hostile one cannot harm the server.
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
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from import_export.admin import ImportMixin
from import_export.formats import base_formats
from import_export.forms import ImportForm
from import_export.resources import Diff
from import_export.results import Error
from import_export.tmp_storages import CacheStorage
from import_export.widgets import Widget

from lambinh.lib.admin.base import ExportAdmin
from lambinh.lib.admin.exports import Column, ExportResource
from lambinh.lib.dates.parsing import parse_day
from lambinh.lib.errors import UserError
from lambinh.lib.spreadsheets.messages import error_message
from lambinh.lib.spreadsheets.reader import read_workbook
from lambinh.lib.spreadsheets.types import Limits, UnreadableFile
from lambinh.lib.uploads.file_types import refusal
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
"""What a reference table may cost. Each row is checked by itself, some 30 ms: a longer table comes in parts."""

MayWrite = Callable[[Any, bool], bool]
"""Whether the person of the import may write a row, given the row and whether it is new."""


class SpreadsheetFile(base_formats.Format):
    """Any spreadsheet: its first visible sheet, headings in the first row."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "xlsx, xls, ods, csv"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """Raises UnreadableFile."""
        with NamedTemporaryFile() as file:
            file.write(in_stream)
            file.flush()
            book = read_workbook(Path(file.name), name=_("the file"), limits=LIMITS)
        sheets = [sheet for sheet in book.sheets if sheet.rows and not sheet.hidden]
        dataset = tablib.Dataset()
        if sheets:
            headings, *rows = sheets[0].rows
            dataset.headers = [clean(str(heading or "")) for heading in headings]
            filled = [(number, row) for number, row in enumerate(rows, start=2) if any(row)]
            dataset.extend(["" if cell is None else cell for cell in row] for _number, row in filled)
            dataset.shown_rows = [number for number, _row in filled]
        return dataset


class TableImportForm(ImportForm):
    """The file of a plain import, looked at before any of it is stored or parsed."""

    def clean_import_file(self) -> UploadedFile[Any]:
        """Refuse what is too large or no spreadsheet."""
        file: UploadedFile[Any] = self.cleaned_data["import_file"]
        name = file.name or ""
        if file.size is None or file.size > LIMITS.file_bytes:
            raise ValidationError(error_message("too_big", file=name, megabytes=LIMITS.file_bytes // _MEGABYTE))
        if told := refusal(file, name):  # type: ignore[arg-type]
            raise ValidationError(told)
        return file


class Text(Widget):
    """Text with single spaces; a whole number that Excel keeps as 2296.0 is "2296"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return clean("" if value is None else str(value)).removeprefix("'")


class Choice(Widget):
    """One of a fixed list, by its name in the current language or by its stored value."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = Text().clean(value).lower()
        for stored, label in self.choices.choices:
            if text in (stored.lower(), str(label).lower()):
                return str(stored)
        known = ", ".join(str(label) for label in self.choices.labels)
        raise ValueError(
            _("“%(value)s” is not a valid choice. Enter one of: %(known)s.") % {"value": value, "known": known}
        )


class Day(Widget):
    """A day, as a date or typed day/month/year; empty is None."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value in (None, "") or isinstance(value, date):
            return value or None
        try:
            return parse_day(value, newest=2999)
        except ValueError:
            raise ValueError(_("“%(value)s” is not a date. Enter day/month/year.") % {"value": value}) from None


class ImportCacheStorage(CacheStorage):
    """A file between its preview and the import: for a day, and not in the file system, where a name leads anywhere."""

    def read(self) -> bytes:
        data: bytes | None = super().read()
        if data is None:
            raise FileNotFoundError(self.name)
        return data


class PlainDiff(Diff):
    """What changes in a row, marked without styles in the page: the stylesheet has them."""

    def as_html(self) -> list[Any]:
        return [mark_safe(_STYLED.sub(r"<\1>", html)) for html in super().as_html()]  # noqa: S308 the rest is escaped


_STYLED = re.compile(r'<(ins|del) style="[^"]*">')


class MissingColumns(UserError):
    """The list lacks columns by which its rows are known; the text is for a person."""


class PlainError(Error):
    """What is wrong with a file or a row in words, without what the program was doing at the time."""

    traceback = ""

    def __init__(self, error: Exception, row: Any = None, number: int | None = None) -> None:
        if not isinstance(error, MissingColumns):
            error = ValueError(_("This cannot be imported: compare it with the file that “Export” creates."))
        super().__init__(error, row, number)


class TableResource(ExportResource):
    """A reference table that is exported and imported with the same columns."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True

    def get_diff_class(self) -> type[Diff]:
        return PlainDiff

    def get_error_result_class(self) -> type[Error]:
        return PlainError

    def _check_import_id_fields(self, headers: list[str]) -> None:
        """As the library asks, in our words."""
        wanted = [self.fields[name].column_name for name in self.get_import_id_fields()]
        if missing := [str(name) for name in wanted if name not in (headers or [])]:
            told = _("Columns are missing: %(names)s. Start from the file that “Export” creates.")
            raise MissingColumns(told % {"names": ", ".join(missing)})

    def after_init_instance(self, instance: Any, new: bool, row: dict[str, Any], **kwargs: Any) -> None:
        may: MayWrite = kwargs["may_write"]
        self._may_write = may
        self._might = new or may(instance, new)

    def before_save_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        """The row as it stood and as it would stand must both be within the person's rights."""
        if not (self._might and self._may_write(instance, instance.pk is None)):
            raise ValidationError(_("This row belongs to a unit that is not yours: remove it from the file."))

    def find(self, row: dict[str, Any]) -> Any:
        """The stored row that `row` speaks of, or None."""
        raise NotImplementedError

    def import_data_inner(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> Any:
        """Rows with faults are told with the number that Excel shows."""
        result = super().import_data_inner(dataset, *args, **kwargs)
        if shown := getattr(dataset, "shown_rows", None):
            for row in (*result.invalid_rows, *result.error_rows):
                row.number = shown[row.number - 1]
        return result

    def init_instance(self, row: dict[str, Any] | None = None) -> Any:
        return self._meta.model()

    def get_instance(self, instance_loader: Any, row: dict[str, Any]) -> Any:
        return self.find(row)

    def read(self, row: dict[str, Any], name: str) -> Any:
        """The value in the column `name`; None where it cannot be read."""
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
    """A register with a plain import, for those who may add and change its rows."""

    tmp_storage_class = ImportCacheStorage
    import_form_class = TableImportForm
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def get_import_formats(self) -> list[Any]:
        return [SpreadsheetFile]

    def get_import_data_kwargs(self, **kwargs: Any) -> Any:
        request = kwargs["request"]
        return super().get_import_data_kwargs(**kwargs) | {
            "rollback_on_validation_errors": True,
            "may_write": lambda row, new: self.may_write(request, row, new=new),
        }

    def may_write(self, request: HttpRequest, row: Any, *, new: bool) -> bool:
        """Whether the person may have `row` so, be it new or not; called before it is changed and after."""
        return bool(self.has_change_permission(request, row))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        if isinstance(e, UnreadableFile):
            form.add_error("import_file", e.message)
        else:
            form.add_error("import_file", _("The file cannot be read as a list. Save it as .xlsx and try again."))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        try:
            return super().process_import(request, **kwargs)
        except (FileNotFoundError, UnreadableFile, ValueError, IndexError):
            self.message_user(request, _("The uploaded file is no longer available. Choose it again."), messages.ERROR)
            return HttpResponseRedirect("../import/")

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        if not result.has_errors() and not result.has_validation_errors():
            return super().process_result(result, request)
        self.message_user(
            request,
            _("Nothing was imported: the data changed since the preview. Choose the file again."),
            messages.ERROR,
        )
        return HttpResponseRedirect("../import/")
