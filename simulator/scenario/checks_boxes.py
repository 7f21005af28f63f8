"""What must fit together where each box of an order has a transit of its own."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.scenario import Scenario

Misfit = tuple[tuple[str | int, ...], str]
_KEY = ("delivery", "by_box")


def by_box(scenario: Scenario) -> Iterator[Misfit]:
    """There are boxes, and an order is never split: the boxes of a part are not known before."""
    if scenario.delivery is None or not scenario.delivery.by_box:
        return
    if scenario.packing is None or not scenario.packing.boxes:
        wrong = "without packing.boxes every order is one box"
        yield _KEY, f"{wrong}; write delivery.by_box: false, or add packing.boxes"
    stock, picking = scenario.inventory, scenario.picking
    follows = picking is not None and picking.short_picks.then == "split"
    if stock is not None and stock.most_parcels(follows) > 1:
        whole = ["inventory.when_short: backorder"] if stock.when_short == "split" else []
        whole += ["picking.short_picks.then: pick again"] if follows else []
        wrong = "orders may be split, and which boxes their parts take is not known beforehand"
        yield _KEY, f"{wrong}; write delivery.by_box: false, or {' and '.join(whole)}"


def without_state(scenario: Scenario) -> Iterator[Misfit]:
    """A state has one way for all boxes of an order."""
    if scenario.state is not None and scenario.delivery is not None and scenario.delivery.by_box:
        wrong = "a state does not say where each box of an order is"
        yield _KEY, f"{wrong}; write delivery.by_box: false, or remove the state"
