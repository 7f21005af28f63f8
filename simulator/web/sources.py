"""The scenarios that the page may show: the one it was started with, those that ship, loaded ones.

What a page names is never a path. What it sets, and what was loaded into it, reads no file outside
the scenario's folder, whatever it names.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.reading.nodes import read_text
from simulator.reading.sheet_paths import on_disk
from simulator.reading.surroundings import only_within
from simulator.scenario import Loaded, ScenarioError, load, loads, shipped
from simulator.scenario.sources import find
from simulator.units import shown
from simulator.web.question import Question

MOST_LOADED = 50
"""Scenarios that are loaded into the page; the oldest goes."""
_NAME = re.compile(r"\w[\w .+,()&@-]{0,79}")
_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class Opened:
    """A scenario as it is written now: `text` of a `file` in a `folder`, and what else it may read.

    `mine` says that the file is the user's, which the page saves with its comments.
    """

    loaded: Loaded
    text: str
    file: str
    folder: Path
    may_read: frozenset[Path]
    mine: bool

    def with_(self, question: Question) -> Loaded:
        """With a variant, and with what is set; raises ScenarioError."""
        with only_within(self.folder, self.may_read):
            return self.loaded.with_(question.changes, variant=question.variant)


@dataclass
class Sources:
    """By the name that the address has; `first` is the scenario that the page was started with."""

    first: str
    _folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="simulator-")))
    _kept: dict[str, Opened] = field(default_factory=dict)
    _opened: dict[str, Opened] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def close(self) -> None:
        """Remove what was loaded."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, the first one first."""
        return tuple(dict.fromkeys((self.first, *self._kept, *shipped())))

    def opened(self, name: str, *, anew: bool = False) -> Opened:
        """A scenario by its name, read `anew` if its file may have changed; raises InputError."""
        if name in self._kept:
            return self._kept[name]
        if name not in self.names:
            remedy = did_you_mean(name, self.names)
            raise InputError(f"scenario {shown(name)}: it is not loaded here; load it, or {remedy}")
        if anew or name not in self._opened:
            self._opened[name] = _read(name)
        return self._opened[name]

    def asked(self, question: Question) -> tuple[Question, Loaded]:
        """The scenario of a question, and the question with a number of replications where the
        scenario asks for a precision; raises InputError.
        """
        loaded = self.opened(question.scenario).with_(question)
        plan = loaded.scenario.experiment.replications
        if question.replications is None and not isinstance(plan, int):
            question = replace(question, replications=plan.at_least)
        return question, loaded

    def keep(self, files: Mapping[str, str | bytes], *, below: bool = False) -> str:
        """The name of a scenario whose files are loaded into the page; raises InputError.

        One file is its YAML; the others are those that it names, beside it, or `below` it by paths
        as in a .zip.
        """
        for name in files:
            if not all(map(_NAME.fullmatch, name.split("/") if below else [name])):
                raise InputError(f"{shown(name)}: is not a file's name; write one like shop.yaml")
        yamls = [name for name in files if name.lower().endswith(_YAML)]
        if len(yamls) != 1:
            raise InputError(
                f"{len(yamls)} of the files are scenarios; choose one .yaml and the tables that it "
                "names"
            )
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        path = folder / yamls[0]
        text = read_text(path, path.name)
        return self._noted(text, path.name, path.parent, shipped_files())

    def rewrite(self, name: str, text: str, file: str = "") -> str:
        """The name of a scenario with another text, in the same folder; raises InputError.

        It is called `file`, or as that which it replaces.
        """
        old = self.opened(name)
        return self._noted(text, file or old.file, old.folder, old.may_read)

    def is_kept(self, name: str) -> bool:
        """Whether this server alone has it: no command knows a file of that name."""
        return name in self._kept

    def _noted(self, text: str, file: str, folder: Path, may_read: frozenset[Path]) -> str:
        with only_within(folder, may_read):
            loaded = loads(text, directory=folder, name=file)
        kept = Opened(loaded, text, file, folder, may_read, mine=True)
        with self._lock:
            taken, name, k = {*self.names}, file, 2
            while name in taken:
                name, k = f"{Path(file).stem}-{k}{Path(file).suffix}", k + 1
            self._kept[name] = kept
            for old in list(self._kept)[:-MOST_LOADED]:
                del self._kept[old]
        return name


def _read(name: str) -> Opened:
    """A scenario of the command line or one that ships, which may name any file of its user."""
    loaded = load(name)  # which refuses what find would only raise
    path = find(name)
    files = {*loaded.files} | shipped_files()
    for variant in loaded.variants:
        with suppress(ScenarioError):
            files |= {*loaded.with_(variant=variant).files}
    text = read_text(path, path.name)
    mine = path not in shipped().values()
    may_read = frozenset(on_disk(file) for file in files)
    return Opened(loaded, text, path.name, path.parent, may_read, mine)


def shipped_files() -> frozenset[Path]:
    """Of the scenarios that ship, which anybody may extend."""
    folders = {path.parent for path in shipped().values()}
    return frozenset(path.resolve() for folder in folders for path in folder.glob("*"))
