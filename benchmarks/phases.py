"""Where a replication's time and memory go, by phase: `python benchmarks/phases.py`.

    python benchmarks/phases.py [--against REVISION or FOLDER] [--only baseline] [--rounds 3]

Measured are the phases of `simulator/experiments/running/replication.py`, for the baseline and the
tandem,
an order that is placed:

    time   processor time in µs, the least of the rounds: what else a machine does only adds to it
    peak   KiB that are there at the most during the phase, beyond what was before the replication;
           the workload counts from `sample` on, the shop from `build` to `timeline`

    sample    the workload            timeline  the shop's records as arrays
    build     the shop                checks    what must be conserved
    run       the model               figures   KPIs and their signs
    garbage   of the SimPy model      tables    orders, events, roster and stock

Building the shop and the timeline, of either engine, are inside `simulate`, and are taken out of
`run`; what is in none of them is `garbage`. "Not the model" is all but `run`, `garbage` and
`tables`. Few replications keep tables: time and memory of the other phases are those of a
replication without them, and with them `sample`, `run` and `figures` are of all carts, at which
only tables look. With `--against` another tree is measured too, in turn, each time in a process of
its own. Time and memory are of different replications, since counting what is allocated
(tracemalloc) takes time.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from same_bytes import tree

ROOT = Path(__file__).resolve().parents[1]
HOUSES = {
    "baseline": (ROOT / "scenarios" / "baseline.yaml", "experiment.seed=1"),
    "tandem": (ROOT / "benchmarks" / "tandem.yaml", "clock.run=10000 min"),
}
SMALL = ROOT / "scenarios" / "small.yaml"
FUNCTIONS = {
    ("simulator.experiments.running.replication", "sample"): "sample",
    ("simulator.journey", "Shop"): "build",
    ("simulator.experiments.running.replication", "simulate"): "run",
    ("simulator.journey", "timeline_of"): "timeline",
    ("simulator.compiled.run", "start"): "build",
    ("simulator.compiled.run", "timeline_of"): "timeline",
    ("simulator.experiments.running.replication", "check"): "checks",
    ("simulator.measure.observation", "without_carts"): "figures",
    ("simulator.experiments.running.replication", "measure"): "figures",
    ("simulator.experiments.running.replication", "in_flight"): "figures",
    ("simulator.experiments.running.replication", "signs"): "figures",
    ("simulator.experiments.running.replication", "_tables"): "tables",
    ("simulator", "replicate"): "garbage",
}
"""The functions of each phase, by the name under which they are called."""
PHASES = tuple(dict.fromkeys(FUNCTIONS.values()))
NOT_COUNTED = ("run", "garbage", "tables")
NOT_THE_MODEL = "not the model"
UNITS = {"time": "µs", "peak": "KiB"}

Figures = dict[str, dict[str, float]]
"""By what is measured, by phase: seconds or bytes, or either an order."""


class Phases:
    """Wraps the functions of the phases; what an inner one takes is not of the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.peak: dict[str, int] = defaultdict(int)
        self._inside: list[str] = []
        self._since = 0.0
        for (module, name), phase in FUNCTIONS.items():
            if "compiled" in module and os.environ.get("SIMULATOR_ENGINE") == "simpy":
                continue  # Numba would be loaded, and loops over columns compiled
            try:  # as not every tree that this one is measured beside has all, or has Numba
                where = importlib.import_module(module)
                function = getattr(where, name)
            except (ImportError, AttributeError):
                continue
            setattr(where, name, self._wrapped(function, phase))

    def _wrapped(self, function: Callable[..., Any], phase: str) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            self._turn()
            self._inside.append(phase)
            try:
                return function(*given, **named)
            finally:
                self._turn()
                self._inside.pop()

        return timed

    def _turn(self) -> None:
        """One phase stops here, another goes on."""
        now = time.process_time()
        if self._inside:
            phase = self._inside[-1]
            self.seconds[phase] += now - self._since
            if tracemalloc.is_tracing():
                self.peak[phase] = max(self.peak[phase], tracemalloc.get_traced_memory()[1])
                tracemalloc.reset_peak()
        self._since = now


