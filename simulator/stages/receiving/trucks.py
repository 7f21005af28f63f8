"""The trucks of one replication and what they bring, sampled before the run, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Milliseconds = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WORK = ("unloading", "checking", "put_away")
"""What is done with a pallet, one after the other; the columns of its times."""


@dataclass(frozen=True)
class Trucks:
    """One row per truck, by appointment and supplier; and the work at its pallets.

    Those that do not come have an arrival all the same. `pallets` are without a SKU, of which the
    first of truck `i` is `pallet_start[i]`, with a row each in `times`. Of reorders the k-th of SKU
    `i` has row `lead_time_start[i] + k` of the supply in `per_pallet` and `per_case`: the same for
    all of its pallets.
    """

    suppliers: tuple[str, ...]
    supplier: npt.NDArray[np.int16]  # (trucks,) index into suppliers
    appointment: Milliseconds  # (trucks,)
    arrives: Milliseconds  # (trucks,)
    comes: Flags  # (trucks,)
    pallets: Numbers  # (trucks,)
    pallet_start: Numbers  # (trucks + 1,)
    times: Milliseconds  # (pallets, 3) service requirements by `WORK`
    supplier_of_sku: npt.NDArray[np.int16]  # (skus,) empty without an inventory
    per_pallet: Milliseconds  # (reorders, 3)
    per_case: Milliseconds  # (reorders, 3)
