"""What the spread of a KPI is made of: the house, who orders, and the demand forecast.

First-order shares of variance by pick and freeze: replications are run a second time in which the
draws of one part are those of the first, and all others are new. What still goes together is due to
that part, so that its share is the correlation of the two (Sobol 1993; Janon, Klein, Lagnoux, Nodet
and Prieur 2014). Intervals are Fisher's, of a correlation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import atanh, isnan, nan, sqrt, tanh
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.experiments.caveats import caveats, evidence, shown_of
from simulator.experiments.goals import Judged, goals_of
from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.measure.limiting import Limits, limits
from simulator.measure.open_ends import ends_of
from simulator.measure.statistics import Estimate, estimate, fewest
from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.scenario import Loaded, Scenario
from simulator.streams import PARTS, Held

FEWEST = 4
"""Replications of which a correlation has an interval."""
COST = "cost_per_order"
USUAL = ("on_time_ship", "backlog.end", COST)
"""KPIs that are taken apart where the scenario has no target."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """The share of a KPI's variance that one part makes by itself, 0 to 1, with its interval."""

    name: str
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Spread:
    """A KPI over the replications, and what its variance is made of; no parts if it has none."""

    kpi: str
    mean: Estimate
    sd: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Worth:
    """How surely targets hold, and what the spread of KPIs is made of.

    `cost` is that of an order, None where nothing is priced; `limits` is what limits the house.
    """

    loaded: Loaded
    replications: int
    targets: tuple[Judged, ...]
    spreads: tuple[Spread, ...]
    cost: Estimate | None = field(default=None, repr=False)
    limits: Limits | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = field(default=(), repr=False)

    @property
    def scenario(self) -> Scenario:
        """What was simulated."""
        return self.loaded.scenario


def parts_of(scenario: Scenario) -> tuple[str, ...]:
    """Those of `PARTS` of which a scenario has any draws."""
    return PARTS if scenario.demand.forecast is not None else PARTS[:2]


def worth(
    loaded: Loaded,
    kpis: Sequence[str],
    replications: int,
    batch: Batch[Any],
    mixed: Batch[Any],
) -> Worth:
    """Run everything; `mixed` runs what no store is to hold. Raises InputError."""
    scenario = loaded.scenario
    if replications < FEWEST:
        raise InputError(f"--replications {replications}: are too few; write {FEWEST} or more")
    goals = goals_of(scenario)
    first: dict[int, Replication] = {}
    parts = parts_of(scenario)
    batch.progress.total(replications * (1 + len(parts)))
    work = (Work(scenario, k, loaded.command, detail="kpis") for k in range(replications))
    batch.run(enumerate(work), first.__setitem__)
    again: dict[tuple[str, int], Replication] = {}
    swaps = [(part, k) for part in parts for k in range(replications)]
    held = (
        Work(scenario, replications + k, loaded.command, detail="kpis", held=Held(part, k))
        for part, k in swaps
    )
    mixed.run(zip(swaps, held, strict=True), again.__setitem__)
    keys = _keys(first[0], kpis or tuple(dict.fromkeys(goal.kpi for goal in goals)) or USUAL, kpis)
    confidence = scenario.experiment.confidence
    spreads = tuple(
        spread_of(
            kpi,
            _values(first, range(replications), kpi),
            {part: _values(again, [(part, k) for k in range(replications)], kpi) for part in parts},
            confidence,
        )
        for kpi in keys
    )
    measured = [first[k].measurement for k in range(replications)]
    judged = tuple(
        goal.judged(
            [each.kpis[goal.key] for each in measured],
            confidence,
            ends_of(((each.kpis, each.open_ends) for each in measured), goal.key),
        )
        for goal in goals
    )
    shown = shown_of(scenario, keys)
    seen = evidence((first[k] for k in range(replications)), shown)
    warnings = tuple(caveat.text for caveat in caveats(scenario, seen, shown))
    return Worth(
        loaded,
        replications,
        judged,
        spreads,
        _cost(first, replications, confidence),
        limits(scenario, measured),
        warnings,
    )


def _cost(
    first: Mapping[int, Replication], replications: int, confidence: float
) -> Estimate | None:
    """Of an order; None where nothing has a price."""
    if (COST, "all") not in first[0].measurement.kpis:
        return None
    costs = _values(first, range(replications), COST)
    return estimate(costs, confidence) if np.nansum(costs) else None


def _values(runs: Mapping[Any, Replication], names: Iterable[Any], kpi: str) -> Numbers:
    """Of each replication in its turn; (n,)."""
    return np.array([runs[name].measurement.kpis[kpi, "all"] for name in names])


def _keys(replication: Replication, wanted: Sequence[str], asked: Sequence[str]) -> list[str]:
    measured = [name for name, scope in replication.measurement.kpis if scope == "all"]
    for name in asked:
        if name not in measured:
            said = f"--kpi {name}: is not measured in this scenario"
            raise InputError(f"{said}; {did_you_mean(name, measured)}")
    return [name for name in wanted if name in measured]


def spread_of(kpi: str, first: Numbers, again: dict[str, Numbers], confidence: float) -> Spread:
    """The shares of one KPI; replications in which it is undefined are left out."""
    mean = estimate(first, confidence)
    known = ~np.isnan(first)
    sd = float(first[known].std(ddof=1)) if known.sum() > 1 else nan
    parts = [
        share_of(part, first, values, confidence)
        for part, values in again.items()
        if sd and sd == sd
    ]
    return Spread(kpi, mean, sd, tuple(parts))


def together(parts: Sequence[Part]) -> Part | None:
    """What shares leave of the variance: parts together, or chance; None where one is not known.

    From what is left should each be as large as its interval lets it, to each as small.
    """
    if not parts or any(isnan(part.share) for part in parts):
        return None
    share, high, low = (
        max(1 - sum(getattr(part, end) for part in parts), 0.0) for end in ("share", "low", "high")
    )
    return Part("together", share, low, high)


def share_of(part: str, first: Numbers, again: Numbers, confidence: float) -> Part:
    """The correlation of what has one part in common; less than nothing counts as nothing.

    So does its interval begin there: it would else end below 0 and read as a share that is known.
    """
    both = ~(np.isnan(first) | np.isnan(again))
    x, y, n = first[both], again[both], int(both.sum())
    if n < FEWEST or not x.std() or not y.std():
        return Part(part, nan, nan, nan)
    r = max(float(np.corrcoef(x, y)[0, 1]), 0.0)
    z, half = atanh(min(r, 0.999999)), float(ndtri((1 + confidence) / 2))
    half /= sqrt(n - 3)
    return Part(part, r, max(tanh(z - half), 0.0), tanh(z + half))


SETTLED = 0.4
"""Width of a share's interval, of 1, from which on it says where to look (assumption)."""


def replications_to_tell(part: Part, confidence: float) -> int | None:
    """Replications whose interval of that share should be as narrow as SETTLED, as it looks now.

    None for a share that is not known, or where they would be more than 100,000.
    """
    if isnan(part.share):
        return None
    z, half = atanh(min(part.share, 0.999999)), float(ndtri((1 + confidence) / 2))

    def enough(n: int) -> bool:
        off = half / sqrt(n - 3)
        return tanh(z + off) - max(tanh(z - off), 0.0) <= SETTLED

    return fewest(enough, FEWEST - 1, 2 * FEWEST, 100_000)
