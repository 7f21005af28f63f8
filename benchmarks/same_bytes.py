"""Whether this tree gives the figures and tables that were written down, to the byte.

    python benchmarks/same_bytes.py --check tests/same/hashes.json    (`make same`)
    python benchmarks/same_bytes.py --write tests/same/hashes.json    (`make same-new`)

Simulated are the scenarios that ship and the systems of the verification, each with all variants,
400 drawn worlds that are saved as text, and two scenarios by the command, read from its folder; in
one process and in two. Kept is the sha256 of `kpis.csv` as bytes and of the tables of orders,
events, stock and roster as data: names of columns in their order, kinds, and every value in the
order of the rows; so the format of a file may change, not what is in it.

Exit code 1 if anything differs, with the names and tables; `--against REVISION or FOLDER` simulates
what differs by that tree too and says the first row and column. Floating-point figures may differ
in the last digit between processors and versions of NumPy: compare on the machine that wrote.

What the script knows of the simulator: `load`, `run`, `load_run` of the public names, frames of a
run by name, three options of `simulator run` and a variable that names the engine. It is to stay
so.
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import gzip
import hashlib
import importlib.metadata
import json
import os
import pickle
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C where it is there: four times as fast, for a list that every process of the tests makes."""
SAVED = ROOT / "tests" / "same" / "worlds.jsonl.gz"
TABLES = ("orders", "events", "stock", "roster")
GROUPS = ("shipped", "systems", "drawn", "written")
WRITTEN = ("small", "real_orders")
"""Scenarios that are run by the command too."""
NOT_HERE = {"real_orders#online_retail": "its order file is at the UCI repository, not in this one"}
"""What cannot be simulated from the repository alone, and why."""
ENGINE = "SIMULATOR_ENGINE"
"""The environment variable that names the engine; with `--engine compiled` the hashes are the same,
whichever engine they were written with."""
DIGITS = 24
"""Of each sha256 are kept: 96 bits."""
SHOWN = 20
"""Names that differ, in full; the others are counted."""

Tables = Mapping[str, "pd.DataFrame | bytes"]


@dataclass(frozen=True)
class World:
    """Something to simulate: a file of this tree with a variant, or a text with files beside it.

    `replications` is None where the scenario's own number holds.
    """

    name: str
    source: str
    variant: str | None = None
    replications: int | None = None
    by_command: bool = False
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """One of `GROUPS`."""
        first, slash, _ = self.name.partition("/")
        return first if slash else "shipped"


# What is simulated


def worlds() -> list[World]:
    """Every world, in an order that does not change."""
    shipped = sorted((ROOT / "scenarios").glob("*.yaml"))
    systems = sorted((ROOT / "scenarios" / "verification").glob("*.yaml"))
    return [
        *(world for path in shipped for world in _with_variants(path, "", 1)),
        *(world for path in systems for world in _with_variants(path, "systems/", 2)),
        *(
            World(f"written/{name}", str(ROOT / "scenarios" / f"{name}.yaml"), None, 2, True)
            for name in WRITTEN
        ),
        *_saved(),
    ]


def _with_variants(path: Path, above: str, replications: int) -> Iterator[World]:
    name = f"{above}{path.stem}"
    yield World(name, str(path), None, replications)
    for variant in yaml.load(path.read_text(encoding="utf-8"), LOADER).get("variants", {}):
        if f"{name}#{variant}" not in NOT_HERE:
            yield World(f"{name}#{variant}", str(path), variant, replications)


def _saved() -> Iterator[World]:
    """The drawn worlds; `tests/laws/save_worlds.py` made them."""
    lines = gzip.decompress(SAVED.read_bytes()).decode().splitlines()
    for number, line in enumerate(lines, start=1):
        saved = json.loads(line)
        yield World(f"drawn/{number:03}", saved["text"], files=saved["files"])


