"""This tree's speed and memory beside another tree's: `python benchmarks/against.py HEAD~3`.

    python benchmarks/against.py REVISION or FOLDER [--rounds 5]

Measured are processor time and peak memory an order of three scenarios of this tree, of which the
other tree must know every key: the tandem of `bench.py`, a week of the baseline, and that week with
every rule of the floor. Each measurement is a process of its own, the two trees take turns, and who
begins changes from round to round.
What else a machine does only ever adds to the processor time of the same work, so a round counts
with the least of three, and a tree with the least of its rounds; the range of the rounds' ratios
beside it says how much the machine was disturbed. `against.py HEAD` without a change shows how far
from 1 a ratio is by chance.

Only public names of the package are used, so that a tree may be compared with one whose modules lie
elsewhere.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from same_bytes import ROOT, tree

WEEK = "clock={start: 2026-03-02, warm_up: 0 d, run: 7 d, cool_down: 0 d}"
HOUSES = {
    "tandem": (ROOT / "benchmarks" / "tandem.yaml", "clock.run=16000 min"),
    "baseline": (ROOT / "scenarios" / "baseline.yaml", WEEK),
    "with every rule": (ROOT / "benchmarks" / "floor.yaml", WEEK),
}
SMALL = ROOT / "scenarios" / "small.yaml"
PARTS = ("model", "replication", "memory")
UNITS = {"model": "µs an order", "replication": "µs an order", "memory": "kB an order"}
CHILD = """
import gc, resource, sys, time
import simulator as sim

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

scenario = sim.load(sys.argv[1], overrides=[sys.argv[2]]).scenario
sim.simulate(small := sim.load(sys.argv[3]).scenario, sim.sample(small, 0))
sim.replicate(small, 0, "none")
gc.collect()
gc.freeze()
gc.disable()
before = peak()
sim.replicate(scenario, 0, "none")
memory = peak() - before
workload = sim.sample(scenario, 0)
models, wholes = [], []
for _ in range(3):
    gc.collect()
    began = time.process_time()
    sim.simulate(scenario, workload)
    models.append(time.process_time() - began)
    began = time.process_time()
    sim.replicate(scenario, 0, "none")
    wholes.append(time.process_time() - began)
model, whole = min(models), min(wholes)
print(sim.__file__, workload.n, 1e6 * model / workload.n, 1e6 * whole / workload.n,
      memory / workload.n, sep=chr(9))
"""
"""A small replication first: what is imported late, and buffers of the libraries, are not ours."""


def measured(folder: Path, house: str) -> dict[str, float]:
    """Each of `PARTS`, of a tree in a folder."""
    file, clock = HOUSES[house]
    command = [sys.executable, "-c", CHILD, str(file), clock, str(SMALL)]
    env = os.environ | {"PYTHONPATH": str(folder)}
    with tempfile.TemporaryDirectory() as elsewhere:
        told = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=True, env=env, cwd=elsewhere
        )
    where, _, *figures = told.stdout.split("\t")
    if not Path(where).is_relative_to(folder):
        raise RuntimeError(f"{where} was measured, not {folder}")
    return dict(zip(PARTS, map(float, figures), strict=True))


def compare(other: Path, house: str, rounds: int) -> None:
    """Measure in turn and print the least of each and their ratios."""
    trees = [("before", other), ("now", ROOT)]
    found: dict[str, list[dict[str, float]]] = {name: [] for name, _ in trees}
    for _ in range(rounds):
        for name, folder in trees:
            found[name].append(measured(folder, house))
        trees.reverse()
    for part in PARTS:
        before, now = ([one[part] for one in found[name]] for name in ("before", "now"))
        ratios = [b / a for a, b in zip(before, now, strict=True)]
        print(
            f"{house:15} {part:11} {min(before):7.2f} {UNITS[part]}, now {min(now):7.2f}: "
            f"ratio {min(now) / min(before):.3f} (rounds {min(ratios):.2f} to {max(ratios):.2f})",
            flush=True,
        )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("other", metavar="REVISION or FOLDER")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=list(HOUSES), nargs="+", default=list(HOUSES))
    asked = parser.parse_args()
    with tree(asked.other) as other:
        for house in asked.only:
            compare(other, house, asked.rounds)


if __name__ == "__main__":
    main()
