"""The cheapest roster in words, tables and a frontier."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative
from simulator.experiments.goals import Goal, Judged, judged_frame
from simulator.experiments.optimize import Optimum
from simulator.experiments.optimize_search import frontier_of
from simulator.experiments.optimize_state import Seen
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials
from simulator.experiments.wording import (
    change_text,
    counted,
    goal_text,
    held_text,
    kpi_text,
    unit_of,
    value_text,
)
from simulator.reporting.findings import Chart, Findings
from simulator.reporting.labels import words
from simulator.reporting.numbers import listed
from simulator.reporting.periods import ends_head, ends_text, holds_in, period_of
from simulator.reporting.tables import Table

if TYPE_CHECKING:
    import pandas as pd


def findings(
    found: Optimum, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The optimum as a planner wants it."""
    return Findings(
        kind="fulfillment simulator optimization",
        title=f"{base.scenario.title or base.name}: the cheapest {_noun(found)}",
        question=base.scenario.question,
        conclusion=conclusion(found, base),
        main=_rosters(found, base),
        shown=(_held(found, base),) if found.held else (),
        charts={"frontier": _chart(found, base)},
        notes=_notes(found),
        frames={"rosters": frame(found), "check": judged_frame(found.held, base.scenario.currency)},
        facts={
            "best": None if found.best is None else _setting(found, found.best),
            "objective": found.objective,
            "size": found.size,
            "simulated": len(found.seen),
            "undecided_cheaper": len(found.open) + found.unseen,
            "runs": found.runs,
            "budget": found.budget,
            "monotone": not found.violations,
        },
        manifest=provenance([base], known, command, seconds, len(found.seen)),
    )


def conclusion(found: Optimum, base: Alternative) -> str:
    """Which roster, what it costs, how sure each target is, and what is left open."""
    currency = base.scenario.currency
    goals = listed([goal_text(goal, currency) for goal in found.goals])
    unmeasured = _unmeasured(found)
    if unmeasured:
        return unmeasured
    if found.best is None:
        first = (
            f"No {_noun(found)} of the {found.size:,} in the range is shown to meet {goals}. "
            + ("Widen the ranges upwards." if not found.open else "Raise --budget.")
        )
        return f"{first} {_open(found)}".strip()
    cost = value_text(found.best.cost, unit_of(found.objective, currency))
    parts = [
        f"{_roster(found.best)} is the cheapest of {counted(found.size, _noun(found))} that meets "
        f"{goals}: {kpi_text(found.objective)} {cost}.",
        f"It is limited by {found.limits}." if found.limits else "",
        *(_sure(each, base) for each in found.held),
        _compared(found, base),
        _nearly(found),
        _open(found),
        "" if not found.violations else _violated(found),
    ]
    return " ".join(part for part in parts if part)


def _unmeasured(found: Optimum) -> str:
    """What has no value in any replication, so that no budget would decide it."""
    names = [
        kpi_text(goal.kpi, goal.scope)
        for k, goal in enumerate(found.goals)
        if all(isnan(one.services[k].mean.mean) for one in found.seen)
    ]
    if all(isnan(one.cost.mean) for one in found.seen):
        names.append(kpi_text(found.objective))
    if not names or not found.seen:
        return ""
    verb = "has" if len(names) == 1 else "have"
    return (
        f"No answer: {listed(names)} {verb} no value in any of the {counted(found.runs, 'run')}, "
        "since nothing happened that it counts; more runs decide nothing. Choose another KPI, or "
        "look whether orders come, and come so far, in the measurement window (simulator run)."
    )


def _roster(seen: Seen) -> str:
    return listed([_named(*setting.split("=", 1)) for setting in seen.settings])


def _named(path: str, value: str) -> str:
    """'3 pickers (early)' for heads of a shift, 'path = value' for what is none."""
    keys = path.split(".")
    if keys[0] == "shifts" and keys[2] == "heads":
        return f"{value} {words(keys[3])} ({keys[1]})"
    if keys[0] == "crews":
        return f"{value} {words(keys[1])}"
    return f"{path} = {value}"


