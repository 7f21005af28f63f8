"""A run says how many deliveries come late by delays on the road."""

from __future__ import annotations

import simulator as sim
from simulator.experiments.road_late import KPI, late_by_delays
from simulator.experiments.summary import report_input
from simulator.scenario import load

STORM = "shipping.carriers.parcelco.delays=[{at: 2026-03-04 00:00, for: 9 d}]"


def ran(*changes):
    loaded = load("small").with_(["demand.scale=0.1", "clock.run=1 d", *changes])
    return sim.run(loaded, replications=2, jobs=1, orders="none", store=False)


def test_a_storm_is_a_note_of_the_run_and_a_road_without_one_is_not():
    found = ran(STORM)
    (said,) = late_by_delays(found)
    assert found.estimate(KPI).mean > 50
    assert said.endswith("of the promised deliveries come late by delays on the road "
                         "(shipping.late_by_delay); more heads do not change that.")  # fmt: skip
    assert said in report_input(found).premises
    assert late_by_delays(ran()) == ()
