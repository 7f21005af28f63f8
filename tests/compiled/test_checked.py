"""A checked build: the engine's functions as plain Python, on arrays that refuse a wrong index.

Compiled code does not check its indices, and its numbers have 64 bits. Here every index must be
within its array and none may count from the end; every number that is worked out of one in an array
must fit, whether it is kept or only compared; and what is kept in fewer bits, by the engine or in
the timeline, must come back as it was. In worlds with all that the engine knows.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.compiled.timelines import ROOT

pytest.importorskip("numba")

CHECKED = """
import sys, tempfile
from copy import deepcopy
from pathlib import Path
import numpy as np
from simulator.compiled import run, running
from simulator.compiled.run import simulate
from simulator.compiled.covers import not_covered
from simulator.journey import simulate_in_simpy
import simulator as sim
from tests.compiled.timelines import differences, loaded, saved_worlds

class Whole(int):
    pass  # a number of 64 bits, and whatever is worked out of it

def checked_operation(name):
    plain = getattr(int, name)
    def operation(*numbers):
        value = plain(*numbers)
        if value is NotImplemented or not isinstance(value, int):
            return value
        if not -(2**63) <= value < 2**63:
            raise OverflowError(f"{name} {numbers}")
        return Whole(value)
    return operation

for name in "add sub mul floordiv mod lshift rshift and or".split():
    for way in (f"__{name}__", f"__r{name}__"):
        setattr(Whole, way, checked_operation(way))
Whole.__neg__ = checked_operation("__neg__")
Whole.__abs__ = checked_operation("__abs__")

class Checked:
    # Read and written through a memory view, which is several times as fast as an array is.
    __slots__ = ("plain", "values", "shape", "whole")

    def __init__(self, plain):
        self.plain, self.values, self.shape = plain, memoryview(plain), plain.shape
        self.whole = plain.dtype.kind == "i"

    def _check(self, index):
        if index.__class__ is tuple:
            for part, size in zip(index, self.shape, strict=True):
                if not 0 <= part < size:
                    raise IndexError(f"{index} of {self.shape}")
        elif not 0 <= index < self.shape[0] or len(self.shape) > 1:
            raise IndexError(f"{index} of {self.shape}")

    def __getitem__(self, index):
        self._check(index)
        return Whole(self.values[index]) if self.whole else self.values[index]

    def __setitem__(self, index, value):
        self._check(index)
        try:
            self.values[index] = value
        except ValueError:
            raise OverflowError(f"{value} in {self.plain.dtype}") from None

    def __len__(self):
        return len(self.plain)

class Narrowed(np.ndarray):
    def astype(self, kind, *how, **more):
        found = super().astype(kind, *how, **more)
        if np.dtype(kind).kind == "i" and (np.asarray(found) != np.asarray(self)).any():
            raise OverflowError(f"{self.dtype} as {kind}")
        return found

advance = running.advance
def checked(arrays, address, until):
    advance(type(arrays)(*(Checked(array) for array in arrays)), address, until)
running.advance = checked

timeline_of = run.timeline_of
def timeline_narrowed(done):
    shared = {id(part): part for part in (done.scenario, done.workload)}
    other = deepcopy(done, shared)  # since the timeline is read from the arrays in place
    other.arrays = type(other.arrays)(*(array.view(Narrowed) for array in other.arrays))
    timeline_of(other)
    return timeline_of(done)
run.timeline_of = timeline_narrowed

def refused(what, *given):
    try:
        what(*given)
    except (IndexError, OverflowError):
        return True
    return False

small = np.zeros(2, dtype=np.int16)
assert refused(Checked(small).__getitem__, -1)
assert refused(Checked(small).__setitem__, 2, 0)
assert refused(Checked(small).__setitem__, 0, 40_000)
assert refused(lambda: 2 * Whole(2**62) - 2**63)
assert refused(np.array([40_000]).view(Narrowed).astype, np.int16)

tasks = 0
seen = 0
for world in saved_worlds()[int(sys.argv[1]) :: int(sys.argv[2])]:
    with tempfile.TemporaryDirectory() as folder:
        scenario = loaded(world, Path(folder))
        if not_covered(scenario) is not None:
            continue
        workload = sim.sample(scenario, 0)
        by_simpy = simulate_in_simpy(scenario, workload)
        found = list(differences(by_simpy, simulate(scenario, workload)))
        assert not found, (world[0], found)
        seen += 1
        tasks += sum(int((visit.began >= 0).sum()) for visit in by_simpy.log.first.values())
print(seen, tasks)
"""


def test_no_index_is_wrong_and_nothing_overflows() -> None:
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHECKED, "3", "13"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    seen, tasks = done.stdout.split()
    assert int(seen) >= 10
    assert int(tasks) >= 1000
