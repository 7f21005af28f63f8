"""Which scans of depots miss a parcel, and where on its way one that is lost gets lost."""

from __future__ import annotations

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.stages.shipping.draws_postage import services
from simulator.workload.draws import Flags, Integers, OrderDraws
from simulator.workload.workload import Columns


def scanned(
    scenario: Scenario, placed: Flags, service: Integers, draws: OrderDraws, parcels: int
) -> Columns:
    """(n, parcels, scans) `missed` and (n, parcels) `lost_at`, the part of its way.

    Empty where no carrier scans.
    """
    most = max((len(carrier.scans) for carrier in scenario.carriers.values()), default=0)
    if not most:
        return {}
    n = len(placed)
    missed, lost_at = np.zeros((n, parcels, most), dtype=np.bool_), np.zeros((n, parcels))
    carrier_of = [name for name, of in scenario.carriers.items() for _ in of.services]
    rows = np.flatnonzero(placed)
    for number in range(parcels):
        suffix = "" if number == 0 else f".parcel_{number + 1}"
        lost_at[rows, number] = draws.orders(f"shipping.lost_at{suffix}").uniforms(rows)
        for k in range(most):
            chances = [
                scans[k].missed if k < len(scans := scenario.carriers[name].scans) else 0.0
                for name in carrier_of
            ]
            drawn = draws.orders(f"shipping.scan_{k + 1}{suffix}")
            missed[:, number, k] = drawn.happens(np.array(chances)[service], placed)
    assert len(carrier_of) == len(services(scenario))
    return {"missed": missed, "lost_at": lost_at}
