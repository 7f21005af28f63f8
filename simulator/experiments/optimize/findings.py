"""The cheapest roster in words, tables and a frontier."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import isnan

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.basis import demand_note
from simulator.experiments.caveats import cool_down_by, of_trials
from simulator.experiments.days_left_out import days_left_out
from simulator.experiments.goals import Goal, judged_frame
from simulator.experiments.optimize.against import against_now, against_start, same_every_day
from simulator.experiments.optimize.grids import grids_of, heads_by_hour, noun_of, setting_of
from simulator.experiments.optimize.optimize import Optimum
from simulator.experiments.optimize.search import frontier_of
from simulator.experiments.optimize.standing import NEVER_TOLD, zone_of
from simulator.experiments.optimize.state import Confirmation, Seen
from simulator.experiments.provenance import provenance
from simulator.experiments.trials import Trials
from simulator.experiments.wording import goal_text, told
from simulator.measure.statistics import Estimate
from simulator.reporting.charts import Chart
from simulator.reporting.comparison import (
    Column,
    amounts,
    frame,
    hidden,
    numbers,
    table,
    verdicts,
    words,
)
from simulator.reporting.experiment_plots import Spot, frontier
from simulator.reporting.findings import Findings
from simulator.reporting.labels import kpi_text, path_words, unit_of
from simulator.reporting.numbers import counted, set_apart, value_text
from simulator.reporting.periods import bounds_note, ends_head, ends_text, holds_in, period_of
from simulator.reporting.tables import Table
from simulator.stages.demand.forecast_notes import forecast_notes


def findings(
    optimum: Optimum, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The optimum as a planner wants it."""
    rosters = _rosters(optimum, base)
    caption = f"{noun_of(optimum).capitalize()}s that were simulated, the cheapest first"
    return Findings(
        kind="fulfillment simulator optimization",
        title=f"{base.scenario.title or base.name}: the cheapest {noun_of(optimum)}",
        question=base.scenario.question,
        conclusion=conclusion(optimum, base),
        verdict=_verdict(optimum),
        main=table(caption, rosters),
        shown=() if optimum.check is None else (_held(optimum, optimum.check, base),),
        charts={"frontier": _chart(optimum, base)},
        interrupted=optimum.interrupted,
        warnings=_warnings(optimum, base, known),
        notes=_notes(optimum, base),
        changes=against_now(optimum, base.scenario),
        footnotes=_footnotes(optimum, base),
        frames={
            "rosters": frame(rosters).sort_values(optimum.objective, ignore_index=True),
            "check": judged_frame(
                () if optimum.check is None else optimum.check.judged, base.scenario.currency
            ),
        },
        grids=tuple(grids_of(optimum, base)),
        heads=partial(heads_by_hour, optimum, base),
        heads_of=f"the {'recommended' if optimum.best else 'closest'} {noun_of(optimum)}",
        facts={
            "best": None if optimum.best is None else setting_of(optimum.best),
            "closest": None if optimum.closest is None else setting_of(optimum.closest),
            "objective": optimum.objective,
            "size": optimum.size,
            "simulated": len(optimum.seen),
            "limits": optimum.limits.facts if optimum.limits else None,
            "too_close_cheaper": len(optimum.close),
            "orders_open_cheaper": len(optimum.hanging),
            "undecided_cheaper": len(optimum.aside) + len(optimum.open) + optimum.unseen,
            "runs": optimum.runs,
            "runs_as_it_is": optimum.now.runs if optimum.now else 0,
            "cost_a_week_against_now": optimum.now.weekly.mean if optimum.now else None,
            "budget": optimum.budget,
            "budget_to_settle": optimum.settled_by,
            "monotone": not optimum.violations,
            "backlog_grows_more_by": None if optimum.put_off is None else optimum.put_off.mean,
        },
        manifest=provenance([base], known, command, seconds, len(optimum.seen)),
    )


def _verdict(optimum: Optimum) -> tuple[str, str]:
    """Whether one is confirmed to meet every target, or none in the range can."""
    if _unmeasured(optimum):
        return "", ""
    if optimum.best is not None:
        return "met", "Met"
    left = optimum.closest or optimum.interrupted or optimum.aside or optimum.open or optimum.unseen
    if left or optimum.close or optimum.hanging:
        return "undecided", "Undecided"
    return "missed", f"Missed by every {noun_of(optimum)}"


def conclusion(optimum: Optimum, base: Alternative) -> str:
    """Which roster to take by the fresh replications, what it costs, what is left open.

    What limits it stands in the notes where there is no room (`limits_unsaid`).
    """
    return told(
        "optimize",
        base.scenario,
        [{"limits": ""}],
        found=optimum,
        unmeasured=_unmeasured(optimum),
        noun=noun_of(optimum),
        reached=reached(optimum, base),
        wait=longer(optimum, base),
        limits=optimum.limits.sentence if optimum.limits else "",
        grows=optimum.grows,
    )


