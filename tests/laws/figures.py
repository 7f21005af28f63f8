"""The most important KPIs a second time: in plain Python, from the tables of the run folder.

Written from the definitions of the catalog and nothing else: loops over rows, no NumPy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from simulator.engine.section_crews import Premium
from simulator.results.events import event_log
from simulator.results.orders import order_table
from simulator.stages import TO_THE_DOCK
from tests.laws.boxes import parcels_of
from tests.laws.drawing import HOUR, MINUTE
from tests.laws.money import costs_of_the_house, gone_parcels, money_by_scope
from tests.laws.people import roster, stretches
from tests.laws.runs import FAR, Run

Row = dict[str, Any]
Figures = dict[tuple[str, str], float]

NAN = float("nan")
CANCELED = ("out_of_stock", "rejected", "expired")
REFUSED = ("declined", "payment_failed")


def rows_of(columns: Any, start: datetime) -> list[Row]:
    """Rows as dictionaries: moments as milliseconds since the start, None where missing."""
    frame = pd.DataFrame(dict(columns))
    names = list(frame.columns)
    values = []
    for name in names:
        column = frame[name]
        if name.endswith("_at") or name in ("ship_by", "deliver_by"):
            since = (column - pd.Timestamp(start)) / pd.Timedelta(milliseconds=1)
            values.append([None if pd.isna(v) else int(v) for v in since])
        else:
            values.append([None if pd.isna(v) else v for v in column.tolist()])
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


@dataclass
class Tables:
    """The order table and the event log of a run as rows, and whom the figures are about."""

    run: Run

    @cached_property
    def orders(self) -> list[Row]:
        """All orders, each with the events of its own under `events`."""
        run = self.run
        rows = rows_of(order_table(run.scenario, run.workload, run.timeline), run.start)
        log = rows_of(event_log(run.scenario, run.workload, run.timeline), run.start)
        of_order: dict[str, list[Row]] = defaultdict(list)
        for event in log:
            of_order[event["order"]].append(event)
        low, high = run.scenario.clock.window
        for number, row in enumerate(rows):
            row["number"] = number
            row["events"] = of_order[row["order"]]
            left = "handed_over_at" if run.scenario.shipping else "ended_at"
            gone = run.scenario.shipping is not None or row["outcome"] == "completed"
            row["left"] = row[left] if gone else None
            row["first_left"] = row["left"]
            if run.scenario.shipping:
                row["first_left"] = row["first_handed_over_at"]
            finished = row["outcome"] in ("completed", "delivered")
            row["finished"] = row["ended_at"] if finished else None
            row["cohort"] = row["placed_at"] is not None and low <= row["placed_at"] < high
            row["accepted"] = (
                row["cohort"]
                and row["paid_at"] is not None
                and row["outcome"] not in (*CANCELED, *REFUSED)
            )
        return rows

    def scopes(self) -> list[tuple[str, list[Row]]]:
        """All orders, then those of each class; a class called 'all' is nothing of its own."""
        groups = {name: [] for name in self.run.workload.classes}
        for row in self.orders:
            groups[row["class"]].append(row)
        return [*groups.items(), ("all", self.orders)]

    def events(self, rows: Iterable[Row], activity: str) -> list[tuple[Row, Row]]:
        """(order, event) of an activity."""
        return [(row, e) for row in rows for e in row["events"] if e["activity"] == activity]


def ratio(above: float, below: float, factor: float = 100.0) -> float:
    """NaN where there is nothing to divide by."""
    return factor * above / below if below else NAN


def mean(values: list[float]) -> float:
    """Of nothing: NaN."""
    return sum(values) / len(values) if values else NAN


def quantile(values: list[float], p: float) -> float:
    """Linear between order statistics (Hyndman & Fan 1996, type 7)."""
    if not values:
        return NAN
    ordered = sorted(values)
    place = (len(ordered) - 1) * p
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def service_levels(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """On time, in full, perfect; counts; cycle time."""
    run = tables.run
    horizon = run.horizon
    kpis: dict[str, float] = {}
    accepted = [row for row in rows if row["accepted"]]
    ship_due = [
        row
        for row in accepted
        if row["ship_by"] is not None and (row["left"] is not None or row["ship_by"] <= horizon)
    ]
    on_time = [row for row in ship_due if (row["left"] or FAR) <= row["ship_by"]]
    on_time += [row for row in ship_due if row["left"] == 0]
    kpis["on_time_ship"] = ratio(len({r["order"] for r in on_time}), len(ship_due))
    due = [
        row
        for row in accepted
        if row["deliver_by"] is not None
        and (row["outcome"] != "in_flight" or row["deliver_by"] <= horizon)
    ]
    kept = [r for r in due if r["outcome"] == "delivered" and r["delivered_at"] <= r["deliver_by"]]
    full = [row for row in kept if row["lines_canceled"] == 0]
    perfect = [row for row in full if not row["damaged"] and not row["wrong_items"]]
    if run.scenario.delivery:
        kpis["on_time_delivery"] = ratio(len(kept), len(due))
        kpis["otif"] = ratio(len(full), len(due))
        kpis["perfect_order"] = ratio(len(perfect), len(due))
    cycles = [(row["finished"] - row["placed_at"]) / HOUR for row in rows
              if row["cohort"] and row["finished"] is not None]  # fmt: skip
    kpis["cycle_time.mean"] = mean(cycles)
    kpis["cycle_time.p95"] = quantile(cycles, 0.95)
    cohort = [row for row in rows if row["cohort"]]
    clicks = [(row["first_left"] - row["placed_at"]) / HOUR for row in cohort
              if row["first_left"] is not None]  # fmt: skip
    kpis["click_to_ship.mean"] = mean(clicks)
    if run.scenario.shipping:
        parts = [gone_parcels(run, row) for row in cohort if row["left"] is not None]
        boxes = [sum(parcels_of(run, parcel) for parcel in parcels) for parcels in parts]
        kpis["shipping.parcels_per_order"] = mean(boxes)
        kpis["shipping.split_rate"] = ratio(sum(len(two) == 2 for two in parts), len(parts))
    finished = "delivered" if run.scenario.delivery else "completed"
    for outcome in (finished, "expired", "lost", "in_flight", *CANCELED):
        kpis[f"orders.{outcome}"] = sum(row["outcome"] == outcome for row in cohort)
    kpis["orders.placed"] = len(cohort)
    low, high = run.scenario.clock.window
    carts = [row for row in rows if low <= row["created_at"] < high]
    kpis["conversion"] = ratio(sum(row["paid_at"] is not None for row in carts), len(carts))
    return kpis


def same_day_share(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """Placed by the cut-off of a day with a pick-up, releasable by it and gone before midnight."""
    run = tables.run
    classes, shipping = run.scenario.demand.classes, run.scenario.shipping
    if shipping is None or all(one.order_cut_off is None for one in classes.values()):
        return {}
    hits = base = 0
    for row in rows:
        cut_off = classes[row["class"]].order_cut_off
        if not row["accepted"] or cut_off is None:
            continue
        date = run.date_of(row["placed_at"])
        pick_ups = shipping.carriers[row["carrier"]].pick_ups
        limit, midnight = run.at(date, cut_off), run.at(date + timedelta(days=1), 0)
        works = run.works(date, tuple(k for k, times in enumerate(pick_ups) if times))
        left, released = row["left"], row["released_at"]
        is_known = left is not None or midnight <= run.horizon
        if works and row["placed_at"] <= limit and is_known:
            base += 1
            ready = released is not None and released <= limit
            hits += ready and left is not None and left < midnight
    return {"same_day_share": ratio(hits, base)}


def fill_rate(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """Lines served from stock at the first try, of the orders that asked."""
    if tables.run.scenario.inventory is None:
        return {}
    filled, asked = tables.run.timeline.line_filled.tolist(), 0
    start = tables.run.workload.line_start.tolist()
    hits = 0
    for row, event in tables.events(rows, "inventory"):
        if row["cohort"] and event["visit"] == event["parcel"] == 1:
            lines = filled[start[row["number"]] : start[row["number"] + 1]]
            hits, asked = hits + sum(lines), asked + len(lines)
    return {"fill_rate.line": ratio(hits, asked)}


def payments(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """Approved attempts over attempts of the cohort, of orders with an answer."""
    if tables.run.scenario.payment is None:
        return {}
    tried = [(row, e) for row, e in tables.events(rows, "payment")
             if row["cohort"] and e["ended_at"] is not None]  # fmt: skip
    approved = {row["order"] for row, _ in tried if row["paid_at"] is not None}
    return {"authorization_rate": ratio(len(approved), len(tried))}


def open_intervals(spans: list[tuple[int, int]], window: tuple[int, int]) -> tuple[float, int]:
    """Mean number open in the window, and the most open for more than a moment."""
    low, high = window
    changes: dict[int, int] = defaultdict(int)
    area = 0
    for begin, end in spans:
        begin, end = max(begin, low), min(end, high)
        if end > begin:
            changes[begin] += 1
            changes[end] -= 1
            area += end - begin
    most = now = 0
    for moment in sorted(changes):
        now += changes[moment]
        most = max(most, now)
    return area / (high - low), most


def queues(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """Queue time of the cohort's visits; length of the queue in the window."""
    run = tables.run
    kpis: dict[str, float] = {}
    for station in ("fraud_review", *TO_THE_DOCK, "inspection"):
        if station not in run.timeline.visits:
            continue
        visits = tables.events(rows, station)
        kpis[f"queue_time.{station}.mean"] = mean(
            [(e["began_at"] - e["queued_at"]) / MINUTE for row, e in visits
             if row["cohort"] and e["began_at"] is not None]
        )  # fmt: skip
        until = [run.horizon if e["began_at"] is None else e["began_at"] for _, e in visits]
        spans = [(e["queued_at"], end) for (_, e), end in zip(visits, until, strict=True)]
        length, most = open_intervals(spans, run.scenario.clock.window)
        kpis[f"queue_length.{station}.mean"], kpis[f"queue_length.{station}.peak"] = length, most
    released = [row for row in rows if row["released_at"] is not None]
    spans = []
    for row in released:
        ends = [row["left"], row["ended_at"] if row["left"] is None else None]
        end = next((moment for moment in ends if moment is not None), run.horizon)
        spans.append((row["released_at"], end))
    kpis["backlog.mean"], kpis["backlog.peak"] = open_intervals(spans, run.scenario.clock.window)
    return kpis


