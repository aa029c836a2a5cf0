"""The keys that a database needs: it stores a fingerprint of each, to compare with the keys in the settings.

A lost key is noticed before anything is encrypted with another one. See docs/adr/0015-key-fingerprints.md.
"""

import hashlib
import hmac
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from assignments.rosters.models import RosterRow
from assignments.rosters.storage import files
from assignments.rosters.storage.rekey import HAS_CITIZEN_ID
from households.models import Household
from lambinh.accounts.models import KeyFingerprint
from lambinh.accounts.second_factor.rekey import can_decrypt
from lambinh.lib.encryption import texts
from lambinh.lib.errors import CommandFailed

Kind = KeyFingerprint.Kind
SEALING = (Kind.SECRET, Kind.CITIZEN_ID)
"""The kinds of keys without which stored data can no longer be decrypted."""
_LENGTH = 32


def fingerprint(kind: str, key: bytes) -> str:
    """A digest that identifies a key; the key cannot be derived from it."""
    return hmac.new(key, f"fingerprint of {kind}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def of_settings(kind: str) -> list[str]:
    """The fingerprints of the keys in the settings; the first one encrypts."""
    keys: dict[str, Iterable[bytes]] = {
        Kind.SECRET: (str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)),
        Kind.CITIZEN_ID: settings.LAMBINH_CITIZEN_ID_KEYS,
        Kind.ROLE: [settings.LAMBINH_ROLE_KEY.encode()] if settings.LAMBINH_ROLE_KEY else [],
    }
    return [fingerprint(kind, key) for key in keys[kind]]


def lost(kind: str) -> list[str]:
    """The fingerprints of keys that this database needs and the settings lack."""
    gone = list(_not_set(kind).values_list("fingerprint", flat=True))
    return gone if gone and is_used(kind) else []


def _not_set(kind: str) -> QuerySet[KeyFingerprint]:
    return KeyFingerprint.objects.filter(kind=kind).exclude(fingerprint__in=of_settings(kind))


def is_used(kind: str) -> bool:
    """Whether anything is encrypted with a key of this kind. Slow: call it only if a key is missing."""
    if kind == Kind.SECRET:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT id FROM mfa_authenticator)")
            return bool(cursor.fetchone()[0])
    return (
        Household._base_manager.exclude(citizen_id_encrypted="").exists()
        or any(files.folder().iterdir())
        or RosterRow.objects.filter(HAS_CITIZEN_ID).exists()
    )


def closed(kind: str) -> bool:
    """Whether stored data needs a missing key; this also works before any fingerprint is stored.

    It reads all citizen ids and second factors, so that only the owner of the tables may call it.
    """
    if kind == Kind.SECRET:
        return any(not can_decrypt(authenticator.data) for authenticator in Authenticator.objects.all())
    marks = texts.prefixes(settings.LAMBINH_CITIZEN_ID_KEYS)
    sealed = Household._base_manager.exclude(citizen_id_encrypted="")
    start = Left("citizen_id_encrypted", texts.PREFIX_LENGTH)
    return sealed.annotate(start=start).exclude(start__in=marks).exists()


def is_other_role_key() -> bool:
    """Whether the roles' passwords were derived from another key when the program last started."""
    known = set(KeyFingerprint.objects.filter(kind=Kind.ROLE).values_list("fingerprint", flat=True))
    return bool(known) and bool(settings.LAMBINH_ROLE_KEY) and not known & set(of_settings(Kind.ROLE))


def is_ready() -> bool:
    """Whether the table exists."""
    return KeyFingerprint._meta.db_table in connection.introspection.table_names()


@transaction.atomic
def require() -> None:
    """Store the fingerprints of the keys in use. Raises CommandFailed, without changes, if one is missing."""
    if not is_ready():
        return
    for kind in SEALING:
        if lost(kind):
            raise CommandFailed(sentence(kind))
    for kind in SEALING:
        _not_set(kind).delete()  # nothing is encrypted with them
        remember(kind)


def remember(kind: str) -> None:
    """Store the fingerprint of the key that encrypts: it is needed from now on."""
    for first in of_settings(kind)[:1]:
        KeyFingerprint.objects.get_or_create(kind=kind, fingerprint=first)


@transaction.atomic
def resealed(kind: str) -> None:
    """Everything is encrypted with the first key now: remove the fingerprints of all others."""
    KeyFingerprint.objects.filter(kind=kind).exclude(fingerprint__in=of_settings(kind)[:1]).delete()
    remember(kind)


@transaction.atomic
def forget() -> int:
    """Give up the data of missing keys; returns the number of those keys."""
    gone = 0
    for kind in SEALING:
        gone += _not_set(kind).delete()[0]
        remember(kind)
    return gone


def sentence(kind: str) -> str:
    """The text that says what to do about a missing key."""
    if kind == Kind.SECRET:
        return _(
            "LAMBINH_SECRET_KEY is another one than before, and second factors are sealed with the old one: put the "
            "old key into LAMBINH_OLD_SECRET_KEYS (elsewhere than in production: bring back the file secret-key). If "
            "it is lost for good, run manage.py keys --forget and reset the second factors."
        )
    return _(
        "The key with which citizen ids or workbooks are sealed is not among LAMBINH_CITIZEN_ID_KEYS: put it back, "
        "last in the list (elsewhere than in production: bring back the file citizen-id-key). If it is lost for good, "
        "run manage.py keys --forget: what it sealed then stays closed."
    )
