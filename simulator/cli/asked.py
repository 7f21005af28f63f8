"""What the command line asks: its words, and the question apart from how it is worked and shown."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

WORKED = frozenset(
    (
        "output",
        "jobs",
        "executor",
        "no_store",
        "as_json",
        "quiet",
        "check",
        "orders",
        "export",
        "replay",
        "xlsx",
    )
)
"""Options that change no figure: where it runs, what is written or printed besides."""
NAMED = frozenset(("scenario", "variant"))
"""What a run's folder is named by."""


@dataclass(frozen=True)
class Asked:
    """A command line: its words as given, and `options` with the values that were read."""

    words: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """As it was given."""
        return shlex.join(["simulator", *self.words])

    @property
    def question(self) -> dict[str, Any]:
        """What two command lines that ask the same have in common, as JSON has it."""
        given = {
            name: _plain(value)
            for name, value in sorted(self.options.items())
            if name not in WORKED and _is_given(value)
        }
        return {"command": self.words[0] if self.words else "", **given}

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest of the answer's folder says of it."""
        return {"asked": self.command, "question": self.question}

    @property
    def is_plain(self) -> bool:
        """Whether it names a scenario, or a variant of it, and changes nothing."""
        return self.question.keys() <= NAMED | {"command"}


def _is_given(value: Any) -> bool:
    return value is not None and value is not False and value != [] and value != ()


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float) else str(value)


_NOW: ContextVar[Asked] = ContextVar("asked", default=Asked())  # noqa: B039 - it is frozen


def note(words: Sequence[str], options: Mapping[str, Any]) -> None:
    """Remember what is asked now."""
    _NOW.set(Asked(tuple(words), dict(options)))


def asked() -> Asked:
    """What is asked now."""
    return _NOW.get()
