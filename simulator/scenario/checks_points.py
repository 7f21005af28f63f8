"""What must fit together where orders go to pick-up points."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.checks_demand import class_remedy
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.section_points import Points

Misfit = tuple[tuple[str | int, ...], str]
_KEY = ("delivery", "points")


def _points(scenario: Scenario) -> Points | None:
    return scenario.delivery.points if scenario.delivery is not None else None


def points(scenario: Scenario) -> Iterator[Misfit]:
    """What is not collected can come back, and an order is collected as a whole."""
    rule = _points(scenario)
    if rule is None:
        return
    for name in rule.by_class:
        if name not in scenario.demand.classes:
            remedy = class_remedy(scenario, name)
            yield (*_KEY, "by_class", name), f"there is no class {name!r}; {remedy}"
    if scenario.returns is None:
        wrong = "what nobody collects comes back, and returns are off"
        yield _KEY, f"{wrong}; write delivery.points: off, or returns: on"
    stock, picking = scenario.inventory, scenario.picking
    follows = picking is not None and picking.short_picks.then == "split"
    if stock is not None and stock.most_parcels(follows) > 1:
        whole = ["inventory.when_short: backorder"] if stock.when_short == "split" else []
        whole += ["picking.short_picks.then: pick again"] if follows else []
        wrong = "orders may be split, and the parts of one would be kept until different days"
        yield _KEY, f"{wrong}; write delivery.points: off, or {' and '.join(whole)}"


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state does not tell points from doors."""
    if scenario.state is not None and _points(scenario) is not None:
        wrong = "a state does not say what stands at a pick-up point, and since when"
        yield _KEY, f"{wrong}; write delivery.points: off, or remove the state"
