"""Round trips: intervals of a fit have what made its history as often as they say.

`make laws` tries 200 shops, of each of which nothing but the seed differs, and asks for 179: with
intervals of 95 % fewer come in one of 1,000 times. `make test` tries five, and asks for three.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulator.fitting.after_the_order import cancellations, returns
from simulator.fitting.arrivals import arrivals
from simulator.fitting.fitted import asked
from simulator.fitting.history import History
from simulator.fitting.payments import payments
from simulator.fitting.read_history import read_history
from simulator.fitting.transits import Way, fitted
from simulator.units import DAY
from tests.fitting.histories import DAYS, full_world, lag_world, write, write_all
from tests.laws.profiles import examples

EXPLORING = examples(400) > 400
SHOPS = 200 if EXPLORING else 5
LEAST = 179 if EXPLORING else 3
"""Fewer come in one of 1,000 times by chance."""
WAY = Way(("region",), (0, 1, 2, 3, 4, 5), None)
TRUE = {
    "level": 40.0,
    "spread": 0.2,
    "growth": 1.0,
    "payment": 2.0,
    "near": float(stats.gamma.median(0.4**-2, scale=2 * 0.4**2)),
    "far": float(stats.gamma.median(0.4**-2, scale=5 * 0.4**2)),
}


FULL = {
    "cancellation.share": 12.0,
    "cancellation.after": 10 * float(np.log(2)),
    "returns.share": 15.0,
    "returns.after": float(stats.gamma.median(4, scale=3)),
    "payment.methods.card.share": 75.0,
    "payment.methods.card.declined.hard": 4.0,
    "payment.methods.card.authorization": 1 / 3,
    "payment.methods.slip.declined.hard": 16.0,
    "payment.methods.slip.authorization": float(stats.gamma.median(0.6**-2, scale=30 * 0.6**2)),
    "demand.orders_per_day": 60.0,
}
"""Of `full_world`, in the unit of each estimate."""


def intervals(history: History) -> dict[str, tuple[float, float]]:
    """The 95 % interval of each parameter."""
    come = {one.key: one for one in arrivals(history, ()).estimates}
    pay = payments(history).estimates[0]
    roads = fitted(history, np.zeros(history.n, dtype=np.int64), WAY, ())
    found = {
        name: (come[f"demand.{key}"].low, come[f"demand.{key}"].high)
        for name, key in (
            ("level", "orders_per_day"), ("spread", "day_to_day_cv"), ("growth", "growth"))
    }  # fmt: skip
    found["payment"] = pay.low, pay.high
    for name in ("near", "far"):
        low, high = roads[-1, history.region.names.index(name)].interval(0.5)
        found[name] = low / DAY, high / DAY
    return found


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> list[History]:
    folder, world = tmp_path_factory.mktemp("trips"), lag_world()
    return [
        read_history(write(world, folder / f"{number}.csv", replication=number)).history
        for number in range(SHOPS)
    ]


def test_intervals_have_what_made_the_history_as_often_as_they_say(shops: list[History]) -> None:
    covered: Counter[str] = Counter()
    for history in shops:
        for name, (low, high) in intervals(history).items():
            covered[name] += low <= TRUE[name] <= high
    few = {name: covered[name] for name in TRUE if covered[name] < LEAST}
    assert not few, f"of {SHOPS} shops so few intervals have the true value: {few}"


def test_half_the_orders_make_intervals_wider_by_the_root_of_two(shops: list[History]) -> None:
    ratios = []
    for history in shops:
        whole = intervals(history)
        half = intervals(history.known_at(history.begin + DAYS // 2 * DAY))
        ratios.append(
            [np.diff(half[name])[0] / np.diff(whole[name])[0] for name in ("level", "payment")]
        )
    # the median, since now and then growth is written of the whole, or of the half alone
    level, payment = np.median(ratios, axis=0)
    low, high = (1.3, 1.5) if EXPLORING else (1.1, 1.8)
    assert low < level < high
    assert low < payment < high


def test_cancellations_returns_and_methods_come_back_as_often_as_they_say(
    tmp_path: Path,
) -> None:
    """Of 200 shops 179, of three one: none comes in one of 8,000 times."""
    shops, least = (SHOPS, LEAST) if EXPLORING else (3, 1)
    covered: Counter[str] = Counter()
    for number in range(shops):
        path = write_all(full_world(), tmp_path / f"{number}.csv", replication=number)
        history = read_history(path).history
        every = (cancellations(history), returns(history), payments(history),
                 arrivals(history, (), asked(history, True, True)))  # fmt: skip
        found = {one.key: one for part in every for one in part.estimates}
        for key, true in FULL.items():
            covered[key] += found[key].low <= true <= found[key].high
    few = {key: covered[key] for key in FULL if covered[key] < least}
    assert not few, f"of {shops} shops so few intervals have the true value: {few}"