def reached(optimum: Optimum, base: Alternative) -> str:
    """What the rosters that are too close reach: '97.6 ± 0.8 % to 98.4 ± 0.5 %'.

    The least and the most, of the first goal that one of them leaves open.
    """
    open_ = [each for _, judged in optimum.close for each in judged if each.verdict == "undecided"]
    if not open_:
        return ""
    goal = open_[0].goal
    mine = [each for each in open_ if each.goal == goal]
    name = "" if len(optimum.goals) == 1 else f"{kpi_text(*goal.key)} "
    if goal.share is not None:
        shares = sorted({f"{100 * each.held.share:.0f}" for each in mine})
        return f"{name}in {' to '.join(shares[:: len(shares) - 1 or 1])} % of periods"
    means = sorted((each.mean for each in mine), key=lambda mean: mean.mean)
    unit = unit_of(goal.kpi, base.scenario.currency)
    ends = dict.fromkeys(value_text(mean, unit) for mean in (means[0], means[-1]))
    return name + " to ".join(ends)


def longer(optimum: Optimum, base: Alternative) -> str:
    """'write clock.cool_down: 25 h', with which no order is open that decides a goal."""
    clock, end = base.scenario.clock, optimum.promises_end
    if end is not None:
        return f"write clock.cool_down: {cool_down_by(base.scenario, end)}"
    return f"give clock.cool_down a {'higher limit' if clock.stops_early else 'longer time'}"


def limits_unsaid(optimum: Optimum, base: Alternative) -> str:
    """What limits the roster, where the conclusion had no room to say so."""
    limits = optimum.limits.sentence if optimum.limits and optimum.best else ""
    return "" if limits in conclusion(optimum, base) else limits


def _unmeasured(optimum: Optimum) -> list[str]:
    """What has no value in any replication, so that no budget would decide it."""
    columns = {
        kpi_text(*goal.key): [each.services[k].mean for each in optimum.seen]
        for k, goal in enumerate(optimum.goals)
    }
    columns[kpi_text(optimum.objective)] = [each.cost for each in optimum.seen]
    return [
        name
        for name, column in columns.items()
        if column and all(isnan(each.mean) for each in column)
    ]


def _warnings(optimum: Optimum, base: Alternative, known: Trials) -> tuple[str, ...]:
    """Of what is recommended; without a recommendation, of all that was simulated."""
    looked = [optimum.best] if optimum.best is not None else optimum.seen
    whom = {str(each.roster): changed_by(base, "", each.settings, "--vary") for each in looked}
    asked = (optimum.objective, *(goal.kpi for goal in optimum.goals))
    told = of_trials(known, whom, asked, f"{noun_of(optimum)}s")
    return (*days_left_out(base.scenario), *told)


def _rosters(optimum: Optimum, base: Alternative) -> list[Column]:
    """Every roster that was simulated, the best first, then by cost."""
    currency = base.scenario.currency
    best = None if optimum.best is None else optimum.best.roster
    rows = sorted(optimum.seen, key=lambda each: (each.roster != best, each.cost.mean))
    settings = [setting_of(row) for row in rows]
    paths = "; ".join(path_words(variable.path) for variable in optimum.variables)
    columns = [
        hidden(**{path: [each[path] for each in settings] for path in settings[0]}),
        words(paths, (", ".join(each.values()) for each in settings)),
        verdicts("Verdict", ("chosen" if row.roster == best else row.verdict for row in rows), ""),
        hidden(
            verdict=[row.verdict for row in rows],
            chosen=[row.roster == best for row in rows],
            replications=[row.replications for row in rows],
        ),
        _amounts(
            kpi_text(optimum.objective), [row.cost for row in rows], optimum.objective, currency
        ),
    ]
    for k, goal in enumerate(optimum.goals):
        mine = [row.services[k] for row in rows]
        name = goal.kpi if goal.scope == "all" else f"{goal.kpi}[{goal.scope}]"
        columns += [
            numbers("Holds in", (f"{each.held.hits} of {each.held.trials}" for each in mine)),
            _amounts(kpi_text(*goal.key), [each.mean for each in mine], name, currency),
            hidden(
                **{
                    f"{name}.hits": [each.held.hits for each in mine],
                    f"{name}.trials": [each.held.trials for each in mine],
                }
            ),
        ]
    return [*columns, numbers("Runs", (str(row.replications) for row in rows))]


def _amounts(head: str, estimateds: Sequence[Estimate], name: str, currency: str) -> Column:
    unit = unit_of(name.partition("[")[0], currency)
    return amounts(head, estimateds, unit, name, f"{name}.half_width")


def _held(optimum: Optimum, check: Confirmation, base: Alternative) -> Table:
    currency, period = base.scenario.currency, period_of(base.scenario.clock.run)
    rows, units = check.judged, [unit_of(each.goal.kpi, currency) for each in check.judged]
    ends = map(ends_text, (row.held for row in rows), units)
    columns = (
        words("Target", (goal_text(row.goal, currency) for row in rows)),
        verdicts("Verdict", (row.verdict for row in rows)),
        numbers("Holds in", (holds_in(row.held, period, row.goal.share) for row in rows)),
        amounts("Mean", (row.mean for row in rows), units),
        numbers(ends_head(all(row.held.has_tenths for row in rows)), ends),
    )
    which = "recommended" if optimum.best is not None else "closest"
    return table(
        f"The {which} {noun_of(optimum)} in {check.replications} fresh replications", columns
    )


