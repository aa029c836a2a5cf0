"""Ordered tables of named rules: the first rule that applies to a case decides it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Case = TypeVar("Case")
Verdict = TypeVar("Verdict")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Case, Verdict]):
    """One line of a table: the rule's name, whether it applies to a case, and its verdict on that case."""

    name: str
    applies: Callable[[Case], bool]
    verdict: Callable[[Case], Verdict]


def always(verdict: Verdict) -> Callable[[object], Verdict]:
    """A verdict that does not depend on the case."""
    return lambda case: verdict


def first_rule(rules: Iterable[Rule[Case, Verdict]], case: Case) -> Rule[Case, Verdict] | None:
    for rule in rules:
        if rule.applies(case):
            return rule
    return None


def decide(rules: Iterable[Rule[Case, Verdict]], case: Case) -> Verdict | None:
    """The verdict of the first rule that applies; None when no rule does."""
    rule = first_rule(rules, case)
    return None if rule is None else rule.verdict(case)
