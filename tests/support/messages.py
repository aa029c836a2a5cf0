"""Collect the messages of the program from its code and templates, without the system's gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ("lambinh", "households", "assignments", "reports")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy"}
PLURALS = {"ngettext", "ngettext_lazy"}
SIMPLE = re.compile(r"""\{%-?\s*trans(?:late)?\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
ARGUMENT = re.compile(r"""_\((?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\)""")
BLOCK = re.compile(r"\{%\s*blocktrans(?:late)?\b([^%]*)%\}(.*?)\{%\s*endblocktrans(?:late)?\s*%\}", re.DOTALL)
PLURAL = re.compile(r"\{%\s*plural\s*%\}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")

Message = tuple[str, str | None]
"""A msgid, and its plural where it has one."""


def all_messages() -> dict[Message, str]:
    """Every message with the path of a file that contains it."""
    places: dict[Message, str] = {}
    for app in PYTHON:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                for message in in_python(path.read_text()):
                    places.setdefault(message, str(path.relative_to(ROOT)))
    for path in (ROOT / "templates").rglob("*.html"):
        for message in in_template(path.read_text()):
            places.setdefault(message, str(path.relative_to(ROOT)))
    return places


def in_python(source: str) -> Iterator[Message]:
    tree = ast.parse(source)
    functions_by_alias = dict(_other_names(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        name = functions_by_alias.get(name, name)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in CALLS and texts:
            yield texts[-1], None
        elif name in PLURALS and len(texts) >= 2:
            yield texts[0], texts[1]


def _other_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the aliases under which a module imports Django's translation functions, with their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)


def in_template(source: str) -> Iterator[Message]:
    for pattern in (SIMPLE, ARGUMENT):
        for match in pattern.finditer(source):
            yield (match[1] if match[1] is not None else match[2]), None
    for match in BLOCK.finditer(source):
        parts = [_msgid(part, trimmed="trimmed" in match[1]) for part in PLURAL.split(match[2])]
        yield parts[0], (parts[1] if len(parts) > 1 else None)


def _msgid(text: str, *, trimmed: bool) -> str:
    text = VARIABLE.sub(r"%(\1)s", text.replace("%", "%%"))
    return " ".join(line.strip() for line in text.splitlines() if line.strip()) if trimmed else text


THIRD_PARTY = "third party"
"""The comment at messages of other packages that lack a Vietnamese translation of their own."""


def update(catalogue: Path) -> list[str]:
    """Update a catalogue to the messages of the code, and return the msgids without translation."""
    import polib

    file = polib.pofile(str(catalogue), wrapwidth=118)
    messages = {message[0]: (message[1], path) for message, path in all_messages().items()}
    for entry in list(file):
        if entry.msgid not in messages and entry.comment != THIRD_PARTY:
            file.remove(entry)
    entries = {entry.msgid: entry for entry in file}
    for msgid, (plural, path) in messages.items():
        entry = entries.get(msgid) or polib.POEntry(msgid=msgid)
        entry.occurrences = [(path, "")]
        if plural and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr, entry.msgstr_plural = plural, "", {0: entry.msgstr}
        if "%(" in msgid and "python-format" not in entry.flags:
            entry.flags.append("python-format")
        if msgid not in entries:
            file.append(entry)
    file.sort(key=lambda entry: (entry.comment == THIRD_PARTY, entry.occurrences, entry.msgid))
    file.save()
    return [entry.msgid for entry in file if not entry.translated()]


if __name__ == "__main__":
    for message in update(ROOT / "locale/vi/LC_MESSAGES/django.po"):
        print("untranslated:", message)  # noqa: T201
