"""What a period is called, and in how many a target holds, in words."""

from __future__ import annotations

from math import nan

import pytest

from simulator.measure.periods import held
from simulator.reporting.periods import (
    asked_share,
    bounds_text,
    ends_head,
    ends_text,
    held_of,
    holds_in,
    holds_text,
    period_of,
    share_text,
)
from simulator.units import DAY, HOUR, MINUTE, WEEK

FORTNIGHTS, DAYS = period_of(2 * WEEK), period_of(DAY)


@pytest.mark.parametrize(
    ("run", "one", "many"),
    [
        (DAY, "day", "days"),
        (WEEK, "week", "weeks"),
        (2 * WEEK, "fortnight", "fortnights"),
        (3 * WEEK, "3-week period", "3-week periods"),
        (4 * WEEK, "4-week period", "4-week periods"),
        (12 * DAY, "12-day period", "12-day periods"),
        (30 * DAY, "30-day period", "30-day periods"),
        (HOUR, "hour", "hours"),
        (36 * HOUR, "36-hour period", "36-hour periods"),
        (90 * MINUTE, "90-minute period", "90-minute periods"),
        (3820 * MINUTE, "2.7-day period", "2.7-day periods"),
        (1500, "1,500-millisecond period", "1,500-millisecond periods"),
    ],
)
def test_a_period_is_called_by_its_length(run, one, many):
    assert period_of(run).one == one
    assert period_of(run).many == many


def test_fifty_one_of_sixty_fortnights():
    found = held([96.0] * 51 + [90.0] * 9, "at least", 95)
    assert holds_text(found, FORTNIGHTS) == "holds in 51 of 60 fortnights (74 to 92 %)"
    assert holds_in(found, FORTNIGHTS) == "51 of 60 fortnights (74 to 92 %)"


def test_one_period_and_none():
    assert holds_text(held([1.0], "at least", 5), DAYS) == "holds in 0 of 1 day (0 to 79 %)"
    assert holds_text(held([nan], "at least", 5), DAYS) == "is undefined in the 1 day"
    assert holds_text(held([nan] * 3, "at least", 5), DAYS) == "is undefined in all 3 days"


def test_what_is_left_out_is_said():
    found = held([1.0, nan, 9.0, nan], "at least", 5)
    assert holds_in(found, DAYS) == "1 of 2 days (9 to 91 %; undefined in 2 more)"


def test_a_bound_does_not_seem_to_reach_what_it_misses():
    found = held([99.0] * 34, "at least", 95)  # Wilson's low is 89.85 %
    assert bounds_text(found) == "90 to 100 %"
    assert bounds_text(found, 0.9) == "89.8 to 100.0 %"
    assert bounds_text(held([99.0] * 35, "at least", 95), 0.9) == "90 to 100 %"


def test_ends_are_named_by_what_they_are():
    few, many = held([91.0, 99.5], "at least", 95), held([90.0] * 2 + [99.0] * 20, "at least", 95)
    assert (ends_head(few.has_tenths), ends_text(few, "%")) == (
        "Lowest to highest",
        "91.0 to 99.5 %",
    )
    assert ends_head(many.has_tenths) == "P10 to P90"
    assert ends_text(held([0.2, 30.0], "at most", 48), "h") == "0 to 30 h"
    assert ends_text(held([nan], "at most", 48), "h") == "–"


def test_a_share_is_written_as_it_was_asked():
    assert share_text(0.9) == "90 %"
    assert share_text(0.995) == "99.5 %"


def test_a_folder_of_an_older_version_has_no_periods():
    assert held_of({"verdict": "met"}) is None
    assert held_of({"trials": nan}) is None
    assert asked_share({}) is None
    assert asked_share({"in_periods": nan}) is None
    assert asked_share({"in_periods": 90.0}) == 0.9
