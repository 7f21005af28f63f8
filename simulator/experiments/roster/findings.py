"""A roster for people: what to do, how sure it is, what it costs; and the files to do it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import yaml

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import of_trials
from simulator.experiments.goals import judged_frame
from simulator.experiments.provenance import provenance
from simulator.experiments.roster.frames import (
    heads_frame,
    people_frame,
    scheduled_heads_of,
    steps_frame,
)
from simulator.experiments.roster.roster import Rostered, Told, crews_of
from simulator.experiments.roster.templates import QUARTER
from simulator.experiments.roster.week import QUARTERS, shifts_of
from simulator.experiments.standing import below_text, to_the_hardest
from simulator.experiments.trials import Trials
from simulator.experiments.wording import goal_text, told
from simulator.reading.times import WEEKDAYS
from simulator.reporting.charts import Chart
from simulator.reporting.findings import Findings, as_json
from simulator.reporting.grids import WideTable
from simulator.reporting.labels import unit_of
from simulator.reporting.numbers import value_text
from simulator.reporting.periods import bounds_note, period_of, tally_text
from simulator.reporting.roster_plots import CrewWeek, heads_of_week
from simulator.reporting.tables import Table
from simulator.scenario import resolve
from simulator.scenario.settings import plain
from simulator.stages.demand.forecast_notes import forecast_notes
from simulator.units import HOUR, WEEK

if TYPE_CHECKING:
    pass

BASE = "scenario.yaml"
"""In the folder, the scenario that was asked about; roster.yaml extends it."""


def findings(
    plan: Rostered, base: Alternative, known: Trials, *, command: str, seconds: float
) -> Findings:
    """The roster as its planner wants it."""
    scenario = base.scenario
    answer = Findings(
        kind="fulfillment simulator roster",
        title=f"{scenario.title or scenario.name}: heads by hour, in shift templates",
        question=scenario.question,
        conclusion=conclusion(plan),
        verdict=plan.verdict,
        main=_beside_today(plan) if plan.status == "impossible" else _lines(plan),
        shown=() if plan.status == "impossible" else (_beside_today(plan),),
        more=(_steps(plan),) if plan.steps else (),
        charts={"heads": _chart(plan)},
        interrupted=plan.interrupted,
        warnings=(*_warnings(plan), *_caveats(plan, known)),
        notes=tuple(_notes(plan)),
        footnotes=tuple(_footnotes(plan)),
        frames={
            "roster": people_frame(plan),
            "heads": heads_frame(plan),
            "check": judged_frame(plan.told.judged, scenario.currency),
            "steps": steps_frame(plan),
        },
        grids=tuple(_grids(plan)),
        facts=_facts(plan),
        manifest=provenance([base], known, command, seconds, plan.told.replications),
    )
    files = {
        "roster.json": json.dumps(as_json(answer, None), indent=2, default=str) + "\n",
        BASE: resolve(base.loaded),
        "roster.yaml": scenario_text(plan),
    }
    return replace(answer, files=files)


def conclusion(plan: Rostered) -> str:
    """What to schedule, how sure it is, what it costs, and how much cheaper any could be."""
    currency = plan.base.scenario.currency
    hardest = min(plan.today.judged, key=lambda each: each.held.hits, default=None)
    limits = plan.limits.sentence if plan.limits else ""
    return told(
        "roster",
        plan.base.scenario,
        [{"today": None}, {"limits": ""}],
        status=plan.status,
        interrupted=plan.interrupted,
        runs=plan.runs,
        has_held=any(step.holds for step in plan.steps),
        told=plan.told,
        today=hardest if len(plan.goals) == 1 else None,
        persons=sum(persons or 0 for persons in plan.roster.persons),
        saved=round(plan.today.cost - plan.told.cost),
        least=plan.least,
        gap=f"{100 * max(plan.gap, 0):.0f} %",
        complete=plan.complete,
        capped=any(template.at_most is not None for template in plan.templates),
        limits=limits,
        money=lambda amount: f"{amount:,.0f} {currency}",
    )


def scenario_text(plan: Rostered) -> str:
    """The YAML of a scenario with the roster in place of its crews' shifts."""
    base = plan.base
    shifts = shifts_of(plan.roster, base.scenario, base.loaded.data.get("shifts", {}))
    body = {
        "extends": BASE,
        "name": f"{base.scenario.name}-roster",
        "title": f"{base.scenario.title or base.scenario.name}, with its roster",
        "set": {"shifts": plain(shifts, "shifts")},
    }
    crews = " and ".join(crews_of(plan.templates))
    head = f"# Which question it answers: does the roster of {crews} hold? Beside it, roster.csv\n"
    head += "# says who works when.\n\n"
    return head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True, width=98)


