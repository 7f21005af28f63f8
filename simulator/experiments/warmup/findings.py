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


def findings(warm_up: WarmUp, loaded: Loaded, command: str, seconds: float) -> Findings:
    """The suggestion as its reader wants it."""
    scenario = warm_up.scenario
    replications = len(next(iter(warm_up.series.values())))
    return Findings(
        kind="fulfillment simulator warm-up",
        title=f"{scenario.title or scenario.name}: how long to warm up",
        question="After how many days does the empty start no longer show?",
        conclusion=conclusion(warm_up),
        verdict=_verdict(warm_up),
        main=_table(warm_up),
        charts={
            "welch": Chart(
                partial(welch_plot, warm_up), "Daily means from the empty start", READING
            )
        },
        notes=(
            f"From {replications} replications of {warm_up.simulated} days without warm-up; events "
            "of the demand are left out.",
            "A suggestion: look at the plot, and prefer the longer.",
        ),
        frames={"daily": _frame(warm_up)},
        grids=tuple(_grids(warm_up)),
        facts={
            "suggested_days": warm_up.days,
            "present_days": warm_up.present,
            "cycle_days": warm_up.cycle,
            "cuts": {name: cut.values for name, cut in warm_up.cuts.items()},
            "settled": {name: cut.enough for name, cut in warm_up.cuts.items()},
        },
        manifest=of_one(loaded, command, seconds, replications),
    )


def conclusion(warm_up: WarmUp) -> str:
    """What to write into the scenario."""
    last = max(warm_up.cuts, key=lambda name: warm_up.cuts[name].values)
    return conclude(
        "warmup",
        found=warm_up,
        unsettled=[name for name, cut in warm_up.cuts.items() if not cut.enough],
        last=last if warm_up.cuts[last].values else "",
    )


def _verdict(warm_up: WarmUp) -> tuple[str, str]:
    """Whether the warm-up of the scenario is long enough."""
    if warm_up.days is None:
        return "undecided", "Not settled"
    return ("met", "Long enough") if warm_up.present >= warm_up.days else ("missed", "Too short")


def _table(warm_up: WarmUp) -> Table:
    rows = []
    confidence = warm_up.scenario.experiment.confidence
    for name, cut in warm_up.cuts.items():
        every = warm_up.series[name]
        start, rest = (
            estimate(days.mean(axis=1), confidence)
            for days in (every[:, : warm_up.cycle], every[:, cut.values :])
        )
        when = f"{cut.values} d" if cut.enough else "not settled"
        rows.append((name, when, value_text(start, ""), value_text(rest, "")))
    batches = "weekly" if warm_up.cycle > 1 else "5-day"
    first = "First week" if warm_up.cycle > 1 else "First day"
    return Table(
        f"Days to leave out, by MSER on {batches} means",
        ("Series", "Cut", first, "After the cut"),
        tuple(rows),
    )


def welch_plot(warm_up: WarmUp, ax: Axes | None = None) -> Axes:
    """One lane per series: daily means, the moving average over a week, and the cut."""
    means = {name: values.mean(axis=0) for name, values in warm_up.series.items()}
    ax = axes(ax, lanes_height(len(means)))
    made = lanes(ax, list(means), [float(mean.max(initial=0)) for mean in means.values()])
    start = day_number(warm_up.scenario.clock.start)
    days = start + np.arange(warm_up.simulated) + 0.5
    for k, (name, lane) in enumerate(zip(means, made, strict=True)):
        ax.plot(days, lane.at(means[name]), color=MUTED, linewidth=0.7)
        smooth = welch(means[name], 3)
        ax.plot(days[: len(smooth)], lane.at(smooth), color=color(k), linewidth=2)
        cut = warm_up.cuts[name]
        if cut.enough and cut.values:
            ax.plot([start + cut.values] * 2, [lane.base, lane.base + 1], color=INK, linestyle="--")
    if warm_up.days:
        ax.axvspan(start, start + warm_up.days, color=FAINT, alpha=0.5, zorder=-1)
    _named(ax, warm_up)
    clock = RunClock(warm_up.scenario.clock.start, 0, warm_up.simulated * DAY, 0)
    time_axis(ax, clock)
    ax.set_title("Daily means from the empty start")
    return ax


def _named(ax: Axes, warm_up: WarmUp) -> None:
    """What each kind of line is, right of the axes."""
    ax.plot([], [], color=MUTED, linewidth=0.7, label="mean of the day")
    ax.plot([], [], color=INK, linewidth=2, label="moving average")
    if any(cut.enough and cut.values for cut in warm_up.cuts.values()):
        ax.plot([], [], color=INK, linestyle="--", label="cut by MSER")
    if warm_up.days:
        ax.fill_between([], [], color=FAINT, alpha=0.5, label="suggested warm-up")
    legend(ax)


def _grids(warm_up: WarmUp) -> Iterator[WideTable]:
    """Each series by day, with its moving average."""
    daily = _frame(warm_up)
    for name in warm_up.series:
        frame = daily.loc[daily["series"] == name, ["day", "mean", "moving"]]
        yield WideTable(f"Daily {name}", frame, "", "line")


def _frame(warm_up: WarmUp) -> pd.DataFrame:
    """One row per series and day: mean over replications, its moving average, the cut."""
    import pandas as pd

    frames = []
    for name, values in warm_up.series.items():
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
