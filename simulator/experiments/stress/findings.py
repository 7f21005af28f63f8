"""A disturbance in words, tables and its backlog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from statistics import median
from typing import TYPE_CHECKING, Any

from simulator.experiments.alternatives import Alternative
from simulator.experiments.basis import basis
from simulator.experiments.caveats import of_trials
from simulator.experiments.goals import judged_frame, verdict_of_all, word_of_all
from simulator.experiments.provenance import provenance
from simulator.experiments.stress.charts import chart
from simulator.experiments.stress.stress import BAND, NET, STAYS, Stress
from simulator.experiments.trials import Trials
from simulator.experiments.unpriced import NO_MARGIN, TOTAL_COST
from simulator.experiments.wording import goal_text, told
from simulator.reporting.comparison import (
    amounts,
    changed,
    changes_frame,
    numbers,
    table,
    tallies,
    verdicts,
    words,
)
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.moments import at_hour
from simulator.reporting.numbers import counted, listed
from simulator.reporting.periods import period_of, share_text
from simulator.reporting.tables import NONE, Table
from simulator.reporting.verdicts import FEW, ORDER, open_text, others_text, together_text
from simulator.units import HOUR

if TYPE_CHECKING:
    import pandas as pd


CHANGES = {
    "orders.shipped_late": "orders shipped late",
    "orders.payment_failed": "orders lost to failed payments",
    "orders.canceled": "orders canceled",
    "orders.delivered": "orders delivered",
    "orders.completed": "orders completed",
    "total_cost": "cost",
}
"""What is told beside the margin, the most telling first."""


def findings(
    found: Stress, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The disturbance as its reader wants it."""
    names = [one.name for one in found.disturbances]
    return Findings(
        kind="fulfillment simulator stress",
        title=f"{base.scenario.title or base.name}: {listed(names)}",
        question=_question(names),
        conclusion=conclusion(found),
        verdict=("", "") if _nothing(found) else word_of_all(found.targets),
        main=_table(found),
        shown=(_targets(found),) if found.targets else (),
        charts={"backlog": chart(found)} if found.hours.size else {},
        warnings=_warnings(found, known),
        notes=_notes(found),
        footnotes=_footnotes(found),
        frames={
            "stress": frame(found),
            "clearing": _clearing_frame(found),
            "targets": _targets_frame(found),
        },
        grids=(_backlog(found),) if found.hours.size else (),
        facts={
            "disturbances": names,
            "replications": found.replications,
            "limits": None if found.limits is None else found.limits.facts,
            "hours_to_clear": None if found.clearing is None else _plain(found.clearing.mean.mean),
            "not_cleared_in": None if found.clearing is None else found.clearing.never,
        },
        manifest=provenance(
            [found.calm, found.disturbed], known, command, seconds, found.replications
        ),
    )


def _question(names: Sequence[str]) -> str:
    """What was asked, whatever the scenario asks."""
    return f"Does the plan survive {listed(list(names))}, and when has the backlog cleared?"


def conclusion(found: Stress) -> str:
    """Whether a plan survives, when its backlog has cleared, and what that costs."""
    order = sorted(range(len(found.targets)), key=lambda k: ORDER.index(found.targets[k].verdict))
    decided = {e.kpi: e for e in found.effects if e.decided}
    cost = None if found.sold else decided.get(TOTAL_COST)
    told_of = next((name for name in CHANGES if name in decided), "")
    if cost is not None and told_of == TOTAL_COST:
        told_of = ""
    shorter = f"The house is limited by {found.limits.words}." if found.limits else ""
    return told(
        "stress",
        found.calm.scenario,
        [{"limits": shorter}, {"limits": ""}, {"change": None}],
        nothing=_nothing(found),
        measured_until=_measured_until(found),
        few=FEW if found.replications < FEW else 0,
        replications=found.replications,
        verdict=verdict_of_all(found.targets),
        target=found.targets[order[0]] if order else None,
        calm=found.calm_targets[order[0]] if order else None,
        others=others_text([found.targets[k].verdict for k in order[1:]]),
        cleared=_cleared(found),
        margin=decided.get(NET),
        cost=cost,
        change=decided.get(told_of),
        what=CHANGES.get(told_of),
        limits=found.limits.sentence if found.limits else "",
    )


def _nothing(found: Stress) -> bool:
    """Whether the disturbance changes no figure, so that nothing was tested."""
    return all(one.verdict == "the same" for one in found.effects)


def _measured_until(found: Stress) -> str:
    """When the window ends, of a disturbance that begins later; else empty."""
    clock = found.calm.scenario.clock
    end = clock.window[1] / HOUR
    begins = [one.begins for one in found.disturbances if one.begins is not None]
    after = len(begins) == len(found.disturbances) and min(begins, default=0.0) >= end
    return at_hour(clock.calendar, end) if after else ""


