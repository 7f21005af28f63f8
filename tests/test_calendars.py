from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.calendars import (
    Calendar,
    OpenDays,
    calendar,
    next_opening,
    pick_up_times,
)
from simulator.units import DAY, HOUR, MINUTE

MONDAY = datetime(2026, 3, 2)
OFFICE = frozenset(range(5))


def plain(*holidays: date, start: datetime = MONDAY) -> Calendar:
    return calendar(start, holidays, 14 * DAY)


def days(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_a_moment_has_a_day_a_weekday_and_an_hour_of_the_week():
    dates = plain(start=datetime(2026, 3, 6, 18, 30))  # a Friday evening
    moments = days(0, 5 * HOUR + 30 * MINUTE - 1, 5 * HOUR + 30 * MINUTE, 3 * DAY)
    assert dates.day(moments).tolist() == [0, 0, 1, 3]
    assert dates.time_of_day(moments).tolist() == [
        18 * HOUR + 30 * MINUTE,
        DAY - 1,
        0,
        18 * HOUR + 30 * MINUTE,
    ]
    assert dates.weekday(dates.day(moments)).tolist() == [4, 4, 5, 0]
    assert dates.hour_of_week(moments).tolist() == [4 * 24 + 18, 4 * 24 + 23, 120, 18]
    assert dates.moment(days(1), 2 * HOUR).tolist() == [7 * HOUR + 30 * MINUTE]
    assert dates.day_number(date(2026, 3, 1)) == -5


def test_open_days_skip_weekends_and_holidays():
    open_days = OpenDays(plain(date(2026, 3, 9)), OFFICE)  # the second Monday
    assert open_days.between(3, 9).tolist() == [3, 4, 8, 9]
    assert open_days.on_or_after(days(4, 5, 6, 7, 8)).tolist() == [4, 8, 8, 8, 8]
    assert open_days.nth_after(days(4, 4, 5, 3), days(1, 2, 1, 0)).tolist() == [8, 9, 8, 3]
    assert OpenDays(plain(date(2026, 3, 9)), OFFICE, on_holidays=True).between(3, 9).tolist() == [
        3, 4, 7, 8, 9,
    ]  # fmt: skip


def test_working_days_go_on_beyond_the_horizon():
    open_days = OpenDays(plain(), OFFICE)
    assert open_days.nth_after(days(0), 5000).tolist() == [7000]
    assert open_days.nth_after(days(-3), 1).tolist() == [0]


def test_no_open_weekday_is_an_error():
    with pytest.raises(ValueError, match="no weekday is open"):
        OpenDays(plain(), frozenset())


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.integers(-20, 60), max_size=15),
    st.lists(st.tuples(st.integers(-30, 60), st.integers(0, 40)), max_size=8),
)
def test_nth_open_day_agrees_with_counting(weekdays, holidays, asked):
    open_days = OpenDays(Calendar(MONDAY.date(), 0, tuple(sorted(holidays))), weekdays)

    def counted(day: int, n: int) -> int:
        left = n if n else 1
        day -= 0 if n else 1
        while left:
            day += 1
            left -= day % 7 in weekdays and day not in holidays
        return day

    found = open_days.nth_after(days(*(d for d, _ in asked)), days(*(n for _, n in asked)))
    assert found.tolist() == [counted(day, n) for day, n in asked]


def test_holidays_of_a_country():
    dates = calendar(datetime(2026, 12, 21), "US", 14 * DAY)
    assert {4, 11} <= set(dates.holidays)  # Christmas and New Year
    assert OpenDays(dates, OFFICE).nth_after(days(3), 1).tolist() == [7]


def test_pick_ups_by_weekday_without_holidays():
    dates = calendar(datetime(2026, 3, 6, 16), (date(2026, 3, 9),), 4 * DAY)
    at = {4: (15 * HOUR, 18 * HOUR), 5: (13 * HOUR,), 0: (15 * HOUR,), 1: (16 * HOUR,)}
    times = pick_up_times(dates, at, 4 * DAY)
    # Friday 18:00, Saturday 13:00, Tuesday 16:00 (the horizon); Friday 15:00 is past
    assert times.tolist() == [2 * HOUR, 21 * HOUR, 4 * DAY]


def test_the_next_delivery_round():
    open_days = OpenDays(plain(date(2026, 3, 3)), frozenset(range(6)))
    opens, after = 8 * HOUR, 2 * HOUR
    arrived = days(0, 10 * HOUR, 10 * HOUR + 1, 5 * DAY + 11 * HOUR)
    rounds = next_opening(open_days, arrived, opens, np.full(4, after, dtype=np.int64))
    assert rounds.tolist() == [10 * HOUR, 10 * HOUR, 2 * DAY + 10 * HOUR, 7 * DAY + 10 * HOUR]
