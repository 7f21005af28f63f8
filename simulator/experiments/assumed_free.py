"""What was changed and has no price: a difference of cost leaves it out, which is said beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from simulator.reporting.numbers import listed
from simulator.scenario.below import shown_path
from simulator.scenario.scenario import Scenario

PICK_UPS, WORK = "pick-ups", "working hours"
"""What is free where no price is written."""


def assumed_free(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """A sentence each for PICK_UPS and WORK where these differ among scenarios without a price.

    Empty where what differs is priced, or nothing of it does.
    """
    those = list(scenarios)
    currency = those[0].currency if those else ""
    kinds: tuple[tuple[str, Callable[[Scenario], dict[str, Any]], str], ...] = (
        (PICK_UPS, _free_pick_ups, f"80 {currency}"),
        (WORK, _unpaid_work, f"18 {currency}/h"),
    )
    told = {}
    for what, of, price in kinds:
        if paths := _differ([of(each) for each in those]):
            told[what] = (
                f"{what.capitalize()} that were changed have no price in this scenario (assumed "
                "free): a difference of cost leaves them out. "
                f"Write {listed(paths)}, such as {price}, to have them in it."
            )
    return told


def _differ(values: list[dict[str, Any]]) -> list[str]:
    """Paths of prices that nobody wrote, of what is not the same in all of them."""
    paths = dict.fromkeys(path for each in values for path in each)
    return [path for path in paths if any(each.get(path) != values[0].get(path) for each in values)]


def _free_pick_ups(scenario: Scenario) -> dict[str, Any]:
    """When carriers come that cost nothing when they do, by the path of their price."""
    if scenario.shipping is None:
        return {}
    return {
        shown_path(("shipping", "carriers", name, "pick_up_cost")): carrier.pick_ups
        for name, carrier in scenario.carriers.items()
        if carrier.pick_up_cost == 0
    }


def _unpaid_work(scenario: Scenario) -> dict[str, Any]:
    """Heads and hours of crews without a wage, by the path of the wage."""
    return {
        shown_path(("crews", name, "wage")): (
            crew.heads,
            [
                (shift.days, shift.hours, shift.heads.get(name), shift.heads_on, shift.overtime)
                for shift in scenario.shifts.values()
                if name in shift.heads
            ],
        )
        for name, crew in scenario.crews.items()
        if crew.wage == 0
    }
