"""Run a scenario at many points, on the same customers, and keep the KPIs that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.caveats import FIGURES, ROW, Evidence, backlog_grows, row
from simulator.experiments.estimate import long, size
from simulator.experiments.goals import Goal, Judged, known_kpi
from simulator.experiments.ranges import Vary, ranges_of
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.experiments.sweep.designs import Design, Kind, design
from simulator.measure.kpis import headline
from simulator.measure.kpis import kpi as kpi_called
from simulator.measure.open_ends import Ends, ends_of
from simulator.measure.statistics import Estimate, estimate
from simulator.mistakes import InputError
from simulator.reporting.brief import brief
from simulator.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]
Name = tuple[int, int]
"""A point's number and a replication's."""

POINTS = 16
"""Where a design is asked for and no number of points."""
MOST_POINTS = 100_000
MOST_RUNS = 1_000_000
TRIED_BEFORE = 200
"""Points that are read before anything is run; of more, as many of them, evenly spread."""


@dataclass(frozen=True)
class Sweep:
    """What was found: `values[point, replication, kpi]`, NaN where it is undefined.

    `told[point, replication]` is a row of the evidence that warnings go by, and `until[point,
    replication, kpi]` after how many milliseconds the promises of open orders end, NaN for none.
    """

    base: Alternative
    design: Design
    replications: int
    keys: tuple[Key, ...]
    values: npt.NDArray[np.float64]
    ends: npt.NDArray[np.float64]
    told: npt.NDArray[np.float64]
    until: npt.NDArray[np.float64]

    def __repr__(self) -> str:
        points = f"{len(self.design.points):,} points ({self.design.kind})"
        return brief(self, f"of {points} x {self.replications} replications")

    @property
    def confidence(self) -> float:
        """Of all intervals."""
        return self.base.scenario.experiment.confidence

    def of(self, key: Key) -> npt.NDArray[np.float64]:
        """(points, replications) Values of one KPI."""
        return self.values[:, :, self.keys.index(key)]

    def estimate(self, point: int, key: Key) -> Estimate:
        """Mean and half-width at a point."""
        return estimate(self.of(key)[point], self.confidence)

    def judged(self, point: int, goals: Sequence[Goal]) -> tuple[Judged, ...]:
        """How a point stands to goals whose KPIs are kept."""
        return tuple(
            goal.judged(
                self.of(goal.key)[point],
                self.confidence,
                self.ends[point, :, self.keys.index(goal.key)],
            )
            for goal in goals
        )

    def grows(self, point: int) -> bool:
        """Whether the backlog grows through the window at a point."""
        longer = any(factor.path.startswith("clock") for factor in self.design.factors)
        here = at(self.base, self.design, point) if longer else self.base
        return backlog_grows(here.scenario, Evidence(self.told[point]))

    def frame(self) -> pd.DataFrame:
        """One row per point and KPI: the point, one column per factor, the KPI and its estimate."""
        import pandas as pd

        currency = self.base.scenario.currency
        rows = []
        for number, point in enumerate(self.design.points):
            for name, scope in self.keys:
                value = self.estimate(number, (name, scope))
                unit = kpi_called(name).unit_in(currency)
                rows.append(
                    (number, *point, name, scope, unit, value.mean, value.half_width, value.n)
                )
        columns = [
            "point",
            *(factor.path for factor in self.design.factors),
            "kpi",
            "scope",
            "unit",
        ]
        return pd.DataFrame(rows, columns=[*columns, "mean", "half_width", "n"])


def planned(
    base: Alternative, vary: Vary, kind: Kind = "grid", points: int | None = None
) -> Design:
    """The design; raises InputError where a point is not a valid scenario.

    Of very many points only some are tried here, the others when it is their turn.
    """
    if not vary:
        raise InputError("--vary: there is nothing to vary; write --vary demand.scale=1,1.5,2")
    factors = ranges_of(vary, "--vary")
    if len({factor.path for factor in factors}) < len(factors):
        raise InputError("--vary: a path is there twice; give all its values at once")
    if kind == "grid":
        if points is not None:
            raise InputError("--points: belongs to --design lhs, sobol or morris; add --design lhs")
        factors = [factor.stepped("--vary", ", or choose a --design") for factor in factors]
        if np.prod([float(len(factor.values)) for factor in factors]) > MOST_RUNS:
            raise InputError("--vary: more than a million points; take larger steps")
    elif points is not None and points > MOST_POINTS:
        raise InputError(f"--points {points}: is too many; write at most {MOST_POINTS}")
    plan = design(kind, tuple(factors), points or POINTS, base.scenario.experiment.seed)
    own = distinct(plan)
    for point in {*own[:: -(-len(own) // TRIED_BEFORE)], own[-1]}:
        at(base, plan, point)
    return plan


def at(base: Alternative, where: Design, point: int) -> Alternative:
    """The scenario at a point; InputError where there is not one."""
    return changed_by(base, f"point {point}", where.overrides(point), "--vary")


def distinct(where: Design) -> list[int]:
    """The first of every set of points that are the same, as whole numbers make them."""
    first: dict[tuple[str, ...], int] = {}
    for number, point in enumerate(where.points):
        first.setdefault(point, number)
    return sorted(first.values())


def forecast(scenario: Scenario, where: Design, replications: int, workers: int) -> str:
    """'27 points x 8 replications = 216 runs, about 4 min on 2 processes'."""
    own = len(distinct(where))
    runs = own * replications
    took = long(size(scenario, workers).seconds_each * runs, workers)
    return f"{own} points x {replications} replications = {runs:,} runs, {took}"


def sweep(
    base: Alternative,
    where: Design,
    replications: int,
    batch: Batch[Name],
    kpis: Sequence[str] = (),
) -> Sweep:
    """Run every point; a figure of every KPI that is kept is all that stays in memory."""
    keys = kept(base, kpis)
    own = distinct(where)
    values = np.full((len(where.points), replications, len(keys)), np.nan)
    ends = np.full((*values.shape, 2), np.nan)
    until = np.full(values.shape, np.nan)
    told = np.full((len(where.points), replications, ROW), np.nan)
    wanted = frozenset((*keys, *((name, "all") for name in FIGURES)))
    batch.progress.total(len(own) * replications)

    def work() -> Iterator[tuple[Name, Work]]:
        for point in own:
            here = at(base, where, point)
            first = Work(here.scenario, 0, here.command, detail="kpis", wanted=wanted)
            for number in range(replications):
                yield (point, number), replace(first, number=number)

    def keep(name: Name, done: Replication) -> None:
        point, number = name
        measured = done.measurement.kpis
        values[point, number] = [measured.get(key, np.nan) for key in keys]
        open_ = done.measurement.open_ends
        ends[point, number] = np.concatenate([ends_of([(measured, open_)], key) for key in keys])
        until[point, number] = [_promises_end(open_.get(key)) for key in keys]
        told[point, number] = row(done)

    batch.run(work(), keep)
    place = {where.points[point]: point for point in own}
    same = [place[point] for point in where.points]
    values, ends, until = values[same], ends[same], until[same]
    some = [k for k in range(len(keys)) if not np.isnan(values[:, :, k]).all()]
    return Sweep(
        base,
        where,
        replications,
        tuple(keys[k] for k in some),
        np.ascontiguousarray(values[:, :, some]),
        np.ascontiguousarray(ends[:, :, some]),
        told,
        np.ascontiguousarray(until[:, :, some]),
    )


def kept(base: Alternative, kpis: Sequence[str] = ()) -> list[Key]:
    """KPIs of a sweep: those asked for, of the targets, and the headline; the first ones matter."""
    for name in kpis:
        known_kpi(base.scenario, name, "--kpi")
    targets = [(target.kpi, target.class_ or "all") for target in base.scenario.targets]
    named = [(name, "all") for name in (*kpis, *headline())]
    return list(dict.fromkeys([*named[: len(kpis)], *targets, *named]))


def _promises_end(of_open: Ends | None) -> float:
    """In how many milliseconds after the end; NaN where no promise of an open order ends."""
    return np.nan if of_open is None or of_open.until is None else float(of_open.until)
