"""Finished replications, kept on disk so that none is run twice: one file each.

A file is found by the scenario's content, the version of the program and the replication's number,
and carries the SHA-256 of its body; it is written whole or not at all. Several runs may read and
write one store at once, on a network disk too. Nothing in it is executed when it is read.
See docs/decisions for why these are files and not one database.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import simulator
from simulator.experiments.running.replication import Replication
from simulator.experiments.running.work import Detail, Work, without_curves
from simulator.experiments.store.files import DamagedError, unpacked
from simulator.experiments.store.troubles import (
    LEFT_OUT,
    NOTHING_READ,
    RUN_AGAIN,
    STAYS,
    Troubles,
)
from simulator.measure.kpis import own_kpis
from simulator.mistakes import InputError, to_write_again
from simulator.own_functions import OwnFunction
from simulator.scenario import Scenario, scenario_hash
from simulator.scenario.experiment import Experiment
from simulator.scenario.limits import ON_DEMAND
from simulator.scenario.policies_used import own_policies
from simulator.scenario.study import Study
from simulator.units import shown
from simulator.user_cache import user_cache

VARIABLE = "SIMULATOR_STORE"
"""The environment variable that says where the store is."""
LARGE = 2 * 1024**3
"""Bytes from which `simulator results` says that the store is large."""

_ABOUT = "about.json"
_LIBRARIES = ("numpy", "scipy", "simpy")
_NOT_THE_MODEL = ("cli", "reporting", "experiments", "web")


def default_folder() -> Path:
    """Where the store is: $SIMULATOR_STORE, or a folder in the user's cache."""
    named = os.environ.get(VARIABLE, "").strip()
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError:  # ~somebody who is not there
            who = named.partition("/")[0]
            wrong = f"{VARIABLE}={shown(named)}: there is no home folder of {shown(who)}"
            raise InputError(f"{wrong}; write another folder, such as /tmp/store") from None
    try:
        return user_cache()
    except InputError:
        wrong = "there is no home folder for the store of finished replications"
        raise InputError(f"{wrong}; write one as {VARIABLE}=/tmp/store, or --no-store") from None


