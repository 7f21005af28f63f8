"""Notices of delays by hand arithmetic (Monday 2026-03-02, 0 h, is 0)."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.journey import simulate
from simulator.reading.mistakes import ScenarioError
from simulator.results.events import DETAILS, event_rows
from simulator.scenario import loads
from simulator.stages.notification.delay_notices import delay_notices_of
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import figures, scenario, workload
from tests.stages.shipping.carriers import LONG, TWO_WEEKS, carrier

HOURLY = {"daily": [f"{hour:02}:00" for hour in range(24)]}
STORM = [{"at": "2026-03-02 12:00", "for": "6 h"}]
SPANS = np.array([[12 * HOUR, 18 * HOUR]])


def shop(notice, delays=STORM):
    return scenario(
        shipping=carrier(HOURLY, "4 h", delays=delays),
        notification={"delay_notice": notice},
        delivery={"hours": "none"},
        clock=LONG,
    )


def orders(created, spans=SPANS, latency=MINUTE, **columns):
    n = len(created)
    added = {"latency": np.full(n, latency), "bounces": np.zeros(n, dtype=np.bool_)}
    columns = {"transit": [4 * HOUR] * n, "horizon": TWO_WEEKS} | columns
    road = {"carrier": (spans,)} if spans is not None else {}
    return workload(created, delays=road, added={"notification": added}, **columns)


def told(house, made):
    """Hours at which each order's notice is sent, by order."""
    found = delay_notices_of(house, made, simulate(house, made))
    return dict(zip(found.order.tolist(), (found.sent / HOUR).tolist(), strict=True))


def test_who_is_held_up_is_told_as_the_delay_begins_or_as_it_goes():
    """Four hours: gone at 8 there at noon; at 9 met at noon; at 13 met at once; at 18 not."""
    made = orders([8 * HOUR, 9 * HOUR, 13 * HOUR, 18 * HOUR])
    assert told(shop({}), made) == {1: 12, 2: 13}


def test_who_is_not_there_so_long_before_the_promise_is_told_then():
    """An hour before: gone at 8, there at 12, promised for 13, 12:59:59.999 and 12; and not at all.

    What is there at the moment itself is there. Who ordered after the moment is not told.
    """
    due = [13 * HOUR, 13 * HOUR - 1, 12 * HOUR, NEVER, 8 * HOUR + MINUTE]
    made = orders([8 * HOUR] * 5, None, deliver_by=due)
    sent = told(shop({"before_promise": "1 h"}, []), made)
    assert sent == {1: pytest.approx(12 - 1 / HOUR), 2: 11}


def test_an_order_is_told_once_of_what_comes_first():
    """Held up from noon; promised for 14, of which six hours before is 8."""
    made = orders([7 * HOUR, 9 * HOUR], transit=[6 * HOUR] * 2, deliver_by=[14 * HOUR] * 2)
    assert told(shop({"before_promise": "6 h"}), made) == {0: 8, 1: 12}
    assert told(shop({"before_promise": "6 h", "held_up": False}), made) == {0: 8}


def test_figures_of_notices():
    """From 9, there at 19, told at 12:01: promised for 18 late and told, for 20 in time.

    Promised for noon it is late, and told too late; a bounced one of 18 is told nothing.
    """
    made = orders([9 * HOUR] * 4, deliver_by=[hour * HOUR for hour in (18, 20, 12, 18)])
    made.added["notification"]["bounces"][3] = True
    house = shop({})
    assert told(house, made) == {0: 12, 1: 12, 2: 12, 3: 12}
    found = figures(house, made)
    assert found["messages.delay_notices"] == 4
    assert found["messages.late_told"] == pytest.approx(100 / 3)
    assert found["messages.false_alarms"] == 25
    timeline = simulate(house, made)
    rows = event_rows(made, timeline, True, notices=delay_notices_of(house, made, timeline))
    mine = rows.detail == DETAILS.index("delay_notice")
    assert rows.ended[mine].tolist() == [12 * HOUR + MINUTE] * 3
    assert found["messages.sent"] == np.count_nonzero(rows.activity == rows.activity[mine][0])


TEXT = """\
schema: fulfillment/1
name: told
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 10}
"""


@pytest.mark.parametrize("notice", ["{}", "{held_up: false}"])
def test_a_notice_that_nobody_gets_is_refused_with_a_remedy_that_works(notice):
    with pytest.raises(ScenarioError, match=r"nobody is ever told: .*; write before_promise: 1 d"):
        loads(f"{TEXT}notification: {{delay_notice: {notice}}}\n")
    loads(f"{TEXT}notification: {{delay_notice: {{before_promise: 1 d}}}}\n")
    loads(f"{TEXT}notification: {{delay_notice: off}}\n")
