"""A fitted scenario as YAML: its sections, and where each value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import yaml

from simulator.fitting.after_the_order import Later
from simulator.fitting.classes import label
from simulator.fitting.estimate import Estimate
from simulator.fitting.families import family, is_few
from simulator.fitting.fitted import Fitted, days_text, hours_text
from simulator.fitting.history import date_of
from simulator.fitting.inputs import ANY, CANCELLATIONS, ORDERS, PAYMENTS, RETURNS
from simulator.fitting.lags import Lag
from simulator.fitting.outcomes import real
from simulator.fitting.payments import Method, Payments
from simulator.fitting.pick_ups import PickUps
from simulator.fitting.promise_rules import counted_days
from simulator.fitting.survival import Durations
from simulator.fitting.transits import Transit, group_of
from simulator.fitting.written_classes import Section, classes_of, percentages, sizes
from simulator.reading.transits import LONGER
from simulator.units import DAY, HOUR, MINUTE, clock_text

TO_THE_DOOR = {"hours": "none", "first_attempt_fails": "0 %"}
"""Delivery as a history tells it, whose transit ends with the delivery."""
WARM_UP, RUN = 28, 28
"""Days of a scenario that begins where its history ends."""


def sections(fitted: Fitted, clock: Section) -> Section:
    """The sections that a history tells, with sampled demand."""
    written: Section = {"clock": clock, "demand": _demand(fitted), "catalog": _catalog(fitted)}
    if fitted.payments is not None:
        written["payment"] = _payment(fitted.payments)
    if fitted.lag is not None:
        written["handling"] = _handling(fitted.lag)
    if fitted.pick_ups is not None:
        written["shipping"] = {"carriers": {"carrier": _carrier(fitted, fitted.pick_ups)}}
    if fitted.canceled is not None:
        written["cancellation"] = _later(fitted.canceled, CANCELLATIONS)
    if fitted.transit is not None:
        written["delivery"] = dict(TO_THE_DOOR)
    if fitted.returned is not None:
        written["returns"] = _later(fitted.returned, RETURNS)
        written["crews"] = {
            "returns": {"skills": ["inspection"], "heads": _bench(fitted, fitted.returned)}
        }
    return written


def with_trace(written: Section) -> Section:
    """The same sections with the orders of the history in place of sampled ones.

    Their payments are told, and they are those that nobody canceled.
    """
    demand = written["demand"]
    kept = {key: demand[key] for key in ("classes", "regions") if key in demand}
    catalog = {key: part for key, part in written["catalog"].items() if key == "file"}
    told = {"demand": {"trace": {"file": ORDERS}, **kept}, "catalog": catalog}
    if "payment" in written:
        told["payment"] = {k: v for k, v in written["payment"].items() if k != "methods"}
    return {key: part for key, part in written.items() if key != "cancellation"} | told


def targets_of(fitted: Fitted) -> list[Section]:
    """What became of the history's orders, as targets of a run of the same orders.

    Times to within 5 %, the share of promises that are kept to within 1.5 points, as in the proof.
    """
    true = real(fitted.history)
    times = {"click_to_ship": true.until_gone, "cycle_time": true.lead}
    written: list[Section] = []
    for kpi, took in times.items():
        told = fitted.lag is not None if kpi == "click_to_ship" else fitted.transit is not None
        for p, name in ((0.5, "p50"), (0.9, "p90")) if told else ():
            hours = took.quantile(p) / HOUR
            written += _around(f"{kpi}.{name}", 0.95 * hours, 1.05 * hours, "h")
    if fitted.transit is not None and not np.isnan(late := true.late_share):
        kept = 100 * (1 - late)
        written += _around("on_time_delivery", kept - 1.5, min(kept + 1.5, 100.0), "%")
    return written


def _around(kpi: str, low: float, high: float, unit: str) -> list[Section]:
    return [
        {"kpi": kpi, "at_least": f"{low:.3f} {unit}"},
        {"kpi": kpi, "at_most": f"{high:.3f} {unit}"},
    ]


def clock_of(fitted: Fitted, begin: int, warm_up: int, run: int, cool_down: int) -> Section:
    """A clock in days from a moment, with the holidays in it and a while after."""
    first = date_of(begin)
    last = first + timedelta(days=warm_up + run + cool_down + 366)
    days = [
        f"{holiday}" for holiday in fitted.holidays if first - timedelta(days=60) <= holiday <= last
    ]
    clock: Section = {"start": f"{first}", "run": f"{run} d"}
    if warm_up:
        clock["warm_up"] = f"{warm_up} d"
    return clock | {"cool_down": f"{cool_down} d", **({"holidays": days} if days else {})}


def next_clock(fitted: Fitted) -> Section:
    """The weeks behind the history, with as many before to fill the house."""
    longest = 60
    if fitted.transit is not None:
        every = fitted.transit.by_group.values()
        longest = int(max(each.quantile(0.99) for each in every) // DAY) + 14
    ended = int(fitted.history.placed[-1]) // DAY * DAY + DAY
    return clock_of(fitted, ended - WARM_UP * DAY, WARM_UP, RUN, longest)


def scenario_text(name: str, title: str, head: Section, written: Section, of: Fitted) -> str:
    """The YAML file: where its values come from as a comment, then the sections."""
    body = {"schema": "fulfillment/1", "name": name, "title": title, **head, **written}
    text = yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=98)
    return f"{told(of.estimates)}\n{text}"


def told(estimates: Sequence[Estimate]) -> str:
    """Each value with its interval, how many observations stand behind it, and how."""
    lines = ["# Each value with its 95 % interval, n, method, and whether the history says it."]
    for estimate in estimates:
        interval = f" ({estimate.interval})" if estimate.interval else ""
        where = f"{estimate.key}: " if estimate.key else ""
        value = f"{estimate.text}{interval}".strip()
        n = f"n {estimate.n:,}, " if estimate.n else ""
        lines.append(f"# {where}{estimate.what}: {value}; {n}{estimate.method}; {estimate.source}")
    return "\n".join(lines)


def study(fitted: Fitted, notes: Sequence[str], left_out: Sequence[tuple[str, int]]) -> Section:
    """What the run's model page says of the data."""
    history = fitted.history
    out = [f"{count:,} orders {reason} are left out." for reason, count in left_out]
    guessed = [
        f"{estimate.what}: {estimate.text} ({estimate.method})"
        for estimate in fitted.estimates
        if estimate.source == "assumed"
    ]
    return {
        "purpose": "What a history says of a shop, and how well that predicts.",
        "data_sources": [f"{history.name}: {history.n:,} orders placed "
                         f"{date_of(history.begin)} to {date_of(int(history.placed[-1]))}."],
        "pre_processing": [*out, *notes] or ["Nothing was left out."],
        "assumptions": guessed,
    }  # fmt: skip


