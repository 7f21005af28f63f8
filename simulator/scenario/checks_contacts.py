"""What must fit together of customers' contacts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.reading.weights import percent
from simulator.scenario.scenario import Scenario
from simulator.units import duration_text

Misfit = tuple[tuple[str | int, ...], str]


def bands(scenario: Scenario) -> Iterator[Misfit]:
    """The later an order, the more customers have contacted the shop by then."""
    section = scenario.contacts
    if section is None:
        return
    for k, (before, band) in enumerate(pairwise(section.late), 1):
        at = ("contacts", "late", k)
        if band.by <= before.by:
            wrong = f"{duration_text(band.by)} is not later than {duration_text(before.by)} before"
            yield (*at, "by"), f"{wrong}; write the shortest first, each once"
        elif band.share < before.share:
            wrong = f"fewer customers than the {percent(before.share)} by then"
            remedy = f"{percent(before.share)} or more, those of earlier bands counted again"
            yield (*at, "share"), f"{wrong}; write {remedy}"


def crews(scenario: Scenario) -> Iterator[Misfit]:
    """Who answers contacts does nothing else, and is in a shift or there all the time."""
    for name, crew in scenario.crews.items():
        if "contacts" not in crew.skills:
            continue
        if len(crew.skills) > 1:
            wrong = "contacts are answered by crews of their own"
            remedy = "write [contacts], or leave contacts to another crew"
            yield ("crews", name, "skills"), f"{wrong}; {remedy}"
        if crew.on_call is not None:
            wrong = "nobody is called for contacts"
            yield ("crews", name, "on_call"), f"{wrong}; write heads: 1, or heads in a shift"


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows nothing of what customers have asked."""
    if scenario.state is not None and scenario.contacts is not None:
        wrong = "a state does not say who has contacted the shop already"
        yield ("contacts",), f"{wrong}; write contacts: off, or remove the state"
