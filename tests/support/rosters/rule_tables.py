"""Assertions for ordered tables of rules: every rule has an example, and the rule decides its example."""

from collections.abc import Mapping, Sequence
from typing import Any

from assignments.rosters.parsing.rules import Rule, first_rule


def check_rules(rules: Sequence[Rule[Any, Any]], examples: Mapping[str, tuple[Any, Any]]) -> None:
    """Check the rules; `examples` holds for the name of each rule a case that it decides, and its verdict."""
    assert list(examples) == [rule.name for rule in rules], "every rule needs an example, in the table's order"
    for rule in rules:
        case, verdict = examples[rule.name]
        decisive = first_rule(rules, case)
        assert decisive is not None, rule.name
        assert decisive.name == rule.name
        assert rule.verdict(case) == verdict, rule.name
