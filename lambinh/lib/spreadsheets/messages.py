"""Messages for files that cannot be read. Each names the file, the problem and a solution."""

from django.utils.translation import gettext_lazy as _

_SAVE_AGAIN = {
    "damaged": _(
        "“%(file)s” is damaged or incomplete and cannot be read. Open it in Excel, choose Save As, "
        "type “Excel Workbook (.xlsx)”, and send the new file."
    ),
    "crashed": _(
        "“%(file)s” cannot be read: it is damaged, or cells with contents stand very far from each other. "
        "Open it in Excel, delete what does not belong to the list, save it as .xlsx, and send the new file."
    ),
    "html": _(
        "“%(file)s” is a web page saved with a spreadsheet's name. Open it in Excel, choose Save As, "
        "type “Excel Workbook (.xlsx)”, and send the new file."
    ),
    "old_excel": _(
        "“%(file)s” was written by a version of Excel that is too old to be read here. Open it in Excel, "
        "choose Save As, type “Excel Workbook (.xlsx)”, and send the new file."
    ),
    "unsafe": _(
        "“%(file)s” is not built the way Excel builds files and was not opened, for safety. Open it in "
        "Excel, choose Save As, type “Excel Workbook (.xlsx)”, and send the new file."
    ),
    "password": _(
        "“%(file)s” is protected by a password. Open it in Excel, remove the password (File, Info, Protect "
        "Workbook, Encrypt with Password), save it, and send it again."
    ),
}

_OTHER_FORMAT = {
    "missing": _("“%(file)s” was not found or may not be opened. Choose the file again."),
    "empty": _("“%(file)s” is empty (0 bytes). Choose the file again, or save it once more in Excel."),
    "picture": _("“%(file)s” is a picture, not a spreadsheet. Choose the Excel file that holds the list."),
    "pdf": _("“%(file)s” is a PDF document, not a spreadsheet. Choose the Excel file that holds the list."),
    "word": _(
        "“%(file)s” is a Word document, not a spreadsheet. Copy its table into Excel, save it as .xlsx, "
        "and send that file."
    ),
    "not_a_workbook": _("“%(file)s” is not a spreadsheet. Choose an Excel file (.xlsx, .xls), an .ods or a .csv file."),
}

_TOO_LARGE = {
    "too_big": _(
        "“%(file)s” is larger than %(megabytes)s MB. Remove pictures and sheets that do not belong to the "
        "list, or split it into several files."
    ),
    "too_large_inside": _(
        "“%(file)s” holds too much to be read (more than %(megabytes)s MB when unpacked). Copy the list into "
        "a new workbook, save it, and send that file."
    ),
    "too_many_sheets": _(
        "“%(file)s” has %(count)s sheets; at most %(limit)s can be read. Split it into several files."
    ),
    "too_many_rows": _(
        "Sheet “%(sheet)s” of “%(file)s” reaches to row %(count)s; at most %(limit)s rows can be read. "
        "Delete what stands far below the list, or split the list into several files."
    ),
    "too_many_columns": _(
        "Sheet “%(sheet)s” of “%(file)s” reaches to column %(count)s; at most %(limit)s columns can be read. "
        "Delete what stands far to the right of the list, and save it again."
    ),
    "too_many_cells": _(
        "Sheet “%(sheet)s” of “%(file)s” stretches over %(count)s rows and %(columns)s columns, too many to "
        "be read. Delete what stands far from the list, and save it again."
    ),
    "long_cell": _(
        "Cell %(cell)s on sheet “%(sheet)s” of “%(file)s” holds a text of more than %(limit)s characters. "
        "Shorten it and send the file again."
    ),
    "too_many_records": _(
        "“%(file)s” names more than %(limit)s people or households in its rows. Split it into several files."
    ),
    "too_slow": _(
        "“%(file)s” took longer than %(seconds)s seconds to read and was given up. Copy the list into a new "
        "workbook, save it as .xlsx, and send that file."
    ),
    "reader": _(
        "“%(file)s” could not be read because the program's reader did not start. Tell the person who looks "
        "after the program; the file may be in order."
    ),
}

_MESSAGES = {**_SAVE_AGAIN, **_OTHER_FORMAT, **_TOO_LARGE}


def error_message(code: str, **facts: object) -> str:
    """Return the message for `code` in the current language."""
    return str(_MESSAGES.get(code, _MESSAGES["damaged"])) % facts
