"""`make bench`: the tandem by this project beside the same by hand, and two processes beside one.

Every measurement is a process of its own; the two sides run in turn, so that a machine that gets
slower slows both. Printed are medians and their ratio, which is what can be quoted.
"""

from __future__ import annotations

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


def measured(script: str, orders: int) -> tuple[float, int]:
    """Orders a second and peak MiB of one run."""
    command = [sys.executable, str(HERE / script), "--orders", str(orders)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    match = LINE.search(text)
    if match is None:
        raise RuntimeError(f"{script} printed {text!r}")
    return int(match[1]) / float(match[3]), int(match[4])


def tandem(orders: int) -> None:
    """Ours and the hand-written model in turn."""
    rows: dict[str, list[tuple[float, int]]] = {"tandem_ours.py": [], "tandem_by_hand.py": []}
    for _ in range(ROUNDS):
        for script, found in rows.items():
            found.append(measured(script, orders))
    speed = {}
    for script, found in rows.items():
        speed[script] = statistics.median(rate for rate, _ in found)
        peak = statistics.median(memory for _, memory in found)
        print(f"{orders:>8} orders  {script:20} {speed[script]:>9,.0f} orders/s  {peak:>5.0f} MiB")
    ratio = speed["tandem_ours.py"] / speed["tandem_by_hand.py"]
    print(f"{orders:>8} orders  ratio ours / by hand {ratio:.2f}")


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


if __name__ == "__main__":
    began = time.perf_counter()
    tandem(100_000)
    tandem(200_000)
    two_processes()
    print(f"done in {time.perf_counter() - began:.0f} s")
