"""The keys of an installation: given in production, elsewhere made once and kept in the data folder."""

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
"""The file which says that a key was made; `manage.py keys --forget` removes it."""
_SHORTEST = 50


@dataclass(frozen=True)
class Keys:
    """What the environment and the data folder hold. Each raises ImproperlyConfigured where a key has to be given."""

    data: Path
    in_production: bool

    def secret_key(self) -> str:
        wanted = (
            "Hãy đặt LAMBINH_SECRET_KEY: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, giữ kín. / "
            "Set LAMBINH_SECRET_KEY: a random text of at least 50 characters, kept secret."
        )
        return self._given_or_kept("LAMBINH_SECRET_KEY", "secret-key", _text, wanted) or _text()

    def citizen_id_keys(self) -> tuple[bytes, ...]:
        """No key where there is nowhere to keep one: a key that is forgotten would lock away what it sealed."""
        wanted = (
            "Hãy đặt LAMBINH_CITIZEN_ID_KEYS: 32 byte ngẫu nhiên viết bằng base64, giữ kín và sao lưu ở nơi khác với "
            "dữ liệu; nếu có nhiều khóa thì viết khác nhau, cách nhau bằng dấu phẩy, khóa mới đứng đầu. / "
            "Set LAMBINH_CITIZEN_ID_KEYS: 32 random bytes in base64, kept secret and backed up apart from the data; "
            "several different keys by commas, the newest first."
        )
        given = self._given_or_kept("LAMBINH_CITIZEN_ID_KEYS", "citizen-id-key", _bytes, wanted, CITIZEN_ID_KEY_MADE)
        try:
            return parse_keys(given.strip()) if given.strip() else ()
        except ValueError:
            raise ImproperlyConfigured(wanted) from None

    def role_key(self, secret_key: str) -> str:
        """Only who starts the parts of the program has it; whom `serve` starts has an address of the database."""
        wanted = (
            f"Hãy đặt {ROLE_KEY}: một chuỗi ngẫu nhiên từ 50 ký tự trở lên, khác LAMBINH_SECRET_KEY; rồi để người "
            "quản trị PostgreSQL chạy lại: manage.py database_roles | psql. / "
            f"Set {ROLE_KEY}: a random text of at least 50 characters, another one than LAMBINH_SECRET_KEY; then let "
            "the administrator of PostgreSQL run again: manage.py database_roles | psql."
        )
        key = self._given_or_kept(ROLE_KEY, "role-key", _text, wanted)
        if self.in_production and (len(key) < _SHORTEST or key == secret_key):
            raise ImproperlyConfigured(wanted)
        return key

    def _given_or_kept(self, variable: str, name: str, new: Callable[[], str], wanted: str, made: str = "") -> str:
        """A secret from the environment; on a single machine one that is made once and kept with the data.

        Where a file `made` says that there was one, no other takes its place: what it sealed would be lost unseen.
        Empty where the data folder cannot be written: reading a roster needs none, and what does need it says so.
        """
        if given := os.environ.get(variable, ""):
            return given
        if self.in_production:
            raise ImproperlyConfigured(wanted)
        file = self.data / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                if made and (file.parent / made).exists():
                    return ""
                _keep_new(file, new())
            if made:
                (file.parent / made).touch()
            return file.read_text()
        except OSError:
            return ""


def _text() -> str:
    return secrets.token_urlsafe(48)


def _bytes() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _keep_new(file: Path, secret: str) -> None:
    """Write a secret that appears at once and whole: of several first processes one wins."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=f"{file.name}-") as part:
        part.write(secret)
        part.flush()
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(part.name)
