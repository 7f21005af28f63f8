"""The roster table of tiny worlds, by hand arithmetic: person-minutes a crew and quarter hour.

A quarter is written by its first minute and without the columns that are zero in it. Tours have no
set-up here, so that a pick takes the minutes that its test says.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.engine.rosters import Pause, Stint
from simulator.measure.roster import MINUTES, roster_table
from simulator.results.columns import Columns
from simulator.units import HOUR, MINUTE
from tests.model.rosters import at_work, pickers
from tests.model.tiny import scenario

NOBODY: dict[str, float] = {}


def minutes(*values: int) -> list[int]:
    return [value * MINUTE for value in values]


def table(shop: dict[str, Any], created: list[int], picks: list[int], **columns: Any) -> Columns:
    """The table of a house in which each order is picked for so many minutes."""
    columns |= {"pick_setup": [0] * len(picks), "pick": minutes(*picks)}
    return roster_table(scenario(**shop), at_work(minutes(*created), shop, **columns))


def quarter(rows: Columns, time: str, crew: str = "pickers", day: int = 2) -> dict[str, float]:
    """What a crew's heads did in the quarter from a time of day on."""
    here = (rows["at"] == np.datetime64(f"2026-03-0{day}T{time}")) & (rows["crew"] == crew)
    (row,) = np.flatnonzero(here)
    found = {name: float(rows[f"{name}_min"][row]) for name in MINUTES}
    return {name: value for name, value in found.items() if value}


def nobody_else(rows: Columns, *times: str, crew: str = "pickers") -> bool:
    """Whether all of the crew's quarters but these are empty."""
    filled = sum(rows[f"{name}_min"] for name in MINUTES) > 0
    seen = rows["at"][filled & (rows["crew"] == crew)]
    return {str(at)[11:16] for at in seen.astype("datetime64[m]")} == set(times)


# Breaks: one head from 0:00 to 1:00, who should pause from 0:20 to 0:40


def with_break(begun_work: str = "finish", **more: Any) -> dict[str, Any]:
    pause = {"at": "00:20", "for": "20 min", "begun_work": begun_work} | more
    return pickers({"hours": "00:00-01:00", "breaks": [pause]})


def test_a_break_in_the_middle_of_a_quarter_hour():
    rows = table(with_break(), [15], [3])
    assert quarter(rows, "00:00") == {"scheduled": 15, "present": 15, "idle": 15}
    # Picks until 0:18, waits until 0:20, pauses for the other ten minutes.
    first = {"scheduled": 15, "present": 5, "busy": 3, "idle": 2, "on_break": 10}
    assert quarter(rows, "00:15") == first
    assert quarter(rows, "00:30") == {"scheduled": 15, "present": 5, "idle": 5, "on_break": 10}
    assert quarter(rows, "00:45") == {"scheduled": 15, "present": 15, "idle": 15}
    assert nobody_else(rows, "00:00", "00:15", "00:30", "00:45")


def test_who_finishes_work_into_a_break_is_present_and_pauses_for_the_rest_of_it():
    rows = table(with_break(), [18], [9])
    # Picks from 0:18 to 0:27, seven minutes of it in the break, of which three are left by 0:30.
    into = {"scheduled": 15, "present": 12, "busy": 9, "idle": 3, "on_break": 3}
    assert quarter(rows, "00:15") == into
    assert quarter(rows, "00:30") == {"scheduled": 15, "present": 5, "idle": 5, "on_break": 10}


def test_whether_a_break_is_paid_is_no_matter_of_the_roster():
    unpaid = with_break()
    unpaid["shifts"]["day"]["paid_breaks"] = False
    columns, same = table(with_break(), [18], [9]), table(unpaid, [18], [9])
    assert {name for name in columns if list(columns[name]) != list(same[name])} == set()


