"""The log: an event is one line, no input can forge a line, and a flood does not fill the disk."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError
from django.test import Client
from django.urls import path

from lambinh.lib.logs.formatters import MAX_MESSAGE, MAX_TRACEBACK, JsonLine, TextLine
from lambinh.lib.logs.handlers import LOGGER_LIMIT, MAX_WINDOWS, BoundedStream, QueueFilter
from lambinh.lib.logs.origin import origin
from lambinh.lib.logs.security_events import Event, log_event
from tests import factories
from tests.pages.test_headers import broken

MOMENT = 1_764_512_645.123  # 2025-11-30T21:24:05.123+07:00

urlpatterns = [path("broken/", broken)]


def record_of(message: str, *args: object, level: int = logging.WARNING, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(
        more.pop("name", "lambinh"), level, __file__, 1, message, args, more.pop("exc_info", None)
    )
    record.created = MOMENT
    record.__dict__ |= more
    return record


def error_of(error: Exception) -> Any:
    try:
        raise error
    except Exception:
        return sys.exc_info()


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines that a handler as in the settings writes to the log meanwhile."""
    stream = io.StringIO()
    handler = BoundedStream(stream)
    handler.setFormatter(TextLine())
    logging.getLogger().addHandler(handler)

    class Lines(list[str]):
        def __iter__(self) -> Iterator[str]:
            return iter(stream.getvalue().splitlines())

    yield Lines()
    logging.getLogger().removeHandler(handler)


