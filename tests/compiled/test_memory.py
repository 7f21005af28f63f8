"""How much memory a replication takes, and what is there only because something is written."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import simulator as sim
from simulator.compiled import columns as c
from simulator.memory import fresh, given_back, keep_freed_memory

pytest.importorskip("numba")
PAGES = "/proc/self/pagemap"
BIG = 2 << 20
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="pages are counted on Linux")


def resident(array: np.ndarray) -> int:
    """Bytes of the pages of an array that are in memory."""
    first, size = array.ctypes.data, array.nbytes
    page = 4096
    with open(PAGES, "rb") as pages:
        pages.seek(first // page * 8)
        numbers = np.frombuffer(pages.read((size // page) * 8), dtype=np.uint64)
    return int((numbers >> np.uint64(63)).sum()) * page


@on_linux
def test_rows_that_nobody_writes_take_no_memory() -> None:
    columns = fresh((30, 100_000), np.int64, [slice(0, 3), slice(3, 6)])
    columns[:6] = 1
    columns[20, 50_000] = 1
    written = 6 * 100_000 * 8
    assert written <= resident(columns) <= written + BIG
    assert resident(columns[21:]) == 0
    assert columns.sum() == 6 * 100_000 + 1  # which are zeros all the same


@on_linux
def test_the_engine_begins_without_what_it_may_not_need() -> None:
    from simulator.compiled.start import start

    scenario = sim.load("small", overrides={"clock.run": "200 d"}).scenario
    workload = sim.sample(scenario, 0, idle_carts=False)
    arrays = start(scenario, workload, 1).arrays
    assert workload.n > 20_000
    for row in (c.O_DEADLINE, c.O_ARRIVES, c.O_MADE, c.O_PACK_PART):
        assert resident(arrays.orders[row]) < arrays.orders[row].nbytes / 2, row
    for name in ("transit", "delivery", "returns"):
        first = c.FIRST_OF[name]
        visits = arrays.visits[first : first + 3]
        assert resident(visits) < visits.nbytes / 2, name
    assert resident(arrays.tasks) + resident(arrays.log) + resident(arrays.ranks) < BIG


@on_linux
def test_a_column_of_millions_of_orders_is_filled_by_the_system_once() -> None:
    import resource

    def faults() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    keep_freed_memory()
    with given_back(6_000_000):
        pass
    try:
        np.ones(6_000_000)
        before = faults()
        np.ones(6_000_000)
        assert faults() - before < 12  # of 24 pages of 2 MB, or 11,719 of 4 KB
    finally:
        with given_back(0):
            pass
