"""Secrets of second factors are sealed in the database by a key made from SECRET_KEY."""

import base64
import hashlib
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from lambinh.lib.encryption.keys import DecryptionError


def encrypt(text: str) -> str:
    return _sealer().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises CannotOpen when SECRET_KEY was changed and the old one is not among SECRET_KEY_FALLBACKS."""
    return _opened(sealed, _sealer().decrypt)


def resealed(sealed: str) -> str:
    """The same, sealed with SECRET_KEY whichever key it was. Raises CannotOpen."""
    return _opened(sealed, _sealer().rotate)


def _opened(sealed: str, work: Callable[[bytes], bytes]) -> str:
    try:
        return work(sealed.encode()).decode()
    except InvalidToken:
        raise DecryptionError(
            _("The second factor cannot be checked: it was sealed with another key. Tell the administrator.")
        ) from None


def _sealer() -> MultiFernet:
    return MultiFernet([_of(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _of(secret: str) -> Fernet:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))
