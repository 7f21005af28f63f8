"""A disturbance in words, tables and its backlog."""

from __future__ import annotations

from math import isnan, nan
from statistics import median
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import of_trials
from simulator.experiments.provenance import provenance
from simulator.experiments.stress import BAND, NET, STAYS, Effect, Stress
from simulator.experiments.trials import Trials
from simulator.experiments.wording import (
    change_text,
    counted,
    few_text,
    goal_text,
    kpi_text,
    open_text,
    sentence,
    unit_of,
    value_text,
)
from simulator.reporting.findings import Chart, Findings
from simulator.reporting.numbers import listed, shown
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

MARK = {"better": "met", "worse": "missed", "not distinguishable": "undecided"}
DECIDED = ("better", "worse", "higher", "lower")
TOLD = {
    NET: "margin",
    "total_revenue": "revenue kept",
    "total_cost": "cost",
    "orders.shipped_late": "orders shipped late",
    "orders.payment_failed": "orders lost to failed payments",
    "on_time_ship": "on-time ship",
    "orders.delivered": "orders delivered",
}


def findings(
    found: Stress, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The disturbance as its reader wants it."""
    names = [one.name for one in found.disturbances]
    return Findings(
        kind="fulfillment simulator stress",
        title=f"{base.scenario.title or base.name}: {listed(names)}",
        question=base.scenario.question,
        conclusion=conclusion(found),
        main=_table(found),
        charts={"backlog": _chart(found)} if found.hours.size else {},
        warnings=_warnings(found, known),
        notes=_notes(found),
        frames={"stress": frame(found), "clearing": _clearing_frame(found)},
        facts={
            "disturbances": names,
            "replications": found.replications,
            "hours_to_clear": None if found.clearing is None else _plain(found.clearing.mean.mean),
            "not_cleared_in": None if found.clearing is None else found.clearing.never,
        },
        manifest=provenance(
            [found.calm, found.disturbed], known, command, seconds, found.replications
        ),
    )


def _warnings(found: Stress, known: Trials) -> tuple[str, ...]:
    whom = {"the undisturbed house": found.calm, "the disturbed house": found.disturbed}
    return of_trials(known, whom, (effect.kpi for effect in found.effects))


def _plain(value: float) -> float | None:
    return None if isnan(value) else value


def conclusion(found: Stress) -> str:
    """What it costs, and when the backlog is worked off."""
    what = listed([one.name for one in found.disturbances])
    changed = [e for e in found.effects if e.kpi in TOLD and e.verdict in DECIDED]
    if not changed:
        first = "no cost, revenue or service is distinguishable from the undisturbed run's."
    else:
        told = [f"{TOLD[e.kpi]} {change_text(e.difference, e.unit)}" for e in changed]
        first = f"{listed(told)}."
    limits = f"Disturbed, the house is limited by {found.limits}." if found.limits else ""
    few, costs = few_text(found.replications), f"{sentence(what)}: {first}"
    parts = (few, _survives(found), costs, _cleared(found), limits, _open(found))
    return " ".join(part for part in parts if part)


def _survives(found: Stress) -> str:
    """Each target with the disturbance."""
    currency = found.calm.scenario.currency
    told = []
    for each in found.targets:
        reached = value_text(each.mean, unit_of(each.goal.kpi, currency))
        told.append(f"{goal_text(each.goal, currency)} is {each.verdict} ({reached})")
    return f"With the disturbance {listed(told)}." if told else ""


def _open(found: Stress) -> str:
    rows = [e for e in found.effects if e.verdict == "not distinguishable"]
    if not rows:
        return "All changes are decided."
    return open_text(
        len(rows),
        counted(len(found.effects), "change"),
        [e.needed for e in rows],
        found.replications,
    )


def _cleared(found: Stress) -> str:
    clearing = found.clearing
    if clearing is None:
        return "It has no end, so that there is no moment at which the backlog clears."
    n = len(clearing.hours)
    if clearing.never == n:
        return "The backlog is not back by the end of the simulated time in any replication."
    if all(hours == 0 for hours in clearing.hours):
        return "The backlog never leaves the undisturbed one's band."
    text = (
        f"The backlog, {value_text(clearing.most, 'orders')} above the undisturbed one at most, "
        f"is back {value_text(clearing.mean, 'h')} after the disturbance begins"
    )
    if clearing.never:
        return f"{text} in {n - clearing.never} of {n} replications; in the others it is not back."
    latest = shown(max(clearing.hours), None, "h", like=clearing.mean.mean)
    return f"{text}, at the latest after {latest.text}."


def _table(found: Stress) -> Table:
    rows = [
        (
            kpi_text(e.kpi),
            e.verdict,
            change_text(e.difference, e.unit, e.calm.mean),
            _p(e.adjusted_p),
            value_text(e.calm, e.unit),
        )
        for e in found.effects
    ]
    head = ("KPI", "Verdict", "Change", "p", "Undisturbed")
    marks = tuple(MARK.get(e.verdict, "") for e in found.effects)
    return Table("What the disturbance changes, paired", head, tuple(rows), 2, marks=marks)


def _p(value: float) -> str:
    return NONE if isnan(value) else "<0.001" if value < 0.001 else f"{value:.3f}"


def _notes(found: Stress) -> tuple[str, ...]:
    ratios = [e.variance_ratio for e in found.effects if not isnan(e.variance_ratio)]
    notes = [
        f"{counted(found.replications, 'replication')}, each with and without the disturbance on "
        "the same customers; verdicts and p are adjusted for all rows (Holm). Money and orders are "
        "those of the measurement window.",
        f"Back: at most {BAND:.0%} of the undisturbed replication's peak above its backlog, for "
        f"{STAYS} h.",
    ]
    if ratios:
        notes.append(
            f"Common random numbers: independent runs would give {median(ratios):.1f} times the "
            "variance of the differences (median)."
        )
    return tuple(notes)


def frame(found: Stress) -> pd.DataFrame:
    """stress.csv: every effect."""
    import pandas as pd

    rows = pd.DataFrame([_row(e) for e in found.effects])
    return rows.astype({"replications_needed": "Int64"})


def _row(e: Effect) -> dict[str, object]:
    return {
        "kpi": e.kpi,
        "unit": e.unit,
        "undisturbed": e.calm.mean,
        "disturbed": e.disturbed.mean,
        "difference": e.difference.mean,
        "half_width": e.difference.half_width,
        "replications": e.difference.n,
        "p": e.p,
        "p_holm": e.adjusted_p,
        "verdict": e.verdict,
        "variance_ratio": e.variance_ratio,
        "replications_needed": e.needed,
    }


def _clearing_frame(found: Stress) -> pd.DataFrame:
    import pandas as pd

    hours = found.clearing.hours if found.clearing is not None else ()
    return pd.DataFrame({"replication": range(len(hours)), "hours_to_clear": hours})


def _chart(found: Stress) -> Chart:
    from simulator.reporting.experiment_plots import disturbed_backlog
    from simulator.reporting.style import svg

    begins = [one.begins for one in found.disturbances if one.begins is not None]
    mean = nan if found.clearing is None else found.clearing.mean.mean
    back = None if isnan(mean) or mean == 0 else min(begins) + mean
    day = f"{found.calm.scenario.clock.start:%Y-%m-%d}"
    return Chart(
        svg(
            lambda: disturbed_backlog(
                found.hours, found.calm_backlog, found.disturbed_backlog, begins, back, day
            )
        ),
        "Backlog with and without the disturbance",
        "Means over the replications of the same orders; where the lines have come together the "
        "disturbance is over for the house too.",
    )
