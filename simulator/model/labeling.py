"""Shipping labels."""

from __future__ import annotations

from simpy import Event

from simulator.model.floor import Station
from simulator.workload import Workload


class Labeling:
    """Printers, and people at them if a crew has the skill."""

    def __init__(self, station: Station, workload: Workload) -> None:
        self._station = station
        self._label = workload.label.tolist()

    def label(self, order: int) -> Event:
        """Queue an order; the event is the label on the parcel, failed tries included."""
        return self._station.serve(order, self._label[order])
