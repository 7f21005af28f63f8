"""The allow-list: what is not named is not covered, and the first such rule is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import BaseModel

import simulator as sim
from simulator.compiled.covers import COVERED, EVERYTHING, INSIDE, not_covered
from simulator.policies.kinds import KINDS
from simulator.scenario import Scenario


def sections(of: type[BaseModel], seen: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Every class of a section, by its name."""

    def inside(annotation: object) -> Iterator[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        for part in get_args(annotation):
            yield from inside(part)

    if of.__name__ not in seen:
        seen[of.__name__] = of
        for field in of.model_fields.values():
            for section in inside(field.annotation):
                sections(section, seen)
    return seen


SECTIONS = sections(Scenario, {})


@pytest.mark.parametrize("name", COVERED)
def test_every_name_in_the_list_is_a_setting(name: str) -> None:
    assert set(COVERED[name]) <= set(SECTIONS[name].model_fields)


def test_what_is_looked_into_has_a_list_of_its_own() -> None:
    for name, rules in COVERED.items():
        for field, rule in rules.items():
            assert rule in (EVERYTHING, INSIDE) or isinstance(rule, frozenset), (name, field)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, None),
        ({"inventory.when_short": "split", "inventory.goes_ahead": "most of it"}, None),
        ({"picking.short_picks.then": "split"}, None),
        (
            {
                "picking.layout": {"aisles": 4, "aisle_length": "20 m"},
                "picking.time.per_line": "10 s",
            },
            None,
        ),
        ({"picking.method": {"batch": {"up_to": 4, "form": "when free"}}}, None),
        ({"crews.pickers.cohorts": [{"hired": "2026-03-02", "heads": 1}]}, "crews.pickers.cohorts"),
    ],
)
def test_the_first_rule_that_is_not_covered_is_told(
    changes: dict[str, object], rule: str | None
) -> None:
    assert not_covered(sim.load("small").with_(changes).scenario) == rule


def test_every_policy_that_ships_is_covered() -> None:
    """One that is added is not, until somebody has put it into the list."""
    listed = [rule for rules in COVERED.values() for rule in rules.values()]
    for kind in KINDS.values():
        if kind.name != "service":  # which is chosen before the run
            assert frozenset(kind.shipped) in listed, kind.name


def test_a_setting_that_nobody_has_listed_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    less = {name: rule for name, rule in COVERED["Returns"].items() if name != "discipline"}
    monkeypatch.setitem(COVERED, "Returns", less)
    scenario = sim.load("small").scenario
    assert not_covered(scenario) is None  # it has its default
    assert not_covered(scenario.with_({"returns.discipline": "fifo"})) == "returns.discipline"
