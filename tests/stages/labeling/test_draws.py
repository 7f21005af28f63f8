"""Labels and their service, sampled."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.units import DAY, HOUR, SECOND
from simulator.workload.sampling import sample
from tests.workload.worlds import busy, scenario


def test_the_label_service_is_down_in_outages_and_failures_that_are_apart():
    service = {
        "outages": [
            {"at": "2026-03-03 10:00", "for": "2 h"},
            {"name": "again", "at": "2026-03-03 11:00", "for": "2 h"},
        ]
    }
    down = sample(scenario(labeling={"service": service}), 0).label_service_down
    assert down.tolist() == [[DAY + 10 * HOUR, DAY + 13 * HOUR]]
    failing = {**service, "every": "10 h", "repair": "1 h"}
    down = sample(scenario(labeling={"service": failing}), 0).label_service_down
    assert len(down) > 5
    assert (down[1:, 0] > down[:-1, 1]).all()


WORK = busy()
PLACED = ~WORK.abandons


def test_labels_are_made_until_one_is_good():
    tries = 1 + WORK.label_failures[PLACED].astype(np.int64)
    assert (WORK.label[PLACED] == 13 * SECOND * tries).all()
    assert (tries - 1).mean() == pytest.approx(1 / 9, abs=4.5 * 0.35 / PLACED.sum() ** 0.5)
