"""What is said where a history is short: of the part held out, and of how many orders come."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from simulator.fitting.arrivals import arrivals
from simulator.fitting.by_what import waits_for_pick_ups
from simulator.fitting.held_out import _behind_handling, too_short
from simulator.fitting.pick_ups import PickUps
from simulator.fitting.proof import MEASURES, Row
from simulator.units import DAY, HOUR

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
    first = "look at handling first, which is missed too"
    remedies = {row.measure.name: row.remedy for row in _behind_handling(rows)}
    assert [name for name, each in remedies.items() if each == first] == [
        "lead_p50", "lead_p90", "late"]  # fmt: skip
    assert remedies["handling"] == told
    good = (replace(rows[0], predicted=0.0), *rows[1:])
    assert first not in {row.remedy for row in _behind_handling(good)}
