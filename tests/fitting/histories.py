"""Histories of shops whose scenario is known, as an order file with what happened."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.scenario import load, loads
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER
from simulator.workload.sampling import sample

DAYS = 56
LAG = f"""
schema: fulfillment/1
name: lag
clock: {{start: 2026-03-02, run: {DAYS} d, cool_down: 40 d}}
demand:
  orders_per_day: 40
  day_to_day_cv: 0.2
  day_of_week: {{counts: [2, 1, 1, 1, 1, 1, 1]}}
  regions: {{near: 70 %, far: 30 %}}
catalog: {{skus: 20, price: 12.50 USD}}
payment: {{authorization: {{lognormal: {{median: 2 h, cv: 1}}}}, timeout: none,
           declined: {{soft: 0 %, hard: 0 %}}, retry: none}}
handling: {{lag: {{gamma: {{mean: 9 h, cv: 0.7}}}}, hours: "08:00-18:00"}}
shipping:
  carriers:
    post:
      pick_ups: {{mon-fri: ["11:00", "18:00"]}}
      drives: mon-sat
      services:
        ground:
          transit: {{by_region: {{near: {{working_time: {{gamma: {{mean: 2 d, cv: 0.4}}}}}},
                                  far: {{working_time: {{gamma: {{mean: 5 d, cv: 0.4}}}}}}}}}}
          lost: 2 %
          damaged: 0 %
"""
HEAD = ("order_id", "placed_at", "paid_at", "handed_over_at", "delivered_at", "dest_region",
        "promised_at", "sku", "quantity", "unit_price")  # fmt: skip


def lag_world() -> Scenario:
    """A house that is one lag."""
    return loads(LAG).scenario


def small() -> Scenario:
    """The scenario `small`, for some weeks."""
    clock = {"clock.warm_up": "0 s", "clock.run": "28 d", "clock.cool_down": "10 d"}
    return load("small", overrides=clock).scenario


def write(
    scenario: Scenario,
    path: Path,
    *,
    without: tuple[str, ...] = (),
    days: int = DAYS,
    replication: int = 0,
) -> Path:
    """The orders of a replication that were paid, one row per order; moments to the second."""
    work = sample(scenario, replication)
    timeline = simulate(scenario, work)
    start, head = scenario.clock.start, [name for name in HEAD if name not in without]

    def moment(at: int) -> str:
        told = (
            ""
            if at == NEVER
            else (start + timedelta(milliseconds=at)).isoformat(timespec="seconds")
        )
        return told

    gone = timeline.visits["shipping"].ended
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, head, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for k in range(work.n):
            placed = int(work.created[k] + work.in_cart[k])
            if work.abandons[k] or timeline.paid[k] == NEVER or placed >= days * 86_400_000:
                continue
            arrived = timeline.outcome[k] in (Outcome.COMPLETED, Outcome.DELIVERED)
            promise = start + timedelta(milliseconds=placed) + timedelta(days=6)
            writer.writerow({
                "order_id": f"A{k:05d}", "placed_at": moment(placed),
                "paid_at": moment(int(timeline.paid[k])), "handed_over_at": moment(int(gone[k])),
                "delivered_at": moment(int(timeline.ended[k])) if arrived else "",
                "dest_region": work.regions[work.region[k]],
                "promised_at": f"{datetime.date(promise)}",
                "sku": f"S{work.line_sku[work.line_start[k]]}", "quantity": 1, "unit_price": 12.5,
            })  # fmt: skip
    return path
