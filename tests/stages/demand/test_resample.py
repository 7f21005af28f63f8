"""Days and weeks of a trace drawn anew: each order is of a known day, by hand."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from simulator.reading.mistakes import ScenarioError
from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample
from tests.stages.demand.test_trace import traced, written

MONDAY = date(2026, 3, 2)
"""On which `traced` starts; four weeks of it are simulated."""
HEADER = "order_id,placed_at,sku,quantity,paid_at,promised_at\n"


def orders_of(days: int, first: date = MONDAY) -> str:
    """One order a day at its own minute past ten, paid a minute and promised two days later."""
    rows = []
    for k in range(days):
        day = first + timedelta(days=k)
        rows.append(
            f"d{k},{day} 10:{k:02d},tea,1,{day} 10:{k + 1:02d},{day + timedelta(days=2)} 10:{k:02d}"
        )
    return HEADER + "\n".join(rows) + "\n"


def simulated(tmp_path, text, **trace):
    """Four weeks."""
    one = traced(written(tmp_path, text), **trace)
    clock = one.clock.model_copy(update={"warm_up": 0, "run": 28 * DAY, "cool_down": 0})
    return one.model_copy(update={"clock": clock})


def world(tmp_path, days=21, resample="days", first=MONDAY, **trace):
    return simulated(tmp_path, orders_of(days, first), resample=resample, **trace)


def source_days(work) -> list[int]:
    """For each simulated day the number of the day of the trace whose order it has."""
    assert (work.created // DAY).tolist() == list(range(work.n))
    return [int(re.match(r"d(\d+)", name)[1]) for name in work.order_id]


def test_each_day_has_the_orders_of_a_day_of_its_weekday(tmp_path):
    work = sample(world(tmp_path), 0)
    days = source_days(work)
    assert work.n == 28
    assert [day % 7 for day in days] == [day % 7 for day in range(28)]
    minutes = (work.created % DAY - 10 * HOUR) // 60_000
    assert minutes.tolist() == days
    assert max(Counter(days).values()) > 1, "some day comes twice"


def test_an_order_on_its_own_day_keeps_its_name_and_others_have_their_date(tmp_path):
    work = sample(world(tmp_path), 0)
    for place, (name, day) in enumerate(zip(work.order_id, source_days(work), strict=True)):
        when = MONDAY + timedelta(days=place)
        assert name == (f"d{day}" if day == place else f"d{day}@{when}")
    assert any(day == place for place, day in enumerate(source_days(work)))
    assert len(set(work.order_id)) == len(set(work.identity.tolist())) == work.n


def test_replications_differ_and_repeat_themselves(tmp_path):
    scenario = world(tmp_path)
    first, again, second = (sample(scenario, r) for r in (0, 0, 1))
    assert first.order_id == again.order_id
    assert first.order_id != second.order_id
    assert sample(world(tmp_path, resample=None), 0).order_id == tuple(f"d{k}" for k in range(21))


def test_each_day_is_drawn_as_often_as_the_others(tmp_path):
    """Each of three Mondays in 4 places of 90 replications: 120 ± 8.9, here within 3 of these."""
    scenario = world(tmp_path)
    seen = Counter(day for r in range(90) for day in source_days(sample(scenario, r)))
    assert len(seen) == 21
    assert max(abs(count - 120) for count in seen.values()) < 3 * np.sqrt(120 * 2 / 3)


def test_weeks_keep_their_days_together(tmp_path):
    days = np.array(source_days(sample(world(tmp_path, resample="weeks"), 0))).reshape(4, 7)
    assert (days % 7 == np.arange(7)).all()
    assert (days // 7 == days[:, :1] // 7).all()
    assert len(set(days[:, 0].tolist())) > 1


def test_a_trace_that_begins_in_the_week_has_only_its_whole_weeks(tmp_path):
    """Of 27 days from a Thursday, days 4 to 24 are three weeks from Monday to Sunday."""
    scenario = world(tmp_path, 27, "weeks", MONDAY + timedelta(days=3))
    seen = {day for r in range(20) for day in source_days(sample(scenario, r))}
    assert seen == set(range(4, 25))


def test_a_shifted_day_plays_the_weekday_that_it_has_then(tmp_path):
    """Shifted by three days, the trace's Thursdays are drawn for Sundays."""
    days = source_days(sample(world(tmp_path, shift_to="2026-03-05"), 0))
    assert [(day + 3) % 7 for day in days] == [place % 7 for place in range(28)]


def test_only_days_of_the_window_are_drawn(tmp_path):
    window = {"from": "2026-03-09", "to": "2026-03-22"}
    seen = {
        day for r in range(20) for day in source_days(sample(world(tmp_path, window=window), r))
    }
    assert seen == set(range(7, 21))


def test_payment_and_promise_come_with_the_order(tmp_path):
    work = sample(world(tmp_path), 0)
    assert (work.deliver_by - work.created == 2 * DAY).all()


def test_copies_are_of_their_day(tmp_path):
    work = sample(simulated(tmp_path, orders_of(21), resample="days", scale=2.0), 0)
    assert work.n == 56
    assert (np.bincount(work.created // DAY) == 2).all()
    assert len(set(work.order_id)) == len(set(work.identity.tolist())) == 56
    assert sum(name.endswith("#2") for name in work.order_id) == 28


@pytest.mark.parametrize(
    ("days", "how", "said", "remedy"),
    [
        (6, "days", "a day is drawn among those of its weekday, and there is no Sunday", "none"),
        (8, "days", "and there is only one Tuesday in the trace or its window", "none"),
        (6, "weeks", "whole weeks from Monday to Sunday are drawn, and there is none", "none"),
        (13, "weeks", "and there is only one in the trace or its window", "none"),
    ],
)
def test_too_few_days_to_draw_from(tmp_path, days, how, said, remedy):
    with pytest.raises(ScenarioError, match=said) as caught:
        sample(world(tmp_path, days, how), 0)
    assert "demand.trace.resample: " in str(caught.value)
    assert f"write resample: {remedy}, or take a trace of two whole weeks" in str(caught.value)
    sample(world(tmp_path, days, None if remedy == "none" else remedy), 0)
    sample(world(tmp_path, 14, how), 0)


def test_where_days_would_do_for_weeks_the_remedy_says_so(tmp_path):
    """Two weeks and a day from a Tuesday hold one whole week, but two of each weekday."""
    tuesday = MONDAY + timedelta(days=1)
    with pytest.raises(ScenarioError, match="write resample: days, or take"):
        sample(world(tmp_path, 15, "weeks", tuesday), 0)
    sample(world(tmp_path, 15, "days", tuesday), 0)


def test_a_window_without_a_day_of_the_trace(tmp_path):
    window = {"from": "2027-03-09", "to": "2027-03-22"}
    with pytest.raises(ScenarioError, match=r"trace\.window: no order of the trace"):
        sample(world(tmp_path, window=window), 0)
