"""SQL files: the objects they define, their order, and the statements that replace one text by another."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from lambinh.db.sql_objects import (
    InvalidSQLFile,
    definition,
    differing,
    in_creation_order,
    objects_in,
    read_files,
    replacing_statements,
    split_statements,
)

ONE = "CREATE FUNCTION one() RETURNS int LANGUAGE sql\nSET search_path = pg_catalog AS $$ SELECT 1; $$;"
TWO = "CREATE FUNCTION two() RETURNS int LANGUAGE sql RETURN one() + 1;"
TRIGGER = "CREATE TRIGGER guard BEFORE INSERT ON herbs FOR EACH ROW EXECUTE FUNCTION guard_herb();"
POLICY = "CREATE POLICY of_all ON herbs TO @worker@ USING (true);"


def test_a_semicolon_in_a_body_a_comment_or_a_text_ends_no_statement() -> None:
    text = "SELECT 1 -- one; two\n; SELECT 'a;b'; DO $x$ BEGIN PERFORM 1; END $x$; /* ; */ -- nothing"
    assert split_statements(text) == ["SELECT 1 -- one; two", "SELECT 'a;b'", "DO $x$ BEGIN PERFORM 1; END $x$"]


def test_the_comment_at_the_head_is_no_part_of_the_definition() -> None:
    assert definition("-- Says one.\n-- Always.\n\n" + ONE) == ONE


def test_a_text_names_what_it_defines() -> None:
    function, trigger, policy = objects_in(f"-- Three.\n{ONE}\n{TRIGGER}\n{POLICY}")
    assert (function.name, function.signature, function.drop) == ("one", "one() RETURNS int", "DROP FUNCTION one")
    assert (trigger.table, trigger.drop) == ("herbs", "DROP TRIGGER guard ON herbs")
    assert (policy.table, policy.drop) == ("herbs", "DROP POLICY of_all ON herbs")


def test_functions_come_after_those_that_they_call_then_triggers_then_policies() -> None:
    texts = {"functions/a": TWO, "functions/b": ONE, "policies/c": POLICY, "triggers/d": TRIGGER}
    assert in_creation_order(texts) == ["functions/b", "functions/a", "triggers/d", "policies/c"]


def test_functions_that_call_each_other_are_named() -> None:
    with pytest.raises(InvalidSQLFile, match="functions/one, functions/two"):
        in_creation_order({"functions/one": ONE.replace("SELECT 1", "SELECT two()"), "functions/two": TWO})


def test_what_changed_comes_first_and_what_was_removed_last_and_backwards() -> None:
    former = {"functions/one": ONE, "functions/two": TWO, "policies/herbs.of_all": POLICY}
    current = {"policies/herbs.of_all": POLICY.replace("true", "id > 0")}
    assert differing(former, current) == ["policies/herbs.of_all", "functions/two", "functions/one"]
    assert differing(former, former) == []


RIGHTS = "REVOKE ALL ON FUNCTION one FROM PUBLIC, @web@, @worker@, @command@, @member@"


def test_a_new_function_has_the_rights_that_its_text_gives_and_no_others() -> None:
    text = ONE + "\nGRANT EXECUTE ON FUNCTION one TO @web@;"
    assert replacing_statements("", text) == [ONE[:-1], RIGHTS, "GRANT EXECUTE ON FUNCTION one TO @web@"]


def test_a_function_whose_signature_stays_is_replaced_in_place() -> None:
    first, *_rights = replacing_statements(ONE, ONE.replace("SELECT 1", "SELECT 2"))
    assert first.startswith("CREATE OR REPLACE FUNCTION one()")


def test_a_function_whose_signature_changes_is_dropped_first() -> None:
    first, second, *_rights = replacing_statements(ONE, ONE.replace("one()", "one(step int)"))
    assert first == "DROP FUNCTION one"
    assert second.startswith("CREATE FUNCTION one(step int)")


def test_triggers_and_policies_are_dropped_and_created_anew() -> None:
    assert replacing_statements(TRIGGER, TRIGGER) == ["DROP TRIGGER guard ON herbs", TRIGGER[:-1]]
    assert replacing_statements(POLICY, "") == ["DROP POLICY of_all ON herbs"]


def test_a_table_with_a_policy_is_locked() -> None:
    assert replacing_statements("", POLICY) == ["ALTER TABLE herbs ENABLE ROW LEVEL SECURITY", POLICY[:-1]]


def test_the_journal_belongs_to_a_role_of_its_own() -> None:
    first, *_others, last = replacing_statements("", ONE.replace("one()", "journal.one()"))
    assert (first, last) == ("SET LOCAL ROLE @journal@", "RESET ROLE")


def files(folder: Path, **texts: str) -> SimpleNamespace:
    for name, text in texts.items():
        kind, rest = name.split("__", 1)
        file = folder / "sql" / kind / f"{rest.replace('__', '.')}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return SimpleNamespace(path=str(folder))


def test_files_are_named_by_their_place(tmp_path: Path) -> None:
    app = files(
        tmp_path, functions__one=f"-- One.\n{ONE}\n", triggers__herbs__guard=TRIGGER, policies__herbs__of_all=POLICY
    )
    assert read_files(app) == {  # type: ignore[arg-type]
        "functions/one": ONE, "triggers/herbs.guard": TRIGGER, "policies/herbs.of_all": POLICY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("functions__two", ONE, "another function or table than one"),
        ("functions__guard", TRIGGER, "must create a FUNCTION"),
        ("triggers__stones__guard", TRIGGER, "another function or table than herbs"),
        ("policies__herbs__of_all", POLICY + POLICY.replace("of_all", "of_some"), "one function or policy"),
        ("views__herbs", "SELECT 1;", "function, trigger or policy in its folder"),
    ],
)
def test_a_file_in_the_wrong_place_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(InvalidSQLFile, match=message):
        read_files(files(tmp_path, **{name: text}))  # type: ignore[arg-type]
