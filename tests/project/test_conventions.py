"""Conventions of the code: imports run one way, modules stay small, messages are translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("lambinh", "households", "assignments", "reports")

# A lower app may not import a higher one. The root of `lambinh` (settings, addresses, commands) may import every app.
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


PERSONAL = {
    "Household", "Residence", "PovertyStatus", "Member", "Membership", "Assignment",
    "RosterUpload", "RosterImport", "RosterRow",
}  # fmt: skip
UNSCOPED = {"all", "filter", "get", "exclude", "order_by"}


def unscoped_reads(source: str) -> list[str]:
    """The reads of personal rows that begin without `visible_to`, in a module that answers requests.

    A module answers requests if one of its functions takes a `request`, whatever the module is called. Classes of the
    administration are left out: their query sets begin with `get_queryset` of `ScopedAdmin`.
    """
    tree = ast.parse(source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if not any(argument.arg == "request" for function in functions for argument in function.args.args):
        return []
    reads = (node for function in functions for node in ast.walk(function) if isinstance(node, ast.Attribute))
    return [
        ast.unparse(node)
        for node in reads
        if node.attr in UNSCOPED
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager"}
        and ast.unparse(node.value.value).split(".")[-1] in PERSONAL
    ]


def test_views_read_personal_rows_through_visible_to() -> None:
    assert {dotted(path): reads for path in modules() if (reads := unscoped_reads(path.read_text()))} == {}


def test_a_view_that_forgets_visible_to_is_noticed() -> None:
    view = "def page(request, pk):\n    return render(request, 'x.html', {'row': Household.objects.get(pk=pk)})\n"
    assert unscoped_reads(view) == ["Household.objects.get"]
    assert unscoped_reads(view.replace("objects.get(", "objects.visible_to(request.user).get(")) == []
    assert unscoped_reads(view.replace("request, pk", "household, pk")) == []
