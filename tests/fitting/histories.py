"""Histories of shops whose scenario is known, as an order file with what happened."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from simulator.journey import simulate
from simulator.results.outcomes import Outcome
from simulator.scenario import load, loads
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_tries import tries_of
from simulator.units import DAY, NEVER
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
FULL = f"""
schema: fulfillment/1
name: full
clock: {{start: 2026-03-02, run: {DAYS} d, cool_down: 40 d}}
demand: {{orders_per_day: 60}}
catalog: {{skus: 20, price: 12.50 USD}}
payment:
  timeout: none
  declined: {{soft: 0 %, hard: 4 %}}
  retry: none
  methods:
    card: {{share: 75 %, authorization: {{lognormal: {{median: 20 min, cv: 1}}}}}}
    slip: {{share: 25 %, authorization: {{gamma: {{mean: 30 h, cv: 0.6}}}},
            declined: {{soft: 0 %, hard: 16 %}}}}
cancellation: {{share: 12 %, after: {{exponential: {{mean: 10 h}}}}}}
handling: {{lag: {{gamma: {{mean: 9 h, cv: 0.7}}}}, hours: "08:00-18:00"}}
shipping:
  carriers:
    post:
      pick_ups: {{mon-fri: ["18:00"]}}
      services: {{ground: {{transit: {{gamma: {{mean: 3 d, cv: 0.4}}}}, lost: 0 %, damaged: 0 %}}}}
delivery: {{hours: none, first_attempt_fails: 0 %}}
returns: {{share: 15 %, after: {{gamma: {{mean: 12 d, cv: 0.5}}}}}}
crews: {{desk: {{skills: [inspection], heads: 2}}}}
"""
HEAD = ("order_id", "placed_at", "paid_at", "handed_over_at", "delivered_at", "dest_region",
        "promised_at", "sku", "quantity", "unit_price")  # fmt: skip


def lag_world() -> Scenario:
    """A house that is one lag."""
    return loads(LAG).scenario


def full_world() -> Scenario:
    """A house that is one lag, with methods of payment, cancellations and returns."""
    return loads(FULL).scenario


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


def write_all(scenario: Scenario, path: Path, *, replication: int = 0, until: int = DAYS) -> Path:
    """All orders of a replication, with what had happened to them until the end of a day."""
    work = sample(scenario, replication)
    timeline = simulate(scenario, work)
    start, end = scenario.clock.start, until * DAY
    visits = timeline.visits
    methods = [way.name for way in scenario.payment.ways]
    last = tries_of(work.added["payment"]).method[:, 0]

    def moment(at: int) -> str:
        there = at != NEVER and at < end
        return f"{start + timedelta(milliseconds=int(at))}" if there else ""

    head = ("order_id", "placed_at", "paid_at", "payment_method", "canceled_at", "handed_over_at",
            "delivered_at", "returned_at", "status", "sku", "quantity")  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        for k in np.flatnonzero(work.created < end).tolist():
            outcome = timeline.outcome[k]
            off = outcome == Outcome.CALLED_OFF
            arrived = outcome in (Outcome.COMPLETED, Outcome.DELIVERED)
            writer.writerow((
                f"F{k:05d}", moment(work.created[k]), moment(timeline.paid[k]), methods[last[k]],
                moment(visits["cancellation"].queued[k]) if off else "",
                moment(visits["shipping"].ended[k]),
                moment(timeline.ended[k]) if arrived else "", moment(visits["returns"].ended[k]),
                "unpaid" if outcome == Outcome.DECLINED else "paid", "S", 1,
            ))  # fmt: skip
    return path