def distribution(durations: Durations, file: str, where: Mapping[str, str] | None = None) -> Any:
    """A family for few observations, else the values of a CSV with their weights."""
    if is_few(durations):
        return family(durations)
    keys = {"file": file, "column": "hours", "unit": "h", "weight": "weight"}
    return {"csv": keys | ({"where": dict(where)} if where else {})}


def _handling(lag: Lag) -> Section:
    return {
        "lag": distribution(lag.taken, "inputs/handling.csv"),
        "days": days_text(lag.weekdays),
        "hours": hours_text(lag.hours),
        **({"leaves": {"counts": list(lag.leaves)}} if lag.leaves else {}),
    }


def _demand(fitted: Fitted) -> Section:
    come = fitted.arrivals
    demand: Section = {
        "orders_per_day": round(come.per_day, 2),
        "hour_of_day": "inputs/hours_of_week.csv",
        "day_to_day_cv": round(come.cv, 4),
        "classes": classes_of(fitted),
    }
    if come.growth != 1:
        last = date_of(int(fitted.history.placed[-1]))
        demand["growth"] = {"a_week": round(come.growth, 5), "level_on": f"{last}"}
    if len(fitted.regions) > 1:
        shares = percentages(fitted.region_shares)
        demand["regions"] = dict(zip(fitted.regions, shares, strict=True))
    return demand | sizes(fitted.lines, fitted.units)


def _catalog(fitted: Fitted) -> Section:
    return {"file": "inputs/skus.csv"}


