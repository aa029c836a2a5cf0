from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from households.services.units import load_units
from tests.support.rosters import workbooks as books
from tests.support.rosters import workers
from tests.support.rosters.workbooks import RosterFile, book


@pytest.fixture
def units(db: None) -> None:
    """Provinces, districts and communes as they were and are."""
    load_units()


@pytest.fixture
def households(tmp_path: Path) -> RosterFile:
    return book(tmp_path / "households.xlsx", books.HOUSEHOLDS, books.PAO, books.HOA)


@pytest.fixture
def members(tmp_path: Path) -> RosterFile:
    return book(tmp_path / "members.xlsx", books.MEMBERS, books.QUANG, books.HUAN)


@pytest.fixture
def assignments(tmp_path: Path) -> RosterFile:
    return book(tmp_path / "assignments.xlsx", books.ASSIGNMENTS, books.QUANG_FOR_PAO)


@pytest.fixture
def registers(units: None, households: RosterFile, members: RosterFile) -> None:
    """Two households and two members of Nà Khà are in the data."""
    books.run_import(members, households)


@pytest.fixture
def worker(request: pytest.FixtureRequest) -> Iterator[Callable[..., workers.Process]]:
    """Start a worker."""
    request.getfixturevalue("transactional_db")
    processes: list[workers.Process] = []

    def start(**environment: str) -> workers.Process:
        processes.append(workers.start_worker(**environment))
        return processes[-1]

    yield start
    for process in processes:
        workers.kill(process)
    workers.wait_until(lambda: not workers.sessions())  # the next test truncates the tables, which waits for every lock


@pytest.fixture
def plan(transactional_db: None, units: None, households: RosterFile, settings: Any, tmp_path: Path) -> str:
    """The page of a plan of two new households, for workers to apply."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return workers.upload_as_officer(households)
