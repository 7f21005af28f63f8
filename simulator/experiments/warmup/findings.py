"""A suggested warm-up in words, a table and Welch's plot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from simulator.experiments.provenance import of_one
from simulator.experiments.warmup.warmup import WarmUp
from simulator.measure.statistics import estimate
from simulator.measure.warm_up import welch
from simulator.reporting.charts import Chart
from simulator.reporting.conclusions import conclude
from simulator.reporting.dates import RunClock, day_number, time_axis
from simulator.reporting.findings import Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.numbers import value_text
from simulator.reporting.style import FAINT, INK, MUTED, axes, color, lanes, lanes_height, legend
from simulator.reporting.tables import Table
from simulator.scenario import Loaded
from simulator.units import DAY

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

READING = (
    "Thin and gray: the mean of all replications, day by day. Strong: Welch's moving average. "
    "Dashed: where MSER cuts this series; shaded is the suggested warm-up, which covers the latest "
    "of them."
)


def findings(found: WarmUp, loaded: Loaded, command: str, seconds: float) -> Findings:
    """The suggestion as its reader wants it."""
    scenario = found.scenario
    replications = len(next(iter(found.series.values())))
    return Findings(
        kind="fulfillment simulator warm-up",
        title=f"{scenario.title or scenario.name}: how long to warm up",
        question="After how many days does the empty start no longer show?",
        conclusion=conclusion(found),
        verdict=_verdict(found),
        main=_table(found),
        charts={
            "welch": Chart(partial(welch_plot, found), "Daily means from the empty start", READING)
        },
        notes=(
            f"From {replications} replications of {found.simulated} days without warm-up; events "
            "of the demand are left out.",
            "A suggestion: look at the plot, and prefer the longer.",
        ),
        frames={"daily": _frame(found)},
        grids=tuple(_grids(found)),
        facts={
            "suggested_days": found.days,
            "present_days": found.present,
            "cycle_days": found.cycle,
            "cuts": {name: cut.values for name, cut in found.cuts.items()},
            "settled": {name: cut.enough for name, cut in found.cuts.items()},
        },
        manifest=of_one(loaded, command, seconds, replications),
    )


def conclusion(found: WarmUp) -> str:
    """What to write into the scenario."""
    last = max(found.cuts, key=lambda name: found.cuts[name].values)
    return conclude(
        "warmup",
        found=found,
        unsettled=[name for name, cut in found.cuts.items() if not cut.enough],
        last=last if found.cuts[last].values else "",
    )


def _verdict(found: WarmUp) -> tuple[str, str]:
    """Whether the warm-up of the scenario is long enough."""
    if found.days is None:
        return "undecided", "Not settled"
    return ("met", "Long enough") if found.present >= found.days else ("missed", "Too short")


def _table(found: WarmUp) -> Table:
    rows = []
    confidence = found.scenario.experiment.confidence
    for name, cut in found.cuts.items():
        every = found.series[name]
        start, rest = (
            estimate(days.mean(axis=1), confidence)
            for days in (every[:, : found.cycle], every[:, cut.values :])
        )
        when = f"{cut.values} d" if cut.enough else "not settled"
        rows.append((name, when, value_text(start, ""), value_text(rest, "")))
    batches = "weekly" if found.cycle > 1 else "5-day"
    first = "First week" if found.cycle > 1 else "First day"
    return Table(
        f"Days to leave out, by MSER on {batches} means",
        ("Series", "Cut", first, "After the cut"),
        tuple(rows),
    )


def welch_plot(found: WarmUp, ax: Axes | None = None) -> Axes:
    """One lane per series: daily means, the moving average over a week, and the cut."""
    means = {name: values.mean(axis=0) for name, values in found.series.items()}
    ax = axes(ax, lanes_height(len(means)))
    made = lanes(ax, list(means), [float(mean.max(initial=0)) for mean in means.values()])
    start = day_number(found.scenario.clock.start)
    days = start + np.arange(found.simulated) + 0.5
    for k, (name, lane) in enumerate(zip(means, made, strict=True)):
        ax.plot(days, lane.at(means[name]), color=MUTED, linewidth=0.7)
        smooth = welch(means[name], 3)
        ax.plot(days[: len(smooth)], lane.at(smooth), color=color(k), linewidth=2)
        cut = found.cuts[name]
        if cut.enough and cut.values:
            ax.plot([start + cut.values] * 2, [lane.base, lane.base + 1], color=INK, linestyle="--")
    if found.days:
        ax.axvspan(start, start + found.days, color=FAINT, alpha=0.5, zorder=-1)
    _named(ax, found)
    clock = RunClock(found.scenario.clock.start, 0, found.simulated * DAY, 0)
    time_axis(ax, clock)
    ax.set_title("Daily means from the empty start")
    return ax


def _named(ax: Axes, found: WarmUp) -> None:
    """What each kind of line is, right of the axes."""
    ax.plot([], [], color=MUTED, linewidth=0.7, label="mean of the day")
    ax.plot([], [], color=INK, linewidth=2, label="moving average")
    if any(cut.enough and cut.values for cut in found.cuts.values()):
        ax.plot([], [], color=INK, linestyle="--", label="cut by MSER")
    if found.days:
        ax.fill_between([], [], color=FAINT, alpha=0.5, label="suggested warm-up")
    legend(ax)


def _grids(found: WarmUp) -> Iterator[WideTable]:
    """Each series by day, with its moving average."""
    daily = _frame(found)
    for name in found.series:
        frame = daily.loc[daily["series"] == name, ["day", "mean", "moving"]]
        yield WideTable(f"Daily {name}", frame, "", "line")


def _frame(found: WarmUp) -> pd.DataFrame:
    """One row per series and day: mean over replications, its moving average, the cut."""
    import pandas as pd

    frames = []
    for name, values in found.series.items():
        mean = values.mean(axis=0)
        smooth = np.full(len(mean), np.nan)
        moving = welch(mean, 3)
        smooth[: len(moving)] = moving
        frames.append(
            pd.DataFrame(
                {"series": name, "day": np.arange(len(mean)), "mean": mean, "moving": smooth}
            )
        )
    return pd.concat(frames, ignore_index=True)
