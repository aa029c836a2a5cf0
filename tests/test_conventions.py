"""How the house is built, kept by a test: imports run one way, modules stay small, messages are translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("lambinh", "households", "assignments", "reports")

# Lower may not import higher. The root of `lambinh` (settings, addresses, commands) may import every app.
LEVELS = ["lambinh.lib", "lambinh.accounts", "lambinh.audit", "households", "assignments", "reports"]


def modules() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def level(name: str) -> int | None:
    return next((i for i, app in enumerate(LEVELS) if name == app or name.startswith(app + ".")), None)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_imports_run_one_way() -> None:
    wrong = [
        f"{dotted(path)} imports {name}"
        for path in modules()
        for name in imported(path)
        if (here := level(dotted(path))) is not None and (there := level(name)) is not None and there > here
    ]
    assert wrong == []


def test_the_library_holds_no_model() -> None:
    wrong = [dotted(path) for path in modules() if level(dotted(path)) == 0 and "(models.Model)" in path.read_text()]
    assert wrong == []


def test_no_module_is_a_heap() -> None:
    assert [dotted(path) for path in modules() if len(path.read_text().splitlines()) > 400] == []


@pytest.mark.parametrize("name", ["core", "common", "utils", "helpers", "misc"])
def test_no_module_is_named_for_nothing(name: str) -> None:
    assert [dotted(path) for path in modules() if path.stem == name] == []


def test_personal_rows_are_read_through_visible_to_in_views() -> None:
    """A view never begins with `.objects.all()` or `.objects.filter(` on personal rows."""
    personal = ("Household", "Member", "Assignment", "RosterImport", "RosterRow", "Membership", "Residence")
    wrong = [
        f"{dotted(path)}: {name}.objects.{start}"
        for path in modules()
        if path.name.startswith("views")
        for name in personal
        for start in ("all(", "filter(", "get(", "exclude(", "order_by(")
        if f"{name}.objects.{start}" in path.read_text()
    ]
    assert wrong == []
