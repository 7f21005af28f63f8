from datetime import date
from typing import Any

import numpy as np
import pytest

from simulator.calendars import calendar
from simulator.engine.rosters import HeadCount, head_count
from simulator.units import DAY, HOUR
from simulator.workload.draws import Draws
from simulator.workload.sampling import sample
from simulator.workload.staffing import rosters
from tests.workload.worlds import scenario

CREW = {"skills": ["picking"]}


def heads(shifts: dict[str, Any], clock: dict[str, Any] = {}, **crew: Any) -> HeadCount:  # noqa: B006
    world = scenario(
        clock=clock,
        crews={"pickers": CREW | crew, "packers": None},
        shifts={"early": None} | shifts,
    )
    work = sample(world, 0)
    return head_count(work.rosters["pickers"], work.horizon)


def test_a_night_shift_before_the_start_still_works_on_the_first_morning():
    night = {"days": "mon-fri, sun", "hours": "22:00-06:00", "heads": {"pickers": 3}}
    found = heads({"night": night}, {"run": "2 d"})
    assert found.time.tolist() == [0, 6 * HOUR, 22 * HOUR, 30 * HOUR, 46 * HOUR]
    assert found.heads.tolist() == [3, 0, 3, 0, 3]


def test_a_break_past_midnight():
    at = [{"at": "01:00", "for": "30 min"}, {"at": "23:00", "for": "15 min"}]
    night = {"hours": "22:00-06:00", "heads": {"pickers": 3}, "breaks": at, "paid_breaks": False}
    found = heads({"night": night}, {"run": "1 d"})
    quarter = HOUR // 4
    assert found.time.tolist() == [
        0, HOUR, HOUR + 2 * quarter, 6 * HOUR, 22 * HOUR, 23 * HOUR, 23 * HOUR + quarter,
    ]  # fmt: skip
    assert found.heads.tolist() == [3, 0, 3, 0, 3, 0, 3]
    assert found.on_break.tolist() == [0, 3, 0, 0, 0, 3, 0]
    assert found.paid.tolist() == [3, 0, 3, 0, 3, 0, 3]


@pytest.mark.parametrize(("works", "worked"), [(False, []), (True, [1])])
def test_holidays(works, worked):
    shift = {"hours": "06:00-14:00", "heads": {"pickers": 2}, "on_holidays": works}
    found = heads({"early": shift}, {"run": "3 d", "holidays": ["2026-03-03"]})
    begins = found.time[found.heads > 0] // DAY
    assert begins.tolist() == sorted([0, *worked, 2])


def test_constant_heads_need_no_shift():
    found = heads({}, heads=4)
    assert (found.time.tolist(), found.heads.tolist()) == ([0], [4])
    assert found.paid.tolist() == [4]


def test_a_crew_without_shifts_is_never_there():
    assert heads({}).heads.tolist() == [0]


def test_absences_follow_their_chance():
    shift = {"hours": "00:00-24:00", "heads": {"pickers": 50}}
    found = heads({"all": shift}, {"run": "60 d"}, absence="10 %")
    width = np.diff(np.append(found.time, 60 * DAY)) / DAY
    missing = (found.absent * width).sum()
    assert abs(missing - 300) < 4.5 * (3000 * 0.09) ** 0.5  # false alarm 7e-6
    assert (found.heads + found.absent == 50).all()
    assert (found.paid == found.heads).all()


def test_constant_heads_miss_whole_days():
    found = heads({}, {"run": "60 d"}, heads=20, absence="10 %")
    assert (found.time % DAY == 0).all()
    assert (found.heads + found.absent == 20).all()
    assert found.absent.max() > 0


class WrittenByHand:
    """Uniforms that make the named heads miss the named dates, and nobody else."""

    def __init__(self, missed: dict[tuple[str, int], list[date]]) -> None:
        self.missed = {
            (purpose, day.toordinal(), head)
            for (purpose, head), days in missed.items()
            for day in days
        }

    def pairs(self, purpose: str, who: np.ndarray, part: np.ndarray) -> np.ndarray:
        asked = zip(who.tolist(), part.tolist(), strict=True)
        low = [(purpose, day, head) in self.missed for day, head in asked]
        return np.where(low, 0.0999, 0.1)[None]  # below the chance, and at it


def test_each_person_misses_shifts_of_their_own():
    shifts = {
        "early": {"hours": "06:00-14:00", "heads": {"pickers": 3}},
        "late": {"hours": "14:00-22:00", "heads": {"pickers": 2}},
    }
    crews = {"pickers": CREW | {"absence": "10 %"}, "packers": None}
    world = scenario(clock={"run": "2 d"}, crews=crews, shifts=shifts)
    first, second = date(2026, 3, 2), date(2026, 3, 3)
    missed = {
        ("absence.pickers.early", 0): [first],
        ("absence.pickers.early", 2): [first, second],
        ("absence.pickers.late", 1): [second],
    }
    dates = calendar(world.clock.start, (), world.clock.horizon)
    found = [
        (stint.begin // HOUR, stint.heads, stint.absent)
        for stint in rosters(world, dates, Draws(WrittenByHand(missed)))["pickers"]
        if stint.begin < world.clock.horizon
    ]
    assert found == [(6, 3, 2), (14, 2, 0), (30, 3, 1), (38, 2, 1)]
