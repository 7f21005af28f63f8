"""Small parts of scenarios, drawn as a person would write them: durations and distributions."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
UNITS = (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", 1))

Draw = st.DrawFn
T = TypeVar("T")


def one_of(draw: Draw, choices: Sequence[T]) -> T:
    """One of the choices; the first is the simplest."""
    return choices[draw(st.integers(0, len(choices) - 1))]


def chance(draw: Draw, tenths: int) -> bool:
    """True about so many times in ten; False is the simpler one."""
    return draw(st.integers(0, 9)) >= 10 - tenths


def text(milliseconds: int) -> str:
    """The duration in the largest unit that needs no fraction."""
    unit, size = next((u, s) for u, s in UNITS if milliseconds % s == 0)
    return f"{milliseconds // size} {unit if milliseconds else 's'}"


def parts_of(draw: Draw, total: int, count: int) -> list[int]:
    """Positive whole parts that add up to the total."""
    parts = []
    for left in range(count, 1, -1):
        parts.append(draw(st.integers(1, total - sum(parts) - (left - 1))))
    return [*parts, total - sum(parts)]


def percent(draw: Draw, most: int = 100) -> str:
    """A share of 0 %, of `most`, or of something between."""
    return f"{one_of(draw, (0, most // 10, most // 3, most))} %"


Spread = Callable[[int], Any]


def _timed(kind: str, **parameters: float) -> dict[str, dict[str, str]]:
    return {kind: {name: text(round(ms)) for name, ms in parameters.items()}}


def _with(base: dict[str, dict[str, Any]], **bare: float) -> dict[str, dict[str, Any]]:
    ((kind, parameters),) = base.items()
    return {kind: parameters | bare}


CONSTANT: tuple[Spread, ...] = (
    text,
    lambda m: {"constant": text(m)},
    lambda m: _timed("constant", value=m),
)
SPREADS: tuple[Spread, ...] = (
    *CONSTANT,
    lambda m: _timed("exponential", mean=m),
    lambda m: _timed("exponential", scale=m),
    lambda m: _with(_timed("gamma", mean=m), cv=0.5),
    lambda m: _timed("gamma", mean=m, sd=m / 2),
    lambda m: _with(_timed("gamma", median=m), cv=0.8),
    lambda m: _timed("gamma", p50=m, p90=3 * m),
    lambda m: _with(_timed("gamma", scale=m), shape=1.6),
    lambda m: _with(_timed("gamma", mean=m), shape=0.7),
    lambda m: _with(_timed("erlang", mean=m), k=2),
    lambda m: _with(_timed("erlang", mean=m), cv=0.5),
    lambda m: _with(_timed("erlang", scale=m), k=3),
    lambda m: _with(_timed("lognormal", mean=m), cv=0.6),
    lambda m: _timed("lognormal", mean=m, sd=m),
    lambda m: _with(_timed("lognormal", median=m), cv=1.5),
    lambda m: _with(_timed("lognormal", median=m), sigma=0.5),
    lambda m: _timed("lognormal", p50=m, p90=4 * m),
    lambda m: _with(_timed("lognormal", mean=m), sigma=0.4),
    lambda m: _with(_timed("normal", mean=m), cv=0.4),
    lambda m: _timed("normal", mean=m, sd=m / 3),
    lambda m: _timed("normal", mu=m, sigma=m, low=m / 2, high=3 * m),
    lambda m: _timed("triangular", low=m / 2, mode=m, high=3 * m),
    lambda m: _timed("uniform", low=0, high=2 * m),
    lambda m: _with(_timed("uniform", mean=m), cv=0.3),
    lambda m: _timed("uniform", mean=m, sd=m / 4),
    lambda m: _with(_timed("weibull", mean=m), cv=0.7),
    lambda m: _timed("weibull", mean=m, sd=m / 2),
    lambda m: _with(_timed("weibull", median=m), cv=0.7),
    lambda m: _timed("weibull", p50=m, p90=2 * m),
    lambda m: _with(_timed("weibull", scale=m), shape=1.6),
    lambda m: _with(_timed("weibull", mean=m), shape=2),
    lambda m: _with(_timed("beta", high=3 * m), a=2, b=4),
    lambda m: _with(_timed("beta", low=m / 2, high=3 * m, mean=m), cv=0.2),
    lambda m: _timed("beta", low=m / 2, high=3 * m, mean=m, sd=m / 4),
    lambda m: {"values": [text(m), text(2 * m)]},
    lambda m: {"values": [text(m), text(m // 2), "0 s"], "weights": [60, 30, 10]},
    lambda m: {"values": [text(m), text(3 * m)], "counts": [5, 2]},
    lambda m: {"csv": {"file": "times.csv", "column": "seconds", "unit": "s"}},
)
"""Every family and every set of parameters, around a value in milliseconds."""


def spread(draw: Draw, *typical: int) -> Any:
    """A distribution of durations around one of the values; 0 stands for no time at all."""
    value = one_of(draw, typical)
    if value == 0:
        return one_of(draw, ("0 s", 0))
    return one_of(draw, SPREADS)(value)


def constant(draw: Draw, *typical: int) -> Any:
    """A duration that is always the same."""
    return one_of(draw, CONSTANT)(one_of(draw, typical))


def counts(draw: Draw, most: int) -> Any:
    """A distribution of whole numbers from 1, hardly above `most`."""
    if most == 1:
        return 1
    return one_of(
        draw,
        (
            1,
            most,
            {"shifted_geometric": {"mean": (1 + most) / 2, "max": most}},
            {"shifted geometric": {"mean": (1 + most) / 2}},
            {"values": [1, most], "weights": [75, 25]},
            {"values": [1, most], "counts": [3, 1]},
            {"uniform": {"low": 1, "high": most}},
            {"csv": {"file": "counts.csv", "column": "units"}},
        ),
    )


TIMES_CSV = "seconds,pickers\n5,a\n40,b\n65,a\n600,b\n"
COUNTS_CSV = "units\n1\n1\n2\n"


def weights(draw: Draw, count: int, choices: Sequence[int] = (0, 1, 1, 3, 6)) -> list[int]:
    """So many weights of which most are above 0; only their ratio is meant."""
    made = random.Random(draw(st.integers(0, 2**16)))
    return [1, *(made.choice(choices) for _ in range(count - 1))]
