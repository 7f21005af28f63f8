"""Finished replications, kept on disk so that none is run twice: one file each.

A file is found by the scenario's content, the version of the program and the replication's number,
and carries the SHA-256 of its body; it is written whole or not at all. Several runs may read and
write one store at once, on a network disk too. Nothing in it is executed when it is read.
See reports/decisions for why these are files and not one database.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

import simulator
from simulator.analysis.in_flight import Inside
from simulator.analysis.measurement import Measurement
from simulator.analysis.signs import Signs, as_numbers, from_numbers
from simulator.analysis.waits import Behind, Waits, Weight
from simulator.experiments.replication import Replication
from simulator.experiments.work import Detail, Work, without_curves
from simulator.scenario import Scenario, scenario_hash
from simulator.scenario.experiment import Experiment
from simulator.scenario.study import Study

VARIABLE = "SIMULATOR_STORE"
"""The environment variable that says where the store is."""
LARGE = 2 * 1024**3
"""Bytes from which `simulator results` says that the store is large."""

_MARK = b"fulfillment-simulator replication 1 "
_ABOUT = "about.json"
_LIBRARIES = ("numpy", "scipy", "simpy")
_NOT_THE_MODEL = ("cli", "reporting", "experiments")


def default_folder() -> Path:
    """Where the store is: $SIMULATOR_STORE, or a folder in the user's cache."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "fulfillment-simulator"


@cache
def model_version() -> str:
    """A hash of all code that a replication's figures depend on, and of the libraries under it."""
    package = Path(simulator.__file__).parent
    found = hashlib.sha256(f"{simulator.__version__} {platform.python_version()}".encode())
    for library in _LIBRARIES:
        found.update(f" {library} {version(library)}".encode())
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        if inside.parts[0] not in _NOT_THE_MODEL or inside.name == "replication.py":
            found.update(f"\n{inside.as_posix()}\n".encode() + path.read_bytes())
    return found.hexdigest()


def replication_key(scenario: Scenario) -> str:
    """A hash of what a replication depends on besides its number: values, seed and CSV bytes.

    Names, the question, the study, targets, how many replications are run and at what confidence
    are not part of it.
    """
    bare = scenario.model_copy(
        update={
            "name": "",
            "title": "",
            "question": "",
            "study": Study(),
            "targets": (),
            "experiment": Experiment(seed=scenario.experiment.seed),
        }
    )
    return scenario_hash(bare)


class DamagedError(ValueError):
    """A file of the store that is not what was written."""


@dataclass(frozen=True)
class Entry:
    """One scenario's finished replications under one version of the program."""

    folder: Path
    about: dict[str, Any]
    numbers: tuple[int, ...]
    size: int
    changed: float

    @property
    def current(self) -> bool:
        """Whether this version of the program reads it."""
        return self.folder.parent.name == model_version()[:16]


@dataclass(frozen=True)
class Store:
    """A folder of finished replications; `tell` is called with what a person should know."""

    folder: Path
    tell: Callable[[str], None] = warnings.warn
    _told: set[int | None] = field(default_factory=set, compare=False, repr=False)

    def read(self, key: str, work: Work) -> Replication | None:
        """What was kept of a replication; None if it must be run."""
        if work.keeps_tables:
            return None
        for detail in ("curves", "kpis") if work.detail == "kpis" else ("curves",):
            path = self._path(key, work.number, detail)
            try:
                found = unpacked(path.read_bytes())
                if found.number != work.number:
                    raise DamagedError("holds another replication than its name says")
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, DamagedError) as error:
                self.tell(f"{path}: {error}; the replication is run again")
                continue
            return found if work.detail == "curves" else without_curves(found)
        return None

    def write(self, key: str, work: Work, done: Replication) -> None:
        """Keep a replication; a disk that is full or read-only is told once, not raised."""
        path = self._path(key, work.number, work.detail)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            about = path.parent / _ABOUT
            if not about.exists():
                written = {"scenario": work.scenario.name, "seed": work.scenario.experiment.seed}
                written |= {"command": work.command, "key": key, "version": model_version()}
                _write_whole(about, json.dumps(written, indent=1).encode())
            _write_whole(path, packed(done))
        except OSError as error:
            if error.errno not in self._told:
                self._told.add(error.errno)
                self.tell(
                    f"{self.folder}: finished replications cannot be kept ({error.strerror}); the "
                    f"run goes on without, make room or name another folder with {VARIABLE}"
                )

    def entries(self) -> list[Entry]:
        """All that is kept, the newest first."""
        found = []
        for about in self.folder.glob(f"{'[0-9a-f]' * 16}/{'[0-9a-f]' * 32}/{_ABOUT}"):
            described = _described(about)
            files = [path for path in about.parent.glob(f"{'[0-9]' * 6}*.rep") if path.is_file()]
            numbers = {int(path.name.split(".")[0]) for path in files}
            states = [path.stat() for path in [about, *files]]
            found.append(
                Entry(
                    about.parent,
                    described,
                    tuple(sorted(numbers)),
                    sum(state.st_size for state in states),
                    max(state.st_mtime for state in states),
                )
            )
        return sorted(found, key=lambda entry: -entry.changed)

    def kept(self, entry: Entry) -> Iterator[Replication]:
        """The sound replications of an entry; a damaged one is told and left out."""
        for number in entry.numbers:
            for detail in ("curves", "kpis"):
                path = entry.folder / _file_name(number, detail)
                try:
                    yield unpacked(path.read_bytes())
                except FileNotFoundError:
                    continue
                except DamagedError as error:
                    self.tell(f"{path}: {error}; it is left out")
                    continue
                break

    def clear(self, which: Callable[[Entry], bool] = lambda _: True) -> int:
        """Delete entries; the bytes that became free."""
        freed = 0
        for entry in self.entries():
            if which(entry):
                for path in entry.folder.iterdir():
                    if path.is_file() and (path.name == _ABOUT or path.suffix in (".rep", ".part")):
                        path.unlink(missing_ok=True)
                if not any(entry.folder.iterdir()):
                    entry.folder.rmdir()
                freed += entry.size
        for folder in self.folder.glob(f"{'[0-9a-f]' * 16}/"):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        return freed

    def _path(self, key: str, number: int, detail: Detail | str) -> Path:
        return self.folder / model_version()[:16] / key[:32] / _file_name(number, detail)


