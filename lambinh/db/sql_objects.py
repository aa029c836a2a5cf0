"""Database objects written in SQL: what a text defines, in which order texts run, how one text replaces another.

The current text of each object is a file, `<app>/sql/{functions,triggers,policies}/<name>.sql`
(docs/adr/0020-sql-files.md). This module reads texts only; it needs no database.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from django.apps import AppConfig

JOURNAL = "journal."
"""The schema whose objects belong to the journal's role."""

# Comments, quoted texts and dollar-quoted bodies: a semicolon in them ends no statement.
_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|(?P<tag>\$\w*\$).*?(?P=tag)|(?P<end>;)", re.DOTALL
)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_HEADER = re.compile(r"\A(?:\s*--[^\n]*\n|\s*\n)+")
_CREATE = re.compile(r"CREATE (?P<kind>FUNCTION|TRIGGER|POLICY) (?P<name>[\w.]+)")
_TABLE = re.compile(r"\bON ([\w.]+)")
# The arguments and the result: what CREATE OR REPLACE cannot change.
_SIGNATURE = re.compile(r"CREATE FUNCTION (.+?)\bLANGUAGE\b", re.DOTALL)
_FOLDERS = {"functions": "FUNCTION", "triggers": "TRIGGER", "policies": "POLICY"}
_KINDS = tuple(_FOLDERS.values())


class InvalidSQLFile(Exception):
    """A file does not define what its place and name say."""


@dataclass(frozen=True)
class SQLObject:
    """A function, trigger or policy that a text defines. `table` is empty for a function."""

    kind: str
    name: str
    table: str
    signature: str

    @property
    def is_of_journal(self) -> bool:
        return (self.table or self.name).startswith(JOURNAL)

    @property
    def drop(self) -> str:
        return f"DROP {self.kind} {self.name}" + (f" ON {self.table}" if self.table else "")


def definition(text: str) -> str:
    """`text` without the comment at its head, which the database does not keep."""
    return _HEADER.sub("", text).strip()


def split_statements(text: str) -> list[str]:
    statements, start = [], 0
    for token in _TOKEN.finditer(text):
        if token["end"]:
            statements.append(text[start : token.start()].strip())
            start = token.end()
    return [statement for statement in (*statements, text[start:].strip()) if _COMMENT.sub("", statement).strip()]


def objects_in(text: str) -> list[SQLObject]:
    """The objects that `text` creates, in its order."""
    return [obj for statement in split_statements(text) if (obj := _object_of(statement))]


def _object_of(statement: str) -> SQLObject | None:
    create = _CREATE.match(definition(statement))
    if create is None:
        return None
    kind, name = create["kind"], create["name"]
    table, signature = _TABLE.search(statement), _SIGNATURE.search(statement)
    if kind == "FUNCTION":
        return SQLObject(kind, name, "", " ".join(signature[1].split()) if signature else "")
    return SQLObject(kind, name, table[1] if table else "", "")


def replacing_statements(before: str, after: str) -> list[str]:
    """Statements that bring the objects of the text `before` to the text `after`; an empty text defines none.

    A function whose arguments and result stay is replaced in place, because triggers and policies hang on it.
    """
    old, new = objects_in(before), objects_in(after)
    in_place = {obj for obj in old if obj.kind == "FUNCTION"} & set(new)
    statements = [obj.drop for obj in reversed(old) if obj not in in_place]
    for statement in split_statements(definition(after)):
        statements += _creating_statements(statement, in_place)
    is_of_journal = any(obj.is_of_journal for obj in (*old, *new))
    return ["SET LOCAL ROLE @journal@", *statements, "RESET ROLE"] if is_of_journal else statements


def _creating_statements(statement: str, in_place: set[SQLObject]) -> list[str]:
    """Only the rights that a file gives remain on a function, and a table with a policy is locked."""
    obj = _object_of(statement)
    if obj is None:
        return [statement]
    if obj.kind == "POLICY":
        return [f"ALTER TABLE {obj.table} ENABLE ROW LEVEL SECURITY", statement]
    if obj.kind == "TRIGGER":
        return [statement]
    if obj in in_place:
        statement = statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    callers = "@web@, @worker@, @command@, @member@" + (", @owner@" if obj.is_of_journal else "")
    return [statement, f"REVOKE ALL ON FUNCTION {obj.name} FROM PUBLIC, {callers}"]


def read_files(app: AppConfig) -> dict[str, str]:
    """The definitions in the app's files, by names such as "functions/scope_units". Raises InvalidSQLFile."""
    folder = Path(app.path) / "sql"
    texts = {}
    for file in sorted(folder.rglob("*.sql")):
        name = file.relative_to(folder).with_suffix("").as_posix()
        texts[name] = definition(file.read_text(encoding="utf-8"))
        _check(name, texts[name], file)
    return texts


def _check(name: str, text: str, file: Path) -> None:
    """A file is found by the name of its object: functions/NAME, or triggers/TABLE.NAME and policies/TABLE.NAME."""
    folder, _slash, rest = name.partition("/")
    objects = objects_in(text)
    kinds = {obj.kind for obj in objects}
    expected = _FOLDERS.get(folder)
    if kinds != {expected}:
        raise InvalidSQLFile(
            f"{file}: the file must create a {expected or 'function, trigger or policy in its folder'}"
        )
    names = {obj.name if expected == "FUNCTION" else obj.table for obj in objects}
    if names != {rest if expected == "FUNCTION" else rest.rpartition(".")[0]}:
        raise InvalidSQLFile(f"{file}: the file is called after another function or table than {', '.join(names)}")
    if expected != "TRIGGER" and len(objects) > 1:
        raise InvalidSQLFile(f"{file}: a file holds one function or policy")


def in_creation_order(texts: Mapping[str, str]) -> list[str]:
    """The names of `texts`: functions after those that they call, then triggers, then policies."""
    functions = {obj.name: name for name, text in texts.items() for obj in objects_in(text) if obj.kind == "FUNCTION"}
    sorter = TopologicalSorter({name: _called(texts[name], functions) - {name} for name in sorted(functions.values())})
    try:
        ordered = list(sorter.static_order())
    except CycleError as error:
        raise InvalidSQLFile(f"functions call each other in a circle: {', '.join(error.args[1])}") from None
    others = sorted(texts.keys() - set(ordered), key=lambda name: (_rank(texts[name]), name))
    return [*ordered, *others]


def _called(text: str, functions: Mapping[str, str]) -> set[str]:
    """The names of the texts whose functions `text` calls."""
    code = _COMMENT.sub("", text)
    return {name for function, name in functions.items() if re.search(rf"(?<![\w.]){re.escape(function)}\(", code)}


def _rank(text: str) -> int:
    return max((_KINDS.index(obj.kind) for obj in objects_in(text)), default=0)


def differing(former: Mapping[str, str], current: Mapping[str, str]) -> list[str]:
    """The names whose texts differ, in an order in which they can be replaced one after the other."""
    changed = [name for name in in_creation_order(current) if former.get(name, "") != current[name]]
    removed = [name for name in in_creation_order(former) if name not in current]
    return [*changed, *reversed(removed)]
