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
from simulator.experiments.optimize.against import against_now, against_start
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
    found: Optimum, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The optimum as a planner wants it."""
    rosters = _rosters(found, base)
    caption = f"{noun_of(found).capitalize()}s that were simulated, the cheapest first"
    return Findings(
        kind="fulfillment simulator optimization",
        title=f"{base.scenario.title or base.name}: the cheapest {noun_of(found)}",
        question=base.scenario.question,
        conclusion=conclusion(found, base),
        verdict=_verdict(found),
        main=table(caption, rosters),
        shown=() if found.check is None else (_held(found, found.check, base),),
        charts={"frontier": _chart(found, base)},
        interrupted=found.interrupted,
        warnings=_warnings(found, base, known),
        notes=_notes(found, base),
        changes=against_now(found, base.scenario),
        footnotes=_footnotes(found, base),
        frames={
            "rosters": frame(rosters).sort_values(found.objective, ignore_index=True),
            "check": judged_frame(
                () if found.check is None else found.check.judged, base.scenario.currency
            ),
        },
        grids=tuple(grids_of(found, base)),
        heads=partial(heads_by_hour, found, base),
        heads_of=f"the {'recommended' if found.best else 'closest'} {noun_of(found)}",
        facts={
            "best": None if found.best is None else setting_of(found.best),
            "closest": None if found.closest is None else setting_of(found.closest),
            "objective": found.objective,
            "size": found.size,
            "simulated": len(found.seen),
            "limits": found.limits.facts if found.limits else None,
            "too_close_cheaper": len(found.close),
            "orders_open_cheaper": len(found.hanging),
            "undecided_cheaper": len(found.aside) + len(found.open) + found.unseen,
            "runs": found.runs,
            "runs_as_it_is": found.now.runs if found.now else 0,
            "cost_a_week_against_now": found.now.weekly.mean if found.now else None,
            "budget": found.budget,
            "budget_to_settle": found.settled_by,
            "monotone": not found.violations,
            "backlog_grows_more_by": None if found.put_off is None else found.put_off.mean,
        },
        manifest=provenance([base], known, command, seconds, len(found.seen)),
    )


def _verdict(found: Optimum) -> tuple[str, str]:
    """Whether one is confirmed to meet every target, or none in the range can."""
    if _unmeasured(found):
        return "", ""
    if found.best is not None:
        return "met", "Met"
    left = found.closest or found.interrupted or found.aside or found.open or found.unseen
    if left or found.close or found.hanging:
        return "undecided", "Undecided"
    return "missed", f"Missed by every {noun_of(found)}"


def conclusion(found: Optimum, base: Alternative) -> str:
    """Which roster to take by the fresh replications, what it costs, what is left open.

    What limits it stands in the notes where there is no room (`limits_unsaid`).
    """
    return told(
        "optimize",
        base.scenario,
        [{"limits": ""}],
        found=found,
        unmeasured=_unmeasured(found),
        noun=noun_of(found),
        reached=reached(found, base),
        wait=longer(found, base),
        limits=found.limits.sentence if found.limits else "",
        grows=found.grows,
    )


def reached(found: Optimum, base: Alternative) -> str:
    """What the rosters that are too close reach: '97.6 ± 0.8 % to 98.4 ± 0.5 %'.

    The least and the most, of the first goal that one of them leaves open.
    """
    open_ = [each for _, judged in found.close for each in judged if each.verdict == "undecided"]
    if not open_:
        return ""
    goal = open_[0].goal
    mine = [each for each in open_ if each.goal == goal]
    name = "" if len(found.goals) == 1 else f"{kpi_text(*goal.key)} "
    if goal.share is not None:
        shares = sorted({f"{100 * each.held.share:.0f}" for each in mine})
        return f"{name}in {' to '.join(shares[:: len(shares) - 1 or 1])} % of periods"
    means = sorted((each.mean for each in mine), key=lambda mean: mean.mean)
    unit = unit_of(goal.kpi, base.scenario.currency)
    ends = dict.fromkeys(value_text(mean, unit) for mean in (means[0], means[-1]))
    return name + " to ".join(ends)


def longer(found: Optimum, base: Alternative) -> str:
    """'write clock.cool_down: 25 h', with which no order is open that decides a goal."""
    clock, end = base.scenario.clock, found.promises_end
    if end is not None:
        return f"write clock.cool_down: {cool_down_by(base.scenario, end)}"
    return f"give clock.cool_down a {'higher limit' if clock.stops_early else 'longer time'}"


def limits_unsaid(found: Optimum, base: Alternative) -> str:
    """What limits the roster, where the conclusion had no room to say so."""
    limits = found.limits.sentence if found.limits and found.best else ""
    return "" if limits in conclusion(found, base) else limits


def _unmeasured(found: Optimum) -> list[str]:
    """What has no value in any replication, so that no budget would decide it."""
    columns = {
        kpi_text(*goal.key): [one.services[k].mean for one in found.seen]
        for k, goal in enumerate(found.goals)
    }
    columns[kpi_text(found.objective)] = [one.cost for one in found.seen]
    return [
        name
        for name, column in columns.items()
        if column and all(isnan(each.mean) for each in column)
    ]


def _warnings(found: Optimum, base: Alternative, known: Trials) -> tuple[str, ...]:
    """Of what is recommended; without a recommendation, of all that was simulated."""
    looked = [found.best] if found.best is not None else found.seen
    whom = {str(one.roster): changed_by(base, "", one.settings, "--vary") for one in looked}
    asked = (found.objective, *(goal.kpi for goal in found.goals))
    told = of_trials(known, whom, asked, f"{noun_of(found)}s")
    return (*days_left_out(base.scenario), *told)


def _rosters(found: Optimum, base: Alternative) -> list[Column]:
    """Every roster that was simulated, the best first, then by cost."""
    currency = base.scenario.currency
    best = None if found.best is None else found.best.roster
    rows = sorted(found.seen, key=lambda one: (one.roster != best, one.cost.mean))
    settings = [setting_of(row) for row in rows]
    paths = "; ".join(path_words(variable.path) for variable in found.variables)
    columns = [
        hidden(**{path: [each[path] for each in settings] for path in settings[0]}),
        words(paths, (", ".join(each.values()) for each in settings)),
        verdicts("Verdict", ("chosen" if row.roster == best else row.verdict for row in rows), ""),
        hidden(
            verdict=[row.verdict for row in rows],
            chosen=[row.roster == best for row in rows],
            replications=[row.replications for row in rows],
        ),
        _amounts(kpi_text(found.objective), [row.cost for row in rows], found.objective, currency),
    ]
    for k, goal in enumerate(found.goals):
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


def _amounts(head: str, found: Sequence[Estimate], name: str, currency: str) -> Column:
    unit = unit_of(name.partition("[")[0], currency)
    return amounts(head, found, unit, name, f"{name}.half_width")


def _held(found: Optimum, check: Confirmation, base: Alternative) -> Table:
    currency, period = base.scenario.currency, period_of(base.scenario.clock.run)
    rows, units = check.judged, [unit_of(one.goal.kpi, currency) for one in check.judged]
    ends = map(ends_text, (row.held for row in rows), units)
    columns = (
        words("Target", (goal_text(row.goal, currency) for row in rows)),
        verdicts("Verdict", (row.verdict for row in rows)),
        numbers("Holds in", (holds_in(row.held, period, row.goal.share) for row in rows)),
        amounts("Mean", (row.mean for row in rows), units),
        numbers(ends_head(all(row.held.has_tenths for row in rows)), ends),
    )
    which = "recommended" if found.best is not None else "closest"
    return table(
        f"The {which} {noun_of(found)} in {check.replications} fresh replications", columns
    )


def _notes(found: Optimum, base: Alternative) -> tuple[str, ...]:
    noun = noun_of(found)
    also = f", and the house as it is in {found.now.runs:,}" if found.now else ""
    notes = [f"{counted(len(found.seen), noun)} simulated in {counted(found.runs, 'run')}{also}."]
    hanging = " or leaves orders open" if found.hanging else ""
    if found.pruned_by_service or found.pruned_by_cost:
        notes = [
            f"Of {counted(found.size, noun)}, {found.pruned_by_service:,} were ruled out because "
            f"one with more of everything missed or was too close{hanging}, "
            f"{found.pruned_by_cost:,} as their wages alone make them dearer; {notes[0]}"
        ]
    notes = [
        against_now(found, base.scenario),
        limits_unsaid(found, base),
        against_start(found, base.scenario),
        *notes,
    ]
    if found.refuted:
        notes.append(
            f"{counted(len(found.refuted), noun).capitalize()} met in the search and missed in "
            "fresh replications."
        )
    if found.violations:
        smaller, larger, kpi = found.violations[0]
        notes.append(
            f"More heads made {kpi_text(kpi)} worse (from {smaller} to {larger} in the grid), so "
            "that no roster was ruled out by another's service after that."
        )
    if found.check is not None:
        period = period_of(base.scenario.clock.run)
        notes.append(bounds_note(period, round(found.check.confidence, 5)))
    notes += [demand_note(base.scenario), *forecast_notes(base.scenario)]
    return tuple(note for note in notes if note)


def _footnotes(found: Optimum, base: Alternative) -> tuple[str, ...]:
    wrong = 100 * (1 - base.scenario.experiment.confidence)
    zones = [_zone_text(goal, found.tolerance, base.scenario.currency) for goal in found.goals]
    helped = [path_words(variable.path) for variable in found.variables if variable.more_helps]
    assumed = (
        f"Assumed: more of {set_apart(helped)} never worsens service; checked on every pair "
        "simulated" + (", and found to be so." if not found.violations else ", and refuted.")
        if helped
        else "No variable is known to help when there is more of it, so none rules out another."
    )
    others, nearly = len(found.survivors) - 1, ""
    if others > 0:
        told = found.selection is not None and found.selection.decided
        nearly = (
            f"{counted(others, f'other {noun_of(found)}')} of nearly the same cost compared with "
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
        if found.close
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


def _chart(found: Optimum, base: Alternative) -> Chart:
    goal, currency = found.goals[0], base.scenario.currency
    spots = [Spot(one.cost.mean, one.services[0].mean.mean, _mark(one)) for one in found.seen]
    points = [(spot.cost, spot.service) for spot in spots]
    edge = [points[k] for k in frontier_of(points, goal.more_is_safer)]
    best = found.best
    chosen = (
        None
        if best is None
        else Spot(best.cost.mean, best.services[0].mean.mean, _mark(best), best.text)
    )
    cost = f"{kpi_text(found.objective)}, {unit_of(found.objective, currency)}"
    service = f"{kpi_text(goal.kpi, goal.scope)}, {unit_of(goal.kpi, currency)}"
    return Chart(
        partial(frontier, spots, edge, chosen, cost, service, goal.value, goal.more_is_safer),
        "Cost against service",
        f"Each mark is a {noun_of(found)} that was simulated; on the line no other is both cheaper "
        "and better. The dashed line is the target. What was ruled out without a run is not shown.",
    )