def _notes(optimum: Optimum, base: Alternative) -> tuple[str, ...]:
    noun = noun_of(optimum)
    also = f", and the house as it is in {optimum.now.runs:,}" if optimum.now else ""
    notes = [
        f"{counted(len(optimum.seen), noun)} simulated in {counted(optimum.runs, 'run')}{also}."
    ]
    hanging = " or leaves orders open" if optimum.hanging else ""
    if optimum.pruned_by_service or optimum.pruned_by_cost:
        notes = [
            f"Of {counted(optimum.size, noun)}, {optimum.pruned_by_service:,} were ruled out "
            f"because one with more of everything missed or was too close{hanging}, "
            f"{optimum.pruned_by_cost:,} as their wages alone make them dearer; {notes[0]}"
        ]
    notes = [
        against_now(optimum, base.scenario),
        limits_unsaid(optimum, base),
        against_start(optimum, base.scenario),
        same_every_day(optimum, noun),
        *notes,
    ]
    if optimum.refuted:
        notes.append(
            f"{counted(len(optimum.refuted), noun).capitalize()} met in the search and missed in "
            "fresh replications."
        )
    if optimum.violations:
        smaller, larger, kpi = optimum.violations[0]
        notes.append(
            f"More heads made {kpi_text(kpi)} worse (from {smaller} to {larger} in the grid), so "
            "that no roster was ruled out by another's service after that."
        )
    if optimum.check is not None:
        period = period_of(base.scenario.clock.run)
        notes.append(bounds_note(period, round(optimum.check.confidence, 5)))
    notes += [demand_note(base.scenario), *forecast_notes(base.scenario)]
    return tuple(note for note in notes if note)


def _footnotes(optimum: Optimum, base: Alternative) -> tuple[str, ...]:
    wrong = 100 * (1 - base.scenario.experiment.confidence)
    zones = [_zone_text(goal, optimum.tolerance, base.scenario.currency) for goal in optimum.goals]
    helped = [path_words(variable.path) for variable in optimum.variables if variable.more_helps]
    assumed = (
        f"Assumed: more of {set_apart(helped)} never worsens service; checked on every pair "
        "simulated" + (", and found to be so." if not optimum.violations else ", and refuted.")
        if helped
        else "No variable is known to help when there is more of it, so none rules out another."
    )
    others, nearly = len(optimum.survivors) - 1, ""
    if others > 0:
        told = optimum.selection is not None and optimum.selection.decided
        nearly = (
            f"{counted(others, f'other {noun_of(optimum)}')} of nearly the same cost compared with "
            f"it by Kim & Nelson: {'it was selected' if told else 'not told apart from it'}."
        )
    judged = (
        "In the search a target is met or missed when its whole interval is on one side; one in a "
        "share of periods is met when that share held in twice the first replications. A roster is "
        "confirmed by fresh replications alone. However often one is looked at, such a verdict is "
        f"wrong with a chance of at most 1 % in the search and {wrong:.3g} % in fresh "
        "replications, for means that are near normal (twice that was measured on a target where "
        "one period in five is bad): each further look has a wider interval."
    )
    zone = (
        f"Too close to tell: the whole interval is within {', '.join(zones)} of the target."
        if optimum.close
        else ""
    )
    return tuple(note for note in (assumed, nearly, judged, zone) if note)


def _mark(seen: Seen) -> str:
    return {"ruled out": "missed", **dict.fromkeys(NEVER_TOLD, "undecided")}.get(
        seen.verdict, seen.verdict
    )


def _zone_text(goal: Goal, tolerance: float, currency: str) -> str:
    zone = zone_of(goal, tolerance)
    if goal.share is not None:
        return f"{100 * zone:.3g} points"
    unit = unit_of(goal.kpi, currency)
    return f"{zone:.2g} {'points' if unit == '%' else unit}"


def _chart(optimum: Optimum, base: Alternative) -> Chart:
    goal, currency = optimum.goals[0], base.scenario.currency
    spots = [Spot(each.cost.mean, each.services[0].mean.mean, _mark(each)) for each in optimum.seen]
    points = [(spot.cost, spot.service) for spot in spots]
    edge = [points[k] for k in frontier_of(points, goal.more_is_safer)]
    best = optimum.best
    chosen = (
        None
        if best is None
        else Spot(best.cost.mean, best.services[0].mean.mean, _mark(best), best.text)
    )
    cost = f"{kpi_text(optimum.objective)}, {unit_of(optimum.objective, currency)}"
    service = f"{kpi_text(goal.kpi, goal.scope)}, {unit_of(goal.kpi, currency)}"
    return Chart(
        partial(frontier, spots, edge, chosen, cost, service, goal.value, goal.more_is_safer),
        "Cost against service",
        f"Each mark is a {noun_of(optimum)} that was simulated; on the line no other is both "
        "cheaper and better. The dashed line is the target. What was ruled out "
        "without a run is not shown.",
    )
