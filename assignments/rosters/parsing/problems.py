"""The messages for all problems of a roster: each says what is wrong and what to do about it."""

import re
from functools import lru_cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from assignments.rosters.parsing.records import Problem

ERROR, WARNING = "error", "warning"

MESSAGES: dict[str, tuple[str, str]] = {
    "missing_member_name": (ERROR, _("The name of the member in charge is missing: write it in this row.")),
    "missing_head_name": (ERROR, _("The name of the head of household is missing: write it in this row.")),
    "missing_full_name": (ERROR, _("The name is missing: write it in this row.")),
    "not_a_name": (ERROR, _("“%(value)s” is not a person's name: correct the name in this row.")),
    "one_word_name": (WARNING, _("The name “%(value)s” is one word only: see whether a part is missing.")),
    "several_members": (
        WARNING,
        _("The cell names several members; the first one, %(value)s, was taken: give each of the others a row."),
    ),
    "filled_from_above": (
        WARNING,
        _("The cell is blank; %(value)s was taken from the row above: see whether that is meant."),
    ),
    "no_such_day": (ERROR, _("The day “%(value)s” does not exist: write it as day/month/year.")),
    "not_a_date": (ERROR, _("“%(value)s” is not a date: write it as day/month/year, month/year or a year.")),
    "future_year": (ERROR, _("“%(value)s” lies in the future: correct the year.")),
    "impossible_year": (ERROR, _("“%(value)s” is not a possible year of birth: correct it.")),
    "two_digit_year": (
        WARNING,
        _("The year in “%(value)s” has two digits and was read as %(year)s: see whether that is right."),
    ),
    "ends_before_start": (ERROR, _("The assignment ends before it starts: correct one of the two dates.")),
    "not_a_size": (ERROR, _("“%(value)s” is not a number of persons: write a whole number such as 4.")),
    "large_size": (WARNING, _("A household of %(value)s persons is unusual: see whether that is right.")),
    "bad_citizen_id": (
        ERROR,
        _("The citizen id “%(value)s” has %(digits)s digits: it needs 12 (or 9 on an old card)."),
    ),
    "padded_citizen_id": (WARNING, _("The citizen id had lost zeros at its start; it was completed to %(value)s.")),
    "bad_phone": (WARNING, _("“%(value)s” is not a phone number and was left out: correct it if it matters.")),
    "padded_phone": (WARNING, _("The phone number had lost its first zero; it was completed to %(value)s.")),
    "several_phones": (WARNING, _("The cell holds several phone numbers; the first one, %(value)s, was taken.")),
    "unknown_class": (
        WARNING,
        _("“%(value)s” is not a class of household that is known; write poor, near-poor, escaped or none."),
    ),
    "conflicting_class": (ERROR, _("The household is marked in several classes: leave one mark only.")),
    "unknown_mark": (WARNING, _("“%(value)s” is neither a mark nor empty; write x where the class applies.")),
    "unknown_sex": (WARNING, _("“%(value)s” is not a sex: write Nam or Nữ.")),
    "conflicting_sex": (ERROR, _("Both the column of men and that of women are filled: keep the right one.")),
    "unknown_level": (WARNING, _("“%(value)s” is not a tier: write Huyện or Xã.")),
    "error_cell": (ERROR, _("The cell shows the error %(value)s: repair it in the workbook.")),
    "formula_without_value": (
        ERROR,
        _("The cell holds a formula without a result: open the file in Excel, save it and upload it again."),
    ),
    "ditto_without_above": (ERROR, _("The cell says “as above”, but nothing stands above: write the value.")),
    "ditto_of_fault": (
        ERROR,
        _("The cell says “as above”, but what stands above could not be read: write the value here too."),
    ),
    "same_code": (
        ERROR,
        _("The household code %(value)s stands for two heads in this file (row %(row)s): correct one of them."),
    ),
    "unread_part": (WARNING, _("“%(value)s” was not understood and was left out: see whether it matters.")),
    "unsure_column": (
        WARNING,
        _("The column “%(heading)s” may be “%(guess)s”, which is not certain: choose what it holds."),
    ),
    "doubled_column": (
        WARNING,
        _("The columns “%(heading)s” and “%(other)s” seem to hold the same: choose which one counts."),
    ),
    "unsure_kind": (
        WARNING,
        _("It is not certain whether this list names members or heads of household: choose what it holds."),
    ),
    "no_name_column": (
        WARNING,
        _("No column was found that holds the names: choose the row of the headings and the column with names."),
    ),
    "unsure_group": (
        WARNING,
        _("The line “%(value)s” above some rows was not understood and was not used: see whether it names a village."),
    ),
    "cell_gives_village": (
        WARNING,
        _("The village was taken from the name of the cell, “%(value)s”: see whether that is right."),
    ),
    "sheet_gives_village": (
        WARNING,
        _("The village was taken from the name of the sheet, “%(value)s”: see whether that is right."),
    ),
    "sheet_gives_commune": (
        WARNING,
        _("The commune was taken from the name of the sheet, “%(value)s”: see whether that is right."),
    ),
    "title_gives_member": (
        WARNING,
        _("The member in charge was taken from the line above the list, “%(value)s”: see whether that is right."),
    ),
    "group_gives_village": (
        WARNING,
        _("The line “%(value)s” above some rows was read as a village: see whether that is right."),
    ),
    "converted_tcvn3": (
        WARNING,
        _("%(count)s cells were written in the old TCVN3 fonts (.VnTime) and were converted: look at some names."),
    ),
    "converted_vni": (
        WARNING,
        _("%(count)s cells were written in the old VNI fonts and were converted: look at some names."),
    ),
    "cell_cut": (
        WARNING,
        _("A cell of row %(row)s is longer than %(longest)s characters: only its beginning was read."),
    ),
    "date_order": (
        WARNING,
        _("In the column “%(heading)s” day and month may be exchanged (no date after the 12th): ask its author."),
    ),
    "no_table": (
        WARNING,
        _("No list was found in this file: the heading needs a column with names, such as “Họ và tên chủ hộ”."),
    ),
    "hidden_sheet": (WARNING, _("The hidden sheet “%(value)s” was not read.")),
}


def problem(field: str | None, code: str, **details: object) -> Problem:
    """The problem `code` at `field`, in the language that is active now."""
    texts = tuple((name, _short(value)) for name, value in details.items())
    return _problem_in(get_language(), field, code, texts)


_CITIZEN_ID = re.compile(r"(?<![0-9])(?:(?:[0-9] ?){8}|[0-9]{5})(?=(?:[0-9] ?){3}[0-9](?! ?[0-9]))")
"""All but the last four of 9 or 12 digits."""


def without_citizen_ids(text: str) -> str:
    """`text` with only the last four digits of what may be citizen ids, to be shown or stored."""
    return _CITIZEN_ID.sub("…", text)


def _short(value: object) -> str:
    text = without_citizen_ids(" ".join(str(value).split()))
    return text if len(text) <= 80 else text[:79] + "…"


@lru_cache(maxsize=4_096)
def _problem_in(language: str | None, field: str | None, code: str, details: tuple[tuple[str, str], ...]) -> Problem:
    """The problem in the active language, which is a parameter so that each language is cached by itself."""
    level, message = MESSAGES[code]
    return Problem(field, code, gettext(message) % dict(details), level)