def test_a_pick_that_begins_before_and_ends_after_the_break_leaves_none_of_it():
    rows = table(with_break(), [18], [25])
    # At work from 0:18 to 0:43.
    assert quarter(rows, "00:15") == {"scheduled": 15, "present": 15, "busy": 12, "idle": 3}
    assert quarter(rows, "00:30") == {"scheduled": 15, "present": 15, "busy": 13, "idle": 2}


def test_a_pick_that_the_break_interrupts_goes_on_after_it():
    rows = table(with_break("interrupt"), [18], [9])
    # Two minutes before the break, the other seven from 0:40 to 0:47.
    before = {"scheduled": 15, "present": 5, "busy": 2, "idle": 3, "on_break": 10}
    assert quarter(rows, "00:15") == before
    assert quarter(rows, "00:30") == {"scheduled": 15, "present": 5, "busy": 5, "on_break": 10}
    assert quarter(rows, "00:45") == {"scheduled": 15, "present": 15, "busy": 2, "idle": 13}


def test_breaks_in_waves():
    shop = with_break(waves=2, **{"for": "15 min"})
    shop["shifts"]["day"]["heads"] = {"pickers": 3}
    rows = table(shop, [0], [0])
    # Two pause from 0:20 to 0:35, the third from 0:35 to 0:50.
    assert quarter(rows, "00:15") == {"scheduled": 45, "present": 25, "idle": 25, "on_break": 20}
    assert quarter(rows, "00:30") == {"scheduled": 45, "present": 25, "idle": 25, "on_break": 20}
    assert quarter(rows, "00:45") == {"scheduled": 45, "present": 40, "idle": 40, "on_break": 5}


# The end of a shift


def test_work_past_the_end_of_a_shift_is_overtime_and_present_once():
    shop = pickers({"hours": "00:00-00:50", "heads": {"pickers": 2}})
    rows = table(shop, [40], [22])
    # One picks from 0:40 to 1:02, twelve minutes of it past the end; the other goes at 0:50.
    end = {"scheduled": 10, "present": 20, "busy": 15, "idle": 5, "overtime": 10}
    assert quarter(rows, "00:45") == end
    assert quarter(rows, "01:00") == {"present": 2, "busy": 2, "overtime": 2}
    assert quarter(rows, "01:15") == NOBODY
    assert nobody_else(rows, "00:00", "00:15", "00:30", "00:45", "01:00")


@pytest.mark.parametrize("rule", ["interrupt", "handover"])
def test_work_that_stops_with_the_shift_leaves_nobody_present(rule):
    rows = table(pickers({"hours": "00:00-00:50", "end_of_shift": rule}), [40], [22])
    assert quarter(rows, "00:45") == {"scheduled": 5, "present": 5, "busy": 5}
    assert quarter(rows, "01:00") == NOBODY


def test_a_head_who_finishes_beside_the_next_shift_is_one_more_present():
    shop = pickers({}) | {
        "shifts": {
            "early": {"hours": "00:00-00:50", "heads": {"pickers": 1}},
            "late": {"hours": "00:50-01:30", "heads": {"pickers": 1}},
        }
    }
    rows = table(shop, [40, 40], [22, 3])
    # The early head picks until 1:02, the late one the second order from 0:50 to 0:53.
    both = {"scheduled": 15, "present": 25, "busy": 18, "idle": 7, "overtime": 10}
    assert quarter(rows, "00:45") == both
    assert quarter(rows, "01:00") == {
        "scheduled": 15, "present": 17, "busy": 2, "idle": 15, "overtime": 2
    }  # fmt: skip


def test_overtime_by_a_rule_and_what_is_finished_after_it():
    rule = {"backlog_above": "1 orders", "up_to": "2 h", "step": "10 min"}
    shop = pickers({"hours": "00:00-00:20", "overtime": rule})
    rows = table(shop, [0, 0, 0], [20, 20, 20])
    # At 0:20 two wait, so one step; the second pick begins. At 0:30 one waits, which is not above
    # one: overtime ends, and what has begun is finished at 0:40.
    assert quarter(rows, "00:00") == {"scheduled": 15, "present": 15, "busy": 15}
    assert quarter(rows, "00:15") == {"scheduled": 5, "present": 15, "busy": 15, "overtime": 10}
    assert quarter(rows, "00:30") == {"present": 10, "busy": 10, "overtime": 10}
    assert nobody_else(rows, "00:00", "00:15", "00:30")


