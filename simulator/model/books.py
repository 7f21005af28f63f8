"""What becomes of every order: its outcome, its milestones and its money."""

from __future__ import annotations

from array import array

from simulator.engine.instants import Instants
from simulator.engine.record import moments
from simulator.results.outcomes import Outcome
from simulator.units import NEVER
from simulator.workload import Workload


class Books:
    """One entry per order; money in cents."""

    def __init__(self, env: Instants, workload: Workload) -> None:
        n = workload.n
        self._env = env
        self._value = workload.value.data
        self.outcome = array("b", [Outcome.IN_FLIGHT]) * n
        self.ended = moments(n)
        self.paid = moments(n)
        self.released = moments(n)
        self.in_house: set[int] = set()  # parcels that are ordered and not yet at the dock
        self.canceled_value: dict[int, int] = {}  # of lines taken out before payment
        self.charged = array("q", [0]) * n
        self.refunded = array("q", [0]) * n

    def charge(self, order: int) -> None:
        """The customer pays for what is still in the order."""
        self.paid[order] = self._env.now
        self.charged[order] = self._value[order] - self.canceled_value.get(order, 0)

    def take_out(self, order: int, value: int) -> bool:
        """A line leaves the order: it is not charged, or given back; whether it was charged."""
        if self.paid[order] == NEVER:
            self.canceled_value[order] = self.canceled_value.get(order, 0) + value
            return False
        self.refunded[order] += value
        return True

    def is_unpaid(self, order: int) -> bool:
        """Whether the order is open and not paid."""
        return self.paid[order] == NEVER and self.outcome[order] == Outcome.IN_FLIGHT

    def refund(self, order: int) -> None:
        """The customer gets everything back."""
        self.refunded[order] = self.charged[order]

    def give_back(self, order: int, value: int) -> None:
        """The customer gets the price of some lines back, at most what is left of the payment."""
        self.refunded[order] += min(value, self.charged[order] - self.refunded[order])

    def release(self, order: int) -> None:
        """The order is paid and its stock is there: the floor may start."""
        self.released[order] = self._env.now

    def close(self, order: int, outcome: Outcome) -> None:
        """The order ends, in exactly one way."""
        self.outcome[order] = outcome
        self.ended[order] = self._env.now
        self.in_house.discard(order)
