"""How long somebody worked on a visit: without stops, and in zones without waits for a zone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.stops import stops_of
from simulator.measure.work import Visits
from simulator.measure.zone_picks import Picks, zone_waits
from simulator.results.timeline import Timeline
from simulator.scenario.scenario import Scenario
from simulator.units import NEVER

Milliseconds = npt.NDArray[np.int64]


def worked(scenario: Scenario, timeline: Timeline, station: str, here: Visits) -> Milliseconds:
    """(visits,) From begin to end, less the times between at which nobody worked on it.

    Means nothing where a visit has not ended. In zones that work at the same time the time counts
    once.
    """
    spent = here.ended - here.began
    parcels = np.flatnonzero(timeline.visits[station].queued != NEVER)
    stops = stops_of(timeline, station, parcels)
    resumed = stops.resumed != NEVER
    np.subtract.at(spent, stops.row[resumed], (stops.resumed - stops.stopped)[resumed])
    method = scenario.picking.method if scenario.picking is not None else None
    if station == "picking" and method is not None and method.zones is not None:
        rows = np.flatnonzero(here.ended[: len(parcels)] != NEVER)
        closed = np.zeros(len(rows), dtype=np.bool_)
        nowhere = np.zeros(len(rows), dtype=np.int16)
        picks = Picks(parcels[rows], nowhere, here.began[rows], here.ended[rows], closed)
        waits = zone_waits(timeline, picks, method.zones.style == "pick and pass")
        np.subtract.at(spent, rows[waits.row], waits.end - waits.begin)
    return spent