def simulated(world: World, jobs: int) -> Tables:
    """`kpis` as the bytes of kpis.csv, and the tables that the run kept, of every replication."""
    with tempfile.TemporaryDirectory(prefix="same-") as name:
        folder = Path(name)
        if world.by_command:
            return _by_command(world, folder / "run", jobs)
        import simulator as sim

        source = Path(world.source) if world.group != "drawn" else folder / "drawn.yaml"
        if world.group == "drawn":
            source.write_text(world.source, encoding="utf-8")
        for file, text in world.files.items():
            (folder / file).write_text(text, encoding="utf-8")
        found = sim.run(
            source, variant=world.variant, replications=world.replications, jobs=jobs, orders="all"
        )
        kept = {table: getattr(found, table) for table in found.kept_tables}
        # The written world holds that a run folder's kpis.csv has these bytes.
        return {"kpis": found.kpis.to_csv(index=False, lineterminator="\n").encode(), **kept}


def _by_command(world: World, folder: Path, jobs: int) -> Tables:
    """The same, read from a run folder; and `costs.csv` as bytes."""
    options = ("--replications", str(world.replications), "--orders", "all", "--jobs", str(jobs))
    command = (sys.executable, "-m", "simulator", "run", world.source, *options)
    subprocess.run(
        [*command, "--no-store", "--quiet", "--output", str(folder)], check=True, cwd=folder.parent
    )
    import simulator as sim

    run = sim.load_run(folder)
    kept = {name: getattr(run, name) for name in TABLES if (folder / f"{name}.parquet").exists()}
    texts = {name: (folder / f"{name}.csv").read_bytes() for name in ("kpis", "costs")}
    return texts | kept


# Hashes


def digest(table: pd.DataFrame | bytes) -> str:
    """The hash of a file's bytes, or of a table's data."""
    if isinstance(table, bytes):
        return hashlib.sha256(table).hexdigest()[:DIGITS]
    whole = hashlib.sha256(str(len(table)).encode())
    for name in table.columns:
        kind, *parts = canonical(table[name])
        whole.update(f"\0{name}\0{kind}\0".encode())
        for part in parts:
            whole.update(part)
    return whole.hexdigest()[:DIGITS]


def canonical(column: pd.Series[Any]) -> tuple[str, bytes, bytes]:
    """Kind of a column, which rows have a value, and the values, where missing ones are 0.

    Whole numbers of any width are the same kind, and so are flags or whole numbers of which none
    is missing and those of which some could be. Texts are numbered as they first come.
    """
    import pandas as pd

    known = column.notna().to_numpy()
    there = column[known]
    dtype: Any = there.dtype
    if pd.api.types.is_bool_dtype(dtype):
        kind, values = "flag", there.to_numpy(dtype=np.int8)
    elif pd.api.types.is_integer_dtype(dtype):
        kind, values = "whole", there.to_numpy(dtype=np.int64)
    elif pd.api.types.is_float_dtype(dtype):
        kind, values = "number", there.to_numpy(dtype=np.float64)
    elif pd.api.types.is_datetime64_dtype(dtype):
        kind, values = "moment", there.to_numpy(dtype="datetime64[ms]").astype(np.int64)
    else:
        codes, texts = pd.factorize(there)
        values = codes.astype(np.int64)
        named = json.dumps([str(text) for text in texts]).encode()
        return "text", known.tobytes(), values.tobytes() + named
    return kind, known.tobytes(), values.tobytes()


def digests(world: World, jobs: int) -> dict[str, str]:
    """The hash of each table; of a world that cannot be simulated, what was said."""
    try:
        return {name: digest(table) for name, table in simulated(world, jobs).items()}
    except Exception as problem:  # whatever a tree that is being rebuilt may raise
        return {"error": f"{type(problem).__name__}: {problem}"[:300]}


# The file of hashes


def machine() -> dict[str, str]:
    """What the last digit of a figure may depend on."""
    packages = {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "pandas")}
    return {
        "python": platform.python_version(),
        **packages,
        "machine": platform.machine(),
        "processor": _processor(),
    }


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def read(path: Path) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The machine that wrote the hashes, and the hashes by world and table."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept["machine"], kept["worlds"]


