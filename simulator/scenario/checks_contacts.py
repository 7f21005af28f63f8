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


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows nothing of what customers have asked."""
    if scenario.state is not None and scenario.contacts is not None:
        wrong = "a state does not say who has contacted the shop already"
        yield ("contacts",), f"{wrong}; write contacts: off, or remove the state"
