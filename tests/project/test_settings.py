"""The settings that production requires, and the keys that the program creates itself elsewhere."""

import base64
from pathlib import Path

import pytest

from tests.server.test_command_line import assert_one_line, manage

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {"LAMBINH_HOSTS": "lambinh.example", "LAMBINH_SECRET_KEY": "".join(map(chr, range(48, 122)))}


@pytest.mark.parametrize("keys", ["", "secret", KEY[:-8], f"{KEY},{KEY}"])
def test_production_asks_for_a_key_for_citizen_ids(keys: str, data: Path) -> None:
    process = manage("check", "--deploy", data=data, **PRODUCTION, LAMBINH_CITIZEN_ID_KEYS=keys)
    assert_one_line(process, "LAMBINH_CITIZEN_ID_KEYS: 32 byte ngẫu nhiên")
    assert not (data / "citizen-id-key").exists()


def test_with_its_keys_production_has_nothing_to_complain_of(data: Path) -> None:
    arguments = ("check", "--deploy", "--fail-level", "WARNING")
    process = manage(*arguments, data=data, **PRODUCTION, LAMBINH_CITIZEN_ID_KEYS=KEY, LAMBINH_SECOND_FACTOR="on")
    assert process.returncode == 0, process.stderr


def test_elsewhere_a_key_is_made_once_for_its_owner_only(data: Path) -> None:
    keys = []
    for _ in range(2):
        assert manage("check", data=data).returncode == 0
        keys.append((data / "citizen-id-key").read_text())
    assert keys[0] == keys[1]
    assert len(base64.b64decode(keys[0])) == 32
    assert (data / "citizen-id-key").stat().st_mode & 0o077 == 0
    assert keys[0] != (data / "secret-key").read_text()


@pytest.mark.parametrize("key", ["", "short", PRODUCTION["LAMBINH_SECRET_KEY"]])
def test_production_asks_for_a_key_for_the_roles_that_the_web_server_has_not(key: str, data: Path) -> None:
    server = {"DATABASE_URL": "postgres://lambinh:x@127.0.0.1:1/lambinh", "LAMBINH_CITIZEN_ID_KEYS": KEY}
    process = manage("database_roles", data=data, **PRODUCTION, **server, LAMBINH_ROLE_KEY=key)
    assert_one_line(process, "LAMBINH_ROLE_KEY: một chuỗi ngẫu nhiên")
    assert not (data / "role-key").exists()


def test_the_passwords_of_the_roles_do_not_follow_from_the_secret_key(data: Path) -> None:
    server = {"DATABASE_URL": "postgres://lambinh:x@127.0.0.1:1/lambinh", "LAMBINH_CITIZEN_ID_KEYS": KEY}
    printed = {
        manage("database_roles", data=data, **{**PRODUCTION, "LAMBINH_SECRET_KEY": key}, **server, **role).stdout
        for key in ("a1" * 30, "b2" * 30)
        for role in [{"LAMBINH_ROLE_KEY": "r3" * 30}]
    }
    assert len(printed) == 1
    assert "PASSWORD" in printed.pop()
