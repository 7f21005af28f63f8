"""What orders still open could make of a figure, and of the verdict on a target, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.bottleneck.demand_root import HOLDS, Point, Root
from simulator.experiments.goals import Goal
from simulator.experiments.running.replication import Replication
from simulator.experiments.store.files import packed, unpacked
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.measure.open_ends import NEVER_DONE, Ends, ends_of
from simulator.measure.signs import Signs
from simulator.units import DAY, HOUR, MINUTE
from tests.measure.test_kpis import PICKERS, TOUR
from tests.model.tiny import heads, scenario, workload

ON_TIME = Goal("on_time_ship", "all", "at least", 95.0)


@pytest.fixture(scope="module")
def measured():
    """Of four orders one leaves, 90 s late; of the others, open at the end, one has another day."""
    shop = scenario(crews=PICKERS, picking={})
    orders = workload(
        [0, 0, 0, 0],
        present={"pickers": heads((0, 1), (MINUTE, 0))},
        ship_by=[10, TOUR, HOUR, 2 * DAY],
    )
    return measure(shop, orders, simulate(shop, orders))


def test_open_orders_end_badly_or_well(measured):
    found = measured.open_ends
    assert measured.kpis["on_time_ship", "all"] == 0  # of three
    assert found["on_time_ship", "all"] == Ends(worst=0.0, best=25.0, until=DAY)
    assert found["in_full", "all"] == Ends(worst=25.0, best=100.0)
    times = found["cycle_time.p50", "all"]
    assert (times.best, times.worst) == (24.0, NEVER_DONE / HOUR)
    assert found["cycle_time.mean", "all"].best == pytest.approx((TOUR / HOUR + 3 * 24) / 4)


def test_they_are_kept_with_a_replication(measured):
    done = Replication(0, measured, (), Signs(), {})
    assert unpacked(packed(done)).measurement.open_ends == measured.open_ends


def judged(*rows: tuple[float, float, float]):
    """Of (value, worst, best) a replication."""
    table = np.array(rows)
    return ON_TIME.judged(table[:, 0], 0.95, table[:, 1:])


def test_what_open_orders_can_turn_is_not_decided():
    turned = judged((100.0, 78.0, 100.0), (100.0, 77.0, 100.0))
    assert (turned.verdict, turned.hangs_on_open) == ("undecided", True)
    assert turned.needed != turned.needed  # no replication decides it
    kept = judged((100.0, 97.0, 100.0), (100.0, 97.0, 100.0))
    assert (kept.verdict, kept.hangs_on_open) == ("met", False)
    missed = judged((80.0, 60.0, 90.0), (80.0, 60.0, 90.0))
    assert (missed.verdict, missed.hangs_on_open) == ("missed", False)
    nothing_due = judged((np.nan, 0.0, 100.0), (np.nan, 0.0, 100.0))
    assert (nothing_due.verdict, nothing_due.hangs_on_open) == ("undecided", True)


def test_a_demand_whose_orders_are_open_is_not_promised():
    """All that left was in time, but with a quarter open no more than three quarters is known."""
    points = tuple(
        Point(factor, (judged(*2 * [(100.0, worst, 100.0)]),))
        for factor, worst in ((0.5, 99.0), (1.0, 75.0), (2.0, 40.0))
    )
    assert [point.state >= HOLDS for point in points] == [True, False, False]
    root = Root(value=0.6, low=0.5, high=None, points=points)
    assert root.promising == 0.5
    assert root.open_beyond


def test_a_figure_without_open_orders_is_its_own_ends(measured):
    key = ("orders.placed", "all")
    assert ends_of([(measured.kpis, measured.open_ends)], key).tolist() == [[4.0, 4.0]]
