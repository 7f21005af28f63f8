"""The roster table: what the heads of every crew did in every quarter of an hour."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.measure.steps import Step
from simulator.measure.work import CrewTime, crew_times, station_visits
from simulator.results.columns import Columns, Words, arrays, moments
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import MINUTE, SECOND

Milliseconds = npt.NDArray[np.int64]
Minutes = npt.NDArray[np.float64]

QUARTER = 15 * MINUTE
MINUTES = ("scheduled", "present", "busy", "idle", "on_break", "absent", "overtime", "agency")


def roster_table(
    scenario: Scenario, timeline: Timeline, people: Mapping[str, CrewTime] | None = None
) -> Columns:
    """One row per crew and quarter of an hour by the clock on the wall, up to the horizon's.

    In person-minutes. Scheduled is present, on a break or absent; overtime, which is not scheduled,
    is called overtime and work finished past the end of a shift; agency is what of the present
    belongs to crews on call. Whoever finishes work into a break is present, not on the break.
    `people` is what the crews' time went into, where it is known already.
    """
    if people is None:
        people = crew_times(timeline, station_visits(timeline))
    start = scenario.clock.start
    past = (start.minute * MINUTE + start.second * SECOND) % QUARTER
    edges = np.arange(-past, timeline.horizon + QUARTER, QUARTER, dtype=np.int64)
    edges = edges[: np.searchsorted(edges, timeline.horizon) + 1]
    quarters, crews = len(edges) - 1, len(timeline.crews)
    at = np.clip(edges, 0, timeline.horizon)
    columns: dict[str, list[Minutes]] = {name: [] for name in MINUTES}
    for crew, time in people.items():
        on_call = scenario.crews[crew].on_call is not None
        heads = _crew(timeline, crew, time.busy, on_call)
        minutes = {name: np.diff(step.until(at)) / MINUTE for name, step in heads.items()}
        minutes["idle"] = minutes["present"] - minutes["busy"]
        for name in MINUTES:
            columns[name].append(minutes[name])
    return arrays(
        {
            "crew": Words(np.repeat(np.arange(crews), quarters), timeline.crews),
            "at": moments(np.tile(edges[:-1], crews), scenario.clock.calendar),
            **{f"{name}_min": np.round(np.concatenate(v), 4) for name, v in columns.items()},
        }
    )


def _crew(timeline: Timeline, crew: str, busy: Step, on_call: bool) -> dict[str, Step]:
    """Heads of one crew over time."""
    roster = timeline.heads[crew]
    present = roster.heads + roster.late + roster.overrun
    columns = {
        "scheduled": roster.scheduled,
        "present": present,
        "on_break": roster.on_break - roster.late,
        "absent": roster.absent,
        "overtime": roster.overtime + roster.overrun,
        "agency": present * on_call,
    }
    return {name: Step(roster.time, heads) for name, heads in columns.items()} | {"busy": busy}
