"""What a search for a roster varies: a path of the scenario and the values that it goes through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.experiments.ranges import read_range
from simulator.mistakes import InputError

_MORE_HELPS = re.compile(
    r"shifts\.[^.]+\.heads\.[^.]+|crews\.[^.]+\.heads|packing\.stations\.count|labeling\.printers"
    r"|shipping\.carriers\.[^.]+\.capacity"
)
_HEADS = re.compile(r"shifts\.[^.]+\.heads\.[^.]+|crews\.[^.]+\.heads")


@dataclass(frozen=True)
class Variable:
    """A path and its values as they are written, ascending where they are numbers."""

    path: str
    values: tuple[str, ...]

    @property
    def more_helps(self) -> bool:
        """More of it gives no worse service, all else equal: heads, machines, room in the truck."""
        return _MORE_HELPS.fullmatch(self.path) is not None

    @property
    def is_heads(self) -> bool:
        """It says how many people work."""
        return _HEADS.fullmatch(self.path) is not None

    def override(self, index: int) -> str:
        """As it is set."""
        return f"{self.path}={self.values[index]}"


def variable(text: str, option: str = "--vary") -> Variable:
    """Of a range with its values ('PATH=3..9', 'PATH=1..4/0.5', 'PATH=a,b'); raises InputError."""
    found = read_range(text, option).stepped(option)
    varied = Variable(found.path, found.values)
    if varied.more_helps and not found.numbers:
        raise InputError(f"{option} {text!r}: takes numbers; write such as {found.path}=3..9")
    return varied
