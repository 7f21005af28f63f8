"""The classes and regions that a trace names, and the names that the scenario does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulator.intake.order_file import OrderFile
from simulator.reading.mistakes import Mistake, Place, ScenarioError, one_of
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.section import Trace
from simulator.units import shown
from simulator.workload.draws import Integers

MOST_NAMED = 20
"""Names that a message lists; the others are counted."""

OTHER = "all"
"""A region of this name, beside others, is where all go whose region is none of those."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Orders by what they name: (n,) -1 where it is drawn by the shares.

    `header` is the column's, None where the file has none. Of the orders in the window: `unknown`
    counts the names that the scenario does not have, `empty` the orders that name nothing.
    `instead` is what has all of those, None where they are drawn.
    """

    number: Integers
    header: str | None
    unknown: tuple[tuple[str, int], ...]
    empty: int
    instead: str | None


@dataclass(frozen=True, eq=False)
class Named:
    """What the orders of a file name."""

    classes: Choice
    regions: Choice

    @property
    def order_class(self) -> Integers:
        """(n,) Class of each order, -1 where it is drawn."""
        return self.classes.number

    @property
    def region(self) -> Integers:
        """(n,) Region of each order, -1 where it is drawn."""
        return self.regions.number


def named_of(scenario: Scenario, trace: Trace, file: OrderFile) -> Named:
    """What the orders of a file name. Raises ScenarioError for names that nobody has."""
    demand, window = scenario.demand, trace.window
    days = None if window is None else (window.from_.toordinal(), window.to.toordinal())
    maps = [tuple(trace.map.get(name, {}).items()) for name in ("class", "region")]
    classes = _choice(file, "class", tuple(demand.classes), maps[0], days)
    regions = _choice(file, "region", tuple(demand.regions), maps[1], days)
    if trace.unknown == "refuse":
        mistakes = [
            *_unknown(classes, "class", tuple(demand.classes), trace),
            *_unknown(regions, "region", tuple(demand.regions), trace),
        ]
        if mistakes:
            raise ScenarioError(mistakes)
    return Named(classes, regions)


@lru_cache(maxsize=16)
def _choice(
    file: OrderFile,
    what: str,
    known: tuple[str, ...],
    meant: tuple[tuple[str, str], ...],
    days: tuple[int, int] | None,
) -> Choice:
    """Later columns go before: a province before its country."""
    columns = file.region if what == "region" else ((file.service,) if file.service else ())
    n = len(file.placed)
    number, told = np.full(n, -1), np.full(n, "", dtype=object)
    for words in columns:
        numbers = _numbers(words, known, dict(meant))
        number = np.where(numbers >= 0, numbers, number)
        own = np.array(words, dtype=object)
        told = np.where(told == "", own, told)
    inside = file.in_days(days)
    missing = inside & (number < 0)
    unknown = Counter(told[missing & (told != "")].tolist())
    instead = known[0] if len(known) == 1 else OTHER if OTHER in known else None
    if what == "class" and len(known) > 1:
        instead = None
    if instead is not None:
        number = np.where(number < 0, known.index(instead), number)
    return Choice(
        number=number.astype(np.int64),
        header=file.header("service" if what == "class" else "dest_region"),
        unknown=tuple(unknown.most_common()),
        empty=int((missing & (told == "")).sum()),
        instead=instead,
    )


def _numbers(words: tuple[str, ...], known: tuple[str, ...], meant: dict[str, str]) -> Integers:
    """(n,) Which of the known names each word is, or means; -1 for none. Case does not matter."""
    number = {name.casefold(): k for k, name in reversed(list(enumerate(known)))}
    stands_for = {word.strip().casefold(): name.casefold() for word, name in meant.items()}
    numbers = {}
    for word in set(words):
        folded = word.casefold()
        numbers[word] = number.get(stands_for.get(folded, folded), -1)
    return np.array([numbers[word] for word in words], dtype=np.int64)


def _unknown(choice: Choice, what: str, known: tuple[str, ...], trace: Trace) -> Iterator[Mistake]:
    """Names that the scenario does not have, with a map to paste; and wrong ones in the map."""
    for word, meant in trace.map.get(what, {}).items():
        if meant.casefold() not in {name.casefold() for name in known}:
            wrong = f"map: {shown(word)} is {shown(meant)}, and there is no such {what}"
            yield Mistake(
                Place(str(trace.file)), "demand.trace.map", f"{wrong}; write {one_of(known)}"
            )
    if not choice.unknown or choice.instead is not None:
        return
    first = choice.unknown[:MOST_NAMED]
    counts = ", ".join(f"{shown(word)} {count:,}" for word, count in first)
    more = len(choice.unknown) - len(first)
    counts += f" and {more:,} more" if more else ""
    lines = ", ".join(f"{_quoted(word)}: {_quoted_if_odd(known[-1])}" for word, _ in first)
    wrong = f"no {what} of the scenario is called so ({one_of(known)}), orders with it: {counts}"
    pasted = f"write demand.trace.map: {{{what}: {{{lines}}}}} with the {what} of each"
    remedy = f"{pasted}, or demand.trace.unknown: draw"
    yield Mistake(Place(str(trace.file)), choice.header or what, f"{wrong}; {remedy}")


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _quoted_if_odd(name: str) -> str:
    return name if name.replace("_", "").isalpha() and name.isascii() else _quoted(name)
