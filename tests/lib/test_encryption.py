"""Encrypted texts and files: the first key encrypts, every key decrypts, and without a key they are of no use."""

import base64
import hashlib
import hmac
import io
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lambinh.lib.encryption.files import FileKeyRing
from lambinh.lib.encryption.keys import DecryptionError, damaged, derive_key, no_key, parse_keys, unknown_key
from lambinh.lib.encryption.texts import KeyRing

OLD, NEW, OTHER = (bytes([fill]) * 32 for fill in b"abc")
NUMBER = "008075001234"


def text(*keys: bytes) -> str:
    return ",".join(base64.b64encode(key).decode() for key in keys)


@given(st.text())
def test_what_was_sealed_is_opened(plain: str) -> None:
    ring = KeyRing([OLD], "citizen id")
    assert ring.decrypt(ring.encrypt(plain)) == plain


def test_the_same_number_is_sealed_differently_each_time_and_shows_nothing_of_itself() -> None:
    ring = KeyRing([OLD], "citizen id")
    sealed = {ring.encrypt(NUMBER) for _ in range(100)}
    assert len(sealed) == 100
    assert not any(NUMBER in ciphertext for ciphertext in sealed)


def test_an_old_key_still_opens_and_the_first_one_seals() -> None:
    before = KeyRing([OLD], "citizen id").encrypt(NUMBER)
    ring = KeyRing([NEW, OLD], "citizen id")
    assert ring.decrypt(before) == NUMBER
    assert not ring.uses_primary_key(before)
    assert ring.uses_primary_key(ring.encrypt(NUMBER))
    assert KeyRing([NEW], "citizen id").decrypt(ring.encrypt(NUMBER)) == NUMBER


def test_a_key_that_is_missing_is_told_in_a_sentence() -> None:
    sealed = KeyRing([OLD], "citizen id").encrypt(NUMBER)
    with pytest.raises(DecryptionError, match="LAMBINH_CITIZEN_ID_KEYS"):
        KeyRing([OTHER], "citizen id").decrypt(sealed)
    with pytest.raises(DecryptionError, match="LAMBINH_CITIZEN_ID_KEYS"):
        KeyRing([], "citizen id").decrypt(sealed)
    for act in (KeyRing([], "citizen id").encrypt, KeyRing([], "citizen id").digest):
        with pytest.raises(DecryptionError, match="LAMBINH_CITIZEN_ID_KEYS"):
            act(NUMBER)


@pytest.mark.parametrize("position", [0, 3, 8, 20, -6])
def test_what_damaged_from_outside_is_not_opened(position: int) -> None:
    ring = KeyRing([OLD], "citizen id")
    sealed = list(ring.encrypt(NUMBER))
    sealed[position] = "f" if sealed[position] != "f" else "0"
    with pytest.raises(DecryptionError):
        ring.decrypt("".join(sealed))


@pytest.mark.parametrize("sealed", ["1", "nonsense", NUMBER])
def test_what_was_never_sealed_is_not_opened(sealed: str) -> None:
    with pytest.raises(DecryptionError):
        KeyRing([OLD], "citizen id").decrypt(sealed)


def test_a_number_is_found_by_the_digest_of_every_key() -> None:
    before = KeyRing([OLD], "citizen id").digest(NUMBER)
    ring = KeyRing([NEW, OLD], "citizen id")
    assert before in ring.digests(NUMBER)
    assert ring.digest(NUMBER) == ring.digests(NUMBER)[0] != before
    assert before not in ring.digests("008075001235")


@given(st.text())
def test_the_digest_is_hmac_with_sha_256(plain: str) -> None:
    key = derive_key(OLD, "citizen id, digest")
    expected = base64.b64encode(hmac.new(key, plain.encode(), hashlib.sha256).digest()).decode()
    assert KeyRing([OLD], "citizen id").digest(plain) == expected


def test_one_purpose_does_not_open_what_another_sealed() -> None:
    with pytest.raises(DecryptionError):
        KeyRing([OLD], "something else").decrypt(KeyRing([OLD], "citizen id").encrypt(NUMBER))


def test_a_setting_names_one_key_or_several() -> None:
    assert parse_keys(text(OLD)) == (OLD,)
    assert parse_keys(f"{text(NEW)} , {text(OLD)}") == (NEW, OLD)


@pytest.mark.parametrize("setting", ["", ",", "secret", text(b"short"), text(OLD, OLD), f"{text(OLD)},", "khóa"])
def test_what_is_no_key_is_refused(setting: str) -> None:
    with pytest.raises(ValueError):
        parse_keys(setting)


# --- files -------------------------------------------------------------------------------------------------

CONTENT = b"Gi\xc3\xa0ng A P\xc3\xa1o;008075001234\n" * 40_000


def sealed_file(path: Path, *keys: bytes, content: bytes = CONTENT) -> Path:
    with path.open("wb") as file:
        FileKeyRing(keys, "workbook").encrypt([content[:7], content[7:]], file)
    return path


def decrypt_file(path: Path, *keys: bytes) -> bytes:
    into = io.BytesIO()
    FileKeyRing(keys, "workbook").decrypt(path, into)
    return into.getvalue()


@pytest.mark.parametrize("content", [b"", b"x", CONTENT])
def test_a_sealed_file_is_opened_by_all_keys(content: bytes, tmp_path: Path) -> None:
    path = sealed_file(tmp_path / "a", OLD, content=content)
    assert decrypt_file(path, OLD) == decrypt_file(path, NEW, OLD) == content
    assert b"008075001234" not in path.read_bytes()
    assert FileKeyRing([OLD], "workbook").uses_primary_key(path)
    assert not FileKeyRing([NEW, OLD], "workbook").uses_primary_key(path)


def test_a_file_from_before_files_were_sealed_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(CONTENT)
    assert decrypt_file(tmp_path / "a", OLD) == CONTENT
    assert not FileKeyRing([OLD], "workbook").uses_primary_key(tmp_path / "a")


@pytest.mark.parametrize("keys", [(), (OTHER,)])
def test_a_file_whose_key_is_missing_is_told_in_a_sentence(keys: tuple[bytes, ...], tmp_path: Path) -> None:
    path = sealed_file(tmp_path / "a", OLD)
    with pytest.raises(DecryptionError, match="LAMBINH_CITIZEN_ID_KEYS"):
        decrypt_file(path, *keys)


@pytest.mark.parametrize("size", [0, 9, 20, 30, 1_000, -1])
def test_a_file_that_was_cut_off_or_changed_is_not_opened(size: int, tmp_path: Path) -> None:
    path = sealed_file(tmp_path / "a", OLD)
    content = path.read_bytes()
    path.write_bytes(content[:size] if size else content[:500] + b"x" + content[501:])
    with pytest.raises(DecryptionError):
        decrypt_file(path, OLD)


@pytest.mark.parametrize("error", [no_key, unknown_key, damaged])
def test_who_meets_what_cannot_be_opened_reads_what_to_do(error) -> None:
    with translation.override("en"):
        assert "Tell the administrator." in str(error())
    with translation.override("vi"):
        assert "Hãy báo người quản trị." in str(error())