def _payment(payments: Payments) -> Section:
    methods = payments.methods
    where = {"method": ANY}
    refused = f"{100 * payments.refused:.4f} %"
    section = {
        "authorization": distribution(payments.delays, PAYMENTS, where),
        "timeout": "none",
        "declined": {"soft": "0 %", "hard": refused},
        "retry": "none",
    }
    if methods:
        shares = percentages(np.array([each.share for each in methods]))
        section["methods"] = {
            each.name: _method(each, share) for each, share in zip(methods, shares, strict=True)
        }
    return section


def _method(method: Method, share: str) -> Section:
    drawn = distribution(method.delays, PAYMENTS, {"method": method.name})
    section: Section = {"share": share, "authorization": drawn}
    if method.refused is not None:
        section["declined"] = {"soft": "0 %", "hard": f"{100 * method.refused:.4f} %"}
    return section


def _bench(fitted: Fitted, returned: Later) -> int:
    """Heads at all hours that inspect returns of three minutes with nobody waiting for long."""
    return 1 + int(2 * fitted.arrivals.per_day * returned.share * 3 * MINUTE / DAY)


def _later(later: Later, file: str) -> Section:
    after = "0 s" if later.after is None else distribution(later.after, file)
    return {"share": f"{100 * later.share:.4f} %", "after": after}


def _carrier(fitted: Fitted, pick_ups: PickUps) -> Section:
    days: dict[tuple[int, ...], list[int]] = {}
    for day, of_day in enumerate(pick_ups.times):
        if of_day:
            days.setdefault(of_day, []).append(day)
    times = {
        days_text(tuple(same)): [clock_text(at) for at in of_day] for of_day, same in days.items()
    }
    road = fitted.transit
    drives = (road.way.drives if road is not None else None) or counted_days(fitted.rules)
    carrier: Section = {"pick_ups": times, "drives": days_text(drives or tuple(range(7)))}
    if road is None:
        return carrier | {"services": {"service": _service("0 s", 0.0)}}
    several = "class" in road.way.split and fitted.classes.by == "service"
    services = {}
    for code, name in enumerate(fitted.classes.names if several else ("service",)):
        service = _service(_transit(fitted, road, code if several else -1), road.lost)
        key = label(name).replace(" ", "_")
        services[key] = ({"serves": [name]} if several else {}) | service
    return carrier | {"services": services}


def _service(transit: Any, lost: float) -> Section:
    return {"transit": transit, "lost": f"{100 * lost:.3f} %", "damaged": "0 %"}


def _transit(fitted: Fitted, road: Transit, of_class: int) -> Any:
    """The transit of a class, region by region where they differ."""
    words = fitted.history.region
    if "region" not in road.way.split or words is None:
        return _by_promise(fitted, road, of_class, -1)
    regions = {label(name): code for code, name in enumerate(words.names) if name}
    return {
        "by_region": {
            name: _by_promise(fitted, road, of_class, regions[name]) for name in fitted.regions
        }
    }


def _by_promise(fitted: Fitted, road: Transit, of_class: int, region: int) -> Any:
    """The transit to a region, promise by promise where classes are those and they differ."""
    if "class" not in road.way.split or fitted.classes.by != "promise":
        return _of_group(fitted, road, group_of(road.by_group, of_class, region))
    groups = [group_of(road.by_group, k, region) for k in range(len(fitted.classes.names))]
    bands = [*(f"{edge:g} d" for edge in fitted.classes.edges.tolist()), LONGER]
    ends = [k for k in range(len(groups)) if k + 1 == len(groups) or groups[k + 1] != groups[k]]
    if len(ends) == 1:
        return _of_group(fitted, road, groups[0])
    return {"by_promise": {bands[k]: _of_group(fitted, road, groups[k]) for k in ends}}


def _of_group(fitted: Fitted, road: Transit, group: tuple[int, int]) -> Any:
    words = fitted.history.region
    of_class = fitted.classes.names[group[0]] if group[0] >= 0 else ANY
    region = label(words.names[group[1]]) if words is not None and group[1] >= 0 else ANY
    where = {"class": of_class, "region": region}
    spread = distribution(road.by_group[group], "inputs/transit.csv", where)
    return spread if road.way.drives is None else {"working_time": spread}
