"""Upper bounds on the cost of parsing."""

import time
from types import SimpleNamespace

import pytest

from assignments.rosters.parsing.sheet import limits
from assignments.rosters.parsing.sheet.limits import MOST_ROWS, LimitExceeded, check_rows, check_time, time_limit


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    fake = SimpleNamespace(now=100.0)
    monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda: fake.now))
    return fake


def test_without_a_limit_time_is_never_over() -> None:
    check_time()
    assert time.monotonic() > 0


def test_time_is_over_after_the_seconds_have_passed(clock: SimpleNamespace) -> None:
    with pytest.raises(LimitExceeded) as error, time_limit(12.4):
        clock.now = 112.4
        check_time()
        clock.now = 112.5
        check_time()

    assert (error.value.code, error.value.facts, str(error.value)) == ("too_slow", {"seconds": 12}, "too_slow")
    check_time()


def test_an_inner_limit_ends_with_its_block(clock: SimpleNamespace) -> None:
    with time_limit(10):
        with time_limit(1):
            clock.now = 101.0
            check_time()
        clock.now = 105.0
        check_time()
    clock.now = 200.0
    check_time()


def test_there_may_be_250000_rows() -> None:
    check_rows(MOST_ROWS)
    with pytest.raises(LimitExceeded) as error, time_limit(5):
        check_rows(MOST_ROWS + 1)

    assert (error.value.code, error.value.facts) == ("too_many_records", {"limit": 250_000, "seconds": 5})