def _described(about: Path) -> dict[str, Any]:
    """What is written of an entry; a question mark where that is damaged."""
    try:
        found = json.loads(about.read_bytes())
    except (OSError, ValueError):
        found = {}
    kinds = {"scenario": str, "seed": int, "command": str}
    if isinstance(found, dict) and all(isinstance(found.get(k), kinds[k]) for k in kinds):
        return found
    return {"scenario": "?", "seed": 0, "command": "", "key": about.parent.name}


def _file_name(number: int, detail: str) -> str:
    return f"{number:06d}.{detail}.rep"


def packed(done: Replication) -> bytes:
    """A replication as bytes: a line with the checksum, then compressed arrays."""
    kpis = done.measurement.kpis
    arrays: dict[str, Any] = {
        "number": np.int64(done.number),
        "kpi": np.array([name for name, _ in kpis], dtype=np.str_),
        "scope": np.array([scope for _, scope in kpis], dtype=np.str_),
        "value": np.array(list(kpis.values()), dtype=np.float64),
        "where": np.array([one.where for one in done.in_flight], dtype=np.str_),
        "orders": np.array([one.orders for one in done.in_flight], dtype=np.int64),
        "oldest_hours": np.array([one.oldest_hours for one in done.in_flight], dtype=np.float64),
        "of_window": np.array([one.of_window for one in done.in_flight], dtype=np.int64),
        **_packed_waits(done.measurement.waits),
        "signs": as_numbers(done.signs),
    }
    for name, column in done.measurement.series.items():
        if column.dtype == object:
            words, codes = np.unique(column.astype(np.str_), return_inverse=True)
            arrays[f"words.{name}"] = words
            arrays[f"codes.{name}"] = codes.astype(np.int32)
        else:
            arrays[f"numbers.{name}"] = column
    body = io.BytesIO()
    np.savez_compressed(body, **arrays)
    return _MARK + _checksum(body.getvalue()) + b"\n" + body.getvalue()


def unpacked(content: bytes) -> Replication:
    """The replication of `packed` bytes; DamagedError if they are anything else."""
    first, _, body = content.partition(b"\n")
    if first != _MARK + _checksum(body):
        raise DamagedError("is damaged: its checksum does not fit its content")
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        series: dict[str, Any] = {}
        for name in arrays.files:
            kind, _, column = name.partition(".")
            if kind == "words":
                series[column] = arrays[name].astype(object)[arrays[f"codes.{column}"]]
            elif kind == "numbers":
                series[column] = arrays[name]
        kpis = zip(arrays["kpi"].tolist(), arrays["scope"].tolist(), strict=True)
        names = ("where", "orders", "oldest_hours", "of_window")
        inside = [arrays[name].tolist() for name in names if name in arrays.files]
        return Replication(
            number=int(arrays["number"]),
            measurement=Measurement(
                kpis=dict(zip(kpis, arrays["value"].tolist(), strict=True)),
                series=series,
                waits=_unpacked_waits(arrays),
            ),
            in_flight=tuple(Inside(*row) for row in zip(*inside, strict=True))
            if len(inside) == len(names)  # not kept by an older version
            else (),
            signs=from_numbers(arrays["signs"]) if "signs" in arrays.files else Signs(),
            tables={},
        )


def _packed_waits(waits: Waits) -> dict[str, Any]:
    behind = waits.behind
    return {
        "waits.orders": np.array([waits.orders, waits.promised, waits.late], dtype=np.int64),
        "waits.behind": np.array([astuple(each)[:-1] for each in behind], dtype=np.str_).ravel(),
        "waits.left_over": np.array([each.left_over for each in behind], dtype=np.bool_),
        "waits.weight": np.array(list(behind.values()), dtype=np.float64).ravel(),
    }


def _unpacked_waits(arrays: Mapping[str, Any]) -> Waits:
    left_over = arrays["waits.left_over"].tolist()
    names = arrays["waits.behind"].reshape(len(left_over), 4).tolist()
    weights = arrays["waits.weight"].reshape(len(left_over), 3).tolist()
    orders, promised, late_orders = arrays["waits.orders"].tolist()
    return Waits(
        orders,
        promised,
        late_orders,
        {
            Behind(name[0], name[1], name[2], name[3], left): Weight(hours, late_hours, int(late))
            for name, left, (hours, late_hours, late) in zip(names, left_over, weights, strict=True)
        },
    )


def _checksum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader sees all of it or nothing."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.{uuid4().hex}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def older_than(days: float) -> Callable[[Entry], bool]:
    """Whether nothing was added to an entry for so many days."""
    limit = time.time() - days * 86400
    return lambda entry: entry.changed < limit
