"""Rules that drawn worlds hardly tell apart, by hand arithmetic on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from simulator.compiled.run import simulate
from simulator.journey import simulate_in_simpy
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.scenario import Scenario
from simulator.units import HOUR, MINUTE
from simulator.workload import Workload
from tests.model.split_worlds import FIRST, orders_of, sections
from tests.model.tiny import heads, scenario, supply, workload

pytest.importorskip("numba")

Engine = Callable[[Scenario, Workload], Timeline]


@pytest.fixture(params=[simulate_in_simpy, simulate], ids=["simpy", "compiled"])
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.param
    return chosen


def test_who_came_free_at_this_instant_waits_for_no_full_batch(engine: Engine) -> None:
    """The picker and the reviewer come at 1 h; the review takes no time, and then the order is
    there: the picker has not been free since before, and takes it at once."""
    crews = {name: {"skills": [skill], "heads": 1} for name, skill in SKILLS.items()}
    batch = {"up_to": 8, "wait_at_most": "10 min", "form": "when free"}
    shop = scenario(
        crews=crews,
        payment={"timeout": "off", "retry": "off", "fraud_review": {"share": "50 %"}},
        picking={"method": {"batch": batch}},
    )
    come = heads((HOUR, 1))
    orders = workload(
        [0], reviewed=[True], review=[0], present={"pickers": come, "reviewers": come}
    )
    assert engine(shop, orders).visits["picking"].began.tolist() == [HOUR]


SKILLS = {"reviewers": "fraud_review", "pickers": "picking"}


def test_of_crews_that_name_the_same_task_the_one_at_home_takes_it(engine: Engine) -> None:
    """At 1 h both crews come to three tours and one order to pack; both prefer the longer queue."""
    crews = {
        "packers": {"skills": ["packing", "picking"], "heads": 1, "prefers": "longest queue"},
        "pickers": {"skills": ["picking", "packing"], "heads": 1, "prefers": "longest queue"},
        "early": {"skills": ["picking"], "heads": 1},
    }
    shop = scenario(crews=crews, picking={}, packing={})
    come = heads((HOUR, 1))
    present = {"packers": come, "pickers": come, "early": heads((0, 1), (MINUTE, 0))}
    timeline = engine(shop, workload([0, MINUTE, MINUTE, MINUTE], present=present))
    first = timeline.visits["picking"]
    assert first.server.tolist()[:3] == [2, 1, 0]
    assert first.began.tolist()[:3] == [0, HOUR, HOUR]


def test_the_limit_of_an_earlier_backorder_ends_no_later_wait(engine: Engine) -> None:
    """Line 1 waits from 0 to 5 h, is not on the shelf, and waits again until 11 h and a bit.

    What was reordered for it is all that comes. The first wait would have ended at 9 h.
    """
    shop = sections(then="pick again")
    shop["inventory"] |= {"backorder_limit": "9 h"}
    stock = supply([5, 1], s=-1, S=0, lead_time=5 * HOUR)
    orders = replace(orders_of([5, 1]), supply=stock)
    timeline = engine(scenario(**shop), orders)
    again = 5 * HOUR + FIRST + HOUR + 5 * HOUR  # counted after an hour, then reordered
    assert timeline.line_canceled.tolist() == [False, False]
    assert timeline.outcome.tolist() == [Outcome.COMPLETED]
    further = timeline.log.further
    assert again in further.ended.tolist()
