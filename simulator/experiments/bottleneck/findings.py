"""The largest demand and its limits as a page: tables, two plots, frames."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from statistics import median
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative
from simulator.experiments.basis import basis
from simulator.experiments.bottleneck.bottleneck import Bottlenecks, Limit, Look
from simulator.experiments.bottleneck.charts import at_words, charts, grids, load_frame
from simulator.experiments.bottleneck.demand_root import Point, Root
from simulator.experiments.bottleneck.gains import COST
from simulator.experiments.caveats import of_trials
from simulator.experiments.days_left_out import days_left_out
from simulator.experiments.goals import verdict_of_all
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials
from simulator.experiments.wording import times, told
from simulator.reporting.comparison import (
    amounts,
    changes_frame,
    differences,
    frame,
    hidden,
    numbers,
    table,
    verdicts,
    words,
)
from simulator.reporting.findings import Findings
from simulator.reporting.labels import kpi_text, path_words, unit_of
from simulator.reporting.labels import words as name_words
from simulator.reporting.numbers import change_text, counted, number
from simulator.reporting.periods import holds_in, period_of
from simulator.reporting.tables import Table, waits
from simulator.reporting.verdicts import together_text
from simulator.scenario.settings import Setting

if TYPE_CHECKING:
    import pandas as pd

NOT_FOUND, NOT_TRIED = "not found", "not tried"
STATES = ("shown to fail", "fails on average", "holds on average", "shown to hold")
"""By `demand_root.Point.state`."""


def findings(
    bottlenecks: Bottlenecks, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The limits as their reader wants them."""
    now = _gains(bottlenecks.now, base)
    beyond = [_gains(limit.look, base) for limit in bottlenecks.limits if limit.look.gains]
    tried = (
        [] if bottlenecks.root is None else [_points(bottlenecks.root.points, bottlenecks, base)]
    )
    return Findings(
        kind="fulfillment simulator bottlenecks",
        title=f"{base.scenario.title or base.name}: how much it can take, and what limits it",
        question="What volume can this house promise, and what limits it first, and next?",
        conclusion=conclusion(bottlenecks, base),
        verdict=_verdict(bottlenecks),
        main=now if bottlenecks.root is None else _sequence(bottlenecks, base),
        shown=() if bottlenecks.root is None else (now,),
        more=(*beyond, *tried, *_waits(bottlenecks)),
        charts=charts(bottlenecks, base),
        warnings=_warnings(bottlenecks, base, known),
        notes=_notes(bottlenecks, base),
        footnotes=_footnotes(bottlenecks),
        frames={
            "gains": gains_frame(bottlenecks),
            "demand": demand_frame(bottlenecks),
            "load": load_frame(bottlenecks),
        },
        grids=tuple(grids(bottlenecks, base)),
        facts=_facts(bottlenecks),
        manifest=provenance([base], known, command, seconds, bottlenecks.replications),
    )


def _warnings(bottlenecks: Bottlenecks, base: Alternative, known: Trials) -> tuple[str, ...]:
    asked = (COST, *(goal.kpi for goal in bottlenecks.goals))
    return (*days_left_out(base.scenario), *of_trials(known, {base.name: base}, asked))


def conclusion(bottlenecks: Bottlenecks, base: Alternative) -> str:
    """How much can be promised, what limits it there, and what one more of that gains."""
    return told("bottleneck", base.scenario, found=bottlenecks, house=base.name)


def _verdict(bottlenecks: Bottlenecks) -> tuple[str, str]:
    """How the house stands at today's demand; nothing where nothing is asked of it."""
    if bottlenecks.root is None or bottlenecks.now.worst is None:
        return "", ""
    promise = bottlenecks.promise
    safe = promise is not None and promise.shown and promise.point.factor >= 1
    verdict = "met" if safe else verdict_of_all(bottlenecks.now.judged)
    return verdict, f"{verdict.capitalize()} at today's demand"


def orders_text(bottlenecks: Bottlenecks, factor: float) -> str:
    """Orders placed a day at a multiple of the demand."""
    return number(bottlenecks.orders_per_day * factor, 0)


