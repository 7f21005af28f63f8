"""Worlds of a few orders, written by hand, whose timeline is known by arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from simulator.engine.rosters import Stint
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.picking.walking import Aisles
from simulator.units import HOUR, MINUTE, NEVER
from simulator.workload import Supply, Workload
from simulator.workload.workload import Storage

SECONDS = 1000
FOREVER = 10**6 * HOUR


def scenario(**sections: Any) -> Scenario:
    """A scenario of one day from Monday 2026-03-02, 0 h, with only these stages."""
    base: dict[str, Any] = {
        "schema": "fulfillment/1",
        "name": "tiny",
        "clock": {"start": "2026-03-02", "run": "1 d"},
        "demand": {"orders_per_day": 10},
    }
    return Scenario.model_validate(base | sections)


def heads(*steps: tuple[int, int]) -> tuple[Stint, ...]:
    """(from, heads) steps as stints of one head each; who came last goes first."""
    open_: list[int] = []
    stints = []
    for moment, count in (*steps, (FOREVER, 0)):
        stints += [Stint(begin, moment, 1) for begin in open_[count:]]
        open_ = open_[:count] + [moment] * (count - len(open_))
    return tuple(sorted(stints, key=lambda stint: (stint.begin, stint.end)))


def supply(
    initial: Sequence[int],
    s: int = -(10**6),
    S: int = 0,
    lead_time: int | Sequence[int] = HOUR,
    prices: int = 100,
    goods: int = 0,
) -> Supply:
    """One SKU an entry of `initial`, with one (s, S) policy and a constant lead time each."""
    k = len(initial)
    return Supply(
        sku=tuple(f"sku{i}" for i in range(k)),
        price=np.full(k, prices, dtype=np.int64),
        cost=np.full(k, goods, dtype=np.int64),
        demand_rate=np.ones(k),
        policed=True,
        initial=np.array(initial, dtype=np.int64),
        reorder_point=np.full(k, s, dtype=np.int64),
        order_up_to=np.full(k, S, dtype=np.int64),
        order_quantity=np.zeros(k, dtype=np.int64),
        case_size=np.ones(k, dtype=np.int64),
        minimum_order=np.ones(k, dtype=np.int64),
        lead_time_start=np.arange(k + 1, dtype=np.int64) * 50,
        lead_time=np.repeat(np.broadcast_to(np.array(lead_time, dtype=np.int64), k), 50),
    )


def storage(
    skus: int,
    zones: Sequence[str] = ("",),
    zone: Sequence[int] = (),
    aisles: Sequence[Aisles] = (),
    places: Sequence[tuple[int, int]] = (),
) -> Storage:
    """Zone, and (aisle, distance from the front) of every SKU; by default all in zone 0."""
    where = np.array(places, dtype=np.int64).reshape(len(places), 2) if places else None
    return Storage(
        zones=tuple(zones),
        zone=np.array(zone or [0] * skus, dtype=np.int16),
        aisles=tuple(aisles),
        aisle=np.zeros(skus, np.int32) if where is None else where[:, 0].astype(np.int32),
        place=np.zeros(skus, np.int64) if where is None else where[:, 1],
    )


def workload(
    created: Sequence[int],
    lines: Sequence[Sequence[tuple[int, int]]] | None = None,
    attempts: int = 1,
    rounds: int = 1,
    horizon: int = 24 * HOUR,
    **columns: Any,
) -> Workload:
    """Orders at these moments with neutral columns; `lines` has (SKU, units) an order.

    `present` is short for `rosters`. Defaults: picking takes 60 s and 30 s set-up, packing 60 s,
    labeling 10 s.
    """
    n = len(created)
    lines = lines or [[(0, 1)]] * n
    flat = [line for order in lines for line in order]
    start = np.concatenate([[0], np.cumsum([len(order) for order in lines])]).astype(np.int64)
    stock = columns.get("supply") or supply([10**6])
    sku = np.array([line[0] for line in flat], dtype=np.int32)
    units = np.array([line[1] for line in flat], dtype=np.int32)
    value = stock.price[sku] * units

    def full(number: int, dtype: type = np.int64, *columns_: int) -> Any:
        return np.full((n, *columns_), number, dtype=dtype)

    base = Workload(
        horizon=horizon,
        classes=("all",),
        regions=("all",),
        services=(("carrier", "ground"),),
        order_id=None,
        identity=np.arange(n, dtype=np.uint64),
        created=np.array(created, dtype=np.int64),
        order_class=full(0, np.int16),
        priority=full(1, np.int16),
        region=full(0, np.int16),
        line_start=start,
        line_sku=sku,
        line_units=units,
        lines=np.diff(start),
        units=np.add.reduceat(units, start[:-1]).astype(np.int64),
        value=np.add.reduceat(value, start[:-1]).astype(np.int64),
        in_cart=full(0),
        abandons=full(False, np.bool_),
        ship_by=full(NEVER),
        deliver_by=full(NEVER),
        authorization=full(0, np.int64, attempts),
        verdict=full(0, np.int8),
        recovers=full(False, np.bool_, attempts),
        reviewed=full(False, np.bool_),
        review=full(0),
        rejected=full(False, np.bool_),
        message_latency=full(0, np.int64, 4),
        message_bounces=full(False, np.bool_, 4),
        pick_setup=full(30 * SECONDS),
        pick=full(MINUTE),
        line_pick=np.zeros(len(flat), dtype=np.int64),
        line_missing=np.zeros(len(flat), dtype=np.bool_),
        mispicked=full(False, np.bool_),
        checked=full(False, np.bool_),
        check_finds=full(False, np.bool_),
        found_again=full(0, np.int16),
        wrong_again=full(False, np.bool_),
        pack=full(MINUTE),
        pack_setup=full(0),
        damaged_inside=full(False, np.bool_),
        label=full(10 * SECONDS),
        label_failures=full(0, np.int16),
        label_by_hand=full(0),
        label_service_down=np.zeros((0, 2), dtype=np.int64),
        boxes=full(0, np.int32, 0),
        loose=full(0, np.int32),
        volume=full(0),
        unit_volume=np.zeros(0, dtype=np.int64),
        unit_weight=np.zeros(0, dtype=np.int64),
        service=full(0, np.int16),
        transit_days=full(0, np.int16),
        transit=full(HOUR),
        lost=full(False, np.bool_),
        damaged_outside=full(False, np.bool_),
        attempt_fails=full(False, np.bool_, rounds),
        attempt_time=full(0, np.int64, rounds),
        further=(),
        returns=full(False, np.bool_),
        return_after=full(0),
        inspection=full(0),
        restockable=full(True, np.bool_),
        supply=stock,
        storage=storage(len(stock.sku)),
        failures={},
        rosters={},
    )
    if "present" in columns:
        columns["rosters"] = columns.pop("present")
    if "line_pick" in columns:  # an order's pick is the sum of its lines'
        of_line = np.array(columns["line_pick"], dtype=np.int64)
        columns["pick"] = np.add.reduceat(of_line, start[:-1])
    typed = {}
    for field in fields(base):
        if field.name in columns:
            old = getattr(base, field.name)
            new = columns.pop(field.name)
            typed[field.name] = np.array(new, old.dtype) if isinstance(old, np.ndarray) else new
    if "line_pick" not in typed:  # all of it on the first line
        typed["line_pick"] = base.line_pick
        typed["line_pick"][start[:-1]] = typed.get("pick", base.pick)
    assert not columns, f"unknown columns {sorted(columns)}"
    return replace(base, **typed)


def spans(timeline: Timeline, activity: str = "picking") -> list[tuple[int, int]]:
    """(began, ended) of every order's first visit."""
    visit = timeline.visits[activity]
    return list(zip(visit.began.tolist(), visit.ended.tolist(), strict=True))


def figures(shop: Scenario, orders: Workload, scope: str = "all") -> dict[str, float]:
    """The KPIs of one scope after these orders went through the shop."""
    measured = measure(shop, orders, simulate(shop, orders)).kpis
    return {name: value for (name, where), value in measured.items() if where == scope}