def _noun(found: Optimum) -> str:
    """What is chosen among: rosters, where heads are among the variables."""
    return "roster" if any(one.is_heads for one in found.variables) else "setting"


def _setting(found: Optimum, seen: Seen) -> dict[str, str]:
    return dict(setting.split("=", 1) for setting in seen.settings)


def _sure(each: Judged, base: Alternative) -> str:
    currency = base.scenario.currency
    told = held_text(each, currency, period_of(base.scenario.clock.run))
    mean = value_text(each.mean, unit_of(each.goal.kpi, currency))
    return f"In fresh replications {told}; the mean is {mean}: {each.verdict}."


def _compared(found: Optimum, base: Alternative) -> str:
    """Against the start of the search, and against what the fresh replications refuted."""
    parts = []
    if found.against_start is not None:
        start = listed(
            [
                _named(one.path, one.values[k])
                for one, k in zip(found.variables, found.start, strict=True)
            ]
        )
        change = change_text(found.against_start, unit_of(found.objective, base.scenario.currency))
        parts.append(f"Against the start, {start}: {change}, paired.")
    if found.refuted:
        noun = counted(len(found.refuted), _noun(found))
        parts.append(f"{noun} looked feasible in the search and missed in fresh replications.")
    return " ".join(parts)


def _nearly(found: Optimum) -> str:
    others = len(found.survivors) - 1
    if others <= 0:
        return ""
    noun = _noun(found)
    if found.selection is None:
        return f"{counted(others, noun)} cost nearly the same; the budget left no room to tell."
    verb = "was" if others == 1 else "were"
    how = "selected as the cheapest" if found.selection.decided else "not told apart from it"
    other = counted(others, f"other {noun}")
    return f"{other} {verb} compared with it at nearly its cost: {how}."


def _open(found: Optimum) -> str:
    left = len(found.open) + found.unseen
    if not left:
        return "Nothing cheaper is left undecided."
    parts = []
    if found.open:
        parts.append(f"{len(found.open)} undecided ({_roster(found.open[0])} the cheapest)")
    if found.unseen:
        parts.append(f"{found.unseen:,} never simulated")
    return (
        f"{_noun(found).capitalize()}s that may be cheaper and feasible are left: "
        f"{listed(parts)}, when the "
        f"budget of {found.budget:,} runs was spent."
    )


def _violated(found: Optimum) -> str:
    smaller, larger, kpi = found.violations[0]
    return (
        f"More heads made {kpi_text(kpi)} worse (from {smaller} to {larger} in the grid), so that "
        "no roster was ruled out by another's service after that."
    )


def _rosters(found: Optimum, base: Alternative) -> Table:
    currency = base.scenario.currency
    best = None if found.best is None else found.best.roster
    rows = sorted(found.seen, key=lambda one: (one.roster != best, one.cost.mean))
    cells = [
        (
            ", ".join(setting.split("=", 1)[1] for setting in one.settings),
            "chosen" if one.roster == best else one.verdict,
            value_text(one.cost, unit_of(found.objective, currency)),
            *(
                text
                for service in one.services
                for text in (
                    f"{service.held.hits} of {service.held.trials}",
                    value_text(service.mean, unit_of(service.goal.kpi, currency)),
                )
            ),
            str(one.replications),
        )
        for one in rows
    ]
    paths = ", ".join(".".join(one.path.split(".")[1:]) for one in found.variables)
    head = (
        paths,
        "Verdict",
        kpi_text(found.objective),
        *(head for goal in found.goals for head in ("Holds in", kpi_text(goal.kpi, goal.scope))),
        "Runs",
    )
    marks = tuple("met" if one.roster == best else "" for one in rows)
    caption = f"{_noun(found).capitalize()}s that were simulated, the cheapest first"
    return Table(caption, head, tuple(cells), 2, (), marks)


