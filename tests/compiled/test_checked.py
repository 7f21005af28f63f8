"""A checked build: the engine's functions as plain Python, on arrays that refuse a wrong index.

Compiled code does not check its indices. Here every index must be within its array and none may
count from the end, in worlds with all that the engine knows; nothing may overflow.
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
from pathlib import Path
import numpy as np
from simulator.compiled import running
from simulator.compiled.run import simulate
from simulator.compiled.covers import not_covered
from simulator.journey import simulate_in_simpy
import simulator as sim
from tests.compiled.timelines import differences, loaded, saved_worlds

class Checked(np.ndarray):
    def _check(self, index):
        for k, part in enumerate(index if isinstance(index, tuple) else (index,)):
            if isinstance(part, (int, np.integer)) and not 0 <= part < self.shape[k]:
                raise IndexError(f"{index} of {self.shape}")

    def __getitem__(self, index):
        self._check(index)
        value = np.asarray(self)[index]
        return int(value) if isinstance(value, np.integer) else value

    def __setitem__(self, index, value):
        self._check(index)
        if isinstance(value, int) and not -2**63 <= value < 2**63:
            raise OverflowError(value)
        np.asarray(self)[index] = value

    def __iter__(self):
        return iter(np.asarray(self))

advance = running.advance
def checked(arrays, until):
    advance(type(arrays)(*(array.view(Checked) for array in arrays)), until)
running.advance = checked

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
print(seen)
"""


def test_no_index_is_wrong_and_nothing_overflows() -> None:
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", CHECKED, "3", "13"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) >= 10
