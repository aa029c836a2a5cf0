"""The keys of an installation: set in production, otherwise created once and stored in the data folder."""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from lambinh.db.roles import ROLE_KEY
from lambinh.lib.encryption.keys import KEY_BYTES, parse_keys

CITIZEN_ID_KEY_MADE = "citizen-id-key.made"
"""This file marks that a key was created; `manage.py keys --forget` removes it."""
_MIN_LENGTH = 50


@dataclass(frozen=True)
class Keys:
    """The keys from the environment and the data folder. Methods raise ImproperlyConfigured if a key must be set."""

    data: Path
    in_production: bool

    def secret_key(self) -> str:
        instruction = (
            "Hãy đặt LAMBINH_SECRET_KEY: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, giữ kín. / "
            "Set LAMBINH_SECRET_KEY: a random text of at least 50 characters, kept secret."
        )
        return self._set_or_stored("LAMBINH_SECRET_KEY", "secret-key", _random_text, instruction) or _random_text()

    def citizen_id_keys(self) -> tuple[bytes, ...]:
        """The keys, or none if a new one cannot be stored: without it the encrypted data would be lost."""
        instruction = (
            "Hãy đặt LAMBINH_CITIZEN_ID_KEYS: 32 byte ngẫu nhiên viết bằng base64, giữ kín và sao lưu ở nơi khác với "
            "dữ liệu; nếu có nhiều khóa thì viết khác nhau, cách nhau bằng dấu phẩy, khóa mới đứng đầu. / "
            "Set LAMBINH_CITIZEN_ID_KEYS: 32 random bytes in base64, kept secret and backed up apart from the data; "
            "several different keys by commas, the newest first."
        )
        text = self._set_or_stored(
            "LAMBINH_CITIZEN_ID_KEYS", "citizen-id-key", _random_key, instruction, CITIZEN_ID_KEY_MADE
        )
        try:
            return parse_keys(text.strip()) if text.strip() else ()
        except ValueError:
            raise ImproperlyConfigured(instruction) from None

    def role_key(self, secret_key: str) -> str:
        """The key of the role passwords. Processes that `serve` starts have a database URL instead."""
        instruction = (
            f"Hãy đặt {ROLE_KEY}: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, khác LAMBINH_SECRET_KEY; rồi để người "
            "quản trị PostgreSQL chạy lại: manage.py database_roles | psql. / "
            f"Set {ROLE_KEY}: a random text of at least 50 characters, another one than LAMBINH_SECRET_KEY; then let "
            "the administrator of PostgreSQL run again: manage.py database_roles | psql."
        )
        key = self._set_or_stored(ROLE_KEY, "role-key", _random_text, instruction)
        if self.in_production and (len(key) < _MIN_LENGTH or key == secret_key):
            raise ImproperlyConfigured(instruction)
        return key

    def _set_or_stored(
        self, variable: str, name: str, new: Callable[[], str], instruction: str, marker: str = ""
    ) -> str:
        """A secret from the environment, or on a single machine one that is created once and stored with the data.

        If the file `marker` exists, a missing secret is not replaced: that would hide the loss of the encrypted data.
        Empty if the data folder is not writable: some commands need no key, and the others report it.
        """
        if secret := os.environ.get(variable, ""):
            return secret
        if self.in_production:
            raise ImproperlyConfigured(instruction)
        file = self.data / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                if marker and (file.parent / marker).exists():
                    return ""
                _store_new(file, new())
            if marker:
                (file.parent / marker).touch()
            return file.read_text()
        except OSError:
            return ""


def _random_text() -> str:
    return secrets.token_urlsafe(48)


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _store_new(file: Path, secret: str) -> None:
    """Write a secret atomically: if several processes start at once, one of them wins."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}-") as part:
        part.write(secret)
        part.flush()
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part.name)
