"""`manage.py check --deploy`: keys, and the roles of the database."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from assignments import key_fingerprints
from lambinh.db import embedded


@register(Tags.security, deploy=True)
def keys_are_those_of_the_database(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Before the first start there is nothing to compare."""
    if settings.LAMBINH_EMBEDDED and not embedded.is_created(settings.LAMBINH_DATA):
        return []
    try:
        if not key_fingerprints.is_ready():
            return []
        return [*_lost_keys(), *_other_role_key(), *_open_database()]
    except DatabaseError:
        text = _("The database did not answer: whether the keys are those of its data is not known.")
        return [Warning(text, hint=_("Start it and run this check again."), id="lambinh.W002")]


def _lost_keys() -> Iterator[CheckMessage]:
    for number, kind in enumerate(key_fingerprints.SEALING, 1):
        if key_fingerprints.lost(kind) or key_fingerprints.closed(kind):
            yield Error(key_fingerprints.sentence(kind), id=f"lambinh.E00{number}")


def _other_role_key() -> Iterator[CheckMessage]:
    if key_fingerprints.is_other_role_key():
        text = _("LAMBINH_ROLE_KEY is another one than at the last start: the roles of the database cannot enter.")
        hint = _("Let the administrator of PostgreSQL run again: manage.py database_roles | psql")
        yield Error(text, hint=hint, id="lambinh.E003")


def _open_database() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_database_privilege('public', current_database(), 'TEMP')")
        if not cursor.fetchone()[0]:
            return
    text = _("Everybody who may enter the database may make tables in it for a moment.")
    hint = _("Let the administrator of PostgreSQL run again: manage.py database_roles | psql")
    yield Warning(text, hint=hint, id="lambinh.W003")