@cache
def model_version() -> str:
    """A hash of all code that a replication's figures depend on, and of the libraries under it."""
    package = Path(simulator.__file__).parent
    digest = hashlib.sha256(f"{simulator.__version__} {platform.python_version()}".encode())
    for library in _LIBRARIES:
        digest.update(f" {library} {version(library)}".encode())
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package)
        if inside.parts[0] not in _NOT_THE_MODEL or inside.name == "replication.py":
            digest.update(f"\n{inside.as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def replication_key(scenario: Scenario) -> str:
    """A hash of what a replication depends on besides its number: values, seed and CSV bytes.

    Names, question, study, targets (but for figures that only they ask for), replications and
    confidence are not. The user's own policies are where a scenario has them, own KPIs always.
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
    key = scenario_hash(bare)
    own = [f"{each.kind} {each.name} {_code(each.function)}" for each in own_policies(scenario)]
    own += [f"kpi {each.kpi.name} {_code(each.function)}" for each in own_kpis()]
    own += sorted({f"asked {each.kpi}" for each in scenario.targets if each.kpi in ON_DEMAND})
    return hashlib.sha256("\n".join([key, *own]).encode()).hexdigest() if own else key


def _code(function: OwnFunction) -> str:
    """What a function of the user's does: itself, and the versions of what it uses."""
    modules = {module.partition(".")[0] for _, module in function.modules} - {"math"}
    return " ".join([function.digest, *(f"{m} {version(m)}" for m in sorted(modules))])


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
    """A folder of finished replications; `tell` is called with what a person should know.

    What is wrong with its files is told by `tell_troubles`, a line with a count and not one a file.
    """

    folder: Path
    tell: Callable[[str], None] = warnings.warn
    _told: set[int | None] = field(default_factory=set, compare=False, repr=False)
    _told_about: set[Path] = field(default_factory=set, compare=False, repr=False)
    _folders: dict[tuple[str, str], Path] = field(default_factory=dict, compare=False, repr=False)
    _troubles: Troubles = field(default_factory=Troubles, compare=False, repr=False)

    def read(self, key: str, work: Work) -> Replication | None:
        """What was kept of a replication; None if it must be run."""
        if work.keeps_tables:
            return None
        for detail in ("curves", "kpis") if work.detail == "kpis" else ("curves",):
            path = self._path(key, work.number, detail)
            try:
                replication = unpacked(path.read_bytes(), key[:32])
                if replication.number != work.number:
                    raise DamagedError("holds another replication than its name says")
            except (FileNotFoundError, NotADirectoryError):
                continue
            except (OSError, DamagedError) as error:
                self._troubles.note(path, error, RUN_AGAIN)
                continue
            return replication if work.detail == "curves" else without_curves(replication)
        return None

    def write(self, key: str, work: Work, content: bytes) -> None:
        """Keep a replication, `packed`; a full or read-only disk is told once, not raised."""
        path = self._path(key, work.number, work.detail)
        try:
            self._tell_about(path.parent, key, work)
            try:
                _write_whole(path, content)
            except FileNotFoundError:  # somebody deleted the folder meanwhile
                self._told_about.clear()
                self._tell_about(path.parent, key, work)
                _write_whole(path, content)
        except OSError as error:
            if error.errno not in self._told:
                self._told.add(error.errno)
                self.tell(
                    f"{self.folder}: finished replications cannot be kept ({error.strerror}); the "
                    f"run goes on without, {to_write_again(error)} or name another folder with "
                    f"{VARIABLE}"
                )

    def _tell_about(self, folder: Path, key: str, work: Work) -> None:
        """Make an entry's folder, and write in it what it is of; looked at once each."""
        if folder in self._told_about:
            return
        folder.mkdir(parents=True, exist_ok=True)
        about = folder / _ABOUT
        if not about.exists():
            written = {"scenario": work.scenario.name, "seed": work.scenario.experiment.seed}
            written |= {"command": work.command, "key": key, "version": model_version()}
            _write_whole(about, json.dumps(written, indent=1).encode())
        self._told_about.add(folder)

    def entries(self) -> list[Entry]:
        """All that is kept, the newest first; what cannot be looked at is told and left out."""
        kept = []
        for about in self._listed(f"{'[0-9a-f]' * 16}/{'[0-9a-f]' * 32}/{_ABOUT}"):
            try:
                kept.append(_entry(about))
            except OSError as error:
                self._troubles.note(about.parent, error, LEFT_OUT)
        self.tell_troubles()
        return sorted(kept, key=lambda entry: -entry.changed)

    def kept(self, entry: Entry) -> Iterator[Replication]:
        """The sound replications of an entry; a damaged one is left out (`tell_troubles`)."""
        for number in entry.numbers:
            for detail in ("curves", "kpis"):
                path = entry.folder / _file_name(number, detail)
                try:
                    replication = unpacked(path.read_bytes(), entry.folder.name)
                    if replication.number != number:
                        raise DamagedError("holds another replication than its name says")
                except FileNotFoundError:
                    continue
                except (OSError, DamagedError) as error:
                    self._troubles.note(path, error, LEFT_OUT)
                    continue
                yield replication
                break

    def clear(self, which: Callable[[Entry], bool] = lambda _: True) -> int:
        """Delete entries; the bytes that became free. What cannot be deleted is told."""
        freed = 0
        for entry in self.entries():
            if which(entry):
                for path in sorted(entry.folder.iterdir()):
                    if path.is_file() and (path.name == _ABOUT or path.suffix in (".rep", ".part")):
                        freed += self._delete(path)
                self._delete_if_empty(entry.folder)
        for folder in self._listed("[0-9a-f]" * 16):
            self._delete_if_empty(folder)
        self.tell_troubles()
        return freed

    def tell_troubles(self) -> None:
        """What was wrong with files since the last time, a line each kind of it."""
        self._troubles.tell(self.folder, self.tell)

    def _listed(self, pattern: str) -> list[Path]:
        try:
            return sorted(self.folder.glob(pattern))
        except OSError as error:
            self._troubles.note(self.folder, error, NOTHING_READ)
            return []

    def _delete(self, path: Path) -> int:
        """The size of what was deleted."""
        try:
            size = path.stat().st_size
            path.unlink()
        except FileNotFoundError:
            return 0
        except OSError as error:
            self._troubles.note(path, error, STAYS)
            return 0
        return size

    def _delete_if_empty(self, folder: Path) -> None:
        try:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        except OSError as error:
            self._troubles.note(folder, error, STAYS)

    def _path(self, key: str, number: int, detail: Detail | str) -> Path:
        names = model_version()[:16], key[:32]
        if names not in self._folders:
            self._folders[names] = self.folder.joinpath(*names)
        return self._folders[names] / _file_name(number, detail)


def _entry(about: Path) -> Entry:
    """What is kept of a scenario; OSError where that cannot be looked at."""
    files = {path: number for path in about.parent.iterdir()
             if (number := _number(path.name)) is not None and path.is_file()}  # fmt: skip
    states = [path.stat() for path in (about, *files)]
    return Entry(
        about.parent,
        _described(about),
        tuple(sorted(set(files.values()))),
        sum(state.st_size for state in states),
        max(state.st_mtime for state in states),
    )


def _number(name: str) -> int | None:
    """The replication that a file of this name holds; None if it is not a file of the store."""
    parts = re.fullmatch(r"([0-9]{6,})\.(curves|kpis)\.rep", name)
    return int(parts[1]) if parts else None


def _described(about: Path) -> dict[str, Any]:
    """What is written of an entry; a question mark where that is damaged."""
    try:
        about_it = json.loads(about.read_bytes())
    except (OSError, ValueError, RecursionError):
        about_it = {}
    kinds = {"scenario": str, "seed": int, "command": str}
    if isinstance(about_it, dict) and all(isinstance(about_it.get(k), kinds[k]) for k in kinds):
        return about_it
    return {"scenario": "?", "seed": 0, "command": "", "key": about.parent.name}


def _file_name(number: int, detail: str) -> str:
    return f"{number:06d}.{detail}.rep"


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader sees all of it or nothing."""
    beside = f"{path.parent}{os.sep}.{path.name}.{os.getpid()}.{uuid4().hex}.part"
    try:
        with open(beside, "xb") as file:
            file.write(content)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise


def older_than(days: float) -> Callable[[Entry], bool]:
    """Whether nothing was added to an entry for so many days."""
    limit = time.time() - days * 86400
    return lambda entry: entry.changed < limit


StoreGiven = Store | str | Path | bool | None
"""A store, its folder, or whether to use that of the command line."""


def store_of(given: StoreGiven) -> Store | None:
    """The store that is meant; None for none. Raises InputError."""
    if given is None or given is False:
        return None
    if isinstance(given, Store):
        return given
    if given is True:
        return Store(default_folder())
    if isinstance(given, str | Path):
        return Store(Path(given).expanduser())
    raise InputError(
        f"store: {shown(str(given))} ({type(given).__name__}) is not a store; write True for that "
        'of the command line, or a folder such as "store"'
    )
