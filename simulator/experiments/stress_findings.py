"""A disturbance in words, tables and its backlog."""

from __future__ import annotations

from functools import partial
from math import isnan, nan
from statistics import median
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative
from simulator.experiments.basis import basis
from simulator.experiments.caveats import of_trials
from simulator.experiments.goals import judged_frame
from simulator.experiments.provenance import provenance
from simulator.experiments.stress import BAND, STAYS, Effect, Stress
from simulator.experiments.stress_conclusion import conclusion
from simulator.experiments.together import together_text
from simulator.experiments.trials import Trials
from simulator.experiments.wording import (
    change_text,
    counted,
    goal_text,
    kpi_text,
    open_text,
    unit_of,
    value_text,
)
from simulator.reporting.findings import Chart, Findings
from simulator.reporting.numbers import listed
from simulator.reporting.periods import period_of, tally_head, tally_text
from simulator.reporting.tables import NONE, Table

if TYPE_CHECKING:
    import pandas as pd

MARK = {"better": "met", "worse": "missed", "not distinguishable": "undecided"}


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
        shown=(_targets(found),) if found.targets else (),
        charts={"backlog": _chart(found)} if found.hours.size else {},
        warnings=_warnings(found, known),
        notes=_notes(found),
        footnotes=_footnotes(found),
        frames={
            "stress": frame(found),
            "clearing": _clearing_frame(found),
            "targets": _targets_frame(found),
        },
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


def _warnings(found: Stress, known: Trials) -> tuple[str, ...]:
    whom = {"the undisturbed house": found.calm, "the disturbed house": found.disturbed}
    return of_trials(known, whom, (effect.kpi for effect in found.effects))


def _plain(value: float) -> float | None:
    return None if isnan(value) else value


def _table(found: Stress) -> Table:
    rows = [
        (
            kpi_text(e.kpi),
            e.verdict,
            change_text(e.together, e.unit, e.calm.mean),
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


def _targets(found: Stress) -> Table:
    """Each target with and without the disturbance."""
    scenario = found.calm.scenario
    period = period_of(scenario.clock.run)
    rows = [
        (
            goal_text(each.goal, scenario.currency),
            each.verdict,
            tally_text(each.held, each.goal.share),
            tally_text(calm.held, each.goal.share),
            value_text(each.mean, unit_of(each.goal.kpi, scenario.currency)),
            value_text(calm.mean, unit_of(each.goal.kpi, scenario.currency)),
        )
        for each, calm in zip(found.targets, found.calm_targets, strict=True)
    ]
    head = ("Target", "Disturbed", tally_head(period), "Undisturbed", "Mean", "Undisturbed")
    marks = tuple(each.verdict for each in found.targets)
    return Table("Targets with the disturbance and without", head, tuple(rows), 2, marks=marks)


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
        f"Cleared: at most {BAND:.0%} of the undisturbed replication's peak above its backlog, for "
        f"{STAYS} h.",
        *basis(found.calm.scenario, found.targets, found.replications),
    )


def _footnotes(found: Stress) -> tuple[str, ...]:
    ratios = [e.variance_ratio for e in found.effects if not isnan(e.variance_ratio)]
    notes = ["Verdicts and p are adjusted for all rows (Holm).", _open(found)]
    if ratios:
        notes.append(
            f"Common random numbers: independent runs would give {median(ratios):.1f} times the "
            "variance of the differences (median)."
        )
    return tuple(notes)


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
        "confidence": e.difference.confidence,
        "half_width_together": e.together.half_width,
        "confidence_together": e.together.confidence,
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

    begins = [one.begins for one in found.disturbances if one.begins is not None]
    mean = nan if found.clearing is None else found.clearing.mean.mean
    back = None if isnan(mean) or mean == 0 else min(begins) + mean
    day = f"{found.calm.scenario.clock.start:%Y-%m-%d}"
    return Chart(
        partial(
            disturbed_backlog,
            found.hours,
            found.calm_backlog,
            found.disturbed_backlog,
            begins,
            back,
            day,
        ),
        "Backlog with and without the disturbance",
        "Means over the replications of the same orders; where the lines have come together the "
        "disturbance is over for the house too.",
    )
