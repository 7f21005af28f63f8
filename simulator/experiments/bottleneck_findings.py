"""Bottlenecks in words, tables and a plot of gains."""

from __future__ import annotations

from dataclasses import replace
from math import isnan
from statistics import median
from typing import TYPE_CHECKING

from simulator.analysis.limiting import CAUSES_IN_THE_HOUSE
from simulator.experiments.alternatives import Alternative
from simulator.experiments.bottleneck import Bottlenecks, Gain, Level
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials
from simulator.experiments.wording import (
    about,
    change_text,
    counted,
    few_text,
    goal_text,
    unit_of,
    value_text,
)
from simulator.reporting.findings import Chart, Findings
from simulator.reporting.numbers import listed
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
MARK = {"better": "met", "worse": "missed", "not distinguishable": "undecided"}


def findings(
    found: Bottlenecks, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The bottlenecks as their reader wants them."""
    shown = (_ramp(found, base),) if found.levels else ()
    return Findings(
        kind="fulfillment simulator bottlenecks",
        title=f"{base.scenario.title or base.name}: what limits it",
        question=base.scenario.question,
        conclusion=conclusion(found, base),
        main=_gains(found.now, base),
        shown=shown,
        more=(_causes(found.now),),
        charts={"gains": _chart(found.now)},
        notes=_notes(found),
        frames={"gains": gains_frame(found), "ramp": ramp_frame(found)},
        facts={
            "bottlenecks": [
                {"resource": resource.path, "at": value} for resource, value in found.sequence
            ],
            "replications": found.replications,
        },
        manifest=provenance([base], known, command, seconds, found.replications),
    )


def conclusion(found: Bottlenecks, base: Alternative) -> str:
    """Where it stands, what helps most now, and what binds as demand grows."""
    currency = base.scenario.currency
    parts = [few_text(found.replications), _standing(found, currency), _helps(found.now)]
    if found.ramp is not None:
        parts.append(_order(found, currency))
    return " ".join(part for part in parts if part)


def _standing(found: Bottlenecks, currency: str) -> str:
    now = found.now
    if now.service is None:
        return f"The backlog is {value_text(now.backlog, 'orders')} on average."
    service = value_text(now.service, unit_of(found.goal.kpi, currency))
    house = [(cause, h) for cause, h in now.causes if cause in CAUSES_IN_THE_HOUSE]
    longest = f"; most of an order's time in the house goes to {_longest(house)}" if house else ""
    return (
        f"As it is, on-time ship is {service} ({found.goal.value:g} % asked: {now.holds}){longest}."
    )


def _longest(house: list[tuple[str, float]]) -> str:
    return listed([f"{CAUSES_IN_THE_HOUSE[cause]} ({hours:.1f} h)" for cause, hours in house[:2]])


def _helps(now: Level) -> str:
    lowered = [gain for gain in now.gains if gain.verdict == "better"]
    if not lowered:
        return "One more of no resource lowers the backlog distinguishably."
    best = lowered[0]
    text = f"{best.resource.step} {best.resource.name} helps most now: the backlog "
    text += change_text(best.backlog, "orders")
    if best.service is not None:
        text += f", on-time ship {change_text(best.service, '%')}"
    return f"{text}."


def _order(found: Bottlenecks, currency: str) -> str:
    assert found.ramp is not None
    path, goal = found.ramp.path, goal_text(found.goal, currency)
    sequence = found.sequence
    if not sequence:
        stuck = [level for level in found.levels if level.holds != "met"]
        if not stuck:
            return f"Up to {path} {found.ramp.values[-1]} nothing binds: {goal} holds."
        return (
            f"From {path} {stuck[0].value} on {goal} is not shown to hold, and one more of no "
            f"resource helps distinguishably{_most_on_average(stuck[0])}."
        )
    told = []
    for place, (resource, value) in enumerate(sequence):
        ordinal = ORDINALS[place] if place < len(ORDINALS) else f"{place + 1}th"
        told.append(f"the {ordinal} bottleneck is {resource.name}, at {path} {value}")
    text = "; with that doubled, ".join(told)
    return f"{text[:1].upper()}{text[1:]}."


def _most_on_average(level: Level) -> str:
    """What looks most helpful, and what should decide it."""
    if not level.gains or not level.gains[0].backlog.mean < 0:
        return ""
    best = level.gains[0]
    enough = f" ({about(best.needed)} replications should decide)" if best.needed else ""
    return (
        f"; on average {best.resource.step} {best.resource.name} lowers the backlog most, by "
        f"{value_text(replace(best.backlog, mean=-best.backlog.mean), 'orders')}{enough}"
    )


def _gains(level: Level, base: Alternative) -> Table:
    currency = base.scenario.currency
    rows = [
        (
            f"{gain.resource.step} {gain.resource.name}",
            "helps" if gain.verdict == "better" else gain.verdict,
            change_text(gain.backlog, ""),
            NONE if gain.service is None else change_text(gain.service, "%"),
            change_text(gain.cost, currency),
        )
        for gain in level.gains
    ]
    head = ("Resource", "Verdict", "Backlog, orders", "On-time ship", "Total cost")
    marks = tuple(MARK.get(gain.verdict, "") for gain in level.gains)
    return Table("What one more of each gains, as it is", head, tuple(rows), 2, marks=marks)


def _ramp(found: Bottlenecks, base: Alternative) -> Table:
    assert found.ramp is not None
    unit = unit_of(found.goal.kpi, base.scenario.currency)
    rows = []
    for level in found.levels:
        busiest = level.utilization[0] if level.utilization else ("", float("nan"))
        rows.append(
            (
                level.value,
                level.binding.name if level.binding else NONE,
                f"{busiest[0]} {busiest[1]:.0f} %" if busiest[0] else NONE,
                ", ".join(_short(relief) for relief in level.relieved) or NONE,
                NONE if level.service is None else value_text(level.service, unit),
            )
        )
    head = (found.ramp.path, "Bottleneck", "Busiest crew", "Relieved before", "On-time ship")
    return Table("As demand grows", head, tuple(rows), 4)


def _short(relief: str) -> str:
    path, _, count = relief.partition("=")
    keys = path.split(".")
    return f"{' '.join(key for key in keys[1:] if key not in ('heads', 'carriers'))} {count}"


def _causes(level: Level) -> Table:
    rows = [(CAUSES_IN_THE_HOUSE.get(name, name), f"{hours:.2f}") for name, hours in level.causes]
    return Table("Where an order's time goes, as it is", ("Cause", "Mean hours"), tuple(rows))


def _notes(found: Bottlenecks) -> tuple[str, ...]:
    ratios = [g.variance_ratio for g in found.now.gains if not isnan(g.variance_ratio)]
    notes = [
        f"{counted(found.replications, 'replication')} each, on the same customers; a resource "
        "helps if the mean backlog (released, not handed over) falls, by a paired t adjusted for "
        "all resources (Holm). One more of a pick-up's capacity is a tenth more.",
        "Along the ramp the resource that helps most is the bottleneck where on-time ship is not "
        "shown to hold; it is doubled, and the same demand is looked at again.",
    ]
    if ratios:
        notes.append(
            f"Common random numbers: independent runs would give {median(ratios):.1f} times the "
            "variance of the differences (median)."
        )
    return tuple(notes)


def gains_frame(found: Bottlenecks) -> pd.DataFrame:
    """gains.csv: one more of each resource, as it is and at each step of the ramp."""
    import pandas as pd

    rows = [
        _gain_row(place, level, gain)
        for place, level in enumerate((found.now, *found.levels))
        for gain in level.gains
    ]
    return pd.DataFrame(rows)


def _gain_row(place: int, level: Level, gain: Gain) -> dict[str, object]:
    service = gain.service
    return {
        "look": place,
        "at": level.value,
        "relieved": "; ".join(level.relieved),
        "resource": gain.resource.path,
        "from": gain.resource.count,
        "to": gain.resource.one_more,
        "backlog_change": gain.backlog.mean,
        "backlog_half_width": gain.backlog.half_width,
        "p_holm": gain.adjusted_p,
        "verdict": gain.verdict,
        "on_time_ship_change": None if service is None else service.mean,
        "on_time_ship_half_width": None if service is None else service.half_width,
        "total_cost_change": gain.cost.mean,
        "total_cost_half_width": gain.cost.half_width,
        "variance_ratio": gain.variance_ratio,
        "replications_needed": gain.needed,
    }


def ramp_frame(found: Bottlenecks) -> pd.DataFrame:
    """ramp.csv: each look along the ramp."""
    import pandas as pd

    columns = ["at", "on_time_ship", "half_width", "verdict", "backlog", "bottleneck", "relieved"]
    return pd.DataFrame(
        [
            (
                level.value,
                None if level.service is None else level.service.mean,
                None if level.service is None else level.service.half_width,
                level.holds,
                level.backlog.mean,
                level.binding.path if level.binding else None,
                "; ".join(level.relieved),
            )
            for level in found.levels
        ],
        columns=columns,
    )


def _chart(level: Level) -> Chart:
    from simulator.reporting.experiment_plots import Bar, gains
    from simulator.reporting.style import svg

    bars = [
        Bar(
            f"{gain.resource.step} {gain.resource.name}",
            gain.backlog.mean,
            gain.backlog.half_width,
            gain.values,
        )
        for gain in level.gains
    ]
    return Chart(
        svg(lambda: gains(bars, "change of the mean backlog, orders")),
        "What one more of each gains",
        "Left of the line the backlog falls. Each stroke is one replication, the dot their mean, "
        "the bar its interval.",
    )
