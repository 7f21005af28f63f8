"""Steps of time over the horizon, and their means by hour of the week."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulator.experiments.explain.work import Floats, Sampled
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR

WEEK = 168
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hour_text(hour: int) -> str:
    """An hour of the week: 'Mon 10 h'."""
    return f"{WEEKDAYS[hour // 24]} {hour % 24} h"


class Steps:
    """The steps of time of a work, and means by hour of the week over the measurement window."""

    def __init__(self, scenario: Scenario, work: Sampled) -> None:
        low, high = scenario.clock.window
        begins = np.arange(work.hours.shape[1], dtype=np.int64) * work.step
        self.dates = scenario.clock.calendar
        self.window = slice(low // work.step, -(-high // work.step))
        self.step = work.step
        self._hour = self.dates.hour_of_week(begins)[self.window]
        self._exposure = np.bincount(self._hour, minlength=WEEK) * work.step / HOUR

    def week(self, values: Floats) -> Floats:
        """(168,) Means an hour, of values a step; 0 for hours that the window does not have."""
        total = np.bincount(self._hour, values[self.window], minlength=WEEK)
        there = self._exposure > 0
        return np.divide(total, self._exposure, out=np.zeros(WEEK), where=there)

    def day(self, step: int) -> date:
        """The date of a step."""
        return self.dates.shown(step * self.step).date()