def measure_here(house: str, rounds: int) -> None:
    """Print what this process measures, of the simulator that it imports."""
    import simulator as sim

    file, override = HOUSES[house]
    scenario = sim.load(str(file), overrides=[override]).scenario
    orders = int((~sim.sample(scenario, 0).abandons).sum())
    sim.replicate(sim.load(str(SMALL)).scenario, 0, "first")  # what is imported late is not ours
    phases = Phases()
    gc.collect()
    gc.freeze()
    gc.disable()
    times = []
    for _ in range(rounds):
        phases.seconds.clear()
        sim.replicate(scenario, 0, "first")
        tables = phases.seconds["tables"]
        phases.seconds.clear()
        gc.collect()
        sim.replicate(scenario, 0, "none")
        times.append({**phases.seconds, "tables": tables})
        gc.collect()
    tracemalloc.start()
    sim.replicate(scenario, 0, "first")
    tables = phases.peak["tables"]
    phases.peak.clear()
    gc.collect()
    sim.replicate(scenario, 0, "none")
    phases.peak["tables"] = tables
    least = {phase: min(found.get(phase, 0.0) for found in times) for phase in PHASES}
    figures = {
        "time": {phase: 1e6 * seconds / orders for phase, seconds in least.items()},
        "peak": {phase: phases.peak[phase] / 1024 / orders for phase in PHASES},
    }
    print(json.dumps({"where": sim.__file__, "orders": orders, **figures}))


def measured(folder: Path, house: str, rounds: int) -> dict[str, Any]:
    """What a process of its own measures of the tree in a folder."""
    command = [sys.executable, __file__, "--here", house, "--rounds", str(rounds)]
    env = os.environ | {"PYTHONPATH": str(folder)}
    with tempfile.TemporaryDirectory() as elsewhere:
        told = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=True, env=env, cwd=elsewhere
        )
    found: dict[str, Any] = json.loads(told.stdout)
    if not Path(found["where"]).is_relative_to(folder):
        raise RuntimeError(f"{found['where']} was measured, not {folder}")
    return found


def best(of_rounds: list[dict[str, Any]]) -> Figures:
    """The least of the rounds, with the sum of what is not the model."""
    found = {
        what: {phase: min(one[what][phase] for one in of_rounds) for phase in PHASES}
        for what in UNITS
    }
    time_of, peak = found["time"], found["peak"]
    time_of[NOT_THE_MODEL] = sum(time_of[phase] for phase in PHASES if phase not in NOT_COUNTED)
    peak[NOT_THE_MODEL] = max(peak[phase] for phase in PHASES if phase not in NOT_COUNTED)
    return found


def show(house: str, trees: dict[str, Path], rounds: int) -> None:
    """Measure the trees in turn and print a line for each phase."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in trees}
    for number in range(rounds):
        for name in sorted(trees, reverse=number % 2 == 1):
            found[name].append(measured(trees[name], house, 2))
    figures = {name: best(of_rounds) for name, of_rounds in found.items()}
    print(f"{house}: {found['now'][0]['orders']:,} orders placed; an order:")
    for phase in (*PHASES, NOT_THE_MODEL):
        columns = []
        for what, unit in UNITS.items():
            now = figures["now"][what][phase]
            text = f"{what} {now:7.2f} {unit}"
            if "before" in figures:
                before = figures["before"][what][phase]
                text += f", before {before:7.2f}: ratio {now / before if before else 1:.3f}"
            columns.append(text)
        print(f"  {phase:13} {'   '.join(columns)}", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--against", metavar="REVISION or FOLDER")
    parser.add_argument("--only", choices=list(HOUSES), nargs="+", default=list(HOUSES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--here", choices=list(HOUSES), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        measure_here(asked.here, asked.rounds)
        return
    with ExitStack() as stack:
        trees = {"now": ROOT}
        if asked.against:
            trees["before"] = stack.enter_context(tree(asked.against))
        for house in asked.only:
            show(house, trees, asked.rounds)


if __name__ == "__main__":
    main()
