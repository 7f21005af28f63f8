"""What must fit together where what is lost or damaged is claimed."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def claims(scenario: Scenario) -> Iterator[Misfit]:
    """Only what is shipped is lost, and no more is claimed than came damaged."""
    section = scenario.claims
    if section is None:
        return
    if scenario.shipping is None:
        wrong = "nothing is shipped that could be lost or damaged"
        yield ("claims",), f"{wrong}; write claims: off (or shipping: and its carriers)"
    rest = 1 - section.damaged_reshipped
    if section.damaged_refunded > rest + 1e-9:
        wrong = "with damaged_reshipped it is more than 100 % of what came damaged"
        yield ("claims", "damaged_refunded"), f"{wrong}; write at most {100 * rest:g} %"


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state knows nothing of what is lost on the road."""
    if scenario.claims is not None and scenario.state is not None:
        wrong = "a state does not say what was lost or came damaged and is claimed"
        yield ("claims",), f"{wrong}; write claims: off, or remove the state"
