"""How many intervals of fitted runs have the value that made them, seed by seed.

    python benchmarks/round_trips.py --scenario small --from events ocel --output trips.csv
    python benchmarks/round_trips.py --scenario baseline --seeds 200 --output trips.csv

What `make laws` asks of 200 runs at once, by the functions of that test, with a row for each value
in a CSV file: what is there already is not run again, so that it may be stopped and begun anew, and
a value that falls short can be looked at run by run. A run is simulated once for all sources that
it lacks. Printed are how many intervals cover the true value, the fewest that is asked for, and how
many lie above and below it: about as many where they miss by chance, nearly all on one side where
the estimate is biased; and the processor time of simulating with writing, reading and fitting.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from simulator.fitting.read_history import read_history
from simulator.scenario.scenario import Scenario
from tests.fitting.runs_of import (
    EVENTS,
    NOT_TOLD,
    OCEL,
    ORDERS,
    intervals,
    leave,
    of_scenario,
    world,
)
from tests.fitting.test_round_trips_of_runs import least

SOURCES = {"orders": ORDERS, "events": EVENTS, "ocel": OCEL}
COLUMNS = ("scenario", "orders_per_day", "days", "source", "seed", "key", "low", "true", "high",
           "covered")  # fmt: skip
Seconds = Counter[str]


def rows_of(
    scenario: Scenario, seed: int, sources: list[str], spent: Seconds
) -> list[tuple[object, ...]]:
    """Source, seed, key, its interval around the true value, and whether it is in there."""
    true, rows = of_scenario(scenario), []
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        paths = leave(scenario, seed, Path(folder), tuple(SOURCES[name] for name in sources))
        spent["simulating and writing"] += time.process_time() - began
        for name, path in zip(sources, paths, strict=True):
            began = time.process_time()
            read = read_history(path)
            between = time.process_time()
            told = intervals(read)
            spent[f"reading {name}"] += between - began
            spent[f"fitting {name}"] += time.process_time() - between
            for key, value in true.items():
                if key not in NOT_TOLD[path.name]:
                    low, high = told[key]
                    there = low * (1 - 1e-6) <= value <= high * (1 + 1e-6)
                    rows.append((name, seed, key, low, value, high, int(there)))
    return rows


def told_so_far(output: Path, names: tuple[object, ...]) -> pd.DataFrame:
    """The rows of the same scenario, size and length that the file has."""
    if not output.exists():
        return pd.DataFrame(columns=[*COLUMNS])
    rows = pd.read_csv(output)
    asked = zip(COLUMNS[:3], names, strict=True)
    for column, value in asked:
        rows = rows[rows[column] == value]
    return rows


def run(arguments: argparse.Namespace) -> None:
    """Add what is missing, each seed's rows at once, so that a stop loses one seed."""
    names = (arguments.scenario, arguments.per_day, arguments.days)
    scenario = world(*names)
    have = told_so_far(arguments.output, names)
    done = {*zip(have["source"], have["seed"], strict=True)}
    spent, ran = Seconds(), 0
    for seed in range(arguments.seeds):
        sources = [name for name in arguments.sources if (name, seed) not in done]
        if not sources:
            continue
        rows = rows_of(scenario, seed, sources, spent)
        ran += 1
        new = not arguments.output.exists()
        with arguments.output.open("a", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([COLUMNS] if new else [])
            writer.writerows((*names, *row) for row in rows)
    for what, seconds in spent.items():
        print(f"{what}: {seconds / ran:.2f} s of processor time a seed")


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each source and key."""
    rows = rows.assign(above=rows["low"] > rows["true"], below=rows["high"] < rows["true"])
    table = rows.groupby(["source", "key"])[["covered", "above", "below"]].sum()
    table.insert(0, "seeds", rows.groupby(["source", "key"]).size())
    table.insert(2, "asked for", [least(int(seeds)) for seeds in table["seeds"]])
    table["short"] = ["SHORT" if short else "" for short in table["covered"] < table["asked for"]]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scenario", choices=("small", "baseline"), default="small")
    parser.add_argument("--from", dest="sources", nargs="+", choices=[*SOURCES], default=[*SOURCES])
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--per-day", type=int, default=60)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--output", type=Path, default=Path("round_trips.csv"))
    parser.add_argument(
        "--only-print", action="store_true", help="run nothing, print what is there"
    )
    arguments = parser.parse_args()
    if not arguments.only_print:
        run(arguments)
    names = (arguments.scenario, arguments.per_day, arguments.days)
    print(summary(told_so_far(arguments.output, names)).to_string())


if __name__ == "__main__":
    main()