def _held(found: Optimum, base: Alternative) -> Table:
    currency = base.scenario.currency
    period = period_of(base.scenario.clock.run)
    rows = [
        (
            goal_text(one.goal, currency),
            one.verdict,
            holds_in(one.held, period, one.goal.share),
            value_text(one.mean, unit_of(one.goal.kpi, currency)),
            ends_text(one.held, unit_of(one.goal.kpi, currency)),
        )
        for one in found.held
    ]
    ends = ends_head(all(one.held.has_tenths for one in found.held))
    head = ("Target", "Verdict", "Holds in", "Mean", ends)
    return Table(f"The chosen {_noun(found)} in fresh replications", head, tuple(rows), 2)


def _notes(found: Optimum) -> tuple[str, ...]:
    helped = [one.path for one in found.variables if one.more_helps]
    noun = _noun(found)
    ruled = f"{counted(len(found.seen), noun)} simulated in {counted(found.runs, 'run')}."
    if found.pruned_by_service or found.pruned_by_cost:
        ruled = (
            f"Of {counted(found.size, noun)}, {found.pruned_by_service:,} were ruled out because "
            f"one with more of everything missed, {found.pruned_by_cost:,} because their wages "
            f"alone make them dearer; {ruled}"
        )
    assumed = (
        f"Assumed: more of {listed(helped)} never worsens service; checked on every pair simulated"
        + (", and found to be so." if not found.violations else ", and refuted.")
        if helped
        else "No variable is known to help when there is more of it, so none rules out another."
    )
    return (
        ruled,
        assumed,
        "In the search a target is met or missed when its whole 99% interval is on one side: the "
        "mean's, or for a target in a share of periods Wilson's of that share.",
    )


def frame(found: Optimum) -> pd.DataFrame:
    """rosters.csv: every roster that was simulated."""
    import pandas as pd

    best = None if found.best is None else found.best.roster
    rows = []
    for one in found.seen:
        row: dict[str, object] = {}
        row |= dict(setting.split("=", 1) for setting in one.settings)
        row |= {"verdict": one.verdict, "chosen": one.roster == best}
        row |= {"replications": one.replications, found.objective: one.cost.mean}
        row[f"{found.objective}.half_width"] = one.cost.half_width
        for service in one.services:
            name = _column(service.goal)
            row |= {name: service.mean.mean, f"{name}.half_width": service.mean.half_width}
            row |= {f"{name}.hits": service.held.hits, f"{name}.trials": service.held.trials}
        rows.append(row)
    return pd.DataFrame(rows).sort_values(found.objective, ignore_index=True)


def _column(goal: Goal) -> str:
    return goal.kpi if goal.scope == "all" else f"{goal.kpi}[{goal.scope}]"


def _chart(found: Optimum, base: Alternative) -> Chart:
    from simulator.reporting.experiment_plots import Spot, frontier
    from simulator.reporting.style import svg

    goal, currency = found.goals[0], base.scenario.currency
    spots = [Spot(one.cost.mean, one.services[0].mean.mean, one.verdict) for one in found.seen]
    points = [(spot.cost, spot.service) for spot in spots]
    edge = [points[k] for k in frontier_of(points, goal.more_is_safer)]
    best = found.best
    chosen = (
        None
        if best is None
        else Spot(best.cost.mean, best.services[0].mean.mean, best.verdict, _roster(best))
    )
    cost = f"{kpi_text(found.objective)}, {unit_of(found.objective, currency)}"
    service = f"{kpi_text(goal.kpi, goal.scope)}, {unit_of(goal.kpi, currency)}"
    return Chart(
        svg(lambda: frontier(spots, edge, chosen, cost, service, goal.value)),
        "Cost against service",
        "Each mark is a roster that was simulated; on the line no other is both cheaper and "
        "better. The dashed line is the target. What was ruled out without a run is not shown.",
    )
