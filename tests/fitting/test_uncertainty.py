"""Inputs drawn anew: what each adds to the spread of a figure, by hand and in a shop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.experiments.running.batch import Batch, Silence
from simulator.experiments.running.executors import processes
from simulator.fitting.arrivals import arrivals, redrawn
from simulator.fitting.fit import fit
from simulator.fitting.fitted import Fitted
from simulator.fitting.house import How
from simulator.fitting.lags import lag_again
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.uncertainty import _spread, _weeks, input_uncertainty, inputs_of
from simulator.mistakes import InputError
from tests.fitting.histories import lag_world, write

HOW = How((), "auto", "auto", None, "USD", 1, {}, {})
HERE: Batch[Any] = Batch(processes(1), None, Silence())


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    folder = tmp_path_factory.mktemp("inputs")
    bare = ("paid_at", "delivered_at", "dest_region")
    return read_history(write(lag_world(), folder / "bare.csv", without=bare, days=35))


@pytest.fixture(scope="module")
def found(read: Read) -> Fitted:
    return HOW.fitted(read.history)


def test_the_variance_is_split_by_hand() -> None:
    """Replications alone vary by 1, an input that adds -1, 0 and 1 by as much, one by nothing."""
    plain = [{"orders.placed": 10.0 + k} for k in (0, 1, 2)]
    adds = [{"orders.placed": 10.0 + k + more} for k, more in ((0, 1.0), (1, 0.0), (2, -1.0))]
    spread = _spread("orders.placed", plain, adds, {"orders": adds, "mix": plain})
    assert spread is not None
    assert (spread.mean, spread.alone) == (11, 1)
    assert spread.drawn == 0
    assert spread.shares == {"orders": 0.5, "mix": 0}
    assert spread.chance == 0.5
    assert _spread("lost", plain, adds, {"orders": adds}) is None
    assert _spread("orders.placed", plain[:1] * 3, plain[:1] * 3, {"mix": plain[:1] * 3}) is None


def test_every_week_once_is_the_history_itself(read: Read, found: Fitted) -> None:
    again = redrawn(read.history, (), found.arrivals, np.arange(5))
    plain = arrivals(read.history, ())
    assert again.per_day == pytest.approx(plain.per_day)
    assert again.cv == pytest.approx(plain.cv)
    assert again.week == pytest.approx(plain.week)
    assert found.lag is not None
    lag = lag_again(found.lag, read.history, ())
    assert lag.taken.quantile(0.5) == found.lag.taken.quantile(0.5)


def test_weeks_that_come_twice_count_twice(read: Read, found: Fitted) -> None:
    """The level is that of the days of the weeks drawn: of one week alone, its mean."""
    week = (read.history.placed - read.history.begin) // (7 * 86_400_000)
    counts = np.bincount(week, minlength=5)
    again = redrawn(read.history, (), replace(found.arrivals, growth=1.0), np.array([2] * 5))
    assert again.per_day == pytest.approx(counts[2] / 7, rel=1e-6)


def test_weeks_are_those_of_a_seed_and_a_sample() -> None:
    first = _weeks(0, 1, 5).tolist()
    assert _weeks(0, 1, 5).tolist() == first
    assert first not in (_weeks(7, 1, 5).tolist(), _weeks(0, 2, 5).tolist())


@pytest.mark.parametrize("seed", [-1, 1.5, "x"])
def test_what_is_not_a_seed_is_one_error_before_anything_is_read(seed: Any) -> None:
    with pytest.raises(InputError, match="is not a whole number from 0 on; write one such as 7"):
        fit("not_there.csv", seed=seed)


def test_each_input_that_the_history_tells_adds_to_the_spread(read: Read, found: Fitted) -> None:
    assert inputs_of(found) == ("orders", "mix", "handling")
    told = input_uncertainty(read, found, HOW, 5, HERE)
    assert (told.samples, told.weeks) == (5, 5)
    spreads = {one.kpi: one for one in told.spreads}
    for one in spreads.values():
        assert one.chance + sum(one.shares.values()) == pytest.approx(1)
    assert spreads["orders.placed"].shares["handling"] == 0
    assert spreads["orders.placed"].shares["orders"] > 0
    assert spreads["click_to_ship.p90"].shares["handling"] > 0
    assert "carrier_transit.p50" not in spreads, "at once, as assumed, in every replication"


@pytest.mark.parametrize(("samples", "told"), [(1, "write 5 or more"), (-1, "write 5 or more")])
def test_too_few_samples_are_one_error(read: Read, found: Fitted, samples: int, told: str) -> None:
    with pytest.raises(InputError, match=told):
        input_uncertainty(read, found, HOW, samples, HERE)


def test_too_few_weeks_are_one_error(found: Fitted, tmp_path: Path) -> None:
    short = read_history(write(lag_world(), tmp_path / "short.csv", days=20))
    with pytest.raises(InputError, match="has 3 weeks from 2026-03-02; leave it out until there"):
        input_uncertainty(short, replace(found, history=short.history), HOW, 5, HERE)
