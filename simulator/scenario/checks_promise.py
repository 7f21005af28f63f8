"""What must fit together between the promise at checkout, carriers, classes and regions."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.reading.mistakes import did_you_mean
from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def promise(scenario: Scenario) -> Iterator[Misfit]:
    """A promised delivery has a carrier and a delivery, and no class promises another."""
    section = scenario.promise
    if section is None:
        return
    for name in ("shipping", "delivery"):
        if getattr(scenario, name) is None:
            wrong = f"the promise is one of delivery, and {name} is off"
            remedy = "shipping: and its carriers" if name == "shipping" else "delivery: on"
            yield ("promise",), f"{wrong}; write {remedy}, or promise: off"
    for name, each in scenario.demand.classes.items():
        for key in ("deliver_within", "promised_days"):
            if getattr(each, key) is not None:
                at = ("demand", "classes", name, key)
                yield at, f"promise: tells a day of delivery too; write {key}: none"
    if scenario.demand.trace is None:
        yield from _named("region", list(scenario.demand.regions), section.cut_off_by_region)
    sold = [name for carrier in scenario.carriers.values() for name in carrier.services]
    if sold:
        yield from _named("service", sold, section.cut_off_by_service)


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state does not say what was promised to whom, and for how many orders on the floor."""
    section = scenario.promise
    if scenario.state is not None and section is not None and section.backlog is not None:
        wrong = "a state does not say by how much promises were put off for the orders in it"
        yield ("promise", "backlog"), f"{wrong}; write backlog: off, or remove the state"


def _named(what: str, known: list[str], cut_offs: dict[str, int]) -> Iterator[Misfit]:
    for name in cut_offs:
        if name not in known:
            wrong = f"there is no {what} {name!r}; {did_you_mean(name, known)}"
            yield ("promise", f"cut_off_by_{what}", name), wrong


def conversion(scenario: Scenario) -> Iterator[Misfit]:
    """Customers who are known to have ordered do not leave over a promise."""
    section = scenario.promise
    if section is not None and section.lost_a_day > 0 and scenario.demand.trace is not None:
        wrong = "the orders of a trace were placed, whatever their customers were promised"
        yield ("promise", "lost_a_day"), f"{wrong}; write lost_a_day: 0 %"
