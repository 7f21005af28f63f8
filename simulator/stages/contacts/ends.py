"""How orders end, by the horizon or later: what a carrier has goes its way by arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.results.outcomes import GOES_ON, Outcome
from simulator.results.parcels import Parcels, parcels
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.stages.delivery.ways import carry, drivers_of, roads_of
from simulator.units import NEVER
from simulator.workload.workload import Workload

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ends:
    """(n,) Outcome of each order, and when; IN_FLIGHT and NEVER while it is in the house."""

    outcome: npt.NDArray[np.int8]
    at: Numbers


def ends_of(scenario: Scenario, workload: Workload, timeline: Timeline) -> Ends:
    """The ends of all orders, those on the road at the horizon included."""
    every = parcels(timeline)
    table, n = every.table, timeline.n
    rows = np.flatnonzero((every.handed_over != NEVER) & (table.outcome == Outcome.IN_FLIGHT))
    if not len(rows):
        return Ends(timeline.outcome, timeline.ended)
    outcome, ended = _arrived(scenario, workload, every, rows)
    ends = Ends(timeline.outcome.copy(), timeline.ended.copy())
    whole = np.ones(n, dtype=np.bool_)
    whole[table.split] = False
    whole &= timeline.outcome == Outcome.IN_FLIGHT
    ends.outcome[whole], ends.at[whole] = outcome[:n][whole], ended[:n][whole]
    if len(table.split):
        table = replace(table, outcome=outcome, ended=ended)
        worst = np.full(len(table.split), Outcome.OUT_OF_STOCK, dtype=np.int8)
        for end in reversed(GOES_ON):
            worst[table.any((outcome[table.of_split] == end) & table.live)] = end
        open_ = timeline.outcome[table.split] == Outcome.IN_FLIGHT
        last = np.where(worst == Outcome.IN_FLIGHT, NEVER, table.last(ended))
        ends.outcome[table.split[open_]], ends.at[table.split[open_]] = worst[open_], last[open_]
    return ends


def _arrived(
    scenario: Scenario, workload: Workload, every: Parcels, rows: Numbers
) -> tuple[npt.NDArray[np.int8], Numbers]:
    """Outcome and end of every parcel, once these are off the road."""
    place = every.order[rows] + workload.n * (every.parcel[rows] - 1)
    drivers, gone = drivers_of(scenario, workload), every.handed_over[rows]
    ways = carry(scenario, drivers, roads_of(workload), place, gone)
    outcome, ended = every.table.outcome.copy(), every.table.ended.copy()
    outcome[rows], ended[rows] = ways.outcome, ways.ended
    return outcome, ended
