"""Overtime and staff on call, which depend on what waits, by hand arithmetic."""

from __future__ import annotations

import pytest

from simulator.units import HOUR, MINUTE
from tests.model.rosters import at_work, pickers, steps, work
from tests.model.tiny import spans

LONG = HOUR - 30_000  # with half a minute of set-up a pick takes an hour
END = 8 * HOUR


def overtime(above: str, **more: str) -> dict:
    rule = {"backlog_above": above, "up_to": "2 h", "step": "30 min"} | more
    return pickers({"days": "mon", "overtime": rule})


def extra(timeline, crew: str = "pickers") -> list[tuple[int, int]]:
    return steps(timeline, crew, "overtime")


def test_no_overtime_up_to_the_threshold():
    timeline = at_work([END - HOUR] * 3, overtime("2 orders"), pick=[LONG] * 3)
    # At eight order 0 is done, orders 1 and 2 wait: two are not more than two.
    assert extra(timeline) == [(0, 0)]
    assert len(work(timeline)) == 1


def test_overtime_lasts_step_by_step_while_the_backlog_is_above():
    timeline = at_work([END - HOUR] * 3, overtime("1 orders"), pick=[LONG] * 3)
    # At 8:00 two wait, at 8:30 one, since order 1 has begun at eight: half an hour of overtime,
    # after which order 1 is finished.
    assert extra(timeline) == [(0, 0), (END, 1), (END + 30 * MINUTE, 0)]
    assert steps(timeline, "pickers", "overrun") == [
        (0, 0), (END + 30 * MINUTE, 1), (END + HOUR, 0)
    ]  # fmt: skip
    assert spans(timeline)[1] == (END, END + HOUR)
    assert len(work(timeline)) == 2


def test_overtime_ends_at_its_limit_however_much_waits():
    timeline = at_work([END - HOUR] * 9, overtime("0 orders", up_to="90 min"), pick=[LONG] * 9)
    assert extra(timeline) == [(0, 0), (END, 1), (END + 90 * MINUTE, 0)]
    assert [began for began, _ in spans(timeline)][1:3] == [END, END + HOUR]


def test_the_last_step_is_cut_to_the_limit():
    shop = overtime("0 orders", up_to="50 min")
    timeline = at_work([END - HOUR] * 9, shop, pick=[LONG] * 9)
    assert extra(timeline) == [(0, 0), (END, 1), (END + 50 * MINUTE, 0)]


@pytest.mark.parametrize(("above", "called"), [("2 h", False), ("119 min", True)])
def test_a_backlog_in_hours_of_work(above, called):
    timeline = at_work([END - HOUR] * 3, overtime(above), pick=[LONG] * 3)
    assert (len(extra(timeline)) > 1) == called


def test_an_order_that_comes_at_the_end_of_the_shift_counts():
    timeline = at_work([END], overtime("0 orders"))
    assert spans(timeline) == [(END, END + 90_000)]


def test_orders_that_wait_for_their_batch_count():
    shop = overtime("1 orders")
    shop["picking"] = {"method": {"batch": {"up_to": 9, "wait_at_most": "10 h"}}}
    timeline = at_work([END - MINUTE] * 2, shop)
    assert extra(timeline) == [(0, 0), (END, 1), (END + 2 * HOUR, 0)]


def test_overtime_is_judged_by_the_crew_s_own_stations():
    shop = overtime("0 orders")
    shop["crews"]["packers"] = {"skills": ["packing"]}
    shop["shifts"]["day"]["heads"]["packers"] = 1
    shop["packing"] = {}
    timeline = at_work([END - HOUR, END - HOUR], shop, pick=[LONG] * 2)
    assert len(extra(timeline)) > 1
    assert extra(timeline, "packers")[:2] == [(0, 0), (END, 1)]  # order 0 came just then


def test_work_stopped_at_the_end_of_overtime():
    shop = overtime("0 orders", up_to="30 min")
    shop["shifts"]["day"]["end_of_shift"] = "interrupt"
    timeline = at_work([END - HOUR] * 2, shop, pick=[LONG] * 2)
    assert [(began, ended) for _, _, began, ended in work(timeline)][:2] == [
        (END - HOUR, END), (END, END + 30 * MINUTE)
    ]  # fmt: skip


def temps(**on_call: str | int) -> dict:
    called = {
        "heads": 2, "backlog_above": "3 orders", "lead_time": "90 min", "stay": "2 h"
    } | on_call  # fmt: skip
    return {
        "crews": {
            "pickers": {"skills": ["picking"], "heads": 1},
            "temps": {"skills": ["picking"], "speed": 0.5, "on_call": called},
        },
        "picking": {},
    }


def there(timeline) -> list[tuple[int, int]]:
    return steps(timeline, "temps", "heads")


