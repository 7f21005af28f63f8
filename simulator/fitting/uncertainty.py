"""What the figures of a fitted scenario owe to the history being short: inputs drawn anew.

Weeks of the history are drawn with replacement (a block bootstrap, Kunsch, 1989), and each input is
estimated from them again, in the way that was chosen for it. A sample has a replication with every
input drawn anew, and one for each input alone; both have the random numbers of the replication with
the inputs as they were estimated, so that what they differ by is what the input does (after Song &
Nelson, 2015, who split the variance by regression).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from simulator.experiments.running.batch import Batch
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Work
from simulator.fitting.after_the_order import cancellations, returns
from simulator.fitting.arrivals import redrawn
from simulator.fitting.by_class import own_sizes_again
from simulator.fitting.destinations import regions_again
from simulator.fitting.drawn_promises import drawn_again
from simulator.fitting.fitted import Fitted, asked, mix_of
from simulator.fitting.held_out import last_day
from simulator.fitting.history import Floats, History, Integers, date_of
from simulator.fitting.house import How, head_of, opened
from simulator.fitting.inputs import input_files
from simulator.fitting.lags import lag_again
from simulator.fitting.payments import payments
from simulator.fitting.read_history import Read
from simulator.fitting.sizes import shares_of_lines, shares_of_units
from simulator.fitting.survival import durations
from simulator.fitting.transits import fitted as transits_by
from simulator.fitting.transits import times
from simulator.fitting.written import next_clock, scenario_text, sections
from simulator.mistakes import InputError
from simulator.scenario.scenario import Scenario
from simulator.streams import uniforms
from simulator.units import WEEK

FEWEST_WEEKS = 4
FEWEST_SAMPLES = 5
INPUTS = ("orders", "mix", "payments", "handling", "transit", "cancellations", "returns")
PLAIN, EVERY = "plain", "every"
"""No input drawn anew, and every one."""
FIGURES = (
    "orders.placed", "orders.shipped_in_window", "click_to_ship.p50", "click_to_ship.p90",
    "carrier_transit.p50", "cycle_time.p50", "cycle_time.p90", "on_time_ship", "on_time_delivery",
)  # fmt: skip
"""KPIs of which the spread is told, those of them that a scenario has."""


@dataclass(frozen=True)
class Spread:
    """A KPI: its mean, its standard deviation by chance alone and with inputs drawn anew.

    `shares` are those of each input in the variance, `chance` that of the replications; they add
    up to 1.
    """

    kpi: str
    mean: float
    alone: float
    drawn: float
    shares: Mapping[str, float]
    chance: float


@dataclass(frozen=True)
class Uncertainty:
    """Spreads by KPI, from so many bootstrap samples of so many weeks."""

    samples: int
    weeks: int
    spreads: tuple[Spread, ...]


def input_uncertainty(
    read: Read, fitted: Fitted, how: How, samples: int, batch: Batch[Any]
) -> Uncertainty:
    """How much each input adds to the spread of each KPI of the scenario that was fitted.

    Raises InputError where there are too few samples or weeks.
    """
    weeks = -(-(last_day(fitted.history) - fitted.history.begin) // WEEK)
    _check(fitted.history, samples, weeks)
    names = (PLAIN, EVERY, *inputs_of(fitted))
    batch.progress.total(samples * len(names))
    figures: dict[tuple[str, int], Mapping[str, float]] = {}

    def done(name: tuple[str, int], run: Replication) -> None:
        kpis = run.measurement.kpis
        figures[name] = {kpi: value for (kpi, scope), value in kpis.items() if scope == "all"}

    def work(folder: Path) -> Iterator[tuple[tuple[str, int], Work]]:
        for k in range(samples):
            again = _drawn_anew(fitted, _weeks(how.seed or 0, k, weeks))
            for name in names:
                own = again if name == EVERY else {key: again[key] for key in _PARTS[name]}
                drawn = replace(fitted, **own)
                scenario = _scenario(read, drawn, how, folder / f"{k}" / name)
                yield (name, k), Work(scenario, k, "simulator fit", detail="kpis")

    with TemporaryDirectory(prefix="fit-") as folder:
        batch.run(work(Path(folder)), done)
    runs = {name: [figures[name, k] for k in range(samples)] for name in names}
    plain, every = runs.pop(PLAIN), runs.pop(EVERY)
    spreads = [_spread(kpi, plain, every, runs) for kpi in FIGURES]
    return Uncertainty(samples, weeks, tuple(spread for spread in spreads if spread is not None))


def inputs_of(fitted: Fitted) -> tuple[str, ...]:
    """The inputs that the history tells."""
    there = {"payments": fitted.payments, "handling": fitted.lag, "transit": fitted.transit,
             "cancellations": fitted.canceled, "returns": fitted.returned}  # fmt: skip
    return tuple(name for name in INPUTS if there.get(name, fitted) is not None)


_PARTS: Mapping[str, tuple[str, ...]] = {
    PLAIN: (),
    "orders": ("arrivals",),
    "mix": ("class_shares", "region_shares", "lines", "units", "own_sizes", "own_regions", "drawn"),
    "payments": ("payments",),
    "handling": ("lag",),
    "transit": ("transit",),
    "cancellations": ("canceled",),
    "returns": ("returned",),
}


def _check(history: History, samples: int, weeks: int) -> None:
    if samples < FEWEST_SAMPLES:
        wrong = f"--input-uncertainty: {samples} samples tell no spread"
        raise InputError(f"{wrong}; write {FEWEST_SAMPLES} or more, such as 20")
    if weeks < FEWEST_WEEKS:
        wrong = f"--input-uncertainty: the history has {weeks} weeks from {date_of(history.begin)}"
        raise InputError(f"{wrong}; leave it out until there are {FEWEST_WEEKS}")


def _weeks(seed: int, sample: int, weeks: int) -> Integers:
    """Numbers of as many weeks as there are, drawn with replacement."""
    drawn = uniforms(seed, sample, "fit.inputs", weeks) * weeks
    drawn_weeks: Integers = np.floor(drawn).astype(np.int64)
    return drawn_weeks


def _drawn_anew(fitted: Fitted, weeks: Integers) -> dict[str, Any]:
    """Every input, estimated from these weeks in the way that was chosen for it."""
    history = fitted.history
    week = (history.placed - history.begin) // WEEK
    rows = np.concatenate([np.flatnonzero(week == each) for each in np.sort(weeks).tolist()])
    gone = (history.unshipped.placed - history.begin) // WEEK
    gone_rows = np.concatenate([np.flatnonzero(gone == each) for each in np.sort(weeks).tolist()])
    drawn = replace(history.only(rows), unshipped=history.unshipped.rows(gone_rows))
    came = asked(history, fitted.payments is not None, fitted.canceled is not None)
    codes = fitted.classes.of(drawn)
    shares, region_shares = mix_of(drawn, codes, fitted)
    again: dict[str, Any] = {
        "arrivals": redrawn(history, fitted.holidays, fitted.arrivals, weeks, came),
        "class_shares": shares, "region_shares": region_shares,
        "lines": shares_of_lines(drawn), "units": shares_of_units(drawn),
        "own_sizes": own_sizes_again(drawn, codes, fitted.classes, fitted.own_sizes),
        "own_regions": regions_again(drawn, codes, fitted.classes, fitted.regions,
                                     fitted.own_regions),
        "drawn": drawn_again(drawn, codes, fitted.drawn),
        "payments": fitted.payments, "lag": fitted.lag, "transit": fitted.transit,
        "canceled": fitted.canceled, "returned": fitted.returned,
    }  # fmt: skip
    if fitted.payments is not None:
        again["payments"] = payments(drawn) or fitted.payments
    if fitted.canceled is not None:
        again["canceled"] = cancellations(drawn) or fitted.canceled
    if fitted.returned is not None:
        again["returned"] = returns(drawn) or fitted.returned
    if fitted.lag is not None:
        again["lag"] = lag_again(fitted.lag, drawn, fitted.holidays)
    if fitted.transit is not None:
        road = fitted.transit
        took, over, _ = times(drawn, None)
        by_group = transits_by(drawn, codes, road.way, fitted.holidays)
        again["transit"] = replace(road, by_group=by_group, lost=durations(took, over).lost)
    return again


def _scenario(read: Read, fitted: Fitted, how: How, folder: Path) -> Scenario:
    """The weeks behind the history, of which the KPIs of all orders are asked."""
    written = sections(fitted, next_clock(fitted))
    files = {**input_files(fitted, read), **how.files}
    head = head_of(how, written)
    files["inputs.yaml"] = scenario_text("inputs", "", head, written, fitted).encode()
    return opened(how, folder, files, "inputs.yaml")


def _spread(
    kpi: str,
    plain: list[Mapping[str, float]],
    every: list[Mapping[str, float]],
    alone: Mapping[str, list[Mapping[str, float]]],
) -> Spread | None:
    """The variance of one KPI in parts; None where it is missing or never varies."""
    base, all_ = _values(kpi, plain), _values(kpi, every)
    if np.isnan(base).any() or np.isnan(all_).any():
        return None
    parts = {name: float((_values(kpi, runs) - base).var(ddof=1)) for name, runs in alone.items()}
    chance = float(base.var(ddof=1))
    total = chance + sum(parts.values())
    if total == 0:
        return None
    shares = {name: part / total for name, part in parts.items()}
    return Spread(
        kpi=kpi, mean=float(base.mean()), alone=chance**0.5, drawn=float(all_.std(ddof=1)),
        shares=shares, chance=chance / total,
    )  # fmt: skip


def _values(kpi: str, runs: list[Mapping[str, float]]) -> Floats:
    return np.array([run.get(kpi, np.nan) for run in runs], dtype=np.float64)
