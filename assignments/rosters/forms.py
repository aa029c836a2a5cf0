"""The form for new rosters."""

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
        """Validate each file."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Workbooks, and their effective date if they do not contain one."""

    file = SeveralFilesField(
        label=_("Rosters (xlsx, xls, ods or csv; several at once)"),
        widget=SeveralFilesInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the reader refuses it, and names the file
        error_messages={"required": _("Choose a file.")},
    )
    on = DayField(
        label=_("Holds from"),
        required=False,
        help_text=_("Leave empty if the file contains the day. Day/month/year."),
        widget=forms.DateInput(
            format="%d/%m/%Y", attrs={"placeholder": "17/10/2018", "autocomplete": "off", "inputmode": "numeric"}
        ),
    )

    def clean_file(self) -> list[UploadedFile[bytes]]:
        """Reject files that are too large before they are opened."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["file"]
        most = settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024
        for file in files:
            if file.size is not None and file.size > most:
                raise forms.ValidationError(
                    _("%(file)s is larger than %(most)s. Save only the sheets with the roster and try again."),
                    params={"file": file.name, "most": filesizeformat(most)},
                )
        return files
