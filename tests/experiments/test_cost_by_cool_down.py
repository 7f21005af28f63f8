"""What a house costs does not hang on how long the run goes on after the window."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.experiments.alternatives import made
from simulator.experiments.trials import trials
from simulator.measure.statistics import paired_difference

SMALL = [
    "demand.orders_per_day=330",
    "demand.day_to_day_cv=0",
    "shifts.early.heads={pickers: 1, packers: 1}",
    "shifts.late.heads={pickers: 1, packers: 1}",
    "experiment.replications=4",
]
CLOCK = "clock={start: 2026-03-02, warm_up: 1 d, run: 3 d, cool_down: %s}"
NUMBERS = range(4)


@pytest.fixture(scope="module", params=["6 h", "4 d"])
def methods(request):
    changes = [*SMALL, CLOCK % request.param]
    pair = [made(f"picking_methods{variant}", overrides=changes) for variant in ("", "#batch")]
    with trials(jobs=1) as known:
        known.run((one, NUMBERS) for one in pair)
        yield lambda name: [known.values(one, NUMBERS, name) for one in pair]


def test_the_same_people_cost_the_same_whichever_way_they_pick(methods):
    def less(name):
        one_by_one, batch = methods(name)
        return paired_difference(batch, one_by_one)

    labor, grown = less("cost_per_order.labor"), less("backlog.growth")
    assert abs(labor.mean) < 0.01
    assert labor.half_width < 0.05
    assert grown.mean < -grown.half_width  # one by one puts work off: said beside the cost
    # By finished orders the slower method looks dearer, though the same people are paid.
    paid = zip(methods("total_cost.labor"), methods("orders.delivered"), strict=True)
    one_by_one, batch = (float(np.mean(wages / orders)) for wages, orders in paid)
    assert batch - one_by_one < -0.2
