"""Round trips: intervals of a fit have what made its history as often as they say.

`make laws` tries 200 shops, of each of which nothing but the seed differs, and asks for 179: with
intervals of 95 % fewer come in one of 1,000 times. `make test` tries five, and asks for three.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from simulator.fitting.arrivals import arrivals
from simulator.fitting.history import History
from simulator.fitting.payments import payments
from simulator.fitting.read_history import read_history
from simulator.fitting.transits import Way, fitted
from simulator.units import DAY
from tests.fitting.histories import DAYS, lag_world, write
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
    level, payment = np.mean(ratios, axis=0)
    low, high = (1.3, 1.5) if EXPLORING else (1.1, 1.8)
    assert low < level < high
    assert low < payment < high
