"""The state by rows of the workload: where its orders go on, and what is on record of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.engine.past import NOBODY, StaffPast, Told
from simulator.intake.standing import Standing, StandingOrder
from simulator.intake.state_files import is_on
from simulator.scenario.scenario import Scenario
from simulator.stages import STATIONS, TO_THE_DOCK
from simulator.units import NEVER
from simulator.workload.draws import Integers
from simulator.workload.recorded import recorded
from simulator.workload.standing import (
    VISIT,
    Merged,
    Placed,
    came_of,
    has_run_out,
    holds_nothing_yet,
    is_paid,
    of_others,
)
from simulator.workload.standing_stock import StandingStock

OUT = ("transit", "delivery", "returns")
"""Stages of an order that has left the house."""


def placed_of(
    scenario: Scenario,
    merged: Merged,
    state: Standing,
    columns: Mapping[str, Any],
    stock: StandingStock,
) -> Placed:
    """Everything by rows; `columns` are those of the workload, for what is left of begun picks."""
    told: dict[VISIT, Told] = {}
    waits: dict[int, int] = {}
    handed_over: dict[tuple[int, int], int] = {}
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        for visit, is_told in _visits(scenario, order, row, merged, columns):
            told[visit] = is_told
        first, last = merged.orders.line_start[row : row + 2].tolist()
        waits |= {
            line: came
            for line, came in zip(range(first, last), came_of(order, last - first), strict=True)
            if came is not None
        }
        handed_over |= {
            (row, visited.parcel): visited.ended
            for visited in order.visits
            if visited.activity == "shipping" and visited.ended != NEVER
        }
    tours, formed = _tours(merged, told, state.record is not None)
    on_tour = Counter(tours.values())
    left = {} if state.record is None else {row.number: row.formed for row in state.record.tours}
    inside = [order.stage not in (*OUT, "checkout") for order in merged.standing]
    placed = Placed(
        at=state.at,
        rows=merged.rows,
        enters=_enters(scenario, merged, state),
        in_house=merged.rows[np.array(inside, dtype=np.bool_)],
        number=merged.number,
        told=told,
        waits=waits,
        tours={row: (tour, on_tour[tour], left.get(tour) or NEVER) for row, tour in tours.items()},
        formed=formed,
        handed_over=handed_over,
        next_tour=max([state.next_tour, *(tour + 1 for tour in on_tour)]),
        on_order=stock.on_order,
        reorders=stock.reorders,
        staff=StaffPast(state.at),
        paid=frozenset(row for row, order in of_others(merged, state) if is_paid(order)),
        ran_out=frozenset(
            row for row, order in of_others(merged, state) if has_run_out(scenario, order, state.at)
        ),
    )
    if state.record is None:
        return placed
    return replace(placed, **recorded(scenario, state.record, merged, state, told))


def _enters(scenario: Scenario, merged: Merged, state: Standing) -> Integers:
    """When each order lives again; of those that pay at once just after the state's moment."""
    takes_long = scenario.payment is not None and scenario.payment.has_tries
    return np.array(
        [
            state.at + 1 if holds_nothing_yet(scenario, order) and not takes_long else order.enters
            for order in merged.standing
        ],
        dtype=np.int64,
    )


def _tours(
    merged: Merged, told: Mapping[VISIT, Told], all_are_told: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """By row the pick tours that orders are on, and those that are formed; others have none.

    A tour that has not begun forms again as it did, unless it is told when.
    """
    tours: dict[int, int] = {}
    formed: dict[int, int] = {}
    of_others: dict[tuple[int, int], int] = {}
    for order, row in zip(merged.standing, merged.rows.tolist(), strict=True):
        has_begun = ("picking", row, 1, 1) in told
        if order.identity is None:
            on_tour_of = order.tour if order.stage == "picking" else NEVER
            if has_begun or on_tour_of != NEVER:  # others were alone on theirs, as far as is known
                name = (on_tour_of, -1) if on_tour_of != NEVER else (NEVER, row)
                tours[row] = formed[row] = of_others.setdefault(name, len(of_others))
        elif order.tour != NEVER:
            formed[row] = order.tour
            if has_begun or all_are_told:
                tours[row] = order.tour
    return tours, formed


def _visits(
    scenario: Scenario, order: StandingOrder, row: int, merged: Merged, columns: Mapping[str, Any]
) -> Iterator[tuple[VISIT, Told]]:
    """The visits to stations that have begun: on record, or as where the order is says."""
    crews = list(scenario.crews)
    if order.visits:
        for visited in order.visits:
            if visited.began != NEVER and visited.activity in STATIONS:
                crew = crews.index(visited.crew) if visited.crew in crews else NOBODY
                visit = visited.activity, row, visited.parcel, visited.visit
                yield visit, Told(visited.began, visited.ended, crew)
        return
    for station in TO_THE_DOCK:
        if station == order.stage:
            break
        if order.stage in (*TO_THE_DOCK, "shipping") and is_on(scenario, station):
            yield (station, row, 1, 1), Told(order.enters, order.enters)
    if order.begun != NEVER:
        crew = crews.index(order.crew) if order.crew else NOBODY
        left = NEVER
        if order.stage == "picking" and order.lines_done:
            first, last = merged.orders.line_start[row : row + 2].tolist()
            left = int(columns["line_pick"][first + order.lines_done : last].sum())
        yield (order.stage, row, 1, 1), Told(max(order.begun, order.enters), crew=crew, left=left)
