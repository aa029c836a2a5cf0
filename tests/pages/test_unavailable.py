"""Without the database every page asks the user to come back, and one line of the log gives the cause."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from lambinh.error_handlers import WithoutRepeatedTraceback, is_database_unavailable
from tests.factories import UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


def error(kind: type[Exception], code: str | None) -> Exception:
    class Cause(psycopg2.Error):
        pgcode = code

    exception = kind("server closed the connection unexpectedly")
    exception.__cause__ = Cause()
    return exception


@contextmanager
def database_away(code: str | None = None, *, statement_part: str = "") -> Iterator[None]:
    """Let statements that contain `statement_part` fail as they do without the database."""
    execute = CursorWrapper.execute

    def fail(self: Any, sql: Any, params: Any = None) -> Any:
        if statement_part in str(sql):
            raise error(OperationalError, code)
        return execute(self, sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", fail)
        yield


@pytest.fixture
def client() -> Client:
    UnitFactory()
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(is_superuser=True))
    return client


PAGES = ("/", "/rosters/", "/admin/", "/admin/households/unit/", "/login/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_to_come_back(path: str, client: Client) -> None:
    with database_away():
        answer = client.get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    text = answer.content.decode()
    assert "Traceback" not in text
    assert "Chưa có gì bị lưu dở dang" in text


def test_a_script_that_asks_is_told_so_too(client: Client) -> None:
    with database_away():
        assert client.get("/rosters/1/state/", headers={"HX-Request": "true"}).status_code == 503


def test_in_the_middle_of_a_page_too(client: Client) -> None:
    with database_away("57P01", statement_part="households_unit"):
        assert client.get("/rosters/").status_code == 503
    with database_away("53100", statement_part="INSERT"):  # a full disk
        assert client.post("/rosters/", {"file": SimpleUploadedFile("a.csv", b"a,b")}).status_code in {400, 503}


def test_a_fault_of_the_program_stays_one(client: Client) -> None:
    for code in ("42P01", "40001", "55P03"):
        assert not is_database_unavailable(error(OperationalError, code))
    assert not is_database_unavailable(error(ProgrammingError, None))
    assert not is_database_unavailable(None)
    with database_away("40001", statement_part="households_unit"):
        assert client.get("/rosters/").status_code == 500


def test_it_is_one_line_of_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with database_away(), caplog.at_level(logging.ERROR, "django.request"):
        client.get("/rosters/")
    assert any(isinstance(each, WithoutRepeatedTraceback) for each in logging.getLogger("django.request").filters)
    records = [record for record in caplog.records if record.name == "django.request"]
    assert len(records) == 1
    assert records[0].exc_info is None