def _cleared(found: Stress) -> dict[str, Any]:
    """When the backlog has cleared, as hours and dates; empty for a disturbance without an end."""
    facts = dict.fromkeys(("all", "some", "none", "never_grew", "hours", "mean", "latest", "end"))
    clearing = found.clearing
    if clearing is None:
        return facts
    clock = found.calm.scenario.clock
    begins = min(one.begins for one in found.disturbances if one.begins is not None)
    cleared = len(clearing.hours) - clearing.never
    facts["end"] = at_hour(clock.calendar, found.hours[-1] + 1)
    if not cleared:
        return facts | {"none": True}
    if all(hours == 0 for hours in clearing.hours):
        return facts | {"never_grew": True}
    mean = clearing.mean
    known = [hours for hours in clearing.hours if hours == hours]
    latest = at_hour(clock.calendar, begins + max(known)) if max(known) > mean.mean else None
    return facts | {
        "all": not clearing.never,
        "some": cleared,
        "hours": mean,
        "mean": at_hour(clock.calendar, begins + mean.mean),
        "latest": latest,
    }


def _warnings(found: Stress, known: Trials) -> tuple[str, ...]:
    whom = {"the undisturbed house": found.calm, "the disturbed house": found.disturbed}
    told_by_all = of_trials(known, whom, (effect.kpi for effect in found.effects))
    return told_by_all if found.sold else (*told_by_all, NO_MARGIN)


def _plain(value: float) -> float | None:
    return None if isnan(value) else value


def _table(found: Stress) -> Table:
    rows = found.effects
    columns = (
        words("KPI", (kpi_text(row.kpi) for row in rows)),
        verdicts("Verdict", (row.verdict for row in rows)),
        changed(rows, "Change"),
        numbers("p", (_p(row.adjusted_p) for row in rows)),
        amounts("Undisturbed", (row.baseline for row in rows), [row.unit for row in rows]),
    )
    return table("What the disturbance changes, paired", columns)


def _p(value: float) -> str:
    return NONE if isnan(value) else "<0.001" if value < 0.001 else f"{value:.3f}"


def _targets(found: Stress) -> Table:
    """Each target with and without the disturbance."""
    currency, period = found.calm.scenario.currency, period_of(found.calm.scenario.clock.run)
    goals = [each.goal for each in found.targets]
    shares = [goal.share for goal in goals]
    units = [unit_of(goal.kpi, currency) for goal in goals]
    calm = found.calm_targets
    columns = (
        words("Target", (goal_text(goal, currency) for goal in goals)),
        verdicts("Disturbed", (each.verdict for each in found.targets)),
        tallies(period, (each.held for each in found.targets), shares),
        replace(tallies(period, (each.held for each in calm), shares), head="Undisturbed"),
        amounts("Mean", (each.mean for each in found.targets), units),
        amounts("Undisturbed", (each.mean for each in calm), units),
    )
    return table("Targets with the disturbance and without", columns)


def _targets_frame(found: Stress) -> pd.DataFrame:
    """targets.csv: one row per target, without the disturbance and with it."""
    import pandas as pd

    currency = found.calm.scenario.currency
    calm, disturbed = (
        judged_frame(judged, currency).assign(disturbed=is_disturbed)
        for judged, is_disturbed in ((found.calm_targets, False), (found.targets, True))
    )
    return pd.concat([calm, disturbed], ignore_index=True)


def _notes(found: Stress) -> tuple[str, ...]:
    limits = f"Disturbed: {found.limits.sentence}" if found.limits else ""
    return (
        *((limits,) if limits and "Disturbed, " not in conclusion(found) else ()),
        f"{counted(found.replications, 'replication')}, each with and without the disturbance on "
        "the same customers. Money and orders are those of the measurement window.",
        together_text(sum(not isnan(e.p) for e in found.effects)),
        f"Cleared: at most {share_text(BAND)} of the undisturbed replication's peak above its "
        f"backlog, for {STAYS} h.",
        *basis(found.calm.scenario, found.targets, found.replications),
    )


def _footnotes(found: Stress) -> tuple[str, ...]:
    ratios = [e.variance_ratio for e in found.effects if not isnan(e.variance_ratio)]
    notes = [
        "Verdicts are adjusted for all rows (Holm), and so is p in the tables as files.",
        _open(found),
    ]
    if ratios:
        notes.append(
            f"Common random numbers: independent runs would give {median(ratios):.1f} times the "
            "variance of the differences (median)."
        )
    return tuple(notes)


def _open(found: Stress) -> str:
    needed = [e.needed for e in found.effects if e.verdict == "not distinguishable"]
    if not needed:
        return "All changes are decided."
    return open_text(counted(len(found.effects), "change"), needed, found.replications)


def frame(found: Stress) -> pd.DataFrame:
    """stress.csv: every effect."""
    return changes_frame(found.effects, ("kpi",), "undisturbed", "disturbed")


def _clearing_frame(found: Stress) -> pd.DataFrame:
    import pandas as pd

    hours = found.clearing.hours if found.clearing is not None else ()
    return pd.DataFrame({"replication": range(len(hours)), "hours_to_clear": hours})


def _backlog(found: Stress) -> WideTable:
    """The mean backlog of each hour, with the disturbance and without."""
    import pandas as pd

    clock = found.calm.scenario.clock
    frame = pd.DataFrame(
        {
            "hour": found.hours,
            "undisturbed": found.calm_backlog.mean(axis=0),
            "disturbed": found.disturbed_backlog.mean(axis=0),
        }
    )
    return WideTable("Backlog with and without the disturbance", frame, "orders", "line",
                     start=clock.start, time_zone=clock.time_zone or "")  # fmt: skip
