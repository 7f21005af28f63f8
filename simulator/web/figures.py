"""What the page shows of the replications that are done: figures as text, the verdict first."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import Any

from simulator.experiments.basis import demand_note, same_orders
from simulator.experiments.declines import why_declined
from simulator.experiments.explain.premises import working_day
from simulator.experiments.gaps import gaps
from simulator.experiments.goals import judged_frame, verdict_of_all
from simulator.experiments.results import Results
from simulator.experiments.road_late import late_by_delays
from simulator.experiments.spare import spare
from simulator.experiments.summary import limited, targets, warnings
from simulator.experiments.tips import Tip, tips
from simulator.experiments.unpriced import headline_of, no_prices, shown_in
from simulator.experiments.wages import wages_text
from simulator.measure.kpis import kpi
from simulator.reporting.answer import answer, more_count, target_text
from simulator.reporting.estimates import estimates
from simulator.reporting.labels import label
from simulator.reporting.numbers import shown
from simulator.reporting.periods import (
    OF_A_TRACE,
    Period,
    asked_share,
    held_of,
    holds_text,
    period_of,
)
from simulator.reporting.report_input import ReportInput
from simulator.reporting.verdicts import ORDER, more_text
from simulator.scenario.scenario import Scenario

MOST_FIGURES = 5
"""Beside the verdict; all others are in the report."""
WORDS = {"met": "Met", "missed": "Missed", "undecided": "Undecided"}
NO_TARGET, ALONE = "none", "alone"
"""Verdicts of the page: there is no target; there is one replication, and so no interval."""


@dataclass(frozen=True)
class Figure:
    """A KPI over the replications so far: its name, value, unit and ± as texts."""

    label: str
    value: str
    unit: str
    interval: str
    meaning: str


@dataclass(frozen=True)
class TargetSoFar:
    """How a target stands: in words, in how many periods it holds, and its mean."""

    name: str
    verdict: str
    word: str
    holds: str
    mean: str
    more: str


@dataclass(frozen=True)
class SoFar:
    """What can be said of `done` of `wanted` replications.

    `verdict` is met, missed or undecided of all targets, or `ALONE` or `NO_TARGET`.
    """

    done: int
    wanted: int
    told: str
    verdict: str
    targets: tuple[TargetSoFar, ...]
    figures: tuple[Figure, ...]
    limited: str
    level: str


def so_far(results: Results, wanted: int) -> SoFar:
    """From the replications that are there, one at least."""
    done = len(results.replications)
    period = _period(results)
    frame = judged_frame(results.judged, results.scenario.currency)
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    rows.sort(key=lambda row: ORDER.index(row["verdict"]))
    verdict = ALONE if done == 1 else verdict_of_all(results.judged) if rows else NO_TARGET
    return SoFar(
        done=done,
        wanted=wanted,
        told=_told(done, wanted),
        verdict=verdict if rows else NO_TARGET,
        targets=tuple(_target(row, period, alone=done == 1) for row in rows),
        figures=tuple(_figures(results)),
        limited=limited(results),
        level=level_of(results.scenario),
    )


def level_of(scenario: Scenario) -> str:
    """Of which number of orders a day the figures are, of which days that is the mean, and what
    people cost.

    Without the orders where they are of a file or a forecast.
    """
    wages = wages_text(scenario)
    return " ".join((_orders_of(scenario), *([f"People cost {wages}."] if wages else []))).strip()


def _orders_of(scenario: Scenario) -> str:
    demand = scenario.demand
    rate = demand.orders_per_day or demand.carts_per_day
    if rate is None or demand.forecast is not None:
        return ""
    what = "orders" if demand.orders_per_day else "carts"
    days = working_day(scenario).partition(": ")[2].partition(".")[0]
    each = f" ({days})" if days else ""
    return (
        f"At {floor(rate * demand.scale + 0.5):,} {what} a day, "
        f"the mean of all seven days of the week{each}."
    )


def _told(done: int, wanted: int) -> str:
    count = f"{done:,} of {wanted:,}"
    if done == 1:
        return f"{count}: no interval yet" if wanted > 1 else f"{count}: one has no interval"
    return f"{count} replications" if done < wanted else f"{done:,} replications"


def _period(results: Results) -> Period:
    scenario = results.scenario
    return OF_A_TRACE if same_orders(scenario) else period_of(scenario.clock.run)


def _target(row: dict[str, Any], period: Period, alone: bool) -> TargetSoFar:
    """Of one replication it is said whether the target holds in it, and nothing of others."""
    held, verdict = held_of(row), str(row["verdict"])
    mean = shown(row["mean"], row["half_width"], row["unit"])
    known = "" if row["mean"] != row["mean"] else mean.text
    if alone:
        holds = held is not None and held.hits == 1
        word = f"{'Holds' if holds else 'Does not hold'} in the first {period.one}"
        return TargetSoFar(target_text(row), ALONE, word, "", known, "")
    return TargetSoFar(
        name=target_text(row),
        verdict=verdict,
        word=WORDS[verdict] if asked_share(row) is not None else f"{WORDS[verdict]} on average",
        holds="" if held is None else holds_text(held, period, asked_share(row)),
        mean=known,
        more=more_text(more_count(row)),
    )


def _figures(results: Results) -> list[Figure]:
    """Those of the targets first, then the headline's; counts of orders are left out."""
    named = [each.goal.key for each in results.judged]
    named += [(name, "all") for name in headline_of(results) if not name.startswith("orders.")]
    known = [key for key in dict.fromkeys(named) if key in results.keys]
    return [figure(results, *key) for key in known[:MOST_FIGURES]]


