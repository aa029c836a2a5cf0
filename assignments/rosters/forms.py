"""The upload form for rosters."""

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from lambinh.lib.forms.fields import DayField


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more files. The value is a list."""

    def clean(self, data: object, initial: object = None) -> list[object]:
        """The list of files, each cleaned by itself."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Workbooks, and their effective date if they do not contain one."""

    file = SeveralFilesField(
        label=_("Rosters (xlsx, xls, ods or csv; several at once)"),
        widget=SeveralFilesInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the check reports it with the name of the file
        error_messages={"required": _("Choose a file.")},
    )
    on = DayField(
        label=_("Effective from"),
        required=False,
        help_text=_("Leave empty if the file contains the date. Day/month/year."),
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "17/10/2018", "autocomplete": "off", "inputmode": "numeric"}
        ),
    )

    def clean_file(self) -> list[UploadedFile[bytes]]:
        """Refuse files that are too large before anything reads them."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["file"]
        max_bytes = settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024
        for file in files:
            if file.size is not None and file.size > max_bytes:
                raise forms.ValidationError(
                    _("%(file)s is larger than %(limit)s. Save only the sheets with the roster and try again."),
                    params={"file": file.name, "limit": filesizeformat(max_bytes)},
                )
        return files
