"""Change one thing at a time in the roster reader and count how many changes its fast tests notice.

    python -m benchmarks mutants assignments/rosters/parsing/table --sample 60
    python -m benchmarks mutants assignments/rosters/parsing/reader.py --seed 2 --limit 120

takes folders (with everything below them) and modules, draws `--sample` mutants from all of theirs with `--seed`
(default 60 and 1; `--sample 0` takes every mutant), and prints for each module how many were killed: by the module's
own unit tests, and together with the tests of the reader. It then lists the mutants that survived, each with its
line. It ends with 1 if fewer than `--least` per cent (default 85) were killed.

A mutant is one of: a comparison with its neighbour (`<` and `<=`, `==` and `!=`, `in` and `not in`), a number plus or
minus 1, `and` for `or`, `any` for `all`, `min` for `max`, a condition or `not` turned round, an empty text for a
constant one, plus for minus, `continue` for `break`, None or the opposite as the returned value. Docstrings,
annotations, decorators, messages and f-strings stay as they are.

The tests of `a/b/module.py` are `tests/b/test_module.py`, then `READER_TESTS`, then the layouts; no test may need the
database. Each mutant runs in a child process, forked after the libraries are imported and stopped at the first
failing test: three seconds of CPU for a mutant that its own tests kill, ten for one that survives. So write unit tests
first. A mutant that takes `--limit` seconds of CPU (default 120) counts as killed, in a column of its own. No file
changes: the child imports a changed syntax tree. The mutations are our own because cosmic-ray and mutmut start an
interpreter for each mutant.
"""

import argparse
import ast
import os
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parent.parent
READER_TESTS = (
    "tests/rosters/reading/test_cells.py",
    "tests/rosters/reading/test_columns.py",
    "tests/rosters/reading/test_read_value.py",
    "tests/rosters/reading/test_workbooks.py",
    "tests/rosters/reading/test_births.py",
    "tests/rosters/reading/test_encodings.py",
    "tests/rosters/reading/test_faults.py",
    "tests/rosters/reading/test_losses.py",
    "tests/rosters/reading/test_offices.py",
    "tests/rosters/reading/test_preview.py",
    "tests/rosters/reading/test_tiers.py",
    "tests/rosters/reading/test_user_choices.py",
)
LAYOUT_TESTS = ("tests/rosters/reading/test_layouts.py", "-k", "every_row_of_a_layout and not -1]")

_NEIGHBOURS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_OTHER_CALL = {"any": "all", "all": "any", "min": "max", "max": "min"}
_SURVIVED, _TIMED_OUT = 100, 101
_MESSAGE_CALLS = {"_", "gettext", "gettext_noop", "ngettext"}


@dataclass(frozen=True)
class Mutation:
    """One change of a syntax tree; `apply` makes it in place."""

    line: int
    description: str
    apply: Callable[[], None]


@dataclass(frozen=True)
class Mutant:
    """The `number`th mutation of a module."""

    path: Path
    number: int

    def mutation(self) -> Mutation:
        return self._parse()[1]

    def compile(self) -> CodeType:
        tree, mutation = self._parse()
        mutation.apply()
        return compile(ast.fix_missing_locations(tree), str(self.path), "exec")

    def _parse(self) -> tuple[ast.Module, Mutation]:
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        return tree, list(mutations(tree))[self.number]


# --- mutations -----------------------------------------------------------------------------------------------------


def mutations(node: ast.AST, returns_bool: bool = False) -> Iterator[Mutation]:
    """All mutations of a syntax tree, always in the same order."""
    if isinstance(node, ast.FunctionDef):
        returns_bool = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
    for kind, mutate in _MUTATORS:
        if isinstance(node, kind):
            yield from mutate(node)
    if isinstance(node, ast.Return) and node.value is not None:
        yield from _returned_value(node, returns_bool)
    for name, child in ast.iter_fields(node):
        for part in child if isinstance(child, list) else [child]:
            if isinstance(part, ast.AST) and not _is_left_alone(node, name, part):
                yield from mutations(part, returns_bool)


def _is_left_alone(parent: ast.AST, name: str, node: ast.AST) -> bool:
    return (
        name in ("annotation", "returns", "decorator_list", "type_params")
        or isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in _MESSAGE_CALLS)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    )


