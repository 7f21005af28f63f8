"""A disturbance in words, tables and its backlog."""

from __future__ import annotations

import re
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
from simulator.experiments.tips import and_try, tips
from simulator.experiments.trials import Trials
from simulator.experiments.unpriced import TOTAL_COST, untold_margin
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
    stress: Stress, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The disturbance as its reader wants it."""
    names = [disturbance.name for disturbance in stress.disturbances]
    return Findings(
        kind="fulfillment simulator stress",
        title=f"{base.scenario.title or base.name}: {listed(names)}",
        question=_question(names),
        conclusion=conclusion(stress),
        verdict=("", "") if _nothing(stress) else word_of_all(stress.targets),
        main=_table(stress),
        shown=(_targets(stress),) if stress.targets else (),
        charts={"backlog": chart(stress)} if stress.hours.size else {},
        warnings=_warnings(stress, known),
        notes=_notes(stress),
        footnotes=_footnotes(stress),
        frames={
            "stress": frame(stress),
            "clearing": _clearing_frame(stress),
            "targets": _targets_frame(stress),
        },
        grids=(_backlog(stress),) if stress.hours.size else (),
        facts={
            "disturbances": names,
            "replications": stress.replications,
            "limits": None if stress.limits is None else stress.limits.facts,
            "hours_to_clear": None
            if stress.clearing is None
            else _plain(stress.clearing.mean.mean),
            "not_cleared_in": None if stress.clearing is None else stress.clearing.never,
        },
        manifest=provenance(
            [stress.calm, stress.disturbed], known, command, seconds, stress.replications
        ),
    )


def _question(names: Sequence[str]) -> str:
    """What was asked, whatever the scenario asks."""
    return f"Does the plan survive {listed(list(names))}, and when has the backlog cleared?"


def conclusion(stress: Stress) -> str:
    """Whether a plan survives, when its backlog has cleared, and what that costs."""
    order = sorted(range(len(stress.targets)), key=lambda k: ORDER.index(stress.targets[k].verdict))
    decided = {e.kpi: e for e in stress.effects if e.decided}
    cost = None if stress.sold else decided.get(TOTAL_COST)
    told_of = next((name for name in CHANGES if name in decided), "")
    if cost is not None and told_of == TOTAL_COST:
        told_of = ""
    limits = _limited(stress)
    change = decided.get(told_of)
    whole = {
        "silent": False,
        "cleared": _cleared(stress),
        "others": others_text([stress.targets[k].verdict for k in order[1:]]),
        "change": change,
    }
    return told(
        "stress",
        stress.calm.scenario,
        _shorter(stress, limits, whole),
        nothing=_nothing(stress),
        measured_until=_measured_until(stress),
        few=FEW if stress.replications < FEW else 0,
        replications=stress.replications,
        verdict=verdict_of_all(stress.targets),
        target=stress.targets[order[0]] if order else None,
        calm=stress.calm_targets[order[0]] if order else None,
        margin=decided.get(NET),
        cost=cost,
        what=CHANGES.get(told_of),
        limits=limits[0],
        **whole,
    )


def _limited(stress: Stress) -> list[str]:
    """What limits the disturbed house, with what to try where it misses, in ever fewer words."""
    limits = stress.limits
    if not limits:
        return [""]
    if not stress.targets or verdict_of_all(stress.targets) != "missed":
        return [limits.sentence, f"The house is limited by {limits.words}."]
    scenario = stress.disturbed.scenario
    brief = and_try(limits, scenario, brief=True)
    tried = [tip.brief for tip in tips(scenario, limits)[:1]]
    return [and_try(limits, scenario) or limits.sentence, brief, *tried]


def _shorter(stress: Stress, limits: Sequence[str], whole: dict[str, Any]) -> list[dict[str, Any]]:
    """What is left out: first what limits, or, for the sake of what to do, all beside it."""
    at_last = [whole | {"limits": ""}, {"change": None}]
    if not stress.targets or verdict_of_all(stress.targets) != "missed":
        return [{"limits": limits[-1]}, *at_last]
    without_latest = {"cleared": whole["cleared"] | {"latest": None}}
    return [
        {"limits": limits[min(1, len(limits) - 1)]},
        {"silent": True},
        without_latest,
        {"others": ""},
        {"limits": limits[-1]},
        {"change": None},
        *at_last,
    ]


def _nothing(stress: Stress) -> bool:
    """Whether the disturbance changes no figure, so that nothing was tested."""
    return all(effect.verdict == "the same" for effect in stress.effects)


def _measured_until(stress: Stress) -> str:
    """When the window ends, of a disturbance that begins later; else empty."""
    clock = stress.calm.scenario.clock
    end = clock.window[1] / HOUR
    begins = [
        disturbance.begins for disturbance in stress.disturbances if disturbance.begins is not None
    ]
    after = len(begins) == len(stress.disturbances) and min(begins, default=0.0) >= end
    return at_hour(clock.calendar, end) if after else ""


def _cleared(stress: Stress) -> dict[str, Any]:
    """When the backlog has cleared, as hours and dates; empty for a disturbance without an end."""
    facts = dict.fromkeys(("all", "some", "none", "never_grew", "hours", "mean", "latest", "end"))
    clearing = stress.clearing
    if clearing is None:
        return facts
    clock = stress.calm.scenario.clock
    begins = min(
        disturbance.begins for disturbance in stress.disturbances if disturbance.begins is not None
    )
    cleared = len(clearing.hours) - clearing.never
    facts["end"] = at_hour(clock.calendar, stress.hours[-1] + 1)
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


def _warnings(stress: Stress, known: Trials) -> tuple[str, ...]:
    whom = {"the undisturbed house": stress.calm, "the disturbed house": stress.disturbed}
    told_by_all = of_trials(known, whom, (effect.kpi for effect in stress.effects))
    return (*told_by_all, *untold_margin(stress.sold, [stress.calm.scenario]))


def _plain(value: float) -> float | None:
    return None if isnan(value) else value


def _table(stress: Stress) -> Table:
    rows = stress.effects
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


def _targets(stress: Stress) -> Table:
    """Each target with and without the disturbance."""
    currency, period = stress.calm.scenario.currency, period_of(stress.calm.scenario.clock.run)
    goals = [each.goal for each in stress.targets]
    shares = [goal.share for goal in goals]
    units = [unit_of(goal.kpi, currency) for goal in goals]
    calm = stress.calm_targets
    columns = (
        words("Target", (goal_text(goal, currency) for goal in goals)),
        verdicts("Disturbed", (each.verdict for each in stress.targets)),
        tallies(period, (each.held for each in stress.targets), shares),
        replace(tallies(period, (each.held for each in calm), shares), head="Undisturbed"),
        amounts("Mean", (each.mean for each in stress.targets), units),
        amounts("Undisturbed", (each.mean for each in calm), units),
    )
    return table("Targets with the disturbance and without", columns)


def _targets_frame(stress: Stress) -> pd.DataFrame:
    """targets.csv: one row per target, without the disturbance and with it."""
    import pandas as pd

    currency = stress.calm.scenario.currency
    calm, disturbed = (
        judged_frame(judged, currency).assign(disturbed=is_disturbed)
        for judged, is_disturbed in ((stress.calm_targets, False), (stress.targets, True))
    )
    return pd.concat([calm, disturbed], ignore_index=True)


def _notes(stress: Stress) -> tuple[str, ...]:
    limits = f"Disturbed: {stress.limits.sentence}" if stress.limits else ""
    return (
        *((limits,) if limits and not re.search("Disturbed, (?!try)", conclusion(stress)) else ()),
        f"{counted(stress.replications, 'replication')}, each with and without the disturbance on "
        "the same customers. Money and orders are those of the measurement window.",
        together_text(sum(not isnan(e.p) for e in stress.effects)),
        f"Cleared: at most {share_text(BAND)} of the undisturbed replication's peak above its "
        f"backlog, for {STAYS} h.",
        *basis(stress.calm.scenario, stress.targets, stress.replications),
    )


def _footnotes(stress: Stress) -> tuple[str, ...]:
    ratios = [e.variance_ratio for e in stress.effects if not isnan(e.variance_ratio)]
    notes = [
        "Verdicts are adjusted for all rows (Holm), and so is p in the tables as files.",
        _open(stress),
    ]
    if ratios:
        notes.append(
            f"Common random numbers: independent runs would give {median(ratios):.1f} times the "
            "variance of the differences (median)."
        )
    return tuple(notes)


def _open(stress: Stress) -> str:
    needed = [e.needed for e in stress.effects if e.verdict == "not distinguishable"]
    if not needed:
        return "All changes are decided."
    return open_text(counted(len(stress.effects), "change"), needed, stress.replications)


def frame(stress: Stress) -> pd.DataFrame:
    """stress.csv: every effect."""
    return changes_frame(stress.effects, ("kpi",), "undisturbed", "disturbed")


def _clearing_frame(stress: Stress) -> pd.DataFrame:
    import pandas as pd

    hours = stress.clearing.hours if stress.clearing is not None else ()
    return pd.DataFrame({"replication": range(len(hours)), "hours_to_clear": hours})


def _backlog(stress: Stress) -> WideTable:
    """The mean backlog of each hour, with the disturbance and without."""
    import pandas as pd

    clock = stress.calm.scenario.clock
    frame = pd.DataFrame(
        {
            "hour": stress.hours,
            "undisturbed": stress.calm_backlog.mean(axis=0),
            "disturbed": stress.disturbed_backlog.mean(axis=0),
        }
    )
    return WideTable("Backlog with and without the disturbance", frame, "orders", "line",
                     start=clock.start, time_zone=clock.time_zone or "")  # fmt: skip
