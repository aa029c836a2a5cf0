"""The Vietnamese catalogue contains every message of the program, in Vietnamese."""

import ast
import re

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from tests.support.messages import CALLS, PLURALS, PYTHON, THIRD_PARTY, all_messages, in_python

PLACEHOLDER = re.compile(r"%\((\w+)\)|%[sd]")
SAME_IN_BOTH = {"IPv4", "IPv6"}


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(settings.BASE_DIR / "locale/vi/LC_MESSAGES/django.po"))


def test_every_message_of_the_code_and_the_templates_has_its_vietnamese(catalogue: polib.POFile) -> None:
    translated = {entry.msgid for entry in catalogue if entry.translated()}
    assert {msgid: place for (msgid, _), place in all_messages().items() if msgid not in translated} == {}


def test_both_languages_have_the_same_placeholders(catalogue: polib.POFile) -> None:
    """Our own messages only: a translation of another package's message may omit a class name."""

    def names(text: str) -> list[str]:
        return sorted(set(PLACEHOLDER.findall(text)))

    ours = [entry for entry in catalogue if entry.comment != THIRD_PARTY]
    translations = [(entry, entry.msgstr or entry.msgstr_plural[0]) for entry in ours]
    assert [entry.msgid for entry, text in translations if names(entry.msgid) != names(text)] == []


def test_nothing_is_left_in_english(catalogue: polib.POFile) -> None:
    letters = [e for e in catalogue if re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", e.msgid))]
    assert [e.msgid for e in letters if e.msgstr == e.msgid and e.msgid not in SAME_IN_BOTH] == []


def test_the_compiled_catalogue_is_what_people_see() -> None:
    with override("vi"):
        assert gettext("household") == "hộ gia đình"
    with override("en"):
        assert gettext("household") == "household"


def test_a_message_is_gathered_by_whatever_name_its_module_calls_the_function() -> None:
    source = """
from django.utils.translation import gettext as _now, ngettext as _count
from django.utils import translation
_now("one"); _count("two", "twos", n); translation.gettext("three")
"""
    assert list(in_python(source)) == [("one", None), ("two", "twos"), ("three", None)]


def test_every_function_of_translation_is_known_to_the_gathering() -> None:
    """The code imports no other function of Django's module that takes a text."""
    silent = {"get_language", "override", "activate", "deactivate", "check_for_language", "to_locale", "trans_real"}
    imported = set()
    for app in PYTHON:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    imported |= {alias.name for alias in node.names}
    assert imported - CALLS - PLURALS - silent == set()