def _lines(plan: Rostered) -> Table:
    """Heads by start and weekday."""
    roster, rows = plan.roster, []
    for line, heads, persons in zip(roster.lines, roster.heads, roster.persons, strict=True):
        if any(heads):
            template = line.template
            count = "–" if persons is None else f"{persons}"
            days = (f"{each}" if each else "–" for each in heads)
            who = f"{template.crew}, {template.name}, {line.hours}"
            cost = f"{template.cost * sum(heads):,.0f}"
            rows.append((who, count, *days, cost))
    head = ("Who and when", "Persons", *(day.capitalize() for day in WEEKDAYS),
            f"{plan.base.scenario.currency} a week")  # fmt: skip
    return Table("Heads by start and weekday", head, tuple(rows), len(head) - 1)


def _beside_today(plan: Rostered) -> Table:
    currency = plan.base.scenario.currency
    period = period_of(plan.base.scenario.clock.run)
    goals = [f"{goal_text(goal, currency)}: {period.many} that hold; mean" for goal in plan.goals]
    rows = []
    named: tuple[tuple[str, Told], ...] = (
        ("every template at its most" if plan.status == "impossible" else "this roster",
         plan.told),
        ("today's roster", plan.today),
    )  # fmt: skip
    for name, item in named:
        is_real = plan.status != "impossible" or item is plan.today
        cost, hours = (f"{item.cost:,.0f}", f"{item.hours:,.1f}") if is_real else ("–", "–")
        cells = [
            f"{tally_text(each.held, each.goal.share)}; "
            f"{value_text(each.mean, unit_of(each.goal.kpi, currency))}"
            for each in item.judged
        ]
        cells = [*cells, value_text(item.growth, "orders")] if cells else ["–"] * (len(goals) + 1)
        rows.append((name, cost, hours, *cells))
    head = ("", f"{currency} a week", "Paid hours", *goals, "Backlog grows by")
    return Table("Beside today", head, tuple(rows), 1)


def _steps(plan: Rostered) -> Table:
    currency = plan.base.scenario.currency
    rows = [
        (
            step.why,
            f"{step.roster.cost:,.0f}",
            "yes" if step.holds else "no: its backlog grows" if step.grows else "no",
            *(tally_text(each.held, each.goal.share) for each in step.judged),
        )
        for step in plan.steps
    ]
    head = ("Roster", f"{currency} a week", "Holds", *(goal_text(g, currency) for g in plan.goals))
    return Table("Rosters that were simulated, one after the other", head, tuple(rows), 1)


def _warnings(plan: Rostered) -> Iterator[str]:
    clock = plan.base.scenario.clock
    if clock.run < WEEK:
        low, high = (clock.calendar.shown(moment) for moment in clock.window)
        yield (
            f"Targets are judged from {low:%A %H:%M} to {high:%A %H:%M} alone; on other days the "
            "roster only keeps up with the work of a week. A clock.run of 7 d judges all of it."
        )


def _caveats(plan: Rostered, known: Trials) -> tuple[str, ...]:
    """What could bend the figures of this roster and of today's."""
    impossible = plan.status == "impossible"
    name = "every template at its most" if impossible else "this roster"
    whom = {name: plan.alternative, "today's roster": plan.base}
    return of_trials(known, whom, (goal.kpi for goal in plan.goals))


def _notes(plan: Rostered) -> Iterator[str]:
    scenario, crews = plan.base.scenario, crews_of(plan.templates)
    yield from forecast_notes(scenario)
    if plan.status == "impossible":
        return
    yield (
        "roster.yaml is the scenario with this roster (simulator run roster.yaml), roster.csv says "
        "who works on which day; each person begins at the same time all week."
    )
    cost = "Costs of a week are those of the templates, if everybody comes"
    wages = {
        template.name
        for template in plan.templates
        if abs(template.cost - scenario.crews[template.crew].wage * template.paid_hours) > 0.005
    }
    if wages:
        cost += "; where they differ from a crew's wage, KPIs of cost have the wage"
    yield f"{cost}; today's are wages of the shifts as planned."
    late = [name for name, shift in scenario.shifts.items()
            if shift.overtime is not None and set(shift.heads) & set(crews)]  # fmt: skip
    if late:
        yield f"Overtime of the shift {', '.join(map(repr, late))} is not part of the roster."
    if any(scenario.crews[name].premiums for name in crews):
        yield "Premiums are in none of the costs of a week."


