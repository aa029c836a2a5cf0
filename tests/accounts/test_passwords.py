"""Password hashing, refused passwords, and first passwords on paper."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from lambinh.accounts.models import User
from lambinh.accounts.passwords.hashers import SmallServerArgon2
from lambinh.accounts.services import set_first_password
from tests.accounts.conftest import sign_in
from tests.factories import UserFactory

LAN = User(username="lan.ma", last_name="Ma Thị", first_name="Lan Hương")


def test_passwords_are_kept_as_argon2id_that_a_small_server_can_bear() -> None:
    hasher = SmallServerArgon2()
    encoded = hasher.encode("con trâu đi trước", hasher.salt())

    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert hasher.verify("con trâu đi trước", encoded)
    assert not hasher.must_update(encoded)


def test_the_program_uses_it_first_and_still_reads_old_hashes() -> None:
    source = (settings.BASE_DIR / "lambinh" / "settings.py").read_text()
    first, *rest = re.findall(r'"([\w.]+Hasher|[\w.]+Argon2)"', source)

    assert first == "lambinh.accounts.passwords.hashers.SmallServerArgon2"
    assert "django.contrib.auth.hashers.PBKDF2PasswordHasher" in rest
    assert {hasher.algorithm for hasher in get_hashers()} >= {"argon2", "pbkdf2_sha256"}


@pytest.mark.parametrize(
    "password",
    [
        "ngan-qua",
        "matkhau12345",
        "Mật khẩu 2025",
        "Mật-Khẩu-2025!",
        "matkhaumatkhau",
        "lambinh2025!!",
        "Tuyên Quang 123",
        "thôn Lâm Bình 2025",
        "xã Thượng Lâm 2025",
        "anh yêu em 520",
        "vietnamvodich1",
        "password1234",
        "qwertyuiop123",
        "111111111111",
        "aaaaaaaaaaaa",
        "123456789012",
        "Lan Hương 1990",
        "mathilanhuong90",
        "lan.ma.1990.05",
        "lan.ma lan.ma",
        "P@ssw0rd1234",
        "p@$$w0rd2025!!",
        "Passw0rd!!!!",
        "P@ssw0rdP@ssw0rd",
        "pa55w0rdpa55w0rdpa55w0rd",
        "4dm1n1str4t0r",
        "Adm1n@123456",
        "M4tkh4u@2025",
        "L@mB1nh@2025",
        "Tuy3nQu@ng2025",
        "qw3rtyu10p123",
        "1l0v3y0u2025",
        "Dr@g0n123456",
        "123456monkey!",
        "L@n.M@.1990.05",
        "bithu1bithu1",
        "lan.ma1lan.ma1",
        "Bithu@lambinh1",
        "Admin.Lambinh.2025",
        "lan.ma@lambinh",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, LAN)


@pytest.mark.parametrize(
    "password",
    [
        "con trâu đi trước",
        "ba cái nón treo cột",
        "kx7f-mm2d-9wqp-ht4c",
        "Nương ngô sau nhà cô Pá",
        "12 con gà với 1 chó",
        "5 con vịt bơi 3 vòng",
        "Sáng nay trời mưa to!",
        "dragon ngồi trên mái",
    ],
)
def test_a_sentence_of_several_words_is_taken(password: str) -> None:
    validate_password(password, LAN)


def test_what_is_asked_is_said_in_vietnamese_with_the_advice() -> None:
    with translation.override("en"):
        assert "15 or more" in password_validators_help_texts()[0]
    assert len(password_validators_help_texts()) == len(settings.AUTH_PASSWORD_VALIDATORS)


def test_passwords_do_not_grow_old() -> None:
    assert not [field.name for field in User._meta.get_fields() if "expire" in field.name]


@pytest.mark.django_db
def test_a_first_password_is_easy_to_read_and_has_to_be_changed(client, administrator: User) -> None:
    user = UserFactory(username="moi")
    password = set_first_password(user, by=administrator)

    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", password)
    validate_password(password, user)
    user.refresh_from_db()
    assert user.must_change_password
    assert "Location" in sign_in(client, "moi", password)


@pytest.mark.django_db
def test_two_first_passwords_are_never_the_same(administrator: User) -> None:
    user = UserFactory()
    assert len({set_first_password(user, by=administrator) for _time in range(20)}) == 20