def test_a_line_says_when_how_grave_where_who_and_from_which_address() -> None:
    line = TextLine().format(record_of("not tidied up: %s", "OSError"))
    moment, rest = line.split(" ", 1)
    assert moment.startswith("2025-11-30T")
    assert moment[-6] in "+-"  # the zone
    assert rest == "WARNING lambinh user=- address=- not tidied up: OSError"


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x1b[2J", "\x00", "\u2028", "\u202e", "\x85", "\ud800"])
@pytest.mark.parametrize("form", [TextLine, JsonLine])
def test_nobody_writes_a_line_of_their_own(mark: str, form: type[logging.Formatter]) -> None:
    text = f"x{mark}2026-01-01 INFO lambinh.security user=1 address=- signed-in"
    line = form().format(record_of("Not Found: %s", text))
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    line.encode()


def test_what_looks_escaped_already_is_told_apart() -> None:
    first, second = (TextLine().format(record_of("%s", text)) for text in ("a\nb", "a\\nb"))
    assert first != second


def test_a_line_has_an_end() -> None:
    line = TextLine().format(record_of("Not Found: %s", "/" + "x" * 1_000_000))
    assert len(line) < MAX_MESSAGE + 200


def test_a_message_whose_values_do_not_fit_is_written_all_the_same() -> None:
    assert "of %s and %s" in TextLine().format(record_of("of %s and %s", 1))


def test_a_refusal_has_no_traceback_and_an_error_has_it_in_its_line() -> None:
    record = record_of(
        "Forbidden: %s", "/x/", exc_info=error_of(PermissionError()), name="django.request", status_code=403
    )
    assert "Traceback" not in TextLine().format(record)
    host = record_of(
        "Invalid HTTP_HOST", level=logging.ERROR, exc_info=error_of(ValueError()), name="django.security.x"
    )
    assert "Traceback" not in TextLine().format(host)
    error = TextLine().format(
        record_of("failed", level=logging.ERROR, exc_info=error_of(RuntimeError("the address is taken")))
    )
    assert error.count("\n") == 0
    assert "Traceback" in error
    assert error.endswith("RuntimeError: the address is taken")


def test_of_a_long_traceback_the_end_is_kept() -> None:
    error = TextLine().format(
        record_of("failed", level=logging.ERROR, exc_info=error_of(RuntimeError("x" * 100_000 + "END")))
    )
    assert len(error) < MAX_MESSAGE + MAX_TRACEBACK + 300
    assert error.endswith("END")


def test_json_holds_the_same_in_fields() -> None:
    fields = {"event": "wrong-password", "facts": {"account": 12, "wait": 60}}
    entry = json.loads(JsonLine().format(record_of("wrong-password account=12", **fields)))
    assert entry.pop("time").startswith("2025-11-30T")
    assert entry == {
        "level": "WARNING", "logger": "lambinh", "user": None, "address": None,
        "message": "wrong-password account=12", "event": "wrong-password", "account": 12, "wait": 60,
    }  # fmt: skip
    error_entry = json.loads(
        JsonLine().format(record_of("x", level=logging.ERROR, exc_info=error_of(IntegrityError("Páo"))))
    )
    assert "Traceback" in error_entry["traceback"]


def test_a_fact_that_is_no_plain_word_is_quoted(lines: list[str]) -> None:
    log_event(Event.EXPORT, what="x account=1\nforged", rows=3)
    assert next(iter(lines)).endswith(r'export what="x account=1\\nforged" rows=3')


def test_security_events_are_written_when_the_general_level_is_higher() -> None:
    assert logging.getLogger().level == logging.WARNING
    assert logging.getLogger("lambinh.security").isEnabledFor(logging.INFO)


# --- floods ----------------------------------------------------------------------------------------------


class Clock:
    now = MOMENT

    def __call__(self) -> float:
        return self.now


def flood(times: int, seconds: float = 0.0, **more: Any) -> list[str]:
    clock, stream = Clock(), io.StringIO()
    handler = BoundedStream(stream, clock=clock)
    handler.setFormatter(TextLine())
    for number in range(times):
        clock.now += seconds
        handler.handle(record_of("Not Found: %s", f"/{number}/", **more))
    handler.close()
    return stream.getvalue().splitlines()


def test_repeated_warnings_are_written_a_few_times_and_counted() -> None:
    lines = flood(10_000)
    assert len(lines) <= 10
    counts = [int(line.rsplit("repeated=", 1)[1]) for line in lines if "repeated=" in line]
    assert len(lines) - len(counts) + sum(counts) == 10_000


def test_a_flood_of_a_day_stays_small() -> None:
    lines = flood(24 * 60 * 60, seconds=1.0)
    assert sum(map(len, lines)) < 100_000


def test_after_the_flood_lines_are_written_again() -> None:
    clock, stream = Clock(), io.StringIO()
    handler = BoundedStream(stream, clock=clock)
    for _time in range(100):
        handler.handle(record_of("first"))
    clock.now += 24 * 60 * 60
    handler.handle(record_of("first"))
    assert stream.getvalue().splitlines()[-1] == "first"


def test_what_people_did_is_never_left_out() -> None:
    assert len(flood(500, level=logging.INFO)) == 500


def test_a_flood_from_one_place_hides_nobody_else(rf: Any) -> None:
    stream = io.StringIO()
    handler = BoundedStream(stream, clock=Clock())
    handler.setFormatter(TextLine())
    for number in range(5_000):
        with origin(rf.get("/"), "14.225.2.2"):
            handler.handle(record_of("Forbidden: %s", number))
    with origin(rf.get("/"), "113.160.1.1"):
        handler.handle(record_of("Forbidden: %s", "/users/"))
    assert stream.getvalue().splitlines()[-1].endswith("address=113.160.1.1 Forbidden: /users/")


def test_one_event_hides_no_other_and_one_account_none_of_another() -> None:
    stream = io.StringIO()
    handler = BoundedStream(stream, clock=Clock())
    for account in (1, 2):
        for event in (Event.WRONG_PASSWORD, Event.LOCKED_OUT):
            for _time in range(100):
                handler.handle(record_of("%s", f"{event} {account}", event=event, facts={"account": account}))
    assert stream.getvalue().count("\n") == 4 * 5


def test_a_flood_of_different_lines_is_bounded_too() -> None:
    stream = io.StringIO()
    handler = BoundedStream(stream, clock=Clock())
    for number in range(20_000):
        handler.handle(record_of(f"Invalid HTTP_HOST header: {number}"))
    assert stream.getvalue().count("\n") <= LOGGER_LIMIT
    assert handler.window_count <= MAX_WINDOWS + 1


# --- requests ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_refused_page_is_one_line_with_user_and_address(client: Client, lines: list[str]) -> None:
    user = factories.PersonFactory()
    client.force_login(user)
    client.get("/account/")
    assert client.get("/users/", REMOTE_ADDR="113.160.1.1").status_code == 403
    [line] = [line for line in lines if "Forbidden" in line]
    assert f" WARNING django.request user={user.pk} address=113.160.1.1 Forbidden" in line
    assert not [line for line in lines if "Traceback" in line]
    assert user.username not in line


@pytest.mark.django_db
def test_a_thousand_refused_pages_are_a_few_lines(client: Client, lines: list[str]) -> None:
    client.force_login(factories.PersonFactory())
    for _time in range(200):
        client.get("/users/")
    assert sum(len(line) for line in lines) < 5_000


@pytest.mark.django_db
def test_a_parameter_forges_no_line(client: Client, lines: list[str]) -> None:
    client.get("/khong-co/%0A2026-01-01T00:00:00+07:00%20INFO%20lambinh.security%20user=1%20address=-%20signed-in/")
    assert len(list(lines)) == 1


@pytest.mark.urls("tests.lib.test_logs")
def test_an_error_of_ours_is_one_line(db: None, lines: list[str], settings: Any) -> None:
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if "SignInRequired" not in name and "MandatorySetup" not in name
    ]
    client = Client(raise_request_exception=False)
    assert client.get("/broken/", REMOTE_ADDR="113.160.1.1").status_code == 500
    [line] = list(lines)
    assert " ERROR django.request user=- address=113.160.1.1 Internal Server Error: /broken/" in line
    assert line.endswith("RuntimeError")


