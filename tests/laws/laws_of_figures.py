"""Laws of the figures: they are within their bounds, and fit together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from simulator.measure.cohort import select
from simulator.measure.costs import HOUSE_COSTS
from simulator.measure.kpis import kpi as defined
from simulator.measure.money_groups import money_groups
from simulator.measure.roster import MINUTES, roster_table
from simulator.results.order_money import CONTACTS, ORDER_COSTS, order_money
from simulator.stages import CAUSES
from tests.laws.drawing import MINUTE
from tests.laws.laws import law
from tests.laws.people import at_work, roster, stretches
from tests.laws.runs import Run


def near(a: float, b: float) -> bool:
    """Equal but for rounding, or both undefined."""
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


@law
def figures_are_within_their_bounds(run: Run) -> Iterator[str]:
    """A target beyond them is refused, so that no figure may be."""
    crews = tuple(run.scenario.crews)
    for (name, scope), value in run.kpis.items():
        low, high = defined(name, crews).bounds
        if value < low - 1e-9 or value > high + 1e-9:
            yield f"{name} of {scope}: {value} is not within {low} and {high}"


@law
def figures_fit_together(run: Run) -> Iterator[str]:
    """Classes add up to all, causes to the cycle time, outcomes to the orders placed."""
    kpis = run.kpis
    classes = [name for name in run.workload.classes if name != "all"]
    for (kpi, scope), value in kpis.items():
        adds_up = kpi.startswith("orders.") and kpi != "orders.oldest_in_flight"
        if classes and scope == "all" and adds_up:
            parts = sum(kpis[kpi, name] for name in classes)
            if parts != value:
                yield f"{kpi}: {value} in all, {parts} over the classes"
    for scope in (*classes, "all"):
        spent = [kpis.get((f"time_hours.{cause}", scope), 0.0) for cause in CAUSES]
        cycle = kpis["cycle_time.mean", scope]
        if not near(math.nan if math.isnan(cycle) else sum(spent), cycle):
            yield f"{scope}: causes add up to {sum(spent)} h, cycle time {cycle} h"
        finished = "delivered" if run.scenario.delivery else "completed"
        outcomes = (finished, "declined", "payment_failed", "canceled", "lost",
                    "returned_to_sender", "in_flight")  # fmt: skip
        ended = sum(kpis[f"orders.{name}", scope] for name in outcomes)
        if ended != kpis["orders.placed", scope]:
            yield f"{scope}: {ended} orders by outcome, {kpis['orders.placed', scope]} placed"


@law
def money_in_is_money_out(run: Run) -> Iterator[str]:
    """What was charged is given back, spent or left over, to the cent; groups add up to all."""
    kpis, t = run.kpis, run.timeline
    cohort = select(run.scenario, run.workload, t)
    money = order_money(run.scenario, run.workload, t)
    left = np.flatnonzero(cohort.shipped)
    kept = np.rint(100 * money.revenue[left]).astype(np.int64)
    charged, given_back = t.charged[left], t.charged[left] - kept
    wrong = (kept < 0) | (given_back < t.refunded[left])
    for i in left[wrong].tolist():
        yield f"order {i}: charged {t.charged[i]}, {t.refunded[i]} given back by the horizon"
    parts = [v for (name, scope), v in kpis.items() if scope == "all" and
             name.startswith("total_cost.")]  # fmt: skip
    spent = kpis["total_goods", "all"] + sum(parts)
    over = int(charged.sum() - given_back.sum()) / 100 - spent
    if abs(over - kpis["total_margin", "all"]) >= 0.005:
        yield f"{over} is left over, the margin is {kpis['total_margin', 'all']}"
    named = [f"total_cost.{part}" for part in ORDER_COSTS] + ["total_revenue", "total_goods"]
    paid = [int(charged.sum()) / 100, int(given_back.sum()) / 100]
    whole = [float(len(left)), *(kpis[name, "all"] for name in named), *paid]
    whole += [kpis[f"total_cost.{CONTACTS}", "all"]] if CONTACTS in money.costs else []
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0] * len(whole))
    for grouping, _, figures in money_groups(run.scenario, run.workload, cohort, money):
        sums[grouping] = [a + b for a, b in zip(sums[grouping], figures.tolist(), strict=True)]
    for grouping, found in sums.items():
        if any(abs(a - b) >= 0.005 for a, b in zip(found, whole, strict=True)):
            yield f"by {grouping}: {found}, in all {whole}"


@law
def money_adds_up(run: Run) -> Iterator[str]:
    """Cost and lost margin are their parts, margin what revenue leaves over; an order's too."""
    kpis = run.kpis
    parts: defaultdict[str, float] = defaultdict(float)
    for (name, scope), value in kpis.items():
        whole, _, part = name.partition(".")
        if scope == "all" and part and whole in ("total_cost", "cost_per_order", "lost_margin"):
            parts[whole] += value
    for whole, spent in parts.items():
        if not near(spent, kpis[whole, "all"]):
            yield f"{whole}: {kpis[whole, 'all']}, its parts {spent}"
    names = ("revenue", "goods", "cost", "margin")
    for what in ("total_{}", "{}_per_order"):
        revenue, goods, cost, margin = (kpis[what.format(name), "all"] for name in names)
        if not near(margin, revenue - goods - cost):
            yield f"{what}: {margin} of {revenue} less {goods} and {cost}"
    house = sum(kpis[f"total_cost.{part}", "all"] for part in HOUSE_COSTS)
    crews = sum(kpis[f"labor_cost.{crew}", "all"] for crew in run.scenario.crews)
    if not near(crews, kpis["total_cost.labor", "all"]):
        yield f"crews cost {crews}, labor {kpis['total_cost.labor', 'all']}"
    left = kpis["total_margin", "all"] + house
    if not near(kpis["total_contribution", "all"], left):
        yield f"contribution {kpis['total_contribution', 'all']}, before the house {left}"


