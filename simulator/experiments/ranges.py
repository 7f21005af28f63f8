"""Ranges as people write them, the same in every command.

    PATH=1..6           whole numbers from end to end
    PATH=10 s..60 s     all that lies between two ends
    PATH=1..2/0.2       from the first end on by a step, as far as the other
    PATH=a,b,c          a list: numbers, amounts, dates, words, or values in brackets

A unit may stand behind every number, or behind one for all. Units of one kind may be mixed, such as
in `30 s..2 min/30 s`. Between two whole numbers a search for the largest demand, which can try
any, takes what lies between too. Days of `stress` are written in the same way: `FROM..TO`, `/7 d`
for one a week, or a list.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from simulator.experiments.amounts import Amount, amount, in_one_unit
from simulator.mistakes import InputError
from simulator.reading import meant
from simulator.scenario.settings import Setting, plain
from simulator.units import shown

MOST_VALUES = 10_000
TO = ".."
Vary = Mapping[str, Any] | Sequence[str] | str
"""What takes which values: {PATH: VALUES}, or texts PATH=RANGE."""
EXAMPLE = '{"shifts.day.heads.pickers": range(2, 6)}'
_STEP = re.compile(r"(.*?)(?:/\s*([+-]?[\d.].*))?", re.DOTALL)
_NO_NUMBER = re.compile(r"\s*([+-]?(nan|inf|infinity|\.nan|\.inf))?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Range:
    """A path and what it takes: `values` as written, or everything from `low` to `high`.

    Values are ascending where they are numbers, which `numbers` then has in `unit`. A range of
    `whole` numbers without a unit takes whole numbers only.
    """

    path: str
    values: tuple[str, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    whole: bool = False
    numbers: tuple[Decimal, ...] = ()

    def __str__(self) -> str:
        """PATH=RANGE."""
        ends = _between(self.low, self.high, self.unit)
        return f"{self.path}={','.join(self.values) or ends}"

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
        return str(Amount(Decimal(f"{value:.6g}"), self.unit))

    @property
    def unit_of_values(self) -> str:
        """The unit in which `level` has its numbers; none where they are a list's places."""
        first = amount(self.at(0))
        return first.unit if first is not None and (self.numbers or not self.values) else ""

    def words(self, text: str) -> str:
        """A value for people: one drawn between two ends is told by a thousandth of the range."""
        value = None if self.values or self.whole else amount(text)
        width = float(self.high - self.low)
        if value is None or width <= 0:
            return text
        places = max(2 - math.floor(math.log10(width)), 0)
        shorter = Decimal(f"{float(value.number):.{places}f}").normalize()
        return str(Amount(Decimal(f"{shorter:f}"), self.unit))

    def level(self, text: str) -> float:
        """A value as a number for plots and slopes; of words their place in the list."""
        if self.values:
            place = self.values.index(text)
            return float(self.numbers[place]) if self.numbers else float(place)
        value = amount(text)
        return float("nan") if value is None else float(value.number)

    def stepped(self, option: str, or_else: str = "") -> Range:
        """The same with each of its values, for a command that goes through them.

        Raises InputError where it takes everything between two ends, or too many; `or_else` is
        what there is to do other than to write a step.
        """
        if self.values:
            return self
        text = f"{option} '{self}'"
        if not self.whole:
            step = f"{self.path}={_between(self.low, self.high, self.unit, 4)}"
            raise InputError(f"{text}: has no step; write one, such as {step}{or_else}")
        return _by_step(self.path, self.low, self.high, Decimal(1), "", text)


def ranges_of(vary: Vary, option: str) -> list[Range]:
    """Of {PATH: VALUES}, or of texts PATH=RANGE; raises InputError."""
    if isinstance(vary, Mapping):
        return [range_of(path, values, option) for path, values in vary.items()]
    texts = [vary] if isinstance(vary, str) else vary
    if not isinstance(texts, Iterable) or not all(isinstance(text, str) for text in texts):
        raise InputError(f"{option}: {shown(str(vary))} says no path; write {EXAMPLE}")
    return [read_range(text, option) for text in texts]


