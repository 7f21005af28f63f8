"""What is wrong with files of the store: gathered while a question is asked, one line per kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """What becomes of one file that something is wrong with, and of `files` of them."""

    of_one: str
    of_many: str


RUN_AGAIN = Kind("the replication is run again", "cannot be read; their replications are run again")
LEFT_OUT = Kind("it is left out", "cannot be read; they are left out")
STAYS = Kind("it stays", "cannot be deleted; they stay")
NOTHING_READ = Kind("nothing is read from it", "cannot be listed; nothing is read from them")


@dataclass
class Troubles:
    """Files by kind: how many, and what is wrong with the first."""

    _counts: dict[Kind, int] = field(default_factory=dict)
    _first: dict[Kind, str] = field(default_factory=dict)

    def note(self, path: Path, error: Exception, kind: Kind) -> None:
        """One more file, and what is wrong with it."""
        reason = getattr(error, "strerror", None) or error
        self._first.setdefault(kind, f"{path}: {reason}")
        self._counts[kind] = self._counts.get(kind, 0) + 1

    def tell(self, folder: Path, tell: Callable[[str], None]) -> None:
        """One line per kind, and begin anew."""
        lines = []
        for kind, files in self._counts.items():
            first = self._first[kind]
            if files == 1:
                lines.append(f"{first}; {kind.of_one}")
            else:
                lines.append(f"{folder}: {files:,} files {kind.of_many} (the first: {first})")
        self._counts.clear()
        self._first.clear()
        for line in lines:
            tell(line)
