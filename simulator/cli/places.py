"""Which folder an answer goes to: none takes the place of the answer to another question.

The first answer about a scenario has the plain name, `reports/small-sweep`; another question gets
the next number, `reports/small-sweep-2`; the same question again replaces its own. The run of a
scenario as it is has the plain name always, and what was there before moves to the next number. A
folder that is named by --output is replaced. What was kept or replaced is said in one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from simulator.cli import late
from simulator.cli.asked import Asked

FOLDER = Path("reports")


def _at_home(folder: Path) -> Path:
    """`~` is a home where the shell left it too, as in `--output=~/runs`."""
    try:
        return folder.expanduser()
    except RuntimeError:
        wrong = f"--output {folder}: there is no home folder of {folder.parts[0]}"
        raise late.folder.NotARunFolderError(
            f"{wrong}; write another folder, such as ./out"
        ) from None


@dataclass(frozen=True)
class Settled:
    """The folder, where what is in it now moves to, and the line that says so; '' for none."""

    folder: Path
    aside: Path | None = None
    line: str = ""


@dataclass(frozen=True)
class Place:
    """Where the answer to a question goes: the folder that is named, or one by a plain name."""

    asked: Asked
    output: Path | None
    plain: Path
    owns: bool = False

    def settled(self) -> Settled:
        """As folders are now; raises NotARunFolderError where nothing may be written."""

        folder = self.plain if self.output is None else _at_home(self.output)
        late.folder.restore(folder)
        late.folder.require_replaceable(folder)
        own = folder if self._is_own(folder) else self._own()
        if own is not None:
            return Settled(own, line="It replaces the earlier answer to the same question.")
        if not folder.exists():
            return Settled(folder)
        if self.output is not None:
            return Settled(folder, line=f"It replaces the answer of: {_command(folder)}")
        if self.owns:
            aside = self._free()
            line = f"What was there, the answer of: {_command(folder)}, is kept in {aside}"
            return Settled(folder, aside, line)
        return Settled(self._free(), line=f"{folder} keeps the answer of: {_command(folder)}")

    @contextmanager
    def room(self) -> Iterator[Settled]:
        """The folder to write, once what is in it has moved; moved back if nothing is written."""
        place = self.settled()
        if place.aside is not None:
            place.folder.rename(place.aside)
        try:
            yield place
        except BaseException:
            if place.aside is not None and not place.folder.exists():
                place.aside.rename(place.folder)
            raise

    def _is_own(self, folder: Path) -> bool:
        return _manifest(folder).get("question") == self.asked.question

    def _own(self) -> Path | None:
        """The numbered folder that this question has, if any."""
        if self.output is not None or self.owns or not self.plain.parent.is_dir():
            return None
        start = f"{self.plain.name}-"
        numbered = [
            path
            for path in self.plain.parent.iterdir()
            if path.name.startswith(start)
            and path.name.removeprefix(start).isdigit()
            and self._is_own(path)
        ]
        return min(numbered, key=lambda path: (len(path.name), path.name), default=None)

    def _free(self) -> Path:
        names = (self.plain.with_name(f"{self.plain.name}-{k}") for k in count(2))
        return next(path for path in names if not path.exists() and not path.is_symlink())


def _manifest(folder: Path) -> dict[str, Any]:
    """Of a folder that is not one of ours, nothing."""
    if not late.folder.is_run_folder(folder):
        return {}
    manifest: dict[str, Any] = json.loads((folder / late.folder.MANIFEST).read_bytes())
    return manifest


def _command(folder: Path) -> str:
    manifest = _manifest(folder)
    return str(manifest.get("asked") or manifest.get("command") or "asked in Python")
