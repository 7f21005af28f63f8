"""What the customers of a state's orders do from its moment on, given that they wait until then.

Where customers or gateways have a choice how to pay: whoever is past the payment has paid, at a
moment and with a method that the state may tell. Who is being paid has not done so yet: the tries
are drawn anew until they last longer than the state's moment (rejection: exact, whatever the
distributions). Of a slip that is 10 hours old this is the time that slips still take which have
taken 10 hours. In the same way nobody has canceled an order before, but those of whom the state
says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.intake.standing import Standing, StandingOrder
from simulator.scenario.scenario import Scenario
from simulator.stages.cancellation.draws import columns as patience
from simulator.stages.payment.draws_attempts import PAID, ways_of
from simulator.stages.payment.draws_tries import tries, tries_of
from simulator.stages.payment.section import Payment
from simulator.streams import mixed
from simulator.units import NEVER
from simulator.workload.begun import MOST_TRIES
from simulator.workload.draws import Draws, Flags, Integers
from simulator.workload.standing import Merged, is_paid, of_others
from simulator.workload.workload import APPROVED, Columns


def of_customers(
    scenario: Scenario,
    added: Mapping[str, Columns],
    merged: Merged | None,
    state: Standing | None,
    draws: Draws,
    down: tuple[Integers, ...],
) -> dict[str, Columns]:
    """The columns of payment and cancellation, with what is known of the state's orders, if any."""
    by_source: dict[str, Columns] = {}
    if merged is None or state is None:
        return by_source
    if added.get("payment"):
        by_source["payment"] = _payments(scenario, added["payment"], merged, state, draws, down)
    if "cancellation" in added:
        by_source["cancellation"] = _cancellations(
            scenario, added["cancellation"], merged, state, draws
        )
    return by_source


def _payments(
    scenario: Scenario,
    columns: Columns,
    merged: Merged,
    state: Standing,
    draws: Draws,
    down: tuple[Integers, ...],
) -> Columns:
    """The columns of `Tries`, with what is known of the state's orders.

    Beside them are (n,) `ended_at`, when it is known that a payment has ended, and `ended_as`, how
    (a code of `Ways.end`); NEVER where its draws say so.
    """
    section, n = scenario.payment, merged.orders.n
    others = list(of_others(merged, state))
    if section is None or not others:
        return columns
    arrays = {name: np.array(column) for name, column in columns.items()}
    arrays |= {"ended_at": np.full(n, NEVER, np.int64), "ended_as": np.full(n, PAID, np.int8)}
    for row, order in others:
        if is_paid(order):
            arrays["ended_at"][row] = order.placed if order.paid == NEVER else order.paid
            arrays["verdict"][row, 0] = APPROVED
            if order.paid_with:
                arrays["method"][row, 0] = _method(section, order)
    waits = [(row, order) for row, order in others if order.stage == "payment"]
    if waits:
        _draw_until_later(section, arrays, merged, state.at, waits, draws, down)
    return arrays


def _method(section: Payment, order: StandingOrder) -> int:
    """The index of the method that a state tells; NEVER where it does not."""
    names = [way.name for way in section.ways]
    return names.index(order.paid_with) if order.paid_with else NEVER


def _draw_until_later(
    section: Payment,
    columns: dict[str, np.ndarray],
    merged: Merged,
    at: int,
    waits: Sequence[tuple[int, StandingOrder]],
    draws: Draws,
    down: tuple[Integers, ...],
) -> None:
    """Draw these payments anew until each ends after a moment; else it is paid just after it."""
    rows = np.array([row for row, _ in waits], dtype=np.int64)
    began = np.array(
        [o.since if o.identity is None else o.placed for _, o in waits], dtype=np.int64
    )
    told = np.array([_method(section, order) for _, order in waits], dtype=np.int64)
    identity, drawn = merged.orders.identity[rows], tries_of(columns)
    left = np.arange(len(rows))
    for attempt in range(1, MOST_TRIES + 1):
        again = draws.of(mixed(identity[left], np.zeros(len(left), np.uint64), attempt))
        fresh = vars(tries(section, np.ones(len(left), np.bool_), again, told[left]))
        for name in vars(drawn):
            columns[name][rows[left]] = fresh[name]
        ways = ways_of(section, fresh, began[left], down)
        columns["ended_at"][rows[left]], columns["ended_as"][rows[left]] = ways.ended, ways.end
        columns["method"][rows[left], 0] = ways.method
        left = left[ways.ended <= at]
        if not len(left):
            return
    columns["ended_at"][rows[left]], columns["ended_as"][rows[left]] = at + 1, PAID


def _cancellations(
    scenario: Scenario, columns: Columns, merged: Merged, state: Standing, draws: Draws
) -> Columns:
    """The columns of the stage: who is in the house has not asked, or has, as the state says.

    Whoever has is heard at the state's moment, before anything can start.
    """
    section = scenario.cancellation
    others = [(row, order) for row, order in of_others(merged, state) if is_paid(order)]
    if section is None or not others:
        return columns
    moments: dict[str, Integers] = {name: np.array(c) for name, c in columns.items()}
    rows = np.array([row for row, _ in others], dtype=np.int64)
    paid = np.array([o.placed if o.paid == NEVER else o.paid for _, o in others], dtype=np.int64)
    waits = np.array([order.stage == "inventory" for _, order in others])
    left = np.arange(len(rows))
    for attempt in range(1, MOST_TRIES + 2):
        has_asked = _ended(moments["after"][rows[left]], paid[left], state.at)
        gave_up = _ended(moments["backorder"][rows[left]], paid[left], state.at) & waits[left]
        left = left[has_asked | gave_up]
        if not len(left) or attempt > MOST_TRIES:
            break
        again = draws.of(
            mixed(merged.orders.identity[rows[left]], np.zeros(len(left), np.uint64), attempt)
        )
        fresh = patience(section, scenario, np.ones(len(left), np.bool_), again)
        for name in moments:
            moments[name][rows[left]] = fresh[name]
    for name in moments:
        moments[name][rows[left]] = NEVER
    _count_from_their_payment(moments, rows, paid, others, scenario, state.at)
    return moments


def _ended(patience: Integers, paid: Integers, at: int) -> Flags:
    """(k,) Customers whose patience is over by then."""
    over: Flags = (patience != NEVER) & (paid + patience <= at)
    return over


def _count_from_their_payment(
    columns: dict[str, np.ndarray],
    rows: Integers,
    paid: Integers,
    others: Sequence[tuple[int, StandingOrder]],
    scenario: Scenario,
    at: int,
) -> None:
    """Patience counts from when the orders pay as they live again, which may be later."""
    tells = scenario.payment is not None and scenario.payment.has_tries
    again = np.array(
        [o.enters if o.identity is None else (p if tells else o.placed)
         for (_, o), p in zip(others, paid.tolist(), strict=True)], dtype=np.int64,
    )  # fmt: skip
    for name in columns:
        own = columns[name][rows]
        columns[name][rows] = np.where(own == NEVER, NEVER, own + paid - again)
    asked = np.array([order.asked != NEVER for _, order in others])
    columns["after"][rows[asked]] = at - again[asked]
