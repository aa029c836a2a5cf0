"""Every command of the program explains itself."""

import pytest
from django.conf import settings
from django.core.management import get_commands

from lambinh.server.cli import Utility

APPS = tuple(
    app for app in settings.INSTALLED_APPS if app.split(".")[0] in {"lambinh", "households", "assignments", "reports"}
)
COMMANDS = sorted(name for name, app in get_commands().items() if app in APPS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = Utility(["manage.py", name, "--help"]).fetch_command(name)

    with pytest.raises(SystemExit) as end:
        command.run_from_argv(["manage.py", name, "--help"])

    assert end.value.code == 0
    assert command.help in " ".join(capsys.readouterr().out.split())
