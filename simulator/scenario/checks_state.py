"""What must fit together where a scenario begins with a state."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def moment(scenario: Scenario) -> Iterator[Misfit]:
    """The clock in the house shows the state's moment once."""
    if scenario.state is None:
        return
    at = scenario.state.at
    odd = scenario.clock.calendar.oddity(at)
    if odd is not None:
        yield ("state", "at"), f"{at:%Y-%m-%d %H:%M} {odd}"
