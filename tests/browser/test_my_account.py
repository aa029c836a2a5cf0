"""First password, second factor, a lost phone and one's own sessions, as a person meets them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.accounts.conftest import give_phone, on_paper, shown_by_phone
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
def in_earnest(settings: Any, _signing_in_is_tested_apart: None) -> None:
    settings.LAMBINH_SECOND_FACTOR = True
    settings.USERSESSIONS_TRACK_ACTIVITY = True


@pytest.fixture
def somebody(visitors: Visit, transactional_db: None) -> Iterator[Visitor]:
    with visitors(signed_in=False) as somebody:
        somebody.open("/login/")
        yield somebody


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
    enter_code(visitor, shown_by_phone(secret))
    expect(visitor.page.locator(".codes li")).to_have_count(10)
    return secret


def test_from_the_first_password_to_the_second_factor(somebody: Visitor) -> None:
    UserFactory(username="vanphong", is_superuser=True, must_change_password=True)
    sign_in(somebody, PASSWORD)
    assert somebody.path() == "/account/password/"
    somebody.open("/rosters/")
    assert somebody.path() == "/account/password/"

    fill_passwords(somebody, PASSWORD, "matkhau12345")
    expect(somebody.page.locator("#error-password1")).to_be_visible()
    assert somebody.faults() == []
    fill_passwords(somebody, PASSWORD, NEW)

    assert somebody.path() == "/account/second-factor/on/"
    assert somebody.page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    assert somebody.faults() == []
    enter_code(somebody, "000000")
    expect(somebody.page.locator("#code-error")).to_be_visible()
    assert somebody.faults() == []
    set_up_phone(somebody)
    assert somebody.faults() == []
    somebody.page.click("text=Tôi đã cất giữ")
    assert somebody.path() == "/"


def test_recovery_codes_are_kept_as_a_file_or_on_paper(somebody: Visitor) -> None:
    user = UserFactory(username="vanphong", is_superuser=True)
    sign_in(somebody, PASSWORD)
    set_up_phone(somebody)
    expect(somebody.page.locator("[data-print]")).to_be_visible()
    with somebody.page.expect_download() as download:
        somebody.page.click("a[download]")

    kept = download.value.path().read_text().split("\n")
    assert [line.replace(" ", "").strip() for line in kept if line] == on_paper(user)
    somebody.page.reload()
    expect(somebody.page.locator(".codes li")).to_have_count(0)
    assert somebody.faults() == []


def test_signing_in_with_the_phone_without_javascript(visitors: Visit, transactional_db: None) -> None:
    secret = give_phone(UserFactory(username="vanphong"))
    with visitors(signed_in=False, java_script_enabled=False) as plain:
        plain.open("/rosters/")
        sign_in(plain, PASSWORD)
        assert plain.path() == "/login/code/"
        enter_code(plain, shown_by_phone(secret))
        assert plain.path() == "/rosters/"


def test_a_lost_phone(somebody: Visitor) -> None:
    user = UserFactory(username="vanphong", is_superuser=True)
    give_phone(user)
    code = on_paper(user)[0]
    sign_in(somebody, PASSWORD)
    enter_code(somebody, "000000")
    expect(somebody.page.locator("#code-error")).to_be_visible()
    somebody.page.click("summary")
    assert somebody.faults() == []
    enter_code(somebody, f"{code[:4]} {code[4:]}")
    expect(somebody.page.get_by_role("status")).to_contain_text("9")

    somebody.page.click(".user-link a")
    assert somebody.faults() == []
    somebody.page.click("text=Dùng điện thoại khác")
    assert somebody.faults() == []
    somebody.page.click(".sign-in .btn-primary")
    assert somebody.path() == "/account/second-factor/on/"
    new = set_up_phone(somebody)

    somebody.page.click(".sign-out")
    sign_in(somebody, PASSWORD)
    enter_code(somebody, shown_by_phone(new, 1))
    expect(somebody.page.locator(".user-link")).to_contain_text("vanphong")


def test_somebody_else_signs_in_instead(somebody: Visitor) -> None:
    give_phone(UserFactory(username="vanphong"))
    sign_in(somebody, PASSWORD)
    somebody.page.click(".back-link button")
    assert somebody.path() == "/login/"


def test_a_session_elsewhere_is_ended(somebody: Visitor, visitors: Visit) -> None:
    UserFactory(username="vanphong")
    sign_in(somebody, PASSWORD)
    with visitors(signed_in=False) as elsewhere:
        elsewhere.open("/login/")
        sign_in(elsewhere, PASSWORD)
        somebody.open("/account/")
        expect(somebody.page.locator("tbody tr")).to_have_count(2)
        assert somebody.faults() == []
        somebody.page.locator("tbody tr").nth(1).get_by_role("button").click()
        expect(somebody.page.locator("tbody tr")).to_have_count(1)

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
    said: dict[str, dict[str, set[str]]] = {}
    found = {}
    for language in ("en", "vi"):
        give_phone(user)
        with visitors(signed_in=False, language=language) as somebody:
            somebody.open("/login/")
            sign_in(somebody, PASSWORD)
            said.setdefault("/login/code/", {})[language] = somebody.texts()
            enter_code(somebody, on_paper(user)[0])
            for page in PAGES:
                somebody.open(page)
                said.setdefault(page, {})[language] = somebody.texts()
                found[f"{page} {language}"] = somebody.faults()
            somebody.open("/account/second-factor/off/")
            somebody.page.click(".sign-in .btn-primary")
            somebody.open("/account/second-factor/on/")
            said.setdefault("/account/second-factor/on/", {})[language] = somebody.texts()

    assert {page: faults for page, faults in found.items() if faults} == {}
    left = {page: [t for t in texts["en"] & texts["vi"] if not SAME_IN_BOTH.match(t)] for page, texts in said.items()}
    assert {page: texts for page, texts in left.items() if texts} == {}


def test_the_registers_work_under_the_content_policy(visitors: Visit, units: None) -> None:
    """Any script or style that the policy stops fails the test: see `visitors`."""
    secret = give_phone(UserFactory(username="vanphong", is_superuser=True, is_staff=True))
    with visitors(signed_in=False) as boss:
        boss.open("/login/")
        sign_in(boss, PASSWORD)
        enter_code(boss, shown_by_phone(secret))
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
            boss.open(address)
            boss.page.wait_for_load_state("networkidle")
        boss.open("/admin/households/placement/add/")
        boss.page.locator(".select2-selection").first.click()
        boss.page.keyboard.type("Xu")
        expect(boss.page.locator(".select2-results__option").first).to_be_visible()
