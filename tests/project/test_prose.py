"""Names and sentences that `make prose` flags, planted one by one."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def prose() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / ".ci" / "prose.py"
    spec = importlib.util.spec_from_file_location("prose", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "kind", "fault"),
    [
        ("def told(): ...", "name", "told"),
        ("def page(said): ...", "name", "said"),
        ("for one in rows: ...", "name", "one"),
        ("self.found = 1", "name", "found"),
        ("_kept = 1", "name", "_kept"),
        ("class Day:\n    'What a day is.'", "docstring", "begins with “What”"),
        ("last = 1\n'Who wrote it.'", "docstring", "begins with “Who”"),
        ("# the reason in words\n", "comment", "says “in words”"),
    ],
)
def test_a_planted_fault_of_a_module_is_flagged(
    prose: ModuleType, tmp_path: Path, source: str, kind: str, fault: str
) -> None:
    module = tmp_path / "module.py"
    module.write_text(source, encoding="utf-8")

    [(_path, _line, flagged_kind, text)] = prose.faults_of_module(module)

    assert flagged_kind == kind
    assert text.startswith(fault)


@pytest.mark.parametrize(
    "source",
    [
        "def households(): 'Return the households of a unit.'",
        "for household in households: ...",
        "rows.found",
        "def is_kept(): 'Whether the record stays.'",
        "# The order matters: a code decides before a name.\n",
    ],
)
def test_plain_names_and_sentences_pass(prose: ModuleType, tmp_path: Path, source: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(source, encoding="utf-8")

    assert list(prose.faults_of_module(module)) == []


@pytest.mark.parametrize(
    "line", ["{% for one in rows %}", "{% query as found %}", '{% include "a.html" with told=rows %}']
)
def test_a_planted_name_of_a_template_is_flagged(prose: ModuleType, tmp_path: Path, line: str) -> None:
    template = tmp_path / "page.html"
    template.write_text(f"{{% load i18n %}}\n{line}", encoding="utf-8")

    assert [(number, kind) for _path, number, kind, _text in prose.faults_of_template(template)] == [(2, "name")]


def test_a_planted_sentence_of_the_catalogue_is_flagged(prose: ModuleType, tmp_path: Path) -> None:
    catalogue = tmp_path / "django.po"
    catalogue.write_text('msgid ""\nmsgstr ""\n\nmsgid "It is taken back."\nmsgstr "x"\n', encoding="utf-8")

    assert [kind for _path, _line, kind, _text in prose.faults_of_messages(catalogue)] == ["message"]