def _footnotes(plan: Rostered) -> Iterator[str]:
    scenario = plan.base.scenario
    bounds = bounds_note(period_of(scenario.clock.run), scenario.experiment.confidence)
    yield (
        "Needed heads are the work of an average week in replications in which nobody waits for "
        "these crews, spread as evenly as its arrivals and the pick-ups that keep its promises "
        "let it be, absences made up for."
    )
    yield (
        "The bound is a linear program: parts of heads, always busy when they are there, who do as "
        "much in a week as comes in one. Rosters that do not keep up are not answers. The first "
        f"integer program was solved to {100 * plan.program:.1f} %."
    )
    yield (
        f"{plan.told.replications} fresh replications that the search has not seen, the same for "
        f"both rosters. {bounds}"
    )


def _chart(plan: Rostered) -> Chart:
    crews = [
        CrewWeek(name, needed, plan.scheduled[name], plan.today_scheduled[name])
        for name, needed in plan.needed.items()
    ]
    if plan.status == "impossible":
        crews = [replace(crew, scheduled=np.zeros(QUARTERS)) for crew in crews]
    scenario = plan.base.scenario
    houses = [("today's roster", plan.today.judged)] if plan.today.judged else []
    if plan.status != "impossible":
        houses.append(("this roster", plan.told.judged))
    target = to_the_hardest(houses, scenario)
    return Chart(
        partial(heads_of_week, crews, target),
        "Heads needed and scheduled by quarter of an hour",
        "The area is what an average week needs if its work is spread as evenly as promises allow, "
        "the line is what is scheduled: where it is higher there is room for weeks with more."
        f"{below_text(target, scenario)}",
    )


def _grids(plan: Rostered) -> Iterator[WideTable]:
    """For a workbook: heads by hour, red where fewer are scheduled than needed, and a chart."""
    import pandas as pd

    for name, needed in plan.needed.items():
        by_hour = [
            week.reshape(7, 24, HOUR // QUARTER).mean(axis=2)
            for week in (scheduled_heads_of(plan, name), needed)
        ]
        there = np.flatnonzero((by_hour[0] + by_hour[1]).any(axis=0))
        columns = {"Hour": [f"{hour}:00" for hour in there]}
        for what, week in zip(("scheduled", "needed"), by_hour, strict=True):
            columns |= {
                f"{day} {what}": np.round(week[k, there], 2).tolist()
                for k, day in enumerate(WEEKDAYS)
            }
        title = f"{name[:1].upper()}{name[1:]}: heads by hour"
        yield WideTable(title, pd.DataFrame(columns), "heads", short=7)
        weeks = {
            "Needed": needed,
            "Scheduled": scheduled_heads_of(plan, name),
            "Today": plan.today_scheduled[name],
        }
        following = {
            what: np.round(week.reshape(-1, HOUR // QUARTER).mean(axis=1), 2)
            for what, week in weeks.items()
        }
        hours = [f"{day.title()} {hour}:00" for day in WEEKDAYS for hour in range(24)]
        title = f"{name[:1].upper()}{name[1:]}: hour after hour"
        yield WideTable(title, pd.DataFrame({"Hour": hours, **following}), "heads", "line")


def _facts(plan: Rostered) -> dict[str, object]:
    return {
        "status": plan.status,
        "cost": plan.told.cost,
        "paid_hours": plan.told.hours,
        "today_cost": plan.today.cost,
        "today_paid_hours": plan.today.hours,
        "today_holds": plan.today.verdict == "met" if plan.today.judged else None,
        "least_cost": plan.least,
        "gap": plan.gap,
        "program_gap": plan.program,
        "complete": plan.complete,
        "persons": sum(persons or 0 for persons in plan.roster.persons),
        "replications": plan.told.replications,
        "runs": plan.runs,
        "limits": plan.limits.facts if plan.limits else None,
    }
