"""Flag names and sentences that a newcomer cannot read without a glossary. `make prose` runs it.

    python .ci/prose.py [--count] [PATH…]

It reads every docstring, comment, identifier and English message of the code, and the docstrings, comments and
identifiers of the tests. CONTRIBUTING.md, "Write", gives the rules behind the patterns.
Exit code 1 when something was flagged.
"""

import argparse
import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("lambinh", "households", "assignments", "reports", "benchmarks", "tests")

# A participle or a pronoun says nothing about what the thing is.
NAMES = frozenset(
    (
        "said told found shown held kept asked made seen taken given wanted whole trouble one ones again scene "
        "wish wishes reach"
    ).split()
)

# A headless clause hides the subject; the words of the second pattern belong to another language's grammar.
FIRST_WORDS = re.compile(r"(What|Who|Whose|Whom|Which|Where|That|Of|To whom|From when|In which|By whom)\b")
PHRASES = re.compile(
    r"\b(in words|is told|are told|is said|is noted|put right|taken? back|no more since)\b", re.IGNORECASE
)
FORMER_NAMES = re.compile(r"\b(PostgresTrouble|CommandTrouble|LoginRequired|NotTheSame|PlannedRow\.place)\b")

Finding = tuple[Path, int, str, str]


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every docstring, those of attributes included."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for statement in body:
            match statement:
                case ast.Expr(ast.Constant(str(text))):
                    yield statement.lineno, text


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of all functions, classes, parameters, variables and attributes that the module defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not token.string.startswith(("# noqa", "# type:", "# fmt:")):
            yield token.start[0], token.string.lstrip("# ")


def sentence_faults(text: str, *, is_first_line: bool) -> Iterator[str]:
    if is_first_line and (match := FIRST_WORDS.match(text)):
        yield f"begins with “{match[0]}”"
    for pattern in (PHRASES, FORMER_NAMES):
        if match := pattern.search(text):
            yield f"says “{match[0]}”"


def faults_of_module(path: Path) -> Iterator[Finding]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    for line, name in identifiers(tree):
        if name.strip("_") in NAMES:
            yield path, line, "name", name
    for line, text in docstrings(tree):
        for fault in sentence_faults(text.strip(), is_first_line=True):
            yield path, line, "docstring", f"{fault}: {text.strip().splitlines()[0]}"
    for line, text in comments(source):
        for fault in sentence_faults(text, is_first_line=False):
            yield path, line, "comment", f"{fault}: {text}"


TEMPLATE_NAMES = re.compile(r"{%-?\s*(?:for (\w+)(?:, (\w+))* in|.* as (\w+)\s*%})|\bwith (\w+)=")


def faults_of_template(path: Path) -> Iterator[Finding]:
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for match in TEMPLATE_NAMES.finditer(text):
            for name in filter(None, match.groups()):
                if name in NAMES:
                    yield path, line, "name", name


def faults_of_messages(catalogue: Path) -> Iterator[Finding]:
    """English messages of our own templates and modules, as the Vietnamese catalogue lists them."""
    import polib

    for entry in polib.pofile(str(catalogue)):
        if entry.obsolete:
            continue
        for fault in sentence_faults(entry.msgid.strip(), is_first_line=False):
            yield catalogue, entry.linenum, "message", f"{fault}: {entry.msgid.strip()[:100]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", action="store_true", help="numbers by kind and folder instead of lines")
    parser.add_argument("paths", nargs="*", type=Path, help="folders to read instead of all")
    options = parser.parse_args()
    roots = options.paths or [ROOT / name for name in CODE]
    modules = [path for root in roots for path in sorted(root.rglob("*.py")) if "migrations" not in path.parts]
    findings = [finding for module in modules for finding in faults_of_module(module)]
    if not options.paths:
        findings += [
            fault for path in sorted((ROOT / "templates").rglob("*.html")) for fault in faults_of_template(path)
        ]
        findings += faults_of_messages(ROOT / "locale/vi/LC_MESSAGES/django.po")
    if options.count:
        for (kind, folder), number in sorted(Counter((f[2], str(f[0].parent)) for f in findings).items()):
            print(f"{number:5} {kind:10} {folder}")
    else:
        for path, line, kind, text in findings:
            print(f"{path}:{line}: {kind}: {text}")
    print(f"{len(findings)} flagged")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
