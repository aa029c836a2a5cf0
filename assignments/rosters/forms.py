"""What a person may choose when a roster is uploaded."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """The workbook, and the day from which it holds when it does not say so itself."""

    file = forms.FileField(
        label=_("Roster (xlsx, xls, ods or csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
        allow_empty_file=True,  # the reader says so, and names the file
        error_messages={"required": _("Choose a file.")},
    )
    on = forms.DateField(
        label=_("Holds from"),
        required=False,
        help_text=_("Leave empty when the file says it itself. Day/month/year."),
        error_messages={"invalid": _("Write the day as 17/10/2018.")},
        widget=forms.DateInput(attrs={"placeholder": "17/10/2018", "autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        most = settings.LAMBINH_ROSTER_FILE_MEGABYTES * 1024 * 1024
        if file.size is not None and file.size > most:
            raise forms.ValidationError(
                _("%(file)s is larger than %(most)s. Save only the sheets with the roster and try again."),
                params={"file": file.name, "most": filesizeformat(most)},
            )
        return file
