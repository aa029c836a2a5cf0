"""Figures of the code: sizes, types, complexity and comments. `--check` fails where one is over its limit.

Counted are the modules of the apps and `manage.py`, without migrations. Complexity is radon's, which counts boolean
operators too.
"""

import argparse
import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any

from radon.complexity import cc_visit

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("lambinh", "households", "assignments", "reports")

MOST_COMPLEX = 12
ALLOWED: dict[str, int] = {}
"""Functions that may be more complex, as "path:name", each with its bound and its reason in a comment."""
MEAN_COMPLEXITY = 3.0
TYPE_IGNORES = 40
ANY_PERCENT = 5.0

_IGNORE = re.compile(r"#\s*type:\s*ignore")
_DIRECTIVE = re.compile(r"#\s*(type:|noqa|!)")
_SKIPPED = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@dataclass(frozen=True)
class Function:
    """A function or method: where it is, how long, how complex, and whether its signature mentions `Any`."""

    name: str
    lines: int
    complexity: int
    has_any: bool


@dataclass
class Figures:
    """What was counted."""

    modules: list[int] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    type_ignores: int = 0
    code_lines: int = 0
    comment_lines: int = 0

    @property
    def complexities(self) -> list[int]:
        return [function.complexity for function in self.functions]

    @property
    def any_percent(self) -> float:
        return percent(sum(function.has_any for function in self.functions), len(self.functions))

    def over(self, bound: int) -> list[Function]:
        """The functions that are more complex than `bound`, the most complex first."""
        return sorted((f for f in self.functions if f.complexity > bound), key=lambda f: (-f.complexity, f.name))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where a figure is over its limit")
    options = parser.parse_args(arguments)
    figures = count(python_files())
    print("\n".join(report(figures)))
    problems = broken_limits(figures)
    if options.check and problems:
        print("\n" + "\n".join(problems), file=sys.stderr)
        return 1
    return 0


def python_files() -> list[Path]:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    return [*sorted(files), ROOT / "manage.py"]


def count(files: Sequence[Path]) -> Figures:
    figures = Figures()
    for path in files:
        source = path.read_text()
        if not source.strip():
            continue
        figures.modules.append(source.count("\n"))
        name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
        figures.functions += functions_in(source, name)
        count_lines(source, figures)
    return figures


def functions_in(source: str, path: str) -> Iterator[Function]:
    """All functions and methods of a module, those inside of others too."""
    complexities = {
        (block.lineno, block.name): block.complexity for block in _blocks(cc_visit(source)) if block.letter != "C"
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            complexity = complexities.get((node.lineno, node.name)) or complexities.get((first, node.name), 1)
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(f"{path}:{node.name}", lines, complexity, mentions_any(node))


def _blocks(blocks: Sequence[Any]) -> Iterator[Any]:
    """The blocks that radon found, with methods and inner functions."""
    for block in blocks:
        yield block
        yield from _blocks([*getattr(block, "methods", []), *getattr(block, "closures", [])])


def mentions_any(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a parameter or the result is `Any`, or contains it.

    `*args` and `**kwargs` do not count: a method that passes them on to its library cannot know their types.
    """
    parameters = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    annotations = [parameter.annotation for parameter in parameters] + [node.returns]
    names = (name for annotation in annotations if annotation is not None for name in ast.walk(annotation))
    return any(isinstance(name, ast.Name) and name.id == "Any" for name in names)


def count_lines(source: str, figures: Figures) -> None:
    """Count lines of code, of comments (docstrings are neither), and `type: ignore`."""
    docstrings = _docstring_lines(ast.parse(source))
    code: set[int] = set()
    comments: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            figures.type_ignores += bool(_IGNORE.search(token.string))
            if not _DIRECTIVE.match(token.string):
                comments.add(token.start[0])
        elif token.type not in _SKIPPED:
            code.update(range(token.start[0], token.end[0] + 1))
    figures.code_lines += len(code - docstrings)
    figures.comment_lines += len(comments)


def _docstring_lines(tree: ast.Module) -> set[int]:
    """The lines of texts that stand alone: docstrings, also those below a constant."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def report(figures: Figures) -> list[str]:
    lengths = [function.lines for function in figures.functions]
    over = ", ".join(f"{len(figures.over(bound))} over {bound}" for bound in (10, 12, 20))
    return [
        f"modules            {len(figures.modules)}",
        f"module lines       median {median(figures.modules):.0f}, {_tail(figures.modules)}",
        f"functions          {len(figures.functions)}",
        f"function lines     {_tail(lengths)}",
        f"Any in signatures  {figures.any_percent:.1f} %",
        f"type: ignore       {figures.type_ignores}",
        f"complexity         mean {mean(figures.complexities):.2f}; {over}; max {max(figures.complexities)}",
        f"comment lines      {percent(figures.comment_lines, figures.code_lines):.1f} per 100 lines of code",
        *(f"  {function.complexity:3} {function.name}" for function in figures.over(MOST_COMPLEX)),
    ]


def _tail(values: Sequence[int]) -> str:
    return f"p95 {quantiles(values, n=20)[-1]:.0f}, max {max(values)}"


def broken_limits(figures: Figures) -> list[str]:
    problems = [
        f"{function.name}: complexity {function.complexity}, allowed {ALLOWED.get(function.name, MOST_COMPLEX)}"
        for function in figures.over(MOST_COMPLEX)
        if function.complexity > ALLOWED.get(function.name, MOST_COMPLEX)
    ]
    average = mean(figures.complexities)
    for name, value, limit in (
        ("mean complexity", average, MEAN_COMPLEXITY),
        ("type: ignore", figures.type_ignores, TYPE_IGNORES),
        ("percent of signatures with Any", figures.any_percent, ANY_PERCENT),
    ):
        if value >= limit:
            problems.append(f"{name}: {value:.2f}, must be below {limit:g}")
    return problems


def percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
