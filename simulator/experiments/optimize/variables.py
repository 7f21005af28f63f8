"""What a search for a roster varies: a path of the scenario and the values that it goes through."""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.experiments.ranges import Range, Vary, ranges_of, read_range
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


def variables(vary: Vary, option: str = "--vary") -> list[Variable]:
    """Of ranges with their values ('3..9', '1..4/0.5', a list); raises InputError."""
    return [variable(each, option) for each in ranges_of(vary, option)]


def variable(given: Range | str, option: str = "--vary") -> Variable:
    """Of a range with its values, or its text PATH=RANGE; raises InputError."""
    span = read_range(given, option) if isinstance(given, str) else given
    stepped = span.stepped(option)
    varied = Variable(stepped.path, stepped.values)
    if varied.more_helps and not stepped.numbers:
        raise InputError(f"{option} '{span}': takes numbers; write such as {span.path}=3..9")
    return varied
