"""What the floor costs: processor time an order of the baseline, before and with it.

    python benchmarks/floor_cost.py [--before REVISION] [--rounds 3]

Three houses in turn, each measurement in a process of its own: the baseline by the revision before
there were crews' rules, picking methods and machines that fail; the same file by this tree; and the
baseline with every rule of the floor switched on (`floor.yaml`), by this tree. Printed are medians
and ratios. As in every run, of that revision too, the cyclic garbage collector is off. A clone
without that revision leaves the first one out and says so.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEFORE = "12eab9e0b6b18395b808b26d78e3a1bc5df700be"
"""The last revision without anything of the floor beyond batches, benches and shifts."""
CLOCK = "clock={start: 2026-03-02, warm_up: 0 d, run: 7 d, cool_down: 0 d}"
CHILD = """
import gc, sys, time
import simulator
from simulator.experiments.running import replication
from simulator.scenario import load

model = []
simulate = replication.simulate

def timed(*given):
    began = time.process_time()
    found = simulate(*given)
    model.append(time.process_time() - began)
    return found

replication.simulate = timed
scenario = load(sys.argv[1], overrides=[sys.argv[2]]).scenario
gc.collect()
gc.freeze()
gc.disable()
began = time.process_time()
found = replication.replicate(scenario, 0, "none")
whole = time.process_time() - began
placed = found.measurement.kpis["orders.placed", "all"]
print(simulator.__file__, int(placed), model[0], whole)
"""


def tree_of(revision: str, folder: Path) -> bool:
    """Unpack a revision's files; whether there is such a revision here."""
    command = ["git", "-C", str(ROOT), "archive", "--format=tar", revision]
    try:
        packed = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return True


def measured(tree: Path, scenario: Path) -> tuple[float, float]:
    """(model, whole replication) in microseconds an order placed in the window."""
    command = [sys.executable, "-c", CHILD, str(scenario), CLOCK]
    env = os.environ | {"PYTHONPATH": str(tree)}
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=tree)
    file, orders, model, whole = told.stdout.split()
    if not Path(file).is_relative_to(tree):
        raise RuntimeError(f"{file} was measured, not {tree}")
    return 1e6 * float(model) / int(orders), 1e6 * float(whole) / int(orders)


def main() -> None:
    """Measure in turn and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--before", default=BEFORE)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        before = Path(name).resolve()
        baseline = ROOT / "scenarios" / "baseline.yaml"
        houses = {"with every rule": (ROOT, ROOT / "benchmarks" / "floor.yaml")}
        if tree_of(asked.before, before):
            baseline = before / "scenarios" / "baseline.yaml"
            houses = {"before the floor": (before, baseline), **houses}
        else:
            print(f"floor: revision {asked.before} is not here, so what was before is left out")
        houses["now"] = (ROOT, baseline)
        found: dict[str, list[tuple[float, float]]] = {house: [] for house in houses}
        for _ in range(asked.rounds):
            for house, (tree, scenario) in houses.items():
                found[house].append(measured(tree, scenario))
    for k, part in enumerate(("model", "replication")):
        medians = {house: statistics.median(one[k] for one in found[house]) for house in houses}
        for house, median in medians.items():
            print(f"floor: {part:11} {house:17} {median:6.0f} microseconds an order")
        if "before the floor" in medians:
            ratio = medians["now"] / medians["before the floor"]
            print(f"floor: {part:11} ratio now / before the floor {ratio:.2f}")
            ratio = medians["with every rule"] / medians["before the floor"]
            print(f"floor: {part:11} ratio with every rule / before the floor {ratio:.2f}")
        print(
            f"floor: {part:11} ratio with every rule / now "
            f"{medians['with every rule'] / medians['now']:.2f}"
        )


if __name__ == "__main__":
    main()
