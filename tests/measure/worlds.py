"""A shop with every stage on, random orders through it, and small worlds with known answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.engine.rosters import Pause, Stint
from simulator.journey import simulate
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, NEVER, SECOND
from simulator.workload.workload import Workload
from tests.model.tiny import scenario, supply, workload

DAYS = 10


def whole_shop(**changes: Any) -> Scenario:
    """Every stage on; a week that is measured between a day of warm-up and two of cool-down."""
    sections: dict[str, Any] = {
        "clock": {"start": "2026-03-02", "warm_up": "1 d", "run": "7 d", "cool_down": "2 d"},
        "demand": {
            "orders_per_day": 100,
            "classes": {
                "express": {"share": "30 %", "priority": 1, "ship_by": "12 h"},
                "standard": {"share": "70 %", "priority": 2, "deliver_within": "3 d"},
            },
        },
        "checkout": {"abandonment": "20 %", "time_to_live": "30 min"},
        "inventory": {
            "policy": {"kind": "s S", "s": 30, "S": 90},
            "backorder_limit": "1 d",
            "holding_cost": "0.01 USD",
            "reorder_cost": "20 USD",
            "shortage_cost": "0.5 USD",
        },
        "payment": {
            "fraud_review": {"share": "10 %", "time": "8 min"},
            "retry": {"after": ["1 min", "10 min"], "recovers": "20 %"},
            "fee_share": "2 %",
            "fee": "0.30 USD",
        },
        "notification": {},
        "crews": {
            "reviewers": {"skills": ["fraud_review"], "wage": "20 USD/h"},
            "pickers": {
                "skills": ["picking", "inspection"], "wage": "18 USD/h", "overtime": "27 USD/h"
            },
            "packers": {"skills": ["packing"], "wage": "18 USD/h"},
        },
        "picking": {"method": {"batch": {"up_to": 4, "wait_at_most": "10 min"}}, "mispick": "5 %"},
        "packing": {
            "stations": {"count": 3},
            "quality_check": {"share": "50 %"},
            "material": "0.8 USD",
        },
        "labeling": {"printers": 1},
        "shipping": {
            "carriers": {
                "carrier": {
                    "pick_ups": {"mon-fri": ["15:00", "18:00"], "sat": ["13:00"]},
                    "cut_off": "15 min",
                    "capacity": 60,
                    "services": {"ground": {"transit": {"working_days": {1: 1}}, "cost": "5 USD"}},
                }
            }
        },
        "delivery": {"failed_cost": "10 USD"},
        "returns": {"cost": "3 USD"},
        "late_order_cost": "2 USD",
    }  # fmt: skip
    return scenario(**(sections | changes))


def shifts(first: int, last: int, heads: int) -> tuple[Stint, ...]:
    """Heads on every day from hour `first` to `last`, with a paid break of half an hour at noon."""
    noon = 12 * HOUR
    return tuple(
        Stint(
            day + first * HOUR,
            day + last * HOUR,
            heads,
            pauses=(Pause(day + noon, day + noon + HOUR // 2, heads),),
        )
        for day in range(0, DAYS * DAY, DAY)
    )


def random_orders(
    seed: int, n: int = 300, skus: int = 8, days: int = DAYS, initial: int = 60
) -> Workload:
    """Orders with everything that can happen to one, from a fixed seed."""
    rng = np.random.default_rng(seed)

    def chance(share: float, *columns: int) -> np.ndarray:
        return rng.random((n, *columns)) < share

    def duration(low: int, high: int, *columns: int) -> np.ndarray:
        return rng.integers(low, high, (n, *columns))

    created = np.sort(rng.integers(0, (days * DAY) // MINUTE, n)) * MINUTE
    order_class = (rng.random(n) < 0.7).astype(np.int16)
    in_cart = duration(0, 20) * MINUTE
    placed = created + in_cart
    lines = [
        [(int(sku), int(rng.integers(1, 4))) for sku in rng.choice(skus, rng.integers(1, 4), False)]
        for _ in range(n)
    ]
    found = workload(
        created.tolist(),
        lines,
        attempts=3,
        rounds=3,
        horizon=days * DAY,
        supply=replace(supply([initial] * skus, 30, 90, DAY), price=np.arange(1, skus + 1) * 250),
        in_cart=in_cart,
        abandons=chance(0.2),
        order_class=order_class,
        priority=order_class + 1,
        ship_by=np.where(order_class == 0, placed + 12 * HOUR, NEVER),
        deliver_by=np.where(order_class == 1, placed + 3 * DAY, NEVER),
        authorization=duration(500, 12 * SECOND, 3),
        verdict=rng.choice(3, n, p=[0.85, 0.1, 0.05]),
        recovers=chance(0.4, 3),
        reviewed=chance(0.1),
        review=duration(1, 15) * MINUTE,
        rejected=chance(0.3),
        message_latency=duration(1000, 9000, 4),
        message_bounces=chance(0.02, 4),
        pick=duration(20, 300) * SECOND,
        mispicked=chance(0.1),
        checked=chance(0.5),
        check_finds=chance(0.8),
        damaged_inside=chance(0.02),
        pack=duration(30, 200) * SECOND,
        label=duration(5, 40) * SECOND,
        transit_days=duration(1, 3),
        transit=np.zeros(n),
        lost=chance(0.03),
        damaged_outside=chance(0.03),
        attempt_fails=chance(0.2, 3),
        attempt_time=duration(0, 12, 3) * HOUR,
        returns=chance(0.3),
        return_after=duration(1, 3) * DAY,
        inspection=duration(60, 300) * SECOND,
        restockable=chance(0.8),
        present={
            "reviewers": shifts(9, 17, 1), "pickers": shifts(6, 14, 2), "packers": shifts(8, 16, 1)
        },
    )  # fmt: skip
    return replace(found, classes=("express", "standard"))


def random_run(
    seed: int, n: int = 300, initial: int = 60, **changes: Any
) -> tuple[Scenario, Workload, Timeline]:
    """A replication of the whole shop; a section that is None is off."""
    shop, orders = whole_shop(**changes), random_orders(seed, n, initial=initial)
    if shop.inventory is None:
        orders = replace(orders, supply=replace(orders.supply, policed=False))
    if shop.checkout is None:
        orders = replace(orders, abandons=np.zeros(orders.n, dtype=np.bool_))
    return shop, orders, simulate(shop, orders)
