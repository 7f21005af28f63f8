"""What a sweep varies: a path of the scenario, and a list of values or a range of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from simulator.mistakes import InputError

MOST_VALUES = 10_000
_BOUND = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*([^\d\s.+-][^\d.+-]*?)?\s*")
_SHAPES = "PATH=4..8, PATH=10 s..60 s..5 s or PATH=1,1.5,2"


@dataclass(frozen=True)
class Factor:
    """A path and what it takes: `values` as written, or everything from `low` to `high`.

    A range of whole numbers without a unit takes whole numbers only.
    """

    path: str
    values: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    whole: bool = False

    @property
    def is_range(self) -> bool:
        """Whether it has two ends and no list."""
        return not self.values

    def at(self, share: float) -> str:
        """The value at a share of the way from the lowest to the highest; of a list, its place."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        if self.whole:
            count = int(self.high - self.low) + 1
            return str(int(self.low) + min(int(share * count), count - 1))
        value = float(self.low) + share * float(self.high - self.low)
        return f"{value:.6g} {self.unit}".strip()

    def level(self, text: str) -> float:
        """A value as a number for plots and slopes; of words their place in the list."""
        match = _BOUND.fullmatch(text)
        if match is not None and all(_BOUND.fullmatch(value) for value in self.values):
            return float(match[1])
        return float(self.values.index(text))


def factor(text: str) -> Factor:
    """'PATH=LOW..HIGH', 'PATH=LOW..HIGH..STEP' or 'PATH=A,B,C'; raises InputError."""
    path, equals, written = text.partition("=")
    if not equals or not path.strip() or not written.strip():
        raise InputError(f"--vary {text!r}: has no values; write {_SHAPES}")
    if ".." in written:
        return _ranged(path.strip(), written, text)
    values = tuple(_split(written))
    if any(not value for value in values):
        raise InputError(f"--vary {text!r}: a value is missing between two commas")
    if len(set(values)) < len(values):
        raise InputError(f"--vary {text!r}: a value is there twice; remove one")
    return Factor(path.strip(), values)


def levels(one: Factor, text: str) -> Factor:
    """The same with every value of its range; for a grid, whose ranges need whole numbers."""
    if not one.is_range:
        return one
    if not one.whole:
        raise InputError(
            f"--vary {text!r}: a grid needs values; write a step, such as "
            f"{one.path}={one.at(0)}..{one.at(1)}..{one.at(0.25)}, or choose a --design"
        )
    numbers = range(int(one.low), int(one.high) + 1)
    _not_too_many(len(numbers), text)
    return Factor(one.path, tuple(str(number) for number in numbers))


def _ranged(path: str, written: str, text: str) -> Factor:
    parts = written.replace("/", "..").split("..")
    matches = [_BOUND.fullmatch(part) for part in parts]
    if len(parts) not in (2, 3) or any(match is None for match in matches):
        raise InputError(f"--vary {text!r}: is not a range; write {_SHAPES}")
    known = [match for match in matches if match is not None]
    units = {(match[2] or "").strip() for match in known} - {""}
    if len(units) > 1:
        raise InputError(f"--vary {text!r}: has two units, {' and '.join(sorted(units))}; use one")
    unit = units.pop() if units else ""
    try:
        numbers = [Decimal(match[1]) for match in known]
    except InvalidOperation:  # pragma: no cover - the pattern admits numbers only
        raise InputError(f"--vary {text!r}: is not a range; write {_SHAPES}") from None
    low, high = numbers[:2]
    if low >= high:
        raise InputError(f"--vary {text!r}: write the smaller number first")
    if len(numbers) == 2:
        whole = not unit and all("." not in match[1] for match in known)
        return Factor(path, (), low, high, unit, whole)
    step = numbers[2]
    if step <= 0:
        raise InputError(f"--vary {text!r}: write a step above 0")
    count = int((high - low) / step) + 1
    _not_too_many(count, text)
    return Factor(path, tuple(f"{low + k * step:f} {unit}".strip() for k in range(count)))


def _not_too_many(count: int, text: str) -> None:
    if count > MOST_VALUES:
        raise InputError(f"--vary {text!r}: has {count:,} values; take a larger step")


def _split(written: str) -> list[str]:
    """At commas outside of brackets and quotes."""
    values, depth, quote, now = [], 0, "", ""
    for letter in written:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "[{(":
            depth += 1
        elif letter in "]})":
            depth -= 1
        elif letter == "," and depth == 0:
            values.append(now.strip())
            now = ""
            continue
        now += letter
    return [*values, now.strip()]
