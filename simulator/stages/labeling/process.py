"""Shipping labels, by the carrier's service or by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from simpy import Event

from simulator.engine.stations import Station, Task
from simulator.model.parcels import Parcels
from simulator.stages.labeling.section import LabelService
from simulator.stages.shipping.parcel_counts import ParcelCounts
from simulator.workload import Workload


class Labeling:
    """Printers, and people at them if a crew has the skill.

    Every box gets a label, one after the other, and each takes as long as the first.
    """

    def __init__(
        self,
        service: LabelService | None,
        station: Station,
        workload: Workload,
        counts: ParcelCounts,
        parcels: Parcels,
    ) -> None:
        self._parcels = parcels
        self._counts = counts
        self._station = station
        self._label = workload.label.data
        self.by_hand = bytearray(workload.n)
        if service is not None:
            self._service = service
            self._down = workload.label_service_down.ravel().tolist()
            self._hand = workload.label_by_hand.data
            station.time_at_start = self._time_at_start

    def label(self, parcel: int) -> Event:
        """Queue a parcel; the event is the label on each of its boxes, failed tries included."""
        order = self._parcels.order(parcel)
        return self._station.serve(parcel, self._label[order] * self._counts.of(parcel))

    def _time_at_start(self, task: Task) -> int:
        """The service is asked for all labels at once; it answers for all of them or for none."""
        parcel = task.parcels[0]
        order = self._parcels.order(parcel)
        retries, after = self._service.retries, self._service.retry_after
        waited, answers = wait_for_answer(self._down, self._station.env.now, retries, after)
        self.by_hand[order] |= not answers
        if answers:
            return waited + task.requirement
        by_hand: int = self._hand[order] * self._counts.of(parcel)
        return waited + by_hand


def wait_for_answer(edges: Sequence[int], now: int, retries: int, after: int) -> tuple[int, bool]:
    """How long a label waits for the service, and whether the service answers in the end.

    `edges` are the moments at which it goes down, comes back, goes down, ...; it is up from the
    moment at which it comes back.
    """
    for tried in range(retries + 1):
        if bisect_right(edges, now + tried * after) % 2 == 0:
            return tried * after, True
    return retries * after, False
