"""What the spread is made of, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.experiments.goals import Judged, judged_frame, word_of_all
from simulator.experiments.provenance import of_one
from simulator.experiments.standing import bars_text, below_text, to_the_hardest
from simulator.experiments.tips import and_try
from simulator.experiments.wording import goal_text, told
from simulator.experiments.worth.worth import (
    SETTLED,
    Part,
    Spread,
    Worth,
    replications_to_tell,
    together,
)
from simulator.reporting.charts import Chart
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.labels import kpi_text, unit_of
from simulator.reporting.numbers import shown, value_text
from simulator.reporting.periods import period_of, tally_text
from simulator.reporting.sweep_plots import IndexBar, indices
from simulator.reporting.tables import Table
from simulator.reporting.verdicts import ORDER, is_sure, more_text
from simulator.stages.demand.forecast_notes import forecast_notes

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.experiment_plots import AtTarget

WORDS = {
    "house": "the house (work, people, machines)",
    "day": "the day (who orders what, and when)",
    "forecast": "the demand forecast",
    "together": "parts together, or chance",
}

BRIEFLY = {
    "house": "the house",
    "day": "the day",
    "forecast": "the demand forecast",
}
"""The same where there is little room."""

MOST_KPIS = 3
"""In the figure, told apart by color and marker."""


def findings(worth: Worth, *, command: str, seconds: float) -> Findings:
    """How sure it is, and what makes it unsure."""
    scenario = worth.scenario
    return Findings(
        kind="fulfillment simulator worth",
        title=f"{scenario.title or scenario.name}: what makes it unsure",
        question=scenario.question,
        conclusion=conclusion(worth),
        verdict=word_of_all(worth.targets),
        main=_shares(worth),
        shown=(_targets(worth),) if worth.targets else (),
        warnings=worth.warnings,
        charts=_charts(worth),
        notes=(*_more(worth), *forecast_notes(scenario)),
        footnotes=(
            "Shares are first-order indices by pick and freeze: the correlation of replications "
            "that have the draws of one part in common, with Fisher's interval. What they lack "
            "to 100 % is due to parts together, or to chance.",
        ),
        frames={
            "worth": frame(worth),
            "targets": judged_frame(worth.targets, scenario.currency),
        },
        grids=tuple(_grids(worth)),
        facts={"replications": worth.replications},
        manifest=of_one(worth.loaded, command, seconds, worth.replications),
    )


def conclusion(worth: Worth) -> str:
    """The hardest target, and the most of its spread."""
    hardest = min(
        worth.targets,
        key=lambda each: (ORDER.index(each.verdict), each.held.hits),
        default=None,
    )
    kpi = hardest.goal.kpi if hardest else None
    asked = [spread for spread in worth.spreads if spread.kpi == kpi] or worth.spreads
    spread = next(iter(asked), None)
    parts = sorted(spread.parts if spread else (), key=lambda part: -part.share)
    rest = together(parts)
    briefly = [(BRIEFLY[part.name], _text(part)) for part in parts if part.share == part.share]
    return told(
        "worth",
        worth.scenario,
        [{"parts": briefly}, {"parts": briefly[:1], "rest": ""}, {"cost": None}],
        target=hardest,
        verdict="" if hardest is None else hardest.verdict,
        sure=hardest is not None and is_sure(hardest.held),
        more="" if hardest is None else more_text(hardest.needed - worth.replications),
        cost=worth.cost,
        limited=_limited(worth, hardest),
        spread=spread,
        figure=kpi_text(spread.kpi) if spread else "",
        parts=[(WORDS[part.name], _text(part)) for part in parts if part.share == part.share],
        rest=_text(rest) if rest is not None and rest.share >= WORTH_NAMING else "",
        has_forecast=worth.scenario.demand.forecast is not None,
        better=_better(parts),
        open=tells_nothing(parts),
        enough=enough(parts, worth.scenario.experiment.confidence),
        replications=_periods(worth),
    )


def _limited(worth: Worth, hardest: Judged | None) -> str:
    """What limits a house that misses a target, and what to try first."""
    if hardest is None or hardest.verdict != "missed" or worth.limits is None:
        return ""
    return and_try(worth.limits, worth.scenario)


def enough(parts: Sequence[Part], confidence: float) -> int:
    """Replications that should tell every share that is known; 0 where that cannot be said."""
    needed = [replications_to_tell(part, confidence) for part in parts]
    return max((n for n in needed if n is not None), default=0)


def _more(worth: Worth) -> tuple[str, ...]:
    """How many replications would tell the shares of the figure that needs most of them."""
    confidence = worth.scenario.experiment.confidence
    most = max((enough(spread.parts, confidence) for spread in worth.spreads), default=0)
    if most <= worth.replications:
        return ()
    width = f"{100 * SETTLED:.0f}"
    return (
        f"About {most:,} replications should tell every share by an interval of {width} points "
        f"at most: --replications {most}.",
    )


def _periods(worth: Worth) -> str:
    """'16 weeks'."""
    period = period_of(worth.scenario.clock.run)
    return f"{worth.replications:,} {period.counted(worth.replications)}"


LITTLE = 0.5
"""A share of the variance that a better forecast cannot take more than, where that is little."""


WORTH_NAMING = 0.1
"""What parts together make of the variance is told in a sentence from here on (assumption)."""


WIDE = 0.8
"""An interval of a share that is wider than this says nothing of it (assumption)."""


def tells_nothing(parts: list[Part]) -> bool:
    """Whether every share that is known could be almost anything."""
    return all(part.high - part.low > WIDE for part in parts if part.share == part.share)


def _better(parts: list[Part]) -> str:
    """What a better forecast would do as far as intervals show it: 'most', 'little', or nothing."""
    shares = {part.name: part for part in parts if part.share == part.share}
    forecast = shares.pop("forecast", None)
    if forecast is None:
        return ""
    if forecast.high < LITTLE:
        return "little"
    return "most" if all(forecast.low > other.share for other in shares.values()) else ""


def _text(part: Part) -> str:
    return f"{100 * part.share:.0f} % ({100 * part.low:.0f} to {100 * part.high:.0f} %)"


def _shares(worth: Worth) -> Table:
    names = [part.name for part in max((s.parts for s in worth.spreads), key=len, default=())]
    names += ["together"] if names else []
    rows = [_row(spread, names, worth.scenario.currency) for spread in worth.spreads]
    head = ("KPI", *(f"By {WORDS[name]}" for name in names), "Mean", "Standard deviation")
    return Table("What the spread from one period to the next is made of", head, tuple(rows), 1)


def _row(spread: Spread, names: list[str], currency: str) -> tuple[str, ...]:
    rest = together(spread.parts)
    shares = {part.name: part for part in (*spread.parts, *([rest] if rest else []))}
    cells = [
        _text(shares[name]) if name in shares and shares[name].share == shares[name].share else "–"
        for name in names
    ]
    unit = unit_of(spread.kpi, currency)
    apart = shown(spread.sd, None, "points" if unit == "%" else unit, like=spread.mean.mean).text
    return (kpi_text(spread.kpi), *cells, value_text(spread.mean, unit), apart)


def _targets(worth: Worth) -> Table:
    scenario = worth.scenario
    period = period_of(scenario.clock.run)
    rows = [
        (goal_text(target.goal, scenario.currency), tally_text(target.held))
        for target in worth.targets
    ]
    return Table("How surely targets hold", ("Target", f"Holds in {period.many}"), tuple(rows), 1)


def _grids(worth: Worth) -> Iterator[WideTable]:
    """For a workbook: shares of the spread, and of the periods in which each target holds."""
    import pandas as pd

    parts = [
        {"KPI": kpi_text(spread.kpi)}
        | {WORDS[part.name]: 100 * part.share for part in spread.parts}
        for spread in worth.spreads
        if spread.parts
    ]
    if parts:
        yield WideTable("Shares of the spread by part", pd.DataFrame(parts), "%", "bar")
    currency = worth.scenario.currency
    held = [
        {"Target": goal_text(target.goal, currency), "Holds in": 100 * target.held.share}
        for target in worth.targets
    ]
    if held:
        many = period_of(worth.scenario.clock.run).many
        yield WideTable(f"Share of {many} in which a target holds", pd.DataFrame(held), "%", "bar")


def _charts(worth: Worth) -> dict[str, Chart]:
    """What the spread is made of above the target that fares worst; the target where none is."""
    target = to_the_hardest([("", worth.targets)], worth.scenario)
    if any(spread.parts for spread in worth.spreads):
        return {"shares": _chart(worth, target)}
    if target is None:
        return {}
    return {"standing": Chart(target.draw, "The target", bars_text(worth.scenario))}


def _chart(worth: Worth, target: AtTarget | None) -> Chart:
    """Of each KPI what every part makes of its spread, those of the conclusion first."""
    first = next(iter({target.goal.kpi: 0 for target in worth.targets}), None)
    spreads = sorted(worth.spreads, key=lambda each: each.kpi != first)
    shares = [
        (kpi_text(spread.kpi), [
            IndexBar(WORDS[part.name], 100 * part.share, 100 * max(part.low, 0),
                     100 * min(part.high, 1))
            for part in spread.parts if part.share == part.share
        ])
        for spread in spreads
    ]  # fmt: skip
    groups = [(name, bars) for name, bars in shares if bars][:MOST_KPIS]
    return Chart(
        partial(indices, groups, "share of the spread, %", target),
        "What makes the figures differ from one period to the next",
        "A mark is the share of a figure's variance that a part makes by itself, the line its "
        "interval: what lies farthest right is worth knowing better, or making steadier."
        f"{below_text(target, worth.scenario)}",
    )


def frame(worth: Worth) -> pd.DataFrame:
    """One row a KPI and part."""
    import pandas as pd

    return pd.DataFrame(
        [
            (spread.kpi, spread.mean.mean, spread.sd, part.name, part.share, part.low, part.high)
            for spread in worth.spreads
            for part in spread.parts
        ],
        columns=["kpi", "mean", "sd", "part", "share", "low", "high"],
    )
