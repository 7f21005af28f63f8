"""What a run says of a forecast whose dates it does not all use."""

from __future__ import annotations

from datetime import date

import numpy as np

from simulator.reading.sheet_paths import on_disk
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.forecast import expected


def forecast_notes(scenario: Scenario) -> tuple[str, ...]:
    """A line on dates of a forecast that are outside the run; none where all are in it."""
    section, clock = scenario.demand.forecast, scenario.clock
    if section is None:
        return ()
    known = expected(section, tuple(scenario.demand.classes))
    dates, last = clock.calendar, clock.calendar.last_day(clock.horizon)
    used, _ = known.days(dates, last)
    outside = np.delete(known.ordinal, used)
    if not len(outside):
        return ()
    first = dates.start.toordinal()
    run = f"{date.fromordinal(first)} to {date.fromordinal(first + last)}"
    file = on_disk(section.file).name
    if not len(used):
        wrong = f"No date of the forecast {file} is in the run ({run}), so that it changes nothing"
        return (f"{wrong}; write dates of it, or a clock.start before {_day(outside[0])}.",)
    ends = _day(outside[0]) if len(outside) == 1 else f"{_day(outside[0])} to {_day(outside[-1])}"
    dated = "1 date" if len(outside) == 1 else f"{len(outside):,} dates"
    is_not = "is outside the run and is not used" if len(outside) == 1 else (
        "are outside the run and are not used"
    )  # fmt: skip
    return (f"{dated} of the forecast {file} ({ends}) {is_not}: it is from {run}.",)


def _day(ordinal: int) -> date:
    return date.fromordinal(int(ordinal))
