"""`make bench`: the tandem by this project beside the same by hand, and two processes beside one.

    python benchmarks/bench.py [--rounds 3] [--orders 100000] [--others PYTHON]

Every measurement is a process of its own; the sides run in turn, so that a machine that gets slower
slows all. Printed is processor time, the least of each side's rounds, since what else a machine
does only adds, and how many times that of the hand-written model it is: of sampling, engine and
order table together, and of parts of them. `--others` is a Python that has Ciw and salabim
(`docs/speed.md`); they simulate a tenth of the orders.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 3
LINE = re.compile(r"(\d+) orders, (\d+) delivered, ([\d.]+) s, (\d+) MiB")
PARTS = re.compile(r"sampling ([\d.]+) s, engine ([\d.]+) s, table ([\d.]+) s")
OURS = {
    "ours, SimPy": ("tandem_ours.py", "--engine", "simpy"),
    "ours, compiled": ("tandem_ours.py", "--engine", "compiled", "--replications", "5"),
}
OTHERS = {
    "salabim": ("others/tandem_salabim.py",),
    "Ciw": ("others/tandem_ciw.py",),
}


def measured(python: str, words: tuple[str, ...], orders: int) -> dict[str, float]:
    """Microseconds an order of everything and of its parts, and peak MiB, of one run."""
    script, *more = words
    command = [python, str(HERE / script), "--orders", str(orders), *more]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    match = LINE.search(text)
    if match is None:
        raise RuntimeError(f"{script} printed {text!r}")
    scale = 1e6 / int(match[1])
    found = {"all": scale * float(match[3]), "memory": float(match[4])}
    if parts := PARTS.search(text):
        sampling, engine = scale * float(parts[1]), scale * float(parts[2])
        found |= {"engine": engine, "with sampling": engine + sampling}
    return found


def tandem(orders: int, rounds: int, others: str | None) -> None:
    """Ours, the hand-written model and other simulators in turn."""
    sides = {"by hand": (sys.executable, ("tandem_by_hand.py",), orders)}
    sides |= {name: (sys.executable, words, orders) for name, words in OURS.items()}
    if others:
        sides |= {name: (others, words, orders // 10) for name, words in OTHERS.items()}
    rows: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            rows[name].append(measured(*side))
    least = {
        name: {part: min(row[part] for row in found) for part in found[0]}
        for name, found in rows.items()
    }
    by_hand = least["by hand"]["all"]
    for name, found in least.items():
        for part in ("engine", "with sampling", "all"):
            if part in found:
                print(
                    f"{sides[name][2]:>8} orders  {name:14} {part:13} {found[part]:8.2f} µs an "
                    f"order, by hand / this {by_hand / found[part]:7.2f}, "
                    f"peak {found['memory']:.0f} MiB",
                    flush=True,
                )


def run_seconds(jobs: int, folder: str) -> float:
    """Seconds of a run of two replications, without the time to start and to report."""
    code = (
        "import time, sys; from simulator.experiments.run import run; from simulator.scenario "
        "import load; import simulator.reporting.report; loaded = load(sys.argv[1], overrides="
        "['clock.run=40000 min']); began = time.perf_counter(); "
        f"run(loaded, jobs={jobs}, orders='none'); print(time.perf_counter() - began)"
    )
    command = [sys.executable, "-c", code, str(HERE / "tandem.yaml")]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
    return float(text)


def two_processes() -> None:
    """Two replications of 200,000 orders in one process and in two, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for jobs, found in times.items():
                found.append(run_seconds(jobs, folder))
    medians = {jobs: statistics.median(found) for jobs, found in times.items()}
    print(f"2 replications: {medians[1]:.2f} s in one process, {medians[2]:.2f} s in two")
    print(f"2 replications: ratio {medians[1] / medians[2]:.2f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--others", metavar="PYTHON", help="one that has Ciw and salabim")
    parser.add_argument("--only-tandem", action="store_true")
    asked = parser.parse_args()
    began = time.perf_counter()
    tandem(asked.orders, asked.rounds, asked.others)
    if not asked.only_tandem:
        two_processes()
    print(f"done in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