def range_of(path: str, values: Any, option: str) -> Range:
    """What a path takes: values in a list, one value, or the text of a range ('1..2/0.2')."""
    if isinstance(values, str):
        return read_range(f"{path}={values}", option)
    where = f"{option} {shown(str(path))}"
    if isinstance(values, range) and len(values) > MOST_VALUES:
        raise InputError(f"{where}: has more than {MOST_VALUES:,} values; take larger steps")
    given = plain(values, path, option)
    texts = [Setting(path, each).shown for each in (given if isinstance(given, list) else [given])]
    if not texts:
        raise InputError(f"{where}: has no values; write {EXAMPLE}")
    return _once(path, texts, where)


def read_range(text: str, option: str) -> Range:
    """'PATH=1..6', 'PATH=10 s..60 s/10 s' or 'PATH=a,b,c'; raises InputError."""
    path, equals, written = (part.strip() for part in text.partition("="))
    where = f"{option} {shown(text)}"
    if not (equals and path and written):
        name = path or "PATH"
        raise InputError(
            f"{where}: has no values; write {name}=1..6, {name}=1..2/0.2 or {name}=1,1.5,2"
        )
    parts = members(written)
    if len(parts) > 1:
        return _listed(path, written, parts, where)
    if is_range(written):
        return _ranged(path, written, where)
    return _range_of(path, (written,))


def members(written: str) -> list[str]:
    """A list taken apart at the commas outside of brackets and quotes."""
    parts, depth, quote = [""], 0, ""
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
            parts.append("")
            continue
        parts[-1] += letter
    return [part.strip() for part in parts]


def is_range(written: str) -> bool:
    """Whether it has two ends; what is quoted or in brackets has none, nor has a path of files."""
    is_file = written.startswith("../") or "/../" in written
    return TO in written and written[0] not in "\"'[{" and not is_file


def ends_of(written: str) -> tuple[str, str, str]:
    """The two ends of a range and its step, as they are written; no step is ''."""
    low, _, rest = written.partition(TO)
    match = _STEP.fullmatch(rest)
    high, step = (match[1], match[2] or "") if match else (rest, "")
    return low.strip(), high.strip(), step.strip()


def _range_of(path: str, values: Sequence[str]) -> Range:
    """A list, ascending where it is of numbers."""
    amounts = [amount(value) for value in values]
    there = [each for each in amounts if each is not None]
    alike = in_one_unit(there) if len(there) == len(values) else None
    if alike is None:
        return Range(path, tuple(values))
    unit, numbers = alike
    order = sorted(range(len(values)), key=lambda k: numbers[k])
    return Range(
        path,
        tuple(values[k] for k in order),
        unit=unit,
        numbers=tuple(numbers[k] for k in order),
    )


def _listed(path: str, written: str, parts: Sequence[str], where: str) -> Range:
    if any(is_range(part) for part in parts if part):
        raise InputError(f"{where}: {_mixed(path, written, parts)}")
    there = [part for part in parts if part]
    if len(there) < len(parts):
        left = ",".join(there) or "1,1.5,2"
        raise InputError(f"{where}: a value is missing at a comma; write {path}={left}")
    return _once(path, parts, where)


def _once(path: str, parts: Sequence[str], where: str) -> Range:
    """A list of values; InputError where two of them are the same."""
    span = _range_of(path, parts)
    alike = dict(zip(_keys(span), span.values, strict=True))
    if len(alike) < len(parts):
        left = ",".join(alike.values())
        raise InputError(f"{where}: a value is there twice; write {path}={left}")
    return span


def _keys(span: Range) -> Sequence[str | Decimal]:
    """What tells its values apart: 1 and 1.0 are the same number, 60 s and 1 min the same time."""
    return span.numbers or span.values


def _mixed(path: str, written: str, parts: Sequence[str]) -> str:
    """What is wrong with '1..3,5', or with '1,000..2,000'."""
    tokens = re.split(r"(\.\.|/)", written)
    if all("," in token for token in tokens[::2]) and all(map(_numeral, tokens[::2])):
        plain = "".join(token if token in (TO, "/") else _numeral(token) for token in tokens)
        return f"has commas within its numbers; write {path}={plain}"
    flat = [end for part in parts for end in (ends_of(part)[:2] if is_range(part) else (part,))]
    values = ",".join(dict.fromkeys(value for value in flat if value))
    return f"has a range within a list; write one of them, such as {path}={values}"