@law
def the_roster_table_adds_up(run: Run) -> Iterator[str]:
    """Over its quarters of an hour to what the log has of the whole run, crew by crew."""
    if not run.scenario.crews:
        return
    table = roster_table(run.scenario, run.timeline)
    done, names = list(stretches(run)), np.asarray(table["crew"])
    for k, crew in enumerate(run.timeline.crews):
        mine = {name: np.asarray(table[f"{name}_min"])[names == crew] for name in MINUTES}
        work = [(began, ended) for _, server, began, ended in done if server == k]
        due = minutes(run, crew, work)
        wrong = [name for name in MINUTES if abs(mine[name].sum() - due[name]) > 1e-2]
        if wrong:
            yield f"{crew}: {wrong} of {table}, by the log {due}"
        if min(values.min(initial=0.0) for values in mine.values()) < -1e-6:
            yield f"{crew}: less than no time in {table}"
        if (abs(mine["present"] - mine["busy"] - mine["idle"]) > 1e-3).any():
            yield f"{crew}: busy and idle are not all who are present in {table}"


def minutes(run: Run, crew: str, work: list[tuple[int, int]]) -> dict[str, float]:
    """Person-minutes of a crew in the whole run."""
    steps = roster(run, crew)
    ends = [row[0] for row in steps[1:]] + [run.horizon]
    found = dict.fromkeys(MINUTES, 0.0)
    for row, end in zip(steps, ends, strict=True):
        begin, heads, on_break, absent, _, overrun, late, overtime = row
        length = max(min(end, run.horizon) - begin, 0) / MINUTE
        found["scheduled"] += (heads + on_break + absent - overtime) * length
        found["present"] += at_work(row) * length
        found["on_break"] += (on_break - late) * length
        found["absent"] += absent * length
        found["overtime"] += (overtime + overrun) * length
    found["busy"] = sum(min(ended, run.horizon) - began for began, ended in work) / MINUTE
    found["idle"] = found["present"] - found["busy"]
    found["agency"] = found["present"] if run.scenario.crews[crew].on_call else 0.0
    return found