@pytest.mark.django_db
def test_a_wrong_method_is_one_line(client: Client, lines: list[str]) -> None:
    client.force_login(factories.PersonFactory())
    list(lines)
    assert client.put("/account/sessions/1/end/").status_code == 405
    assert len([line for line in lines if "Not Allowed" in line]) == 1


@pytest.mark.django_db
def test_an_unknown_host_is_one_line(client: Client, lines: list[str]) -> None:
    assert client.get("/login/", headers={"host": "nowhere.example"}).status_code == 400
    assert len(list(lines)) == 1
    assert "Traceback" not in next(iter(lines))


# --- every process -----------------------------------------------------------------------------------------


def test_the_settings_write_all_logs_so() -> None:
    console = django_settings.LOGGING["handlers"]["console"]
    assert console["class"] == "lambinh.lib.logs.handlers.BoundedStream"
    assert console["formatter"] == "text"
    forms = {name: form["()"] for name, form in django_settings.LOGGING["formatters"].items()}
    assert forms == {"text": "lambinh.lib.logs.formatters.TextLine", "json": "lambinh.lib.logs.formatters.JsonLine"}
    assert not logging.getLogger("django").handlers


def test_the_web_server_writes_its_own_lines_so() -> None:
    for name in ("waitress", "waitress.queue"):
        log = logging.getLogger(name)
        assert log.propagate
        assert not log.handlers


@pytest.mark.parametrize(
    ("name", "level", "is_written"),
    [
        ("django_tasks_db", logging.INFO, False),
        ("django_tasks_db", logging.ERROR, True),
        ("lambinh.security", logging.INFO, True),
    ],
)
def test_the_task_queue_keeps_to_the_level_of_the_log(name: str, level: int, is_written: bool) -> None:
    record = logging.LogRecord(name, level, "", 0, "Starting worker", (), None)

    assert QueueFilter("WARNING").filter(record) is is_written
