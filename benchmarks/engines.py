"""The compiled engine beside the SimPy model: processor time an order, in turn in one process.

    python benchmarks/engines.py [--rounds 3] [--covered]

Printed are medians of the tandem and of the baseline, without sampling and figures, their ratio,
what compiling or loading took, and how many scenarios that ship and drawn worlds are covered.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import simulator as sim
from simulator.compiled.covers import not_covered
from simulator.experiments.running.workers import quiet_garbage_collector
from simulator.journey import simulate_in_simpy
from simulator.memory import keep_freed_memory
from simulator.scenario import Scenario
from simulator.workload import Workload

HERE = Path(__file__).resolve().parent
WORLDS = {"tandem": HERE / "tandem.yaml", "baseline": HERE.parent / "scenarios" / "baseline.yaml"}


def seconds(simulate: Callable[..., object], scenario: Scenario, workload: Workload) -> float:
    """Processor time of one replication."""
    with quiet_garbage_collector():
        began = time.process_time()
        simulate(scenario, workload)
        return time.process_time() - began


def loaded_engine() -> Callable[..., object]:
    """The compiled engine; what it takes until it is there is printed."""
    began = time.process_time()
    from simulator.compiled.run import simulate

    scenario = sim.load("small", overrides={"clock.run": "1 d"}).scenario
    simulate(scenario, sim.sample(scenario, 0))
    print(f"engine compiled or loaded in {time.process_time() - began:.1f} s of processor time")
    return simulate


def compare(rounds: int) -> None:
    """Both engines in turn, with freed memory kept as in every replication."""
    keep_freed_memory()
    compiled = loaded_engine()
    for name, path in WORLDS.items():
        scenario = sim.load(path).scenario
        workload = sim.sample(scenario, 0)
        orders = int((~workload.abandons).sum())
        times: dict[str, list[float]] = {"simpy": [], "compiled": []}
        for _ in range(rounds):
            times["simpy"].append(seconds(simulate_in_simpy, scenario, workload))
            times["compiled"].append(seconds(compiled, scenario, workload))
        one, other = (statistics.median(found) / orders * 1e6 for found in times.values())
        print(f"{name:10} {orders:>7} orders placed  SimPy {one:6.2f} µs  compiled {other:5.2f} µs")
        print(f"{name:10} ratio {one / other:.1f}")


def count_covered() -> None:
    """How many scenarios are covered, and the rules for which others are not."""
    sys.path.insert(0, str(HERE))
    import same_bytes

    found: dict[str, Counter[str]] = {}
    for world in same_bytes.worlds():
        if world.by_command:
            continue
        with tempfile.TemporaryDirectory() as name:
            source = Path(world.source) if world.group != "drawn" else Path(name) / "drawn.yaml"
            for file, text in {**world.files, "drawn.yaml": world.source}.items():
                (Path(name) / file).write_text(text, encoding="utf-8")
            rule = not_covered(sim.load(source, variant=world.variant).scenario)
        found.setdefault(world.group, Counter())[rule or ""] += 1
    for group, rules in found.items():
        print(
            f"{group:10} {rules.pop('', 0)} covered, not by: {dict(rules.most_common()) or 'none'}"
        )


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--covered", action="store_true", help="only count what is covered")
    asked = parser.parse_args()
    if not asked.covered:
        compare(asked.rounds)
    count_covered()


if __name__ == "__main__":
    main()