def _set(node: ast.AST, **fields: object) -> Callable[[], None]:
    def apply() -> None:
        for name, value in fields.items():
            setattr(node, name, value)

    return apply


def _comparison(node: ast.Compare) -> Iterator[Mutation]:
    for i, operator in enumerate(node.ops):
        other = _NEIGHBOURS[type(operator)]
        ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
        yield Mutation(node.lineno, f"{type(operator).__name__} → {other.__name__}", _set(node, ops=ops))


def _and_or(node: ast.BoolOp) -> Iterator[Mutation]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield Mutation(node.lineno, f"{type(node.op).__name__} → {other.__name__}", _set(node, op=other()))


def _constant(node: ast.Constant) -> Iterator[Mutation]:
    value = node.value
    others: tuple[object, ...] = ()
    if isinstance(value, bool):
        others = (not value,)
    elif isinstance(value, int | float):
        others = (value + 1, value - 1)
    elif isinstance(value, str):
        others = ("" if value else "XX",)
    for other in others:
        yield Mutation(node.lineno, f"{_brief(value)} → {other!r}", _set(node, value=other))


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _call(node: ast.Call) -> Iterator[Mutation]:
    if isinstance(node.func, ast.Name) and (other := _OTHER_CALL.get(node.func.id)):
        yield Mutation(node.lineno, f"{node.func.id} → {other}", _set(node.func, id=other))


def _not(node: ast.UnaryOp) -> Iterator[Mutation]:
    if isinstance(node.op, ast.Not):
        changed = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
        yield Mutation(node.lineno, "not dropped", _become(node, changed))


def _become(node: ast.AST, other: ast.AST) -> Callable[[], None]:
    def apply() -> None:
        node.__class__ = other.__class__  # type: ignore[assignment]
        node.__dict__.update({name: getattr(other, name) for name in other._fields})

    return apply


def _condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[Mutation]:
    """Comparisons, `and` and `not` have mutations of their own."""
    if not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield Mutation(node.test.lineno, "condition turned round", _set(node, test=ast.UnaryOp(ast.Not(), node.test)))


def _arithmetic(node: ast.BinOp) -> Iterator[Mutation]:
    others: dict[type[ast.operator], type[ast.operator]] = {
        ast.Add: ast.Sub,
        ast.Sub: ast.Add,
        ast.Mult: ast.Add,
        ast.BitAnd: ast.BitOr,
        ast.BitOr: ast.BitAnd,
    }
    if other := others.get(type(node.op)):
        yield Mutation(node.lineno, f"{type(node.op).__name__} → {other.__name__}", _set(node, op=other()))


def _loop_exit(node: ast.Break | ast.Continue) -> Iterator[Mutation]:
    other = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
    yield Mutation(node.lineno, f"{type(node).__name__} → {type(other).__name__}", _become(node, other))


def _returned_value(node: ast.Return, returns_bool: bool) -> Iterator[Mutation]:
    value = node.value
    if value is None or (isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))):
        return
    if returns_bool:
        other: ast.expr = ast.UnaryOp(ast.Not(), value)
        yield Mutation(node.lineno, "opposite returned", _set(node, value=other))
    else:
        yield Mutation(node.lineno, "None returned", _set(node, value=ast.Constant(None)))


_MUTATORS: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[Mutation]]], ...] = (
    (ast.Compare, _comparison),
    (ast.BoolOp, _and_or),
    (ast.Constant, _constant),
    (ast.Call, _call),
    (ast.UnaryOp, _not),
    ((ast.If, ast.IfExp, ast.While), _condition),
    (ast.BinOp, _arithmetic),
    ((ast.Break, ast.Continue), _loop_exit),
)


# --- running -------------------------------------------------------------------------------------------------------


