"""Secrets of second factors are sealed in the database by a key made from SECRET_KEY."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    return _sealer().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises InvalidToken when SECRET_KEY was changed and the old one is not among SECRET_KEY_FALLBACKS."""
    return _sealer().decrypt(sealed.encode()).decode()


def _sealer() -> MultiFernet:
    return MultiFernet([_of(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _of(secret: str) -> Fernet:
    key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"second factor").digest()
    return Fernet(base64.urlsafe_b64encode(key))
