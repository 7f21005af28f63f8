from datetime import date, datetime

import numpy as np
import pytest

from simulator.calendars import OpenDays, calendar
from simulator.reading.times import promise
from simulator.stages.demand.promises import deadline
from simulator.units import DAY, HOUR, NEVER
from simulator.workload.sampling import sample
from tests.workload.worlds import scenario

START = datetime(2026, 3, 2)  # a Monday
OPEN = OpenDays(calendar(START, (date(2026, 3, 9),), 14 * DAY), frozenset(range(5)))
MONDAY, FRIDAY, SATURDAY = 0, 4, 5


@pytest.mark.parametrize(
    ("words", "day", "hour", "until"),
    [
        ("same day", MONDAY, 9, 1),
        ("same day", MONDAY, 15, 1),  # the cut-off itself is in time
        ("same day", MONDAY, 16, 2),
        ("same day", FRIDAY, 16, 9),  # over the weekend and the holiday Monday
        ("same day", SATURDAY, 9, 9),
        ("next day", MONDAY, 9, 2),
        ("next day", MONDAY, 16, 3),
        ("next day", FRIDAY, 9, 9),
        ("next day", SATURDAY, 23, 10),
        ("2 working days", 2, 9, 5),
        ("2 working days", 3, 9, 9),
    ],
)
def test_working_day_promises_hold_until_midnight(words, day, hour, until):
    placed = np.array([day * DAY + hour * HOUR])
    assert deadline(placed, promise(words), OPEN, 15 * HOUR)[0] == until * DAY


def test_an_elapsed_promise_knows_no_cut_off():
    placed = np.array([SATURDAY * DAY + 20 * HOUR])
    assert deadline(placed, promise("24 h"), OPEN, 15 * HOUR)[0] == placed[0] + DAY


def test_promises_by_class_and_carrier():
    work = sample(scenario(), 0)
    express = work.order_class == 0
    placed = work.placed
    there = placed != NEVER
    assert (work.ship_by[~there] == NEVER).all()
    assert (work.deliver_by[~there] == NEVER).all()
    assert (work.ship_by[there & ~express] == NEVER).all()
    assert (work.deliver_by[there & express] == NEVER).all()
    # express goes by air, picked up daily, without a cut-off: the end of its own day
    end = (placed // DAY + 1) * DAY
    assert (work.ship_by[there & express] == end[there & express]).all()
    late = placed + 4 * DAY
    assert (work.deliver_by[there & ~express] == late[there & ~express]).all()


def test_without_shipping_working_days_are_monday_to_friday():
    classes = {"all": {"ship_by": "same day", "deliver_within": "1 working days"}}
    world = scenario(demand={"classes": classes}, without=("shipping", "delivery", "checkout"))
    work = sample(world, 0)
    day = work.created // DAY
    counted = np.where(day < 5, day, 7)
    assert (work.ship_by == (counted + 1) * DAY).all()
    assert (work.deliver_by == np.where(counted == 4, 8, counted + 2) * DAY).all()


def test_a_cut_off_for_delivery_moves_its_promise_and_no_other():
    own = {"ship_by": "same day", "deliver_within": "1 working days"}
    world = {"without": ("shipping", "delivery", "checkout")}
    plain = sample(scenario(demand={"classes": {"all": own}}, **world), 0)
    classes = {"all": {**own, "deliver_cut_off": "14:00"}}
    work = sample(scenario(demand={"classes": classes}, **world), 0)
    day = work.created // DAY + (work.created % DAY > 14 * HOUR)
    counted = np.where(day < 5, day, 7)
    assert (work.deliver_by == np.where(counted == 4, 8, counted + 2) * DAY).all()
    assert (work.deliver_by != plain.deliver_by).any()
    assert (work.ship_by == plain.ship_by).all()


def test_days_are_drawn_by_class_and_region_until_the_end_of_their_day():
    """One in five of the south's gets a week; the others of its class the days of their region."""
    south = {"values": ["5 d", "7 d"], "weights": [80, 20]}
    own = {"ship_by": "none", "promised_days": {"by_region": {"north": "60 h", "south": south}}}
    classes = {
        "home": {"share": "70 %", **own},
        "office": {"share": "30 %", "ship_by": "none", "deliver_within": "2 d",
                   "regions": {"south": "100 %"}},
    }  # fmt: skip
    demand = {"classes": classes, "regions": {"north": "60 %", "south": "40 %"}}
    world = {"without": ("shipping", "delivery", "checkout")}
    work = sample(scenario(demand=demand, **world), 0)
    home, north = work.order_class == 0, work.region == 0
    assert not (~home & north).any()
    assert (work.deliver_by[~home] == work.created[~home] + 2 * DAY).all()
    days = work.deliver_by // DAY - work.created // DAY - 1
    assert (work.deliver_by[home] % DAY == 0).all()
    assert set(days[home & north].tolist()) == {2}
    assert set(days[home & ~north].tolist()) == {5, 7}
    week = (days[home & ~north] == 7).mean()
    n = (home & ~north).sum()
    assert abs(week - 0.2) < 4 * (0.16 / n) ** 0.5
    # the same customers, whatever their class is promised and wherever the other one goes
    plain = sample(scenario(demand=demand | {"classes": {
        "home": {"share": "70 %", "ship_by": "none", "deliver_within": "none"},
        "office": {"share": "30 %", "ship_by": "none", "deliver_within": "none"},
    }}, **world), 0)  # fmt: skip
    assert (plain.created == work.created).all()
    assert (plain.region[home] == work.region[home]).all()