def test_idle_overtime_is_present_too():
    rule = {"backlog_above": "0 orders", "up_to": "25 min", "step": "25 min"}
    shop = pickers({"hours": "00:00-00:20", "heads": {"pickers": 2}, "overtime": rule})
    rows = table(shop, [0, 0, 0], [20, 20, 3])
    # Both stay from 0:20 to 0:45; one picks until 0:23, then nothing is left.
    stay = {"scheduled": 10, "present": 30, "busy": 13, "idle": 17, "overtime": 20}
    assert quarter(rows, "00:15") == stay
    assert quarter(rows, "00:30") == {"present": 30, "idle": 30, "overtime": 30}
    assert quarter(rows, "00:45") == NOBODY


# Absence


def test_an_absent_head_is_scheduled_and_neither_present_nor_on_a_break():
    pause = Pause(20 * MINUTE, 26 * MINUTE, heads=2)
    stint = Stint(5 * MINUTE, 30 * MINUTE, heads=3, absent=1, pauses=(pause,))
    rows = table(pickers({}), [10], [4], present={"pickers": (stint,)})
    assert quarter(rows, "00:00") == {
        "scheduled": 30, "present": 20, "busy": 4, "idle": 16, "absent": 10
    }  # fmt: skip
    assert quarter(rows, "00:15") == {
        "scheduled": 45, "present": 18, "idle": 18, "on_break": 12, "absent": 15
    }  # fmt: skip
    assert nobody_else(rows, "00:00", "00:15")


# Agency staff


def called(created: list[int], picks: list[int], **columns: Any) -> Columns:
    """One picker all day, and two at half the speed who are called when more than one waits."""
    on_call = {
        "heads": 2, "backlog_above": "1 orders", "lead_time": "20 min", "stay": "30 min"
    }  # fmt: skip
    crews = {
        "pickers": {"skills": ["picking"], "heads": 1},
        "temps": {"skills": ["picking"], "speed": 0.5, "on_call": on_call},
    }
    return table({"crews": crews, "picking": {}}, created, picks, **columns)


def test_a_crew_on_call_is_there_after_its_lead_time():
    rows = called([30, 30, 30, 30], [200, 20, 10, 45])
    # At 1:00 three wait: two come at 1:20. One has the order of 20 min for 40, until 2:00, the
    # other that of 10 for 20, until 1:40, and then that of 45 for 90, until 3:10. At 2:00 nothing
    # waits and the half hour is over: they go, and who is at work finishes.
    temps = {time: quarter(rows, time, "temps") for time in ("01:00", "01:15", "01:45", "02:00")}
    assert temps["01:00"] == NOBODY
    assert temps["01:15"] == {"scheduled": 20, "present": 20, "busy": 20, "agency": 20}
    assert temps["01:45"] == {"scheduled": 30, "present": 30, "busy": 30, "agency": 30}
    assert temps["02:00"] == {"present": 15, "busy": 15, "overtime": 15, "agency": 15}
    assert quarter(rows, "03:00", "temps") == {
        "present": 10, "busy": 10, "overtime": 10, "agency": 10
    }  # fmt: skip
    there = ["01:15", "01:30", "01:45", "02:00", "02:15", "02:30", "02:45", "03:00"]
    assert nobody_else(rows, *there, crew="temps")
    assert quarter(rows, "01:15") == {"scheduled": 15, "present": 15, "busy": 15}