def interval_text(root: Root) -> str:
    """'1.24 to 1.38 times', or the end that is known; empty where none is."""
    if root.low is not None and root.high is not None:
        return f"{root.low:.3g} to {times(root.high)}"
    if root.low is not None:
        return f"at least {times(root.low)}"
    return "" if root.high is None else f"at most {times(root.high)}"


def _facts(bottlenecks: Bottlenecks) -> dict[str, object]:
    root, promise = bottlenecks.root, bottlenecks.promise
    return {
        "grows": bottlenecks.ramp.path,
        "largest": None if root is None else root.value,
        "largest_low": None if root is None else root.low,
        "largest_high": None if root is None else root.high,
        "promise": None if promise is None or not promise.shown else promise.point.factor,
        "orders_per_day": bottlenecks.orders_per_day,
        "assumed": bottlenecks.assumed,
        "bottlenecks": [
            {"resource": each.resource.path}
            | {"at": each.root.value, "low": each.root.low, "high": each.root.high}
            for each in bottlenecks.sequence
            if each.resource is not None
        ],
        "waits": {f"{look.factor:.3g}": look.limits.facts for look in _looks(bottlenecks)},
        "replications": bottlenecks.replications,
    }


def _sequence(bottlenecks: Bottlenecks, base: Alternative) -> Table:
    """One row per search: the demand that holds, what limits it, and what was doubled before."""
    rows, marks = [], []
    for limit in bottlenecks.limits:
        worst, value = limit.look.worst, limit.root.value
        change = NOT_TRIED
        if limit.look.gains and worst is not None:
            unit = unit_of(worst.goal.kpi, base.scenario.currency)
            change = change_text((*limit.look.helpful, *limit.look.gains)[0].change.together, unit)
        rows.append(
            (
                limit.resource.name if limit.resource else _no_limit(limit),
                NOT_FOUND if value is None else times(value),
                interval_text(limit.root) or NOT_FOUND,
                NOT_FOUND if value is None else orders_text(bottlenecks, value),
                change,
                "; ".join(_short(relief) for relief in limit.relieved) or "nothing",
            )
        )
        marks.append("missed" if limit.resource else "")
    head = ("Limit", "Holds up to", "Interval", "Orders a day", "One more gains", "Doubled before")
    return Table("What limits as demand grows", head, tuple(rows), 6, marks=tuple(marks))


def _no_limit(limit: Limit) -> str:
    """Why no resource is named: none was looked for, or none is shown to help; who is busiest."""
    if not limit.look.gains:
        return "not looked for"
    busiest = limit.look.busiest
    return (
        "open" if busiest is None else f"open; busiest: {name_words(busiest[0])} {busiest[1]:.0f} %"
    )


def _gains(look: Look, base: Alternative) -> Table:
    worst = look.worst
    kpi, unit = "", ""
    if worst is not None:
        kpi, unit = kpi_text(*worst.goal.key), unit_of(worst.goal.kpi, base.scenario.currency)
    gains = look.gains
    cost = f"Cost of a {period_of(base.scenario.clock.run).one}"
    backlogs = (gain.change.together if worst is None else gain.backlog for gain in gains)
    columns = (
        words("Resource", (gain.resource.more for gain in gains)),
        verdicts("Verdict", ("helps" if g.helps else g.change.verdict for g in gains)),
        differences(kpi, (gain.change.together for gain in gains), unit),
        differences("Backlog, orders", backlogs, ""),
        differences(cost, (gain.cost for gain in gains), base.scenario.currency),
    )
    return table(f"What one more of each gains, {at_words(look)}", columns)


def _points(points: Sequence[Point], bottlenecks: Bottlenecks, base: Alternative) -> Table:
    """Every demand that was tried with nothing relieved."""
    currency, period = base.scenario.currency, period_of(base.scenario.clock.run)
    columns = [
        words("Demand", (times(point.factor) for point in points)),
        words("Orders a day", (orders_text(bottlenecks, point.factor) for point in points)),
        words("It", (STATES[point.state] for point in points)),
    ]
    for k, goal in enumerate(bottlenecks.goals):
        mine = [point.judged[k] for point in points]
        columns += [
            numbers("Holds in", (holds_in(each.held, period, goal.share) for each in mine)),
            amounts(kpi_text(*goal.key), (each.mean for each in mine), unit_of(goal.kpi, currency)),
        ]
    return table("Every demand that was tried, as the house is", columns)


