"""What comes back, then or after the horizon, and how fast it is on the shelf again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Kpis, figure, figures, moments
from simulator.measure.observation import Observation
from simulator.results.timeline import ReturnState, Timeline
from simulator.units import HOUR, NEVER


@figure("return_rate", "%", "returns", "lower", group="service", sections=("returns",))
def return_rate(observed: Observation) -> Kpis:
    """Units of delivered orders that come back, then or later / units delivered."""
    workload = observed.workload
    delivered = observed.cohort.orders & (observed.timeline.delivered != NEVER)
    return observed.scopes.share("return_rate", workload.returns, delivered, workload.units)


@figure(
    "returns.too_late",
    "%",
    "returns",
    group="service",
    after="return_rate",
    sections=("returns", "returns.window"),
    called="Returns that came too late",
)
def too_late(observed: Observation) -> Kpis:
    """Orders that are not sent back since the window has closed / those and the orders sent back.

    Of delivered orders, then or later.
    """
    workload, section = observed.workload, observed.scenario.returns
    if section is None or section.window is None:
        return {}
    late = workload.added["returns"]["too_late"].astype(np.bool_)
    delivered = observed.cohort.orders & (observed.timeline.delivered != NEVER)
    return observed.scopes.share("returns.too_late", late, delivered & (late | workload.returns))


@figures(
    *moments(
        "dock_to_stock",
        "h",
        "returns",
        "restocked - arrived, of returns",
        ("mean", "p95"),
        sections=("returns",),
    ),
    group="service",
    after="same_day_share",
)
def dock_to_stock(observed: Observation) -> Kpis:
    """From the arrival of a return to its place on the shelf."""
    timeline = observed.timeline
    came = _once_back(timeline, "returns")
    ready = _once_back(timeline, "inspection") if "inspection" in timeline.visits else came
    shelved = observed.cohort.orders & (timeline.delivered != NEVER)
    shelved &= timeline.return_state == ReturnState.RESTOCKED
    took = np.where(shelved, ready - came, 0)
    return observed.scopes.moments("dock_to_stock", took, shelved, HOUR, ("mean", "p95"))


def _once_back(timeline: Timeline, activity: str) -> npt.NDArray[np.int64]:
    """(n,) When a visit of what came back ended; of the first parcel that came back."""
    every, order = timeline.log.first[activity].ended, timeline.parcels.order
    ended = every[: timeline.n].copy()
    for parcel in range(timeline.n, len(every)):
        if ended[order[parcel]] == NEVER:
            ended[order[parcel]] = every[parcel]
    return ended
