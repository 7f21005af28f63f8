"""What must fit together in what comes back."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.checks_demand import class_remedy
from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]


def classes(scenario: Scenario) -> Iterator[Misfit]:
    """Shares of returns are of order classes that there are."""
    section = scenario.returns
    for name in section.by_class if section is not None else ():
        if name not in scenario.demand.classes:
            remedy = class_remedy(scenario, name)
            yield ("returns", "by_class", name), f"there is no class {name!r}; {remedy}"