def _numeral(token: str) -> str:
    parts = meant.parts(token)
    return f"{parts[0][0]} {parts[0][1]}".strip() if parts else ""


def _ranged(path: str, written: str, where: str) -> Range:
    given = _amounts(path, written, where)
    alike = in_one_unit(given)
    if alike is None:
        units = " and ".join(dict.fromkeys(each.unit for each in given if each.unit))
        raise InputError(f"{where}: has different units, {units}; use one unit")
    unit, (low, high, *step) = alike
    if low > high:
        rest = f"/{Amount(abs(step[0]), unit)}" if step and step[0] else ""
        right = f"{path}={_between(high, low, unit)}{rest}"
        raise InputError(f"{where}: begins with the larger number; write {right}")
    if low == high:
        return _range_of(path, (str(Amount(low, unit)),))
    if not step:
        return Range(path, (), low, high, unit, not unit and given[0].whole and given[1].whole)
    if step[0] <= 0:
        right = f"{path}={_between(low, high, unit, 4)}"
        raise InputError(f"{where}: its step is not above 0; write one such as {right}")
    return _by_step(path, low, high, step[0], unit, where)


def _amounts(path: str, written: str, where: str) -> list[Amount]:
    """The two ends of a range and its step, if it has one."""
    low, high, step = ends_of(written)
    if TO in high:
        high, _, step = (part.strip() for part in high.partition(TO))
        raise InputError(f"{where}: a step stands behind a /; write {path}={low}..{high}/{step}")
    first, last, size = amount(low), amount(high), amount(step)
    if first is None or last is None:
        raise InputError(f"{where}: {_bad_end(path, low, high)}")
    return [first, last] if size is None else [first, last, size]


def _by_step(path: str, low: Decimal, high: Decimal, step: Decimal, unit: str, where: str) -> Range:
    if step > high - low > 0:
        ends = f"{Amount(low, unit)},{Amount(high, unit)}"
        raise InputError(f"{where}: its step is wider than the range; write {path}={ends}")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        larger = f"{path}={_between(low, high, unit, 100)}"
        raise InputError(f"{where}: has more than {MOST_VALUES:,} values; write {larger}")
    numbers = tuple(low + k * step for k in range(count))
    values = tuple(str(Amount(number, unit)) for number in numbers)
    return Range(path, values, unit=unit, numbers=numbers)


def _bad_end(path: str, low: str, high: str) -> str:
    """What is wrong with ends of which one, or none, is a number."""
    first, last = amount(low), amount(high)
    known = first or last
    end, slash, step = (part.strip() for part in high.rpartition("/"))
    if slash and first is not None and amount(end) is not None:
        problem = f"the step {step!r} is not a number" if step else "a step is missing"
        return f"{problem}; write {path}={low}..{end}"
    if known is not None:
        twice = Amount(known.number * 2 or Decimal(1), known.unit)
        even = known.number // 2 or known.number / 2
        half = Amount(even if known.whole else known.number / 2, known.unit)
        ends = f"{known}..{twice}" if first is not None else f"{half}..{known}"
        wrong = high if first is not None else low
        problem = f"{shown(wrong)} is not a number" if wrong else "an end is missing"
        return f"{problem}; write both ends, such as {path}={ends}"
    if _NO_NUMBER.fullmatch(low) or _NO_NUMBER.fullmatch(high):
        return f"its ends are not numbers; write both, such as {path}=1..2/0.2"
    return f"a range goes from number to number; write a list, such as {path}={low},{high}"


def _between(low: Decimal, high: Decimal, unit: str, parts: int = 0) -> str:
    """Two ends, and a step of which there are about so many `parts`, if any."""
    ends = f"{Amount(low, unit)}..{Amount(high, unit)}"
    if not parts:
        return ends
    step = Decimal(f"{(high - low) / parts:.2g}")
    if not unit and low == int(low) and high == int(high) and high - low < MOST_VALUES:
        step = Decimal(max(1, int(step)))
    return f"{ends}/{Amount(step, unit)}"