def _short(relief: Setting) -> str:
    return f"{path_words(relief.path)}: {relief.shown}"


def _texts(settings: Sequence[Setting]) -> str:
    return "; ".join(each.text for each in settings)


def _waits(bottlenecks: Bottlenecks) -> tuple[Table, ...]:
    """What orders wait for, as it is and where the first limit binds."""
    tables = [
        waits(look.limits.rows, f"What orders wait for {at_words(look)}")
        for look in _looks(bottlenecks)
    ]
    return tuple(table for table in tables if table is not None)


def _looks(bottlenecks: Bottlenecks) -> list[Look]:
    looks = [bottlenecks.now, *(limit.look for limit in bottlenecks.limits[:1])]
    return list({look.factor: look for look in looks}.values())


def _notes(bottlenecks: Bottlenecks, base: Alternative) -> tuple[str, ...]:
    rests = basis(base.scenario, bottlenecks.now.judged, bottlenecks.replications)
    if bottlenecks.root is None:
        return ("One more of a pick-up's capacity is a tenth more.", *rests)
    tried = [len(limit.look.gains) for limit in bottlenecks.limits if limit.look.gains]
    return (
        "The largest demand is placed to within 5 %. Its interval goes from the largest demand "
        "that is shown to hold to the smallest that is shown to fail.",
        "At the smallest demand that fails, one more of each resource is tried on the same "
        "customers; the one that helps the failing target most, of those that are shown to, is the "
        "limit. It is doubled, and the search goes on. One more of a pick-up's capacity is a tenth "
        "more.",
        *((together_text(tried[0]),) if tried else ()),
        *rests,
    )


def _footnotes(bottlenecks: Bottlenecks) -> tuple[str, ...]:
    looks = [bottlenecks.now, *(limit.look for limit in bottlenecks.limits)]
    found_ratios = [gain.change.variance_ratio for look in looks for gain in look.gains]
    ratios = [ratio for ratio in found_ratios if not isnan(ratio)]
    notes = [
        f"{counted(bottlenecks.replications, 'replication')} of each house and demand on common "
        "random numbers. A resource helps by a paired t, adjusted for all resources (Holm)."
    ]
    if ratios:
        notes.append(
            f"Independent runs would give {median(ratios):.1f} times the variance of the "
            "differences (median)."
        )
    return tuple(notes)


def gains_frame(bottlenecks: Bottlenecks) -> pd.DataFrame:
    """gains.csv: one more of each resource, as it is (look 0) and beyond each largest demand."""
    looks: list[tuple[Look, tuple[Setting, ...]]] = [(bottlenecks.now, ())]
    looks += [(limit.look, limit.relieved) for limit in bottlenecks.limits]
    rows = [
        (place, look, relieved, gain)
        for place, (look, relieved) in enumerate(looks)
        for gain in look.gains
    ]
    gains = [gain for *_, gain in rows]
    beside = frame(
        [
            hidden(
                look=[place for place, *_ in rows],
                demand=[look.factor for _, look, *_ in rows],
                relieved=[_texts(relieved) for *_, relieved, _ in rows],
                resource=[gain.resource.path for gain in gains],
                **{"from": [gain.resource.count for gain in gains]},
                to=[gain.resource.one_more for gain in gains],
            ),
            differences(
                "", (gain.backlog for gain in gains), "", "backlog_change", "backlog_half_width"
            ),
            differences(
                "", (gain.cost for gain in gains), "", "total_cost_change", "total_cost_half_width"
            ),
        ]
    )
    return beside.join(changes_frame([gain.change for gain in gains], ("kpi", "scope")))


def demand_frame(bottlenecks: Bottlenecks) -> pd.DataFrame:
    """demand.csv: every demand that was tried, by search (0: nothing relieved) and target."""
    import pandas as pd

    columns = ["search", "relieved", "demand", "stands", "kpi", "scope", "hits", "trials"]
    columns += ["mean", "half_width", "verdict"]
    rows = [
        (
            place, _texts(limit.relieved), point.factor, STATES[point.state], each.goal.kpi,
            each.goal.scope, each.held.hits, each.held.trials, each.mean.mean,
            each.mean.half_width, each.verdict,
        )
        for place, limit in enumerate(bottlenecks.limits)
        for point in limit.root.points
        for each in point.judged
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