class _MutantFinder:
    """Gives the mutant when its module is imported."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self.name, self.mutant = name, mutant

    def find_spec(self, fullname: str, path: object, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        code = self.mutant.compile()

        class Loader(SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return code

        file = str(self.mutant.path)
        return spec_from_file_location(fullname, file, loader=Loader(fullname, file))


def own_tests(path: Path) -> list[str]:
    """The unit tests of a module, where the tree of the tests mirrors that of the code."""
    inside = path.relative_to(ROOT)
    test = Path("tests", *inside.parts[1:-1], f"test_{inside.name}")
    return [str(test)] if (ROOT / test).exists() else []


def run_mutant(mutant: Mutant | None, stages: Sequence[Sequence[str]], limit: int) -> int | None:
    """The first stage in which a test fails with this mutant, or None. Without a mutant: with the module as it is."""
    child = os.fork()
    if child == 0:
        # CPU time, so that a busy machine kills no mutant.
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        os._exit(_run_stages(mutant, stages))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == _SURVIVED:
        return None
    return code if code >= 0 else _TIMED_OUT


def _run_stages(mutant: Mutant | None, stages: Sequence[Sequence[str]]) -> int:
    import pytest

    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    if mutant is not None:
        sys.meta_path.insert(0, _MutantFinder(_module_name(mutant.path), mutant))  # type: ignore[arg-type]
    for number, tests in enumerate(stages):
        try:
            failed = tests and pytest.main(["-x", "-q", "--tb=no", "-p", "no:cacheprovider", "--no-header", *tests])
        except BaseException:
            return number
        if failed:
            return number
    return _SURVIVED


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _set_up() -> None:
    """Import everything that children need and no mutant changes."""
    # Not `django.setup()`: the admin imports the reader, and a module that is imported already would stay as it is.
    import hypothesis  # noqa: F401
    import openpyxl  # noqa: F401
    import pytest  # noqa: F401


def _modules(paths: Sequence[str]) -> list[Path]:
    modules = [
        module
        for path in map(Path, paths)
        for module in (sorted(path.rglob("*.py")) if path.is_dir() else [path])
        if module.name != "__init__.py"
    ]
    return [module.resolve() for module in modules]


def _draw(modules: Sequence[Path], sample: int, seed: int) -> list[Mutant]:
    every = [
        Mutant(path, number)
        for path in modules
        for number in range(len(list(mutations(ast.parse(path.read_text(encoding="utf-8"))))))
    ]
    drawn = random.Random(seed).sample(every, min(sample or len(every), len(every)))
    return sorted(drawn, key=lambda mutant: (mutant.path, mutant.number))


def main(*arguments: str) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks mutants", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("paths", nargs="+", help="modules, or folders of them")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=120, metavar="SECONDS")
    parser.add_argument("--least", type=int, default=85, metavar="PER CENT")
    options = parser.parse_args(arguments)
    modules = _modules(options.paths)
    _set_up()
    if imported := [name for name in map(_module_name, modules) if name in sys.modules]:
        sys.exit(f"These modules are imported before the mutants: {', '.join(imported)}")
    all_own = list(dict.fromkeys(test for path in modules for test in own_tests(path)))
    if run_mutant(None, [all_own, READER_TESTS, LAYOUT_TESTS], limit=600) is not None:
        sys.exit("The tests fail, or take more than ten minutes, without any mutant.")
    results: dict[Path, Counter[int | None]] = {path: Counter() for path in modules}
    survivors = []
    for mutant in _draw(modules, options.sample, options.seed):
        stage = run_mutant(mutant, [own_tests(mutant.path), READER_TESTS, LAYOUT_TESTS], options.limit)
        results[mutant.path][stage] += 1
        if stage is None:
            survivors.append(mutant)
            print(_line(mutant), file=sys.stderr, flush=True)
    total = sum(results.values(), Counter[int | None]())
    print(f"{'module':58} own tests  timed out  killed  mutants")
    for path, counts in results.items():
        if counts:
            _print_counts(str(path.relative_to(ROOT)), counts)
    _print_counts("together", total)
    print(*map(_line, survivors), sep="\n")
    if (total.total() - total[None]) * 100 < options.least * total.total():
        sys.exit(1)


def _print_counts(name: str, counts: "Counter[int | None]") -> None:
    print(f"{name:58} {counts[0]:9} {counts[_TIMED_OUT]:10} {counts.total() - counts[None]:7} {counts.total():8}")


def _line(mutant: Mutant) -> str:
    mutation = mutant.mutation()
    line = mutant.path.read_text(encoding="utf-8").splitlines()[mutation.line - 1].strip()
    return f"  survived: {mutant.path.relative_to(ROOT)}:{mutation.line} {mutation.description}  |  {line}"
