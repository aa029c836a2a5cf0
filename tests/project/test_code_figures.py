"""The figures of the code (.ci/code_figures.py), counted on small examples."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("radon")

SOURCE = '''"""A module."""

from typing import Any


def plain(a: int, *args: Any) -> int:
    """Return it."""
    # a comment
    return a  # noqa: RET504


class Box:
    """A box."""

    def put(self, item: list[Any], *args: Any) -> None:
        if args and item or self:  # type: ignore[truthy-bool]
            return None
        return None
'''


@pytest.fixture(scope="module")
def code_figures() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / ".ci" / "code_figures.py"
    spec = importlib.util.spec_from_file_location("code_figures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["code_figures"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def figures(code_figures: ModuleType, tmp_path: Path) -> object:
    (tmp_path / "box.py").write_text(SOURCE)
    return code_figures.count([tmp_path / "box.py"])


def test_functions_have_length_complexity_and_types(figures) -> None:
    plain, put = figures.functions
    assert (plain.name, plain.lines, plain.complexity, plain.has_any) == ("box.py:plain", 4, 1, False)
    assert (put.name, put.lines, put.complexity, put.has_any) == ("box.py:put", 4, 4, True)


def test_docstrings_and_directives_are_neither_code_nor_comments(figures) -> None:
    assert (figures.code_lines, figures.comment_lines, figures.type_ignores) == (8, 1, 1)


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("MOST_COMPLEX", 3, "box.py:put: complexity 4, allowed 3"),
        ("MEAN_COMPLEXITY", 2.5, "mean complexity: 2.50, must be below 2.5"),
        ("TYPE_IGNORES", 1, "type: ignore: 1.00, must be below 1"),
        ("ANY_PERCENT", 50, "percent of signatures with Any: 50.00, must be below 50"),
    ],
)
def test_a_figure_over_its_limit_is_a_problem(figures, code_figures, monkeypatch, limit, value, message) -> None:
    for name in ("MOST_COMPLEX", "MEAN_COMPLEXITY", "TYPE_IGNORES", "ANY_PERCENT"):
        monkeypatch.setattr(code_figures, name, 100)
    assert code_figures.broken_limits(figures) == []
    monkeypatch.setattr(code_figures, limit, value)
    assert code_figures.broken_limits(figures) == [message]


def test_a_named_exception_may_be_more_complex(figures, code_figures, monkeypatch) -> None:
    monkeypatch.setattr(code_figures, "ANY_PERCENT", 100)
    monkeypatch.setattr(code_figures, "MOST_COMPLEX", 3)
    monkeypatch.setattr(code_figures, "ALLOWED", {"box.py:put": 4})
    assert code_figures.broken_limits(figures) == []
