"""What a disturbance costs and when its backlog clears: with and without it, same orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.compare.states import limits_of
from simulator.experiments.cool_downs import in_full
from simulator.experiments.goals import Judged, goals_of
from simulator.experiments.stress.disturbances import Disturbance, together
from simulator.experiments.trials import Trials
from simulator.experiments.unpriced import MARGIN, REVENUE, sold
from simulator.measure.changes import Change, Pair, changes
from simulator.measure.figures import Better
from simulator.measure.kpis import kpi
from simulator.measure.limiting import Limits
from simulator.measure.statistics import Estimate, estimate
from simulator.mistakes import InputError
from simulator.reporting.brief import brief

Floats = npt.NDArray[np.float64]

NET = MARGIN
"""What a disturbance is judged by first: what is left of revenue after the goods and all cost."""
EFFECTS = (
    NET,
    REVENUE,
    "total_cost",
    "orders.shipped_late",
    "on_time_ship",
    "on_time_delivery",
    "orders.payment_failed",
    "orders.declined",
    "orders.canceled",
    "orders.delivered",
    "orders.completed",
    "backlog.peak",
    "cycle_time.mean",
)
"""KPIs that a disturbance is judged by, as far as the scenario has them."""
BAND = 0.05
"""Of the undisturbed backlog's peak: the disturbed one has cleared once it is within this of it."""
STAYS = 24
"""Hours that it must stay in the band, so that a quiet night is not taken for recovery."""


@dataclass(frozen=True)
class Clearing:
    """Hours after the first disturbance begins until the backlog has cleared, by replication.

    NaN where it is not back by the horizon; 0 where it never left the band. `most` are the most
    orders above the undisturbed backlog.
    """

    hours: tuple[float, ...]
    most: Estimate

    @property
    def never(self) -> int:
        """Replications in which it is not back by the horizon."""
        return sum(isnan(hours) for hours in self.hours)

    @property
    def mean(self) -> Estimate:
        """Over the replications in which it has cleared."""
        return estimate(self.hours)


@dataclass(frozen=True)
class Stress:
    """All of it; `targets` and `limits` (in words) are those of the disturbed house.

    `calm_targets` are the same without the disturbance; `sold` says whether anything is sold for
    money, without which there is no margin to tell.

    `calm_backlog` and `disturbed_backlog` are the backlog of each replication (a row) at each of
    `hours`.
    """

    disturbances: tuple[Disturbance, ...]
    calm: Alternative
    disturbed: Alternative
    replications: int
    effects: tuple[Change, ...]
    clearing: Clearing | None
    hours: Floats
    calm_backlog: Floats
    disturbed_backlog: Floats
    targets: tuple[Judged, ...] = ()
    calm_targets: tuple[Judged, ...] = ()
    limits: Limits | None = None
    sold: bool = True

    def __repr__(self) -> str:
        what = "; ".join(disturbance.name for disturbance in self.disturbances)
        return brief(self, f"by {what}, {self.replications} replications")


def stress(
    base: Alternative, disturbances: Sequence[Disturbance], known: Trials, replications: int
) -> Stress:
    """Run a scenario with and without disturbances; `known` must keep curves. Raises InputError."""
    if replications < 2:
        raise InputError("--replications: an interval needs at least 2")
    base = in_full(base)
    disturbed = changed_by(base, "disturbed", together(disturbances), "the disturbance")
    numbers, goals = range(replications), goals_of(base.scenario)
    known.run([(base, numbers), (disturbed, numbers)])
    curves = [backlogs(known, each, numbers) for each in (base, disturbed)]
    hours = curves[0][0] if curves[0][0].size else np.zeros(0)
    begins = [each.begins for each in disturbances if each.begins is not None]
    ends = [each.ends for each in disturbances if each.ends is not None]
    clearing = (
        cleared(hours, curves[0][1], curves[1][1], min(begins), max(ends))
        if begins and hours.size
        else None
    )
    priced = sold(known, (base, disturbed), numbers)
    return Stress(
        disturbances=tuple(disturbances),
        calm=base,
        disturbed=disturbed,
        replications=replications,
        effects=_effects(base, disturbed, known, numbers, priced),
        clearing=clearing,
        hours=hours,
        calm_backlog=curves[0][1],
        disturbed_backlog=curves[1][1],
        targets=tuple(known.judged(disturbed, numbers, goal) for goal in goals),
        calm_targets=tuple(known.judged(base, numbers, goal) for goal in goals),
        limits=limits_of(disturbed, known, numbers),
        sold=priced,
    )


def backlogs(
    known: Trials, alternative: Alternative, numbers: Sequence[int]
) -> tuple[Floats, Floats]:
    """Hours since the start, and the backlog at them: (replications, hours)."""
    rows, hours = [], np.zeros(0)
    for number in numbers:
        series = known.replication(alternative, number).measurement.series
        mine = series["series"] == "backlog"
        hours = np.asarray(series["x"][mine], dtype=np.float64)
        rows.append(np.asarray(series["value"][mine], dtype=np.float64))
    return hours, np.stack(rows)


def cleared(hours: Floats, calm: Floats, disturbed: Floats, begins: float, ends: float) -> Clearing:
    """Replication by replication: from `begins` until the backlog is within the band and stays.

    The band is the same replication's undisturbed backlog and BAND of its peak above it. The
    disturbance must be over (`ends`); a backlog that never leaves the band took no time.
    """
    moments, most = [], []
    for low, high in zip(calm, disturbed, strict=True):
        above = high - low
        out = above > BAND * low.max()
        since = hours >= begins
        most.append(float(above[since].max(initial=0.0)))
        if not (out & since).any():
            moments.append(0.0)
            continue
        moments.append(_back(hours, out, begins, ends))
    return Clearing(tuple(moments), estimate(most))


def _back(hours: Floats, out: npt.NDArray[np.bool_], begins: float, ends: float) -> float:
    """Hours from `begins` to the first moment from which the curve stays inside for STAYS hours."""
    last_out = -np.inf
    for hour, outside in zip(hours.tolist(), out.tolist(), strict=True):
        if hour < begins:
            continue
        if outside:
            last_out = hour
        elif hour - max(last_out, ends - STAYS) >= STAYS and last_out > -np.inf:
            first_in = hours[np.searchsorted(hours, max(last_out, begins), side="right")]
            return float(max(first_in, ends) - begins)
    return float("nan")


def _effects(
    calm: Alternative, disturbed: Alternative, known: Trials, numbers: Sequence[int], priced: bool
) -> tuple[Change, ...]:
    """What changes; without a price neither revenue nor margin, which is minus the cost."""
    has, pairs = known.keys_of(calm, 0), []
    for name in EFFECTS:
        if (name, "all") in has and (priced or name not in (NET, REVENUE)):
            values, before = (known.values(each, numbers, name) for each in (disturbed, calm))
            pairs.append(Pair("disturbed", "", name, "all", values, before, better_of(name)))
    return changes(pairs, calm.scenario.experiment.confidence, calm.scenario.currency)


def better_of(name: str) -> Better:
    """Which way an effect is good; less cost may only mean fewer orders, so that it is neither."""
    return "neutral" if name == "total_cost" else kpi(name).better
