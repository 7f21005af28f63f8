"""What gateways ask for the payments that they approve, by method and gateway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_attempts import ways_in
from simulator.workload.workload import Workload

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fees:
    """Of the last method that each order tries: a share of what is charged, and a fixed part.

    Numbers, or (n,) where there are methods or gateways to choose from.
    """

    share: Floats | float
    fixed: Floats | float

    def of(self, amount: Floats) -> Floats:
        """(n,) The fees of payments of these amounts."""
        fees: Floats = self.share * amount + self.fixed
        return fees


def fees_of(scenario: Scenario, workload: Workload) -> Fees:
    """The fees of a workload's payments; none without a payment."""
    section = scenario.payment
    if section is None:
        return Fees(0.0, 0.0)
    if not section.has_tries:
        return Fees(section.fee_share, section.fee)
    went = ways_in(section, workload)
    share = np.array([way.fee_share for way in section.ways])[went.method]
    fixed = np.array([way.fee for way in section.ways])[went.method]
    if section.second_gateway is not None:
        share = share + went.second * section.second_gateway.fee_share
        fixed = fixed + went.second * section.second_gateway.fee
    return Fees(share, fixed)