def write(path: Path, found: Mapping[str, Mapping[str, str]]) -> None:
    """A line per world, so that a change shows what it changes."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in found.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f'{{"machine": {json.dumps(machine())},\n "worlds": {{\n{lines}\n }}}}\n'
    path.write_text(text, encoding="utf-8")


# Where two trees differ


def first_difference(before: pd.DataFrame | bytes, now: pd.DataFrame | bytes) -> str:
    """The first row and column in which they differ, in words."""
    if isinstance(before, bytes) or isinstance(now, bytes):
        texts = [one if isinstance(one, bytes) else b"a table" for one in (before, now)]
        return _first_line(*texts)
    if list(before.columns) != list(now.columns):
        gone = [str(name) for name in before.columns if name not in set(now.columns)]
        new = [str(name) for name in now.columns if name not in set(before.columns)]
        return f"columns: without {gone}, with {new}, or in another order"
    rows = min(len(before), len(now))
    told = f"{len(before)} rows, now {len(now)}; " if len(before) != len(now) else ""
    firsts = {}
    for name in before.columns:
        kinds = [canonical(frame[name][:rows])[0] for frame in (before, now)]
        if kinds[0] != kinds[1]:
            told += f"column {name} was of kind {kinds[0]}, is {kinds[1]}; "
        texts = [_cells(frame[name][:rows]) for frame in (before, now)]
        unlike = np.flatnonzero(texts[0] != texts[1])
        if len(unlike):
            firsts[str(name)] = (int(unlike[0]), texts[0][unlike[0]], texts[1][unlike[0]])
    if not firsts:
        return told or "the same values; the hashes were made by another tree or machine"
    column, (row, was, is_) = min(firsts.items(), key=lambda item: item[1][0])
    others = [name for name in firsts if name != column]
    also = f" (differ too: {', '.join(others)})" if others else ""
    return f"{told}row {row}, column {column}: was {was}, is {is_}{also}"


def _cells(column: pd.Series[Any]) -> Any:
    """Every value as a text that shows all its digits, '-' where it is missing."""
    return np.array(
        ["-" if gone else str(one) for gone, one in zip(column.isna(), column, strict=True)]
    )


def _first_line(before: bytes, now: bytes) -> str:
    lines = [text.decode().splitlines() for text in (before, now)]
    for number, (was, is_) in enumerate(zip(*lines, strict=False), start=1):
        if was != is_:
            return f"line {number}: was {was}, is {is_}"
    return f"{len(lines[0])} lines, now {len(lines[1])}"


@contextlib.contextmanager
def tree(said: str) -> Iterator[Path]:
    """The folder of another tree: that one, or a revision of this repository unpacked."""
    if Path(said).is_dir():
        yield Path(said).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="tree-") as name:
        command = ["git", "-C", str(ROOT), "archive", said, "simulator", "scenarios"]
        packed = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        subprocess.run(["tar", "-x", "-C", name], input=packed, check=True)
        yield Path(name).resolve()


def by_tree(folder: Path, world: World) -> Tables:
    """The tables of a world of this tree by another tree's simulator."""
    with tempfile.TemporaryDirectory(prefix="same-") as name:
        out = Path(name) / "tables"
        env = os.environ | {"PYTHONPATH": str(folder)}
        command = [sys.executable, __file__, "--tables", str(out), "--only", world.name]
        subprocess.run(command, check=True, env=env, cwd=folder)
        where, tables = pickle.loads(out.read_bytes())
    if not Path(where).is_relative_to(folder):
        raise RuntimeError(f"{where} was run, not {folder}")
    return tables


def explain(world: World, names: Sequence[str], folder: Path) -> None:
    """Say where tables of a world differ from what another tree gives."""
    now, before = simulated(world, 1), by_tree(folder, world)
    for name in names:
        if name in now and name in before:
            print(f"  {world.name} {name}: {first_difference(before[name], now[name])}")


# The command


def chosen(only: Sequence[str]) -> list[World]:
    """Worlds of these groups, or whose names fit: 'small', 'printer_failure*'."""
    every = worlds()
    fit = [
        world
        for world in every
        if not only
        or any(word == world.group or fnmatch.fnmatchcase(world.name, word) for word in only)
    ]
    if not fit:
        raise SystemExit(f"--only {' '.join(only)}: fits nothing; write {', '.join(GROUPS)}")
    return fit


