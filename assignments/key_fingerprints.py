"""Which keys a database needs: what each is known again by is kept there and compared with the keys that are set.

A key that was lost shows before anything is sealed with another one. See docs/adr/0015-key-fingerprints.md.
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
from assignments.rosters.storage.rekey import HOLDS_ONE
from households.models import Household
from lambinh.accounts.models import KeyFingerprint
from lambinh.accounts.second_factor.rekey import can_decrypt
from lambinh.lib.encryption import texts
from lambinh.lib.errors import CommandFailed

Kind = KeyFingerprint.Kind
SEALING = (Kind.SECRET, Kind.CITIZEN_ID)
"""The keys without which something can no longer be read."""
_LENGTH = 32


def fingerprint(kind: str, key: bytes) -> str:
    """What a key is known again by. It cannot be turned back into the key."""
    return hmac.new(key, f"fingerprint of {kind}".encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def of_settings(kind: str) -> list[str]:
    """The fingerprints of the keys that are set; first that of the key which seals."""
    keys: dict[str, Iterable[bytes]] = {
        Kind.SECRET: (str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)),
        Kind.CITIZEN_ID: settings.LAMBINH_CITIZEN_ID_KEYS,
        Kind.ROLE: [settings.LAMBINH_ROLE_KEY.encode()] if settings.LAMBINH_ROLE_KEY else [],
    }
    return [fingerprint(kind, key) for key in keys[kind]]


def lost(kind: str) -> list[str]:
    """The fingerprints of keys that this database needs and that are not set."""
    gone = list(_not_set(kind).values_list("fingerprint", flat=True))
    return gone if gone and is_used(kind) else []


def _not_set(kind: str) -> QuerySet[KeyFingerprint]:
    return KeyFingerprint.objects.filter(kind=kind).exclude(fingerprint__in=of_settings(kind))


def is_used(kind: str) -> bool:
    """Whether anything is sealed with a key of this kind. Asked only where one is missing: it may look far."""
    if kind == Kind.SECRET:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT id FROM mfa_authenticator)")
            return bool(cursor.fetchone()[0])
    return (
        Household._base_manager.exclude(citizen_id_encrypted="").exists()
        or any(files.folder().iterdir())
        or RosterRow.objects.filter(HOLDS_ONE).exists()
    )


def closed(kind: str) -> bool:
    """Whether what is stored itself shows that a key is missing: also before any fingerprint was kept.

    It reads all citizen ids and second factors, as the owner of the tables may.
    """
    if kind == Kind.SECRET:
        return any(not can_decrypt(authenticator.data) for authenticator in Authenticator.objects.all())
    marks = texts.prefixes(settings.LAMBINH_CITIZEN_ID_KEYS)
    sealed = Household._base_manager.exclude(citizen_id_encrypted="")
    start = Left("citizen_id_encrypted", texts.PREFIX_LENGTH)
    return sealed.annotate(start=start).exclude(start__in=marks).exists()


def is_other_role_key() -> bool:
    """Whether the roles' passwords followed from another key when the program last started."""
    known = set(KeyFingerprint.objects.filter(kind=Kind.ROLE).values_list("fingerprint", flat=True))
    return bool(known) and bool(settings.LAMBINH_ROLE_KEY) and not known & set(of_settings(Kind.ROLE))


def is_ready() -> bool:
    """Whether the database has the table at all."""
    return KeyFingerprint._meta.db_table in connection.introspection.table_names()


@transaction.atomic
def require() -> None:
    """Remember the keys that seal from now on. Raises CommandTrouble where one is missing, and changes nothing then."""
    if not is_ready():
        return
    for kind in SEALING:
        if lost(kind):
            raise CommandFailed(sentence(kind))
    for kind in SEALING:
        _not_set(kind).delete()  # nothing was sealed with them
        remember(kind)


def remember(kind: str) -> None:
    """The key that seals is one of those that are needed from now on."""
    for first in of_settings(kind)[:1]:
        KeyFingerprint.objects.get_or_create(kind=kind, fingerprint=first)


@transaction.atomic
def resealed(kind: str) -> None:
    """Everything is sealed with the first key now: no other one is needed."""
    KeyFingerprint.objects.filter(kind=kind).exclude(fingerprint__in=of_settings(kind)[:1]).delete()
    remember(kind)


@transaction.atomic
def forget() -> int:
    """Give up what was sealed with keys that are not set; gives how many such keys there were."""
    gone = 0
    for kind in SEALING:
        gone += _not_set(kind).delete()[0]
        remember(kind)
    return gone


def sentence(kind: str) -> str:
    """What to do where a key is missing."""
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
