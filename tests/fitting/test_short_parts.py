"""What is said where a history is short: of the part held out, and of how many orders come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np

from simulator.fitting.arrivals import arrivals
from simulator.fitting.by_what import waits_for_pick_ups
from simulator.fitting.held_out import too_short
from simulator.fitting.missed import _other_split, behind, closed_then, orders_to_come, worst_week
from simulator.fitting.outcomes import Outcomes
from simulator.fitting.pick_ups import PickUps
from simulator.fitting.proof import MEASURES, Row
from simulator.units import DAY, HOUR, NEVER, WEEK

MONDAY = 20_514
"""Days since 1970: 2 March 2026."""


def shop(counts: list[int]) -> SimpleNamespace:
    """What is asked of a history of so many orders a day, evenly from 0 to 24 h."""
    placed = [(MONDAY + day) * DAY + k * DAY // n for day, n in enumerate(counts) for k in range(n)]
    return SimpleNamespace(
        placed=np.array(placed, dtype=np.int64),
        begin=MONDAY * DAY,
        end=(MONDAY + len(counts)) * DAY + HOUR,
    )


def test_a_short_part_held_out_is_named_with_the_day_to_write() -> None:
    history = shop([4] * 35)
    week = (MONDAY + 28) * DAY

    assert too_short(history, week) == (
        "the part held out has 7 days, in which chance is not told from a fault; hold out 14 days: "
        "--holdout 2026-03-23"
    )
    assert not too_short(history, week - DAY)
    assert too_short(shop([4] * 27), week - 7 * DAY).endswith(
        "has 6 days, in which chance is not told from a fault; fit again once the history has 28 "
        "days"
    )


def test_a_row_of_a_short_part_has_no_other_remedy() -> None:
    row = Row(MEASURES[0], predicted=0.2, sampled=0.0, naive=0.3, resampled=0.0, chance=0.0,
              in_sample=0.0, naive_error=0.0, in_part=0.0, short="hold out 14 days")  # fmt: skip
    assert row.remedy == "hold out 14 days"


def test_a_level_is_that_of_the_end_only_where_growth_is_written() -> None:
    """8 to 12 orders a day are 10 in the mean; 10 to 40 in four weeks are about 40 at the end."""
    level = next(iter(arrivals(shop([8, 12, 8, 12, 10, 8, 12] * 4), ()).estimates))
    assert level.what == "orders a day, mean of the history"
    assert abs(level.value - 10) < 1e-6
    assert "with the growth below 10 (" in level.method

    grown = arrivals(shop([round(10 * 4 ** (day / 27)) for day in range(28)]), ())
    assert grown.estimates[0].what == "orders a day, at the end of the history"
    assert abs(grown.per_day - 40) < 2


def test_a_house_that_waits_for_pick_ups_is_told_to_have_stations() -> None:
    at = (16 * HOUR + HOUR // 2,)
    fitted = SimpleNamespace(pick_ups=PickUps((at,) * 5 + ((13 * HOUR,), ()), True, 900))
    told = waits_for_pick_ups(fitted, floor=False)
    assert told.startswith("orders leave at pick-ups (13:00, 16:30)")
    assert told.endswith("fit with a house of stations (--base SCENARIO)")
    assert not waits_for_pick_ups(fitted, floor=True)
    assert not waits_for_pick_ups(SimpleNamespace(pick_ups=PickUps((), False, 9)), floor=False)

    rows = tuple(
        Row(each, predicted=9.0, sampled=0.0, naive=9.0, resampled=0.0, chance=0.0, in_sample=9.0,
            naive_error=0.0, in_part=9.0, hangs_on=told if each.name == "handling" else "")
        for each in MEASURES
    )  # fmt: skip
    first = "look at handling and transit first, which are missed too"
    remedies = {row.measure.name: row.remedy for row in behind(rows)}
    assert [name for name, each in remedies.items() if each == first] == [
        "lead_p50", "lead_p90", "late"]  # fmt: skip
    assert remedies["handling"] == told
    good = (replace(rows[0], predicted=0.0), *rows[1:])
    assert "look at transit first, which is missed too" in {row.remedy for row in behind(good)}
    good = (*(replace(row, predicted=0.0) for row in rows[:2]), *rows[2:])
    assert "their errors add up" in behind(good)[2].remedy


def test_days_on_which_nothing_left_are_what_to_say_before() -> None:
    day = date(2026, 3, 19)
    window = (days_since_1970(date(2026, 3, 16)), days_since_1970(date(2026, 3, 30)))
    every, train = SimpleNamespace(closed=(day,)), SimpleNamespace(holidays=())
    told = closed_then(every, train, window)
    assert told.startswith("nothing left on Thursday 19 March 2026, a working day as far as was")
    assert told.endswith("add to --holidays 2026-03-19")
    assert not closed_then(every, SimpleNamespace(holidays=(day,)), window)
    assert not closed_then(every, train, (window[0], window[0] + 3 * DAY))
    weekly = next(each for each in MEASURES if each.name == "weekly")
    row = Row(weekly, predicted=9.0, sampled=0.0, naive=9.0, resampled=0.0, chance=0.0,
              in_sample=1.0, naive_error=0.0, in_part=1.0, closed=told)  # fmt: skip
    assert row.remedy == told  # and not that the shop has changed, where it is known afterwards
    assert "has changed" in replace(row, closed="").remedy


def days_since_1970(day: date) -> int:
    return (day - date(1970, 1, 1)).days * DAY


def handed_over(*a_week: int) -> Outcomes:
    """As many orders in each week from Monday 16 March 2026 on, left at once."""
    first = days_since_1970(date(2026, 3, 16))
    gone = first + np.repeat(np.arange(len(a_week)) * WEEK, a_week)
    return Outcomes(gone, gone, gone, gone, np.full(len(gone), NEVER), int(gone.max()) + WEEK)


def test_the_week_that_is_farthest_off_is_named() -> None:
    first = days_since_1970(date(2026, 3, 16))
    window = (first, first + 2 * WEEK)
    told = worst_week(handed_over(10, 12), handed_over(10, 10), window)
    assert told.startswith("the week from Monday 23 March 2026 is farthest off, 20 % more than")
    told = worst_week(handed_over(5, 12), handed_over(10, 10), window)
    assert told.startswith("the week from Monday 16 March 2026 is farthest off, 50 % fewer than")
    assert worst_week(handed_over(1), handed_over(1), (first, first + DAY)) == ""


def test_columns_that_could_split_transit_are_named() -> None:
    """Those that are missing; where all are there, that no split tells it."""
    there = SimpleNamespace(service=1, origin=1, region=1, promised=None)
    told = _other_split(SimpleNamespace(history=there), "auto")
    assert told.endswith("if there is one (--columns promised_at=THEIRS)")
    there.promised = 1
    assert "leave older ones out (--since)" in _other_split(SimpleNamespace(history=there), "auto")
    assert "--transit-by auto" in _other_split(SimpleNamespace(history=there), "none")


def test_orders_that_are_foretold_worse_than_by_the_last_weeks_are_said() -> None:
    weekly = next(each for each in MEASURES if each.name == "weekly")
    row = Row(weekly, predicted=2.9, sampled=14.0, naive=5.2, resampled=0.0, chance=0.0,
              in_sample=2.8, naive_error=0.0)  # fmt: skip
    (told,) = orders_to_come((row,), SimpleNamespace(arrivals=SimpleNamespace(growth=1.02)))
    assert "14.0 % off with sampled orders, 5.2 % as in those weeks" in told
    assert told.endswith("at the level of the last weeks: --set demand.growth=none.")
    (told,) = orders_to_come((row,), SimpleNamespace(arrivals=SimpleNamespace(growth=1)))
    assert told.endswith("write demand.forecast.")
    for fine in (replace(row, sampled=3.9), replace(row, naive=15.0)):
        assert not [*orders_to_come((fine,), SimpleNamespace())]
