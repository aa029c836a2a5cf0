"""Limits on request bodies, independent of the web server in front of the program."""

from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from lambinh.lib.uploads import request_size
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

LARGE = 600_000_000


@pytest.fixture
def unread_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test if anything parses the body."""

    def parse(*arguments: object) -> None:
        raise AssertionError("the body was looked at")

    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", parse)


@pytest.fixture
def officer() -> Client:
    UnitFactory()
    client = Client()
    client.force_login(UserFactory())
    return client


def post_multipart(client: Client, path: str, length: int, **meta: str) -> Any:
    multipart = "multipart/form-data; boundary=b"
    return client.generic("POST", path, b"--b", content_type=multipart, CONTENT_LENGTH=str(length), **meta)


@pytest.mark.parametrize("path", ["/login/", "/rosters/", "/desk/", "/nowhere/", "/admin/", "/language/"])
def test_too_much_is_refused_before_anything_is_read(path: str, unread_body: None, officer: Client) -> None:
    for client in (Client(), officer):
        answer = post_multipart(client, path, LARGE)
        assert answer.status_code == 413
        assert "gửi ít tệp hơn" in answer.content.decode().lower()


def test_the_page_says_it_in_english_too(unread_body: None) -> None:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with override("en"):
        assert "Send fewer or smaller files" in post_multipart(client, "/login/", LARGE).content.decode()


def test_files_are_taken_only_of_people_who_have_signed_in(unread_body: None) -> None:
    answer = post_multipart(Client(), "/rosters/", 30_000_000)
    assert answer.status_code == 413
    assert "hãy đăng nhập" in answer.content.decode().lower()


def test_as_many_files_as_the_page_allows_come_in(officer: Client, settings: Any) -> None:
    settings.LAMBINH_ROSTER_FILE_MEGABYTES = 1
    for count, status in ((5, 302), (7, 413)):  # the page accepts five, and the worker checks them
        files = [SimpleUploadedFile(f"{number}.csv", bytes(request_size.MEGABYTE)) for number in range(count)]
        assert officer.post("/rosters/", {"file": files}).status_code == status


def test_each_page_takes_what_it_needs(settings: Any) -> None:
    settings.LAMBINH_ROSTER_FILE_MEGABYTES, settings.LAMBINH_ROSTER_FILES = 20, 5
    assert request_size.limit_of_path("/rosters/") == 101 * request_size.MEGABYTE
    assert request_size.limit_of_path("/admin/households/unit/import/") == request_size.TABLE_IMPORT
    for path in ("/login/", "/admin/households/unit/process_import/", "/rosters/1/apply/", "/no/such/page/"):
        assert request_size.limit_of_path(path) == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_what_the_web_server_refused_is_told_on_a_page(unread_body: None) -> None:
    for refusal, status in (("too large", 413), ("signed out", 413), ("no room", 507), ("closed", 503)):
        answer = Client().generic("POST", "/login/", **{"lambinh.refusal": refusal})
        assert answer.status_code == status
        assert answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