def figure(results: Results, name: str, scope: str) -> Figure:
    """One that was measured, over the replications so far."""
    estimated, record = results.estimate(name, scope), kpi(name)
    text = shown(
        estimated.mean, estimated.half_width, record.unit_in(results.scenario.currency), estimated.n
    )
    called = label(name) if scope == "all" else f"{label(name)} ({scope})"
    return Figure(called, text.value, text.unit, text.plus_minus, record.definition)


@dataclass(frozen=True)
class Conclusion:
    """The sentences that the command prints too, and what could bend the figures."""

    text: str
    tips: tuple[Try, ...]
    warnings: tuple[str, ...]
    premises: tuple[str, ...]


@dataclass(frozen=True)
class Try:
    """What to try: words of a button, what is told beside it, and what it sets, 'PATH=VALUE'."""

    words: str
    beside: str
    overrides: tuple[str, ...]

    @classmethod
    def of(cls, tip: Tip) -> Try:
        """Without the command."""
        beside = f"{tip.now}{tip.cost}{tip.more}".lstrip(", ;")
        return cls(f"Try {tip.words}", beside, tip.overrides)


def conclusion(results: Results) -> Conclusion:
    """Of a run that is done."""
    content = _content(results)
    told = [*content.gaps, *content.warnings]
    text = answer(content, estimates(content.kpis))
    tried = tuple(Try.of(tip) for tip in tips(results.scenario, results.limits))
    return Conclusion(text, tried, tuple(dict.fromkeys(told)), content.premises)


def _content(results: Results) -> ReportInput:
    """What the conclusion is made of, without the load and the curves of the report."""
    import pandas as pd

    scenario, empty = results.scenario, pd.DataFrame()
    return ReportInput(
        title=scenario.title or scenario.name,
        name=scenario.name,
        question=scenario.question,
        currency=scenario.currency,
        start=scenario.clock.start,
        clock={"run": scenario.clock.run},
        kpis=results.kpis,
        series=empty,
        in_flight=empty,
        targets=targets(results),
        replications=empty,
        heads=empty,
        headline=headline_of(results),
        warnings=tuple(warnings(results)),
        gaps=tuple(gaps(scenario, shown_in(results))),
        premises=(*spare(results, results.judged), *late_by_delays(results), *no_prices(results)),
        demand_note=demand_note(scenario),
        limited=limited(results),
        why_declined=why_declined(scenario),
        same_orders=same_orders(scenario),
    )
