"""Probability distributions as values: quantile function, mean and spread, from what people know.

`make` takes the parameters a practitioner has (mean and cv, median and cv, P50 and P90) or the
textbook's. All distributions are of durations or counts, so none takes negative values. Zero
randomness lives here: a draw is `ppf` of a uniform (inverse transform).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.families import FAMILIES
from simulator.ordering import count_up_to
from simulator.parameters import DIMENSIONED, FORMS, OPTIONAL, POSITIVE, SPREADS

Floats = npt.NDArray[np.float64]
Numbers = tuple[float, ...]

__all__ = ["DIMENSIONED", "FORMS", "Distribution", "make"]


@dataclass(frozen=True)
class Distribution:
    """A non-negative distribution; equal and hashable by its family and canonical parameters.

    `numbers` are the family's canonical parameters (see `FAMILIES`), for `empirical` the values;
    `weights` are the probabilities of an `empirical` one.
    """

    kind: str
    numbers: Numbers
    weights: Numbers = ()

    def ppf(self, u: Floats) -> Floats:
        """Quantiles at `u` in [0, 1), same shape."""
        if self.kind == "empirical":
            step = count_up_to(np.cumsum(self.weights), np.asarray(u))
            return np.asarray(self.numbers)[np.minimum(step, len(self.numbers) - 1)]
        return np.asarray(FAMILIES[self.kind].ppf(np.asarray(u), *self.numbers), dtype=np.float64)

    @property
    def mean(self) -> float:
        """Expected value, after truncation and capping."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """Standard deviation, after truncation and capping."""
        return self._moments[1]

    @property
    def cv(self) -> float:
        """Coefficient of variation, sd / mean; 0 where the mean is 0."""
        mean, sd = self._moments
        return sd / mean if mean > 0 else 0.0

    @property
    def _moments(self) -> tuple[float, float]:
        if self.kind == "empirical":
            mean = math.fsum(v * w for v, w in zip(self.numbers, self.weights, strict=True))
            square = math.fsum(
                w * (v - mean) ** 2 for v, w in zip(self.numbers, self.weights, strict=True)
            )
            return mean, math.sqrt(square)
        return FAMILIES[self.kind].moments(*self.numbers)


def make(kind: str, **parameters: float | Sequence[float]) -> Distribution:
    """Build a distribution from one of the parameter sets that its kind knows.

    Spaces in `kind` may stand for underscores. Raises ValueError saying what is wrong and what to
    write. A lognormal's `mu` is the logarithm of the value in the unit of the caller's numbers.
    """
    name = kind.strip().lower().replace(" ", "_")
    if name not in FORMS:
        raise ValueError(f"no distribution is called {kind!r}{_hint(name, FORMS)}")
    if name == "empirical":
        return _empirical(**parameters)
    given = {key: _number(name, key, value) for key, value in parameters.items()}
    optional = OPTIONAL.get(name, {})
    for required, build in FORMS[name].items():
        if set(required) <= set(given) <= set(required) | set(optional):
            try:
                distribution = Distribution(name, tuple(build(**{**optional, **given})))
                if _is_finite(distribution):
                    return distribution
            except (OverflowError, ZeroDivisionError):
                pass
            raise ValueError(f"{name}: no finite mean and spread; write less extreme parameters")
    known = sorted({key for form in FORMS[name] for key in form} | set(optional))
    unknown = [key for key in given if key not in known]
    wrong = f"{name} has no parameter {unknown[0]!r}{_hint(unknown[0], known)}; " if unknown else ""
    got = " and ".join(given) or "nothing"
    raise ValueError(f"{wrong}{name} takes {_forms(name)}, not {got}")


@lru_cache(maxsize=4096)
def _is_finite(distribution: Distribution) -> bool:
    """Whether mean, spread and the quantiles that are drawn are numbers, in floating point too."""
    moments = (distribution.mean, distribution.sd)
    with np.errstate(all="ignore"):
        quantiles = distribution.ppf(np.array([0.0, 1e-9, 0.5, 1 - 1e-12]))
    return all(map(math.isfinite, moments)) and bool(np.isfinite(quantiles).all())


def _number(kind: str, name: str, value: float | Sequence[float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise ValueError(f"{kind}: {name} must be a number, not {value!r}")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{kind}: {name} must be a finite number, not {value!r}")
    if number < 0 and name != "mu":
        raise ValueError(f"{kind}: {name} is {number:g}; it cannot be negative")
    if number == 0 and name in SPREADS:
        raise ValueError(f"{kind}: {name} is 0, no spread at all; write a constant instead")
    if number == 0 and name in POSITIVE:
        raise ValueError(f"{kind}: {name} is 0; it must be positive")
    return number


def _forms(kind: str) -> str:
    forms = [" and ".join(form) for form in FORMS[kind]]
    optional = OPTIONAL.get(kind, {})
    extra = f" (and optionally {', '.join(optional)})" if optional else ""
    return (", ".join(forms[:-1]) + ", or " if len(forms) > 1 else "") + forms[-1] + extra


def _hint(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    close = get_close_matches(word, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(known)}"


def _empirical(**parameters: float | Sequence[float]) -> Distribution:
    unknown = [key for key in parameters if key not in ("values", "weights")]
    if unknown or "values" not in parameters:
        what = f"no parameter {unknown[0]!r}" if unknown else "no values"
        raise ValueError(f"empirical has {what}; it takes values and optionally weights")
    values = _list("values", parameters["values"])
    weights = _list("weights", parameters["weights"]) if "weights" in parameters else None
    if weights is None:
        weights = (1.0,) * len(values)
    if len(weights) != len(values):
        raise ValueError(
            f"empirical: {len(values)} values and {len(weights)} weights; write one each"
        )
    total = math.fsum(weights)
    if total <= 0:
        raise ValueError("empirical: all weights are 0; at least one must be positive")
    kept = [
        (value, weight / total) for value, weight in zip(values, weights, strict=True) if weight
    ]
    return Distribution("empirical", tuple(v for v, _ in kept), tuple(w for _, w in kept))


def _list(name: str, given: float | Sequence[float]) -> Numbers:
    if isinstance(given, int | float | str) or len(given) == 0:
        raise ValueError(f"empirical: {name} must be a list of at least one number, not {given!r}")
    return tuple(_number("empirical", name, value) for value in given)
