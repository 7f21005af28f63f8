"""What a run says of the state that it begins with: what there is, and what was drawn for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from simulator.intake.standing import Standing
from simulator.intake.state_files import standing_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.state_columns import FILES
from simulator.units import NEVER

RULES = {column.name: column.called for column in FILES["orders"] if column.needs}
"""What a state's column of orders belongs to."""


def state_notes(scenario: Scenario) -> tuple[str, ...]:
    """A line each, with counts; none for a scenario that begins with an empty house."""
    if scenario.state is None:
        return ()
    return tuple(_notes(scenario, standing_of(scenario)))


def _notes(scenario: Scenario, state: Standing) -> Iterator[str]:
    where = Counter(order.stage for order in state.orders)
    told = ", ".join(f"{count:,} at {stage.replace('_', ' ')}" for stage, count in where.items())
    yield (
        f"The run begins with the state of {state.section.at:%A %-d %B %Y, %H:%M}: "
        f"{len(state.orders):,} orders ({told or 'none'}). No warm-up is needed, and none is run."
    )
    if state.carries_draws:
        yield "The state is of our own run, and its orders have the draws that they had there."
        return
    for name, count in state.unread.items():
        yield (
            f"{name} is told of {count:,} orders and not read, since the house has no "
            f"{RULES[name]}."
        )
    if not state.has_lines:
        yield "The state tells no lines of its orders: they are drawn as any order's are."
    if len(scenario.demand.classes) > 1:
        yield from _drawn("class", sum(not order.order_class for order in state.orders))
    if len(scenario.demand.regions) > 1:
        yield from _drawn("region", sum(not order.region for order in state.orders))
    unplaced = sum(order.placed == order.enters for order in state.orders)
    if unplaced:
        yield f"{unplaced:,} orders count as placed when they came to where they are."
    begun = sum(order.begun != NEVER for order in state.orders)
    if begun:
        yield f"{begun:,} orders are being worked on: what is left of it is drawn, given its time."
    if scenario.inventory is not None and not state.stock:
        yield "The state tells no stock: the shelf has what the scenario begins with."


def _drawn(what: str, count: int) -> Iterator[str]:
    if count:
        yield f"The {what} of {count:,} orders of the state is drawn by the scenario's shares."
