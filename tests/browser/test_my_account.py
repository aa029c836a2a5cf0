"""First password, second factor, a lost phone and the user's own sessions, in a browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accounts.conftest import give_phone, phone_code, unused_recovery_codes
from tests.browser.conftest import Visit
from tests.browser.test_signing_in import sign_in
from tests.factories import PASSWORD, UserFactory
from tests.support.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "con trâu đi trước cái cày"
SAME_IN_BOTH = re.compile(
    r"^(Lâm Bình.*|English|Tiếng Việt|vanphong|user\d+.*|127\.0\.0\.1|.*Chrome, Linux.*|[A-Z2-7 ]{30,}|[\d: /·]*)$"
)


@pytest.fixture(autouse=True)
def real_sign_in(settings: Any, _simple_sign_in: None) -> None:
    settings.LAMBINH_SECOND_FACTOR = True
    settings.USERSESSIONS_TRACK_ACTIVITY = True


@pytest.fixture
def visitor(visitors: Visit, transactional_db: None) -> Iterator[Visitor]:
    with visitors(signed_in=False) as visitor:
        visitor.open("/login/")
        yield visitor


def fill_passwords(visitor: Visitor, old: str, new: str) -> None:
    visitor.page.fill("#id_oldpassword", old)
    visitor.page.fill("#id_password1", new)
    visitor.page.fill("#id_password2", new)
    visitor.page.click(".sign-in .btn-primary")


def enter_code(visitor: Visitor, code: str) -> None:
    visitor.page.fill("#id_code", code)
    visitor.page.click(".sign-in .btn-primary")


def secret_of(visitor: Visitor) -> str:
    return visitor.page.inner_text(".secret").replace(" ", "")


def set_up_phone(visitor: Visitor) -> str:
    secret = secret_of(visitor)
    enter_code(visitor, phone_code(secret))
    expect(visitor.page.locator(".codes li")).to_have_count(10)
    return secret


def test_from_the_first_password_to_the_second_factor(visitor: Visitor) -> None:
    UserFactory(username="vanphong", is_superuser=True, must_change_password=True)
    sign_in(visitor, PASSWORD)
    assert visitor.path() == "/account/password/"
    visitor.open("/rosters/")
    assert visitor.path() == "/account/password/"

    fill_passwords(visitor, PASSWORD, "matkhau12345")
    expect(visitor.page.locator("#error-password1")).to_be_visible()
    assert visitor.faults() == []
    fill_passwords(visitor, PASSWORD, NEW)

    assert visitor.path() == "/account/second-factor/on/"
    assert visitor.page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    assert visitor.faults() == []
    enter_code(visitor, "000000")
    expect(visitor.page.locator("#code-error")).to_be_visible()
    assert visitor.faults() == []
    set_up_phone(visitor)
    assert visitor.faults() == []
    visitor.page.click("text=Tôi đã cất giữ")
    assert visitor.path() == "/"


def test_recovery_codes_are_kept_as_a_file_or_on_paper(visitor: Visitor) -> None:
    user = UserFactory(username="vanphong", is_superuser=True)
    sign_in(visitor, PASSWORD)
    set_up_phone(visitor)
    expect(visitor.page.locator("[data-print]")).to_be_visible()
    with visitor.page.expect_download() as download:
        visitor.page.click("a[download]")

    lines = download.value.path().read_text().split("\n")
    assert [line.replace(" ", "").strip() for line in lines if line] == unused_recovery_codes(user)
    visitor.page.reload()
    expect(visitor.page.locator(".codes li")).to_have_count(0)
    assert visitor.faults() == []


def test_signing_in_with_the_phone_without_javascript(visitors: Visit, transactional_db: None) -> None:
    secret = give_phone(UserFactory(username="vanphong"))
    with visitors(signed_in=False, java_script_enabled=False) as plain:
        plain.open("/rosters/")
        sign_in(plain, PASSWORD)
        assert plain.path() == "/login/code/"
        enter_code(plain, phone_code(secret))
        assert plain.path() == "/rosters/"


def test_a_lost_phone(visitor: Visitor) -> None:
    user = UserFactory(username="vanphong", is_superuser=True)
    give_phone(user)
    code = unused_recovery_codes(user)[0]
    sign_in(visitor, PASSWORD)
    enter_code(visitor, "000000")
    expect(visitor.page.locator("#code-error")).to_be_visible()
    visitor.page.click("summary")
    assert visitor.faults() == []
    enter_code(visitor, f"{code[:4]} {code[4:]}")
    expect(visitor.page.get_by_role("status")).to_contain_text("9")

    visitor.page.click(".user-link a")
    assert visitor.faults() == []
    visitor.page.click("text=Dùng điện thoại khác")
    assert visitor.faults() == []
    visitor.page.click(".sign-in .btn-primary")
    assert visitor.path() == "/account/second-factor/on/"
    new = set_up_phone(visitor)

    visitor.page.click(".sign-out")
    sign_in(visitor, PASSWORD)
    enter_code(visitor, phone_code(new, 1))
    expect(visitor.page.locator(".user-link")).to_contain_text("vanphong")


def test_somebody_else_signs_in_instead(visitor: Visitor) -> None:
    give_phone(UserFactory(username="vanphong"))
    sign_in(visitor, PASSWORD)
    visitor.page.click(".back-link button")
    assert visitor.path() == "/login/"


def test_a_session_elsewhere_is_ended(visitor: Visitor, visitors: Visit) -> None:
    UserFactory(username="vanphong")
    sign_in(visitor, PASSWORD)
    with visitors(signed_in=False) as elsewhere:
        elsewhere.open("/login/")
        sign_in(elsewhere, PASSWORD)
        visitor.open("/account/")
        expect(visitor.page.locator("tbody tr")).to_have_count(2)
        assert visitor.faults() == []
        visitor.page.locator("tbody tr").nth(1).get_by_role("button").click()
        expect(visitor.page.locator("tbody tr")).to_have_count(1)

        elsewhere.open("/account/")
        assert elsewhere.path().startswith("/login/")


def test_the_password_is_asked_once_more_before_what_protects_the_account(officer: Visitor) -> None:
    officer.open("/account/second-factor/on/")
    assert officer.path().startswith("/account/confirm/")
    assert officer.faults() == []
    officer.page.fill("#id_password", PASSWORD)
    officer.page.click(".sign-in .btn-primary")
    assert officer.path() == "/account/second-factor/on/"


PAGES = [
    "/account/",
    "/account/password/",
    "/account/recovery-codes/",
    "/account/recovery-codes/new/",
    "/account/second-factor/off/",
    "/account/confirm/",
    "/account/confirm/code/",
    "/logout/",
]


def test_no_english_is_left_and_nothing_is_at_fault(visitors: Visit, transactional_db: None) -> None:
    user = UserFactory(username="vanphong")
    texts_by_page: dict[str, dict[str, set[str]]] = {}
    faults_by_page = {}
    for language in ("en", "vi"):
        give_phone(user)
        with visitors(signed_in=False, language=language) as visitor:
            visitor.open("/login/")
            sign_in(visitor, PASSWORD)
            texts_by_page.setdefault("/login/code/", {})[language] = visitor.texts()
            enter_code(visitor, unused_recovery_codes(user)[0])
            for page in PAGES:
                visitor.open(page)
                texts_by_page.setdefault(page, {})[language] = visitor.texts()
                faults_by_page[f"{page} {language}"] = visitor.faults()
            visitor.open("/account/second-factor/off/")
            visitor.page.click(".sign-in .btn-primary")
            visitor.open("/account/second-factor/on/")
            texts_by_page.setdefault("/account/second-factor/on/", {})[language] = visitor.texts()

    assert {page: faults for page, faults in faults_by_page.items() if faults} == {}
    untranslated = {
        page: [t for t in texts["en"] & texts["vi"] if not SAME_IN_BOTH.match(t)]
        for page, texts in texts_by_page.items()
    }
    assert {page: texts for page, texts in untranslated.items() if texts} == {}


def test_the_registers_work_under_the_content_policy(visitors: Visit, units: None) -> None:
    """A script or style that the content policy blocks fails the test: see `visitors`."""
    secret = give_phone(UserFactory(username="vanphong", is_superuser=True, is_staff=True))
    with visitors(signed_in=False) as administrator:
        administrator.open("/login/")
        sign_in(administrator, PASSWORD)
        enter_code(administrator, phone_code(secret))
        for address in (
            "/admin/",
            "/admin/households/unit/",
            "/admin/households/unit/add/",
            "/admin/households/unit/export/",
            "/admin/households/unit/import/",
            "/admin/households/placement/add/",
            "/admin/assignments/assignment/",
            "/admin/assignments/body/add/",
            "/admin/rosters/rosterimport/",
        ):
            administrator.open(address)
            administrator.page.wait_for_load_state("networkidle")
        administrator.open("/admin/households/placement/add/")
        administrator.page.locator(".select2-selection").first.click()
        administrator.page.keyboard.type("Xu")
        expect(administrator.page.locator(".select2-results__option").first).to_be_visible()