def unlike(kept: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Tables that differ, are gone or are new; `error` where it could not be simulated."""
    return [name for name in {**kept, **found} if kept.get(name) != found.get(name)]


def compared(
    some: Sequence[World], jobs: int, kept: Mapping[str, Mapping[str, str]]
) -> dict[str, list[str]]:
    """What differs from the hashes that are kept: world -> tables."""
    began, different = _seconds(), {}
    for world in some:
        found = digests(world, jobs)
        names = unlike(kept.get(world.name, {}), found)
        if names:
            different[world.name] = names
            if len(different) <= SHOWN:
                said = found.get("error", ", ".join(names))
                print(f"{world.name}, {_processes(jobs)}: {said}", flush=True)
    more = len(different) - SHOWN
    print(f"and {more} worlds more\n" if more > 0 else "", end="")
    took = _seconds() - began
    print(
        f"{_processes(jobs)}: {len(some) - len(different)} of {len(some)} worlds are the same, "
        f"{took:.0f} s of processor time",
        flush=True,
    )
    return different


def _processes(jobs: int) -> str:
    return "in one process" if jobs == 1 else f"in {jobs} processes"


def _seconds() -> float:
    """Processor time of this process and of those it waited for."""
    return sum(os.times()[:4])


def check(asked: argparse.Namespace) -> int:
    """Compare with the file and say what differs; the exit code."""
    made, kept = read(asked.check)
    here = machine()
    for name in [name for name in made if made[name] != here.get(name)]:
        print(f"note: the hashes were written with {name} {made[name]}, this is {here.get(name)}")
    some = chosen(asked.only)
    gone = [] if asked.only else sorted(set(kept) - {world.name for world in some})
    for name in gone:
        print(f"{name}: is in the file, and no longer in the tree")
    different: dict[str, list[str]] = {}
    for jobs in asked.jobs:
        different = compared(some, jobs, kept) | different
    if different and asked.against:
        by_name = {world.name: world for world in some}
        with tree(asked.against) as folder:
            for name in list(different)[: asked.explained]:
                explain(by_name[name], different[name], folder)
    return 1 if different or gone else 0


def renew(asked: argparse.Namespace) -> int:
    """Write the file; the exit code. With --only, the other worlds keep their hashes."""
    some = chosen(asked.only)
    found: dict[str, Mapping[str, str]] = {}
    for world in some:
        found[world.name] = digests(world, 1)
        if "error" in found[world.name]:
            raise SystemExit(f"{world.name}: {found[world.name]['error']}")
    different = {}
    for jobs in [jobs for jobs in asked.jobs if jobs != 1]:
        different |= compared(some, jobs, found)
    if different:
        print("nothing is written: the number of processes shows in a result")
        return 1
    kept = read(asked.write)[1] if asked.only and asked.write.exists() else {}
    every = {**kept, **found}
    write(asked.write, {world.name: every[world.name] for world in worlds() if world.name in every})
    print(f"{len(found)} worlds written to {asked.write}")
    return 0


def main() -> int:
    """The command; the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--check", type=Path, metavar="FILE")
    what.add_argument("--write", type=Path, metavar="FILE")
    what.add_argument("--tables", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="+", default=(), metavar="GROUP or NAME")
    parser.add_argument("--jobs", nargs="+", type=int, default=(1, 2), metavar="N")
    parser.add_argument("--against", metavar="REVISION or FOLDER")
    parser.add_argument("--engine", choices=("simpy", "compiled"), default="simpy")
    parser.add_argument("--explained", type=int, default=3, help="worlds, with --against")
    asked = parser.parse_args()
    os.environ[ENGINE] = asked.engine
    began = time.monotonic()
    if asked.tables:
        import simulator

        found = simulated(chosen(asked.only)[0], 1)
        asked.tables.write_bytes(pickle.dumps((simulator.__file__, found)))
        return 0
    code = check(asked) if asked.check else renew(asked)
    print(f"done in {time.monotonic() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main())
