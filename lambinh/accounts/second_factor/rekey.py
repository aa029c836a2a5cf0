"""Encrypt stored second factors again with a new SECRET_KEY."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from lambinh.accounts.second_factor.encryption import decrypt, reencrypt
from lambinh.lib.encryption.keys import DecryptionError

AuthenticatorData = dict[str, Any]
"""The JSON of an authenticator, in a form that django-allauth defines."""

_ENCRYPTED_FIELDS = ("secret", "seed")
_ENCRYPTED_LISTS = ("migrated_codes",)
"""The fields of `Authenticator.data` that django-allauth passes to its adapter for encryption."""


def can_decrypt(data: AuthenticatorData) -> bool:
    """Whether the keys in the settings decrypt the `data` of an authenticator."""
    try:
        for text in _encrypted_texts(data):
            decrypt(text)
    except DecryptionError:
        return False
    return True


@transaction.atomic
def reencrypt_second_factors() -> int:
    """Encrypt all second factors with SECRET_KEY; return their number. Raises DecryptionError if a key is missing."""
    authenticators = list(Authenticator.objects.select_for_update().order_by("pk"))
    for authenticator in authenticators:
        authenticator.data = {name: _reencrypted(name, value) for name, value in authenticator.data.items()}
    Authenticator.objects.bulk_update(authenticators, ["data"], batch_size=500)
    return len(authenticators)


def _encrypted_texts(data: AuthenticatorData) -> list[str]:
    texts = [data[name] for name in _ENCRYPTED_FIELDS if name in data]
    return texts + [text for name in _ENCRYPTED_LISTS for text in data.get(name, [])]


def _reencrypted(name: str, value: Any) -> Any:
    if name in _ENCRYPTED_FIELDS:
        return reencrypt(value)
    return [reencrypt(text) for text in value] if name in _ENCRYPTED_LISTS else value
