import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import temporary_data
from tests.server.test_command_line import manage


@pytest.fixture(scope="module")
def migrated() -> Iterator[Path]:
    with temporary_data() as data:
        assert manage("migrate", "--verbosity=0", data=data).returncode == 0
        yield data


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
