from pathlib import Path

import pytest

from households.services import load_units
from tests.rosters import books
from tests.rosters.books import RosterFile, book


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
    books.imported(members, households)
