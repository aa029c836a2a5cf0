"""Ordered tables of rules."""

from assignments.rosters.parsing.rules import Rule, always, decide, first_rule

RULES: tuple[Rule[int, str], ...] = (
    Rule("small", lambda number: number < 10, always("small")),
    Rule("even", lambda number: number % 2 == 0, lambda number: f"even {number}"),
)


def test_the_first_rule_that_applies_decides() -> None:
    assert decide(RULES, 4) == "small"
    assert decide(RULES, 12) == "even 12"


def test_without_a_rule_there_is_no_verdict() -> None:
    assert first_rule(RULES, 13) is None
    assert decide(RULES, 13) is None
