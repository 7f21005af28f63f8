"""What is varied: a path of the scenario and the values it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from simulator.mistakes import InputError

MOST_VALUES = 10_000
_RANGE = re.compile(r"\s*([^\s.][^\s]*?)\s*\.\.\s*([^\s/]+)\s*(?:/\s*([^\s]+))?\s*")
_MORE_HELPS = re.compile(
    r"shifts\.[^.]+\.heads\.[^.]+|crews\.[^.]+\.heads|packing\.stations\.count|labeling\.printers"
    r"|shipping\.carriers\.[^.]+\.capacity"
)
_HEADS = re.compile(r"shifts\.[^.]+\.heads\.[^.]+|crews\.[^.]+\.heads")


@dataclass(frozen=True)
class Variable:
    """A path and its values as they are written, ascending where they are a range."""

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
    """'PATH=3..9', 'PATH=1..4/0.5' or 'PATH=1,1.5,2'; raises InputError."""
    path, equals, written = text.partition("=")
    if not equals or not path.strip() or not written.strip():
        raise InputError(
            f"{option} {text!r}: is not a range; write PATH=3..9, PATH=1..4/0.5 or PATH=1,1.5,2"
        )
    match = _RANGE.fullmatch(written)
    values = _ranged(match, text, option) if match else _listed(written, text, option)
    found = Variable(path.strip(), values)
    if found.more_helps:
        found = Variable(found.path, _ascending(values, text, option))
    return found


def _ranged(match: re.Match[str], text: str, option: str) -> tuple[str, ...]:
    try:
        low, high = Decimal(match[1]), Decimal(match[2])
        step = Decimal(match[3]) if match[3] else Decimal(1)
    except InvalidOperation:
        raise InputError(
            f"{option} {text!r}: a range goes from number to number, such as 3..9"
        ) from None
    if not (low.is_finite() and high.is_finite() and step.is_finite()) or step <= 0 or high < low:
        raise InputError(f"{option} {text!r}: write the smaller number first, and a step above 0")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise InputError(f"{option} {text!r}: has {count:,} values; take a larger step")
    return tuple(f"{low + k * step:f}" for k in range(count))


def _listed(written: str, text: str, option: str) -> tuple[str, ...]:
    values = tuple(value.strip() for value in _split(written))
    if not all(values):
        raise InputError(f"{option} {text!r}: a value is missing between two commas")
    if len(set(values)) < len(values):
        raise InputError(f"{option} {text!r}: a value is there twice; remove one")
    return values


def _split(written: str) -> list[str]:
    """At the commas outside brackets, so that a list or mapping can be a value."""
    parts, depth = [""], 0
    for sign in written:
        depth += (sign in "[{") - (sign in "]}")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _ascending(values: Sequence[str], text: str, option: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(values, key=lambda value: Decimal(value.split()[0])))
    except (InvalidOperation, IndexError):
        raise InputError(f"{option} {text!r}: these values are numbers, such as 3..9") from None
