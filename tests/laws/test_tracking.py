"""Drawn worlds whose carriers scan parcels, and tell of delays: what is seen never goes back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from simulator.measure.measurement import measure
from simulator.results.events import DETAILS, SCANNED, event_rows
from simulator.results.outcomes import CANCELED
from simulator.stages.delivery.scans import scans_of
from simulator.stages.notification.delay_notices import delay_notices_of
from simulator.units import NEVER
from tests.laws.profiles import examples
from tests.laws.runs import run
from tests.laws.scenarios import World, scenarios

ORDER = ("handed_over", SCANNED, "out_for_delivery", "attempt_failed", "delivered", "lost")
PARTS = st.lists(st.sampled_from(range(0, 101, 4)), min_size=1, max_size=3, unique=True)


def tracked(world: World, parts: list[int], missed: str) -> World:
    """The same world, whose carriers scan at these parts of the way."""
    scans = [{"name": f"d{at}", "at": f"{at} %", "missed": missed} for at in sorted(parts)]
    carriers = {
        name: {**carrier, "scans": scans}
        for name, carrier in world.data["shipping"]["carriers"].items()
    }
    shipping = {**world.data["shipping"], "carriers": carriers}
    return replace(world, data={**world.data, "shipping": shipping})


@seed(17)
@settings(
    max_examples=examples(12),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), PARTS, st.sampled_from(("0 %", "30 %")))
def test_tracking_never_goes_back(world: World, parts: list[int], missed: str) -> None:
    assume("shipping" in world.data)
    tried = run(tracked(world, parts, missed))
    scans = scans_of(tried.scenario, tried.workload, tried.timeline)
    rows = event_rows(tried.workload, tried.timeline, False, scans)
    mine = np.flatnonzero(np.isin(rows.detail, [DETAILS.index(name) for name in ORDER]))
    seen: dict[tuple[int, int], tuple[int, int, int]] = {}
    steps = [
        (int(rows.began[k]), min(ORDER.index(DETAILS[rows.detail[k]]), 2), int(rows.visit[k]), k)
        for k in mine.tolist()
    ]
    for at, step, visit, k in sorted(steps):  # what is of one moment in the order of the way
        parcel = int(rows.order[k]), int(rows.parcel[k])
        before = seen.get(parcel, (at, -1, 0))
        assert step >= before[1], f"{DETAILS[rows.detail[k]]} of a parcel that was further"
        assert step != 1 or before[1] == 0 or visit > before[2], "a depot scans it again"
        assert before[1] >= 0 or step == 0, "seen before it was handed over"
        seen[parcel] = (at, step, visit)
    assert measure(tried.scenario, tried.workload, tried.timeline)


@seed(17)
@settings(
    max_examples=examples(10),
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(scenarios(), st.booleans(), st.sampled_from(("20 min", "6 h", "3 d")))
def test_nobody_is_told_twice_of_a_delay_nor_once_all_is_over(
    world: World, held_up: bool, before: str
) -> None:
    notice = {"held_up": held_up, "before_promise": before}
    section = {**world.data.get("notification", {}), "delay_notice": notice}
    tried = run(replace(world, data={**world.data, "notification": section}))
    t = tried.timeline
    notices = delay_notices_of(tried.scenario, tried.workload, t)
    assert notices is not None
    order, sent = notices.order, notices.sent
    assert len(np.unique(order)) == len(order)
    assert (sent <= t.horizon).all()
    assert (t.paid[order] != NEVER).all()
    assert (sent >= t.paid[order]).all()
    assert ((t.delivered[order] == NEVER) | (sent < t.delivered[order])).all()
    assert (~np.isin(t.outcome[order], CANCELED) | (sent < t.ended[order])).all()
    assert measure(tried.scenario, tried.workload, t)
