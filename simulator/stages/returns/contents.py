"""What is in the parcels that come back, and what becomes of it, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.model.order_lines import OrderLines
from simulator.model.parcels import Parcels
from simulator.workload import Workload

Units = dict[int, int]
"""By order line."""


class Content(NamedTuple):
    """Units that are as new and those to be refurbished; the others are scrapped."""

    restocked: Units
    refurbished: Units


class Contents:
    """The lines that come back. What was taken out of an order was never sent.

    If nothing of what a customer would send back in part was sent, all that was comes back.
    """

    def __init__(self, workload: Workload, lines: OrderLines | None, parcels: Parcels) -> None:
        self._start = workload.line_start.data
        self._units = workload.line_units.data
        self._value_of = workload.value_of
        self._restockable = workload.restockable.data
        self._back = workload.line_back
        self._refurbished = workload.line_refurbished
        self._scrapped = workload.line_scrapped
        self._lines = lines
        self._parcels = parcels

    @property
    def graded(self) -> bool:
        """Whether units are graded each, not the order as a whole."""
        return self._scrapped is not None

    def is_fit(self, order: int) -> bool:
        """Whether an order is as new, where it is looked at as a whole."""
        return bool(self._restockable[order])

    def of(self, parcels: Sequence[int], by_customer: bool) -> Content:
        """What becomes of what is in them."""
        lines = self._sent(parcels)
        if by_customer:
            lines = self._chosen(lines)
        if self._scrapped is None or self._refurbished is None:
            fit = self.is_fit(self._parcels.order(parcels[0]))
            return Content({line: self._units[line] for line in lines if fit}, {})
        refurbished = {line: int(self._refurbished[line]) for line in lines}
        restocked = {
            line: self._units[line] - refurbished[line] - int(self._scrapped[line])
            for line in lines
        }
        return Content(_some(restocked), _some(refurbished))

    def price_in_part(self, parcels: Sequence[int]) -> int | None:
        """Cents of what a customer sends back; None if that is all that was sent."""
        sent = self._sent(parcels)
        lines = self._chosen(sent)
        if len(lines) == len(sent):
            return None
        return sum(map(self._value_of, lines))

    def _sent(self, parcels: Sequence[int]) -> list[int]:
        known = self._lines
        if known is None:
            order = parcels[0]  # without stock no order is split
            return list(range(self._start[order], self._start[order + 1]))
        return [line for each in parcels for line in known.of(each) if not known.is_out(line)]

    def _chosen(self, sent: list[int]) -> list[int]:
        back = self._back
        return sent if back is None else [line for line in sent if back[line]] or sent


def _some(units: Units) -> Units:
    return {line: number for line, number in units.items() if number}