def test_agency_staff_comes_after_its_lead_time_at_its_speed_and_stays_the_minimum():
    timeline = at_work([30 * MINUTE] * 5, temps(), pick=[LONG] * 5)
    # Judged on the hour: at one four wait, so two come at half past two and stay until half past
    # four, when they are judged again at five.
    assert there(timeline) == [(0, 0), (2.5 * HOUR, 2), (5 * HOUR, 0)]
    temps_work = [(began, ended) for _, crew, began, ended in work(timeline) if crew == 1]
    assert temps_work == [(2.5 * HOUR, 4.5 * HOUR)] * 2


def test_nobody_is_called_at_the_threshold():
    assert there(at_work([30 * MINUTE] * 4, temps(), pick=[LONG] * 4)) == [(0, 0)]


def test_agency_staff_stays_while_the_backlog_is_above():
    timeline = at_work([30 * MINUTE] * 20, temps(), pick=[LONG] * 20)
    gone = there(timeline)[-1]
    waiting = [begun >= gone[0] for begun, _ in spans(timeline)]
    assert sum(waiting) <= 3
    earlier = [begun >= gone[0] - HOUR for begun, _ in spans(timeline)]
    assert sum(earlier) > 3


def test_agency_staff_comes_in_its_hours_only():
    shop = temps(hours="06:00-09:00", stay="30 min")
    timeline = at_work([30 * MINUTE] * 20, shop, pick=[LONG] * 20)
    assert there(timeline) == [(0, 0), (6 * HOUR, 2), (9 * HOUR, 0)]


def test_agency_staff_comes_on_its_days_and_not_on_holidays():
    shop = temps(days="tue-thu", hours="06:00-09:00", lead_time="30 min")
    shop["clock"] = {"start": "2026-03-02", "run": "4 d", "holidays": ["2026-03-04"]}
    timeline = at_work([30 * MINUTE] * 99, shop, pick=[LONG] * 99)
    # Called on Monday at one, wanted until there are three left: on Tuesday and on Thursday.
    tuesday, thursday = 30 * HOUR, 78 * HOUR
    assert there(timeline) == [
        (0, 0), (tuesday, 2), (tuesday + 3 * HOUR, 0), (thursday, 2), (thursday + 3 * HOUR, 0)
    ]  # fmt: skip


def test_the_backlog_is_judged_as_often_as_it_says():
    shop = temps(judged_every="20 min", lead_time="0 s", stay="10 min")
    timeline = at_work([30 * MINUTE] * 5, shop, pick=[5 * MINUTE] * 5)
    # At 0:40 order 0 is done and order 1 begun at 0:35:30: three wait, which is not above three.
    assert there(timeline) == [(0, 0)]
    timeline = at_work([30 * MINUTE] * 6, shop, pick=[5 * MINUTE] * 6)
    # Now four wait: two come at 0:40 and, with two left, go at the next judgment.
    assert there(timeline) == [(0, 0), (40 * MINUTE, 2), (HOUR, 0)]


def test_who_is_called_at_once_takes_what_waits_at_that_instant():
    timeline = at_work([0] * 5, temps(lead_time="0 s"), pick=[LONG] * 5)
    assert sorted(began for began, _ in spans(timeline))[:3] == [0, 0, 0]


def test_a_home_first_crew_leaves_the_more_urgent_order_elsewhere():
    def first(prefers: str) -> tuple[int, int]:
        crews = {
            "floaters": {"skills": ["packing", "picking"], "heads": 1, "prefers": prefers},
            "pickers": {"skills": ["picking"], "heads": 1},
        }
        shop = {"crews": crews, "picking": {}, "packing": {}}
        # Order 0 is picked by the picker; at its end it waits for packing, 1 and 2 for picking.
        timeline = at_work([0, 1, 1], shop, pick=[LONG, MINUTE, MINUTE], priority=[2, 1, 1])
        return timeline.visits["packing"].began[0], timeline.visits["picking"].began[1]

    assert first("home first")[0] == HOUR
    assert first("most urgent")[1] == 1


def test_a_longest_queue_crew_goes_where_most_wait():
    def shop(prefers: str) -> dict:
        crews = {
            "floaters": {"skills": ["packing", "picking"], "prefers": prefers},
            "pickers": {"skills": ["picking"], "heads": 2},
        }
        shifts = {"day": {"hours": "00:02-24:00", "heads": {"floaters": 1}}}
        return {"crews": crews, "shifts": shifts, "picking": {}, "packing": {}}

    # At 0:02 one order waits for packing and three wait for picking.
    columns = {"pick": [30_000, LONG, LONG, LONG, LONG, LONG]}
    for prefers, at in (("longest queue", "picking"), ("home first", "packing")):
        timeline = at_work([0] * 6, shop(prefers), **columns)
        begun = [a for a in ("picking", "packing") if (0, 2 * MINUTE) in {
            (crew, began) for _, crew, began, _ in work(timeline, a)
        }]  # fmt: skip
        assert begun == [at], prefers