def work_of(tables: Tables, crew: str) -> list[tuple[int, int]]:
    """When the heads of a crew were busy; a pick tour counts once."""
    found, tours = [], set()
    if len(tables.run.timeline.log.stretches.began):
        crews = tables.run.timeline.crews
        return [
            (began, min(ended, tables.run.horizon))
            for _, server, began, ended in stretches(tables.run)
            if server == crews.index(crew)
        ]
    for station in ("fraud_review", *TO_THE_DOCK, "inspection"):
        for row, event in tables.events(tables.orders, station):
            if event["done_by"] != crew or event["began_at"] is None:
                continue
            if station == "picking" and event["visit"] == 1:
                if event["parcel"] == 1 and row["batch"] in tours:
                    continue
                if event["parcel"] == 1:
                    tours.add(row["batch"])
            ended = event["ended_at"]
            found.append((event["began_at"], tables.run.horizon if ended is None else ended))
    return found


@dataclass
class Hours:
    """What a crew's time in the window went into, in head-milliseconds."""

    scheduled: int = 0
    busy: int = 0
    busy_in_shift: int = 0
    paid: int = 0
    overtime: int = 0
    cost: float = 0.0


def hours_of(tables: Tables, crew: str) -> Hours:
    """Instant by instant."""
    run = tables.run
    low, high = run.scenario.clock.window
    section = run.scenario.crews[crew]
    premiums = [(one, list(premium_hours(run, one))) for one in section.premiums]
    steps = roster(run, crew)
    work = work_of(tables, crew)
    edges = {low, high, *(row[0] for row in steps), *(t for span in work for t in span)}
    edges |= {t for _, spans in premiums for span in spans for t in span}
    moments = sorted(moment for moment in edges if low <= moment <= high)
    total = Hours()
    for begin, end in pairwise(moments):
        row = [row for row in steps if row[0] <= begin][-1]
        heads, paid, beyond = row[1], row[4], row[5] + row[6]
        busy = sum(a <= begin < b for a, b in work)
        overtime = row[5] + row[7]
        total.scheduled += heads * (end - begin)
        total.busy += busy * (end - begin)
        total.paid += (paid + overtime) * (end - begin)
        total.busy_in_shift += (busy - beyond) * (end - begin)
        total.overtime += overtime * (end - begin)
        dear = section.wage if section.overtime is None else section.overtime
        wages = section.wage * paid + dear * overtime
        applying = [one for one, spans in premiums if any(a <= begin < b for a, b in spans)]
        more = sum((one.add or 0) * (paid + overtime) + (one.extra or 0) * wages
                   for one in applying)  # fmt: skip
        total.cost += (wages + more) * (end - begin) / HOUR
    return total


