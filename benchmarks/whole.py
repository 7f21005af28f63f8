"""A whole replication of the baseline beside the revision before there was a second engine.

    python benchmarks/whole.py [--before REVISION or FOLDER] [--rounds 3]

Sampling, simulation, checks and figures, no tables kept: processor time an order that is placed,
and memory at the peak of several replications beyond what was there before them, of that revision
and of this tree by either engine. Memory is as Linux counts it, with what a replication has freed
and not given back. Each measurement is a process of its own, with one replication first, so that
nothing is loaded late; the three take turns and each counts with the least of its rounds, since
what else a machine does only adds. Each tree simulates its own baseline, which differ by costs
alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from same_bytes import ROOT, tree

BEFORE = "a6acbf6438e1ad94ca4887da7fbfb16e530c1981"
"""The last revision with one engine and without lean sampling and figures."""
ASKED = {"simpy": 1.2, "compiled": 12.0}
MOST = 1.5
"""KiB an order, asked of the compiled engine."""
CHILD = """
import ctypes, gc, sys, time
import simulator as sim

def kib(what):
    for line in open("/proc/self/status"):
        if line.startswith(what):
            return int(line.split()[1])

small = sim.load(sys.argv[2], overrides=["clock.run=1 d"]).scenario
sim.replicate(small, 0, "none")
scenario = sim.load(sys.argv[1]).scenario
orders = int((~sim.sample(scenario, 0).abandons).sum())
gc.collect()
gc.freeze()
gc.disable()
ctypes.CDLL(None).malloc_trim(0)  # what was freed is not there any more, so it is counted again
open("/proc/self/clear_refs", "w").write("5")  # from here on counts the peak
before = kib("VmRSS")
times = []
for number in range(int(sys.argv[3])):
    began = time.process_time()
    sim.replicate(scenario, 0, "none")
    times.append(time.process_time() - began)
    gc.collect()
memory = kib("VmHWM") - before
print(sim.__file__, 1e6 * min(times) / orders, memory / orders, sep=chr(9))
"""


def measured(folder: Path, engine: str, times: int) -> tuple[float, float]:
    """(µs, KiB beyond what was there before) an order placed, by a tree in a folder."""
    scenarios = folder / "scenarios"
    files = [str(scenarios / f"{name}.yaml") for name in ("baseline", "small")]
    env = os.environ | {"PYTHONPATH": str(folder), "SIMULATOR_ENGINE": engine}
    with tempfile.TemporaryDirectory() as elsewhere:
        told = subprocess.run(
            [sys.executable, "-c", CHILD, *files, str(times)],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=env,
            cwd=elsewhere,
        )
    where, time, memory = told.stdout.split("\t")
    if not Path(where).is_relative_to(folder):
        raise RuntimeError(f"{where} was measured, not {folder}")
    return float(time), float(memory)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--before", default=BEFORE, metavar="REVISION or FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"before": [], "simpy": [], "compiled": []}
    with tree(asked.before) as other:
        for _ in range(asked.rounds):
            found["before"].append(measured(other, "simpy", 2))
            found["simpy"].append(measured(ROOT, "simpy", 2))
            found["compiled"].append(measured(ROOT, "compiled", 3))
    least = {
        name: [min(column) for column in zip(*rows, strict=True)] for name, rows in found.items()
    }
    for name, (time, memory) in least.items():
        print(f"baseline, {name:9} {time:6.2f} µs an order placed, {memory:5.2f} KiB", end="")
        if name in ASKED:
            print(f"; before / now {least['before'][0] / time:.1f}, asked {ASKED[name]:g}", end="")
        if name == "compiled":
            print(f"; at most {MOST:g} KiB", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