def test_of_a_crew_on_call_one_may_be_absent():
    window = Stint(0, 24 * HOUR, heads=2, absent=1)
    present = {"pickers": (Stint(0, 24 * HOUR, 1),), "temps": (window,)}
    rows = called([30, 30, 30], [200, 20, 10], present=present)
    # One comes at 1:20 for two, and is at work from then on.
    assert quarter(rows, "01:15", "temps") == {
        "scheduled": 20, "present": 10, "busy": 10, "absent": 10, "agency": 10
    }  # fmt: skip


# The clock on the wall


def test_a_shift_across_midnight_with_a_break_across_it():
    pause = {"at": "23:55", "for": "10 min"}
    shop = pickers({"hours": "23:40-00:20", "breaks": [pause]})
    shop["clock"] = {"start": "2026-03-02", "run": "2 d"}
    rows = table(shop, [24 * 60 + 2], [20])
    # The shift that began the evening before the start is at its end: a break until 0:05.
    assert quarter(rows, "00:00") == {"scheduled": 15, "present": 10, "idle": 10, "on_break": 5}
    assert quarter(rows, "00:15") == {"scheduled": 5, "present": 5, "idle": 5}
    assert quarter(rows, "00:30") == NOBODY
    assert quarter(rows, "23:30") == {"scheduled": 5, "present": 5, "idle": 5}
    assert quarter(rows, "23:45") == {"scheduled": 15, "present": 10, "idle": 10, "on_break": 5}
    # The order of 0:02 waits for the end of the break and is picked until 0:25.
    next_day = {"scheduled": 15, "present": 10, "busy": 10, "on_break": 5}
    assert quarter(rows, "00:00", day=3) == next_day
    assert quarter(rows, "00:15", day=3) == {
        "scheduled": 5, "present": 10, "busy": 10, "overtime": 5
    }  # fmt: skip


def test_a_crew_without_heads_has_all_its_quarters_empty():
    crews = {"pickers": {"skills": ["picking"], "heads": 0}}
    rows = table({"crews": crews, "picking": {}}, [0], [5])
    assert len(rows["at"]) == 96
    assert nobody_else(rows)


def test_a_start_and_an_end_within_a_quarter_hour():
    shop: dict[str, Any] = {"crews": {"pickers": {"skills": ["picking"], "heads": 2}}}
    clock = {"start": "2026-03-02 00:07:30", "run": "31 min"}
    rows = table(shop | {"clock": clock, "picking": {}}, [10], [60])
    assert [str(at)[11:16] for at in rows["at"].astype("datetime64[m]")] == [
        "00:00", "00:15", "00:30"
    ]  # fmt: skip
    # From 0:07:30 to 0:38:30; one picks from 0:17:30 on and is not done by the end.
    assert quarter(rows, "00:00") == {"scheduled": 15, "present": 15, "idle": 15}
    assert quarter(rows, "00:15") == {
        "scheduled": 30, "present": 30, "busy": 12.5, "idle": 17.5
    }  # fmt: skip
    assert quarter(rows, "00:30") == {"scheduled": 17, "present": 17, "busy": 8.5, "idle": 8.5}


def test_crews_follow_one_another_and_each_has_its_own_work():
    crews = {
        "pickers": {"skills": ["picking"], "heads": 1},
        "packers": {"skills": ["packing"], "heads": 1},
    }
    rows = table({"crews": crews, "picking": {}, "packing": {}}, [5], [7], pack=minutes(6))
    assert list(rows["crew"]) == ["pickers"] * 96 + ["packers"] * 96
    # Picked from 0:05 to 0:12, packed until 0:18.
    assert quarter(rows, "00:00")["busy"] == 7
    assert quarter(rows, "00:00", "packers")["busy"] == 3
    assert quarter(rows, "00:15", "packers")["busy"] == 3


def test_a_tour_of_several_orders_keeps_one_head_busy():
    shop = pickers({"hours": "00:00-01:00"})
    shop["picking"] = {"method": {"batch": {"up_to": 3}}}
    rows = table(shop, [2, 2, 2], [3, 3, 3])
    assert quarter(rows, "00:00") == {"scheduled": 15, "present": 15, "busy": 9, "idle": 6}