def premium_hours(run: Run, premium: Premium) -> Iterator[tuple[int, int]]:
    """When a premium is paid; holidays are days as others."""
    for day in run.dates():
        if day.weekday() in premium.days:
            yield run.at(day, premium.hours[0]), run.at(day, premium.hours[1])


def costs(tables: Tables) -> dict[str, float]:
    """Utilization of the crews, and what orders cost."""
    kpis: dict[str, float] = {}
    labor = 0.0
    for crew in tables.run.scenario.crews:
        hours = hours_of(tables, crew)
        kpis[f"utilization.{crew}"] = ratio(hours.busy_in_shift, hours.scheduled)
        kpis[f"occupancy.{crew}"] = ratio(hours.busy, hours.paid)
        kpis[f"overtime_hours.{crew}"] = hours.overtime / HOUR
        kpis[f"labor_cost.{crew}"] = hours.cost
        labor += hours.cost
    return kpis | costs_of_the_house(tables, labor)


BY_SCOPE: tuple[Callable[[Tables, list[Row]], dict[str, float]], ...] = (
    service_levels, same_day_share, fill_rate, payments, queues, money_by_scope
)  # fmt: skip


def figures(run: Run) -> Figures:
    """(KPI, scope) -> value."""
    tables = Tables(run)
    found: Figures = {
        (kpi, scope): value
        for scope, rows in tables.scopes()
        for part in BY_SCOPE
        for kpi, value in part(tables, rows).items()
    }
    return found | {(kpi, "all"): value for kpi, value in costs(tables).items()}
