"""Messages of other packages on our pages are Vietnamese, by their own catalogue or by ours, which takes precedence."""

from pathlib import Path

import django
import polib
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext
from django.utils.translation.trans_real import DjangoTranslation

from tests.support.third_party import NEVER_FROM, ContextMessage, is_text, messages

ADMIN = Path(django.__file__).parent / "contrib/admin/locale"


def translation_of(message: ContextMessage) -> str:
    context, msgid, plural = message
    if plural:
        return npgettext(context, msgid, plural, 2) if context else ngettext(msgid, plural, 2)
    return pgettext(context, msgid) if context else gettext(msgid)


def test_nothing_that_other_packages_say_is_left_in_english() -> None:
    places_by_message = messages()
    with override("vi"):
        english = {
            message[1]: place
            for message, place in places_by_message.items()
            if is_text(message[1]) and translation_of(message) in message[1:]
        }
    assert english == {}
    assert len(places_by_message) > 600


def test_the_test_would_see_what_is_left_in_english() -> None:
    with override("vi"):
        assert translation_of((None, "Of this there is no translation", None)) == "Of this there is no translation"
    assert is_text("Of this there is no translation")
    assert not is_text("%(name)s <b>&nbsp;</b> {0}")


def test_what_the_scripts_of_the_registers_say_is_vietnamese() -> None:
    """Django builds the catalogue of these scripts from the package's own translations, so ours cannot add to it."""
    catalogue = DjangoTranslation("vi", domain="djangojs", localedirs=[str(ADMIN)])
    source = polib.pofile(str(ADMIN / "en/LC_MESSAGES/djangojs.po"))
    plain = [entry.msgid for entry in source if not entry.msgctxt and not entry.msgid_plural]

    assert [msgid for msgid in plain if catalogue.gettext(msgid) == msgid] == []
    assert len(plain) > 20


def test_each_part_that_is_left_out_is_left_out_for_a_reason() -> None:
    assert all(NEVER_FROM.values())
    assert len(NEVER_FROM) < 10
