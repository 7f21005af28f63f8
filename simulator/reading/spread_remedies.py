"""What to write instead of what is not a distribution: parameters, or another kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.parameters import FORMS, OPTIONAL, SPREADS
from simulator.reading.mistakes import suggestion
from simulator.reading.nodes import flow

Written = Mapping[str, Any]
"""Parameters as they are written: {mean: 40 s, cv: 0.5}."""
Makes = Callable[[str, Written], object]
"""Makes a distribution of a kind and parameters; ValueError where it cannot be."""

ALSO_CALLED: dict[str, str] = {
    "average": "mean", "avg": "mean", "std": "sd", "stdev": "sd", "std_dev": "sd", "stddev": "sd",
    "min": "low", "minimum": "low", "max": "high", "maximum": "high", "p_50": "p50", "p_90": "p90",
    "alpha": "a", "beta": "b", "mu": "mean",
}  # fmt: skip
"""Parameters by the names that other programs have for them."""

_MIDDLE = ("mean", "median", "p50", "mode", "value", "scale", "mu")
_BARE = {"cv": 0.5, "sigma": 0.5, "shape": 2, "k": 2, "a": 2, "b": 4, "max": 20}
_SUBSTITUTES = ("gamma", "lognormal", "constant")
_IN_ORDER = (("low", "high"), ("low", "mode"), ("mode", "high"), ("p50", "p90"))


@dataclass(frozen=True)
class Examples:
    """A small, a middling and a large value of what is distributed: '20 s', '1 min', '3 min'.

    `bare` says that they have no unit, as numbers of lines have none.
    """

    small: Any
    middle: Any
    large: Any
    bare: bool = False

    def of(self, kind: str, name: str) -> Any:
        """A value of a parameter."""
        if name in _BARE and not (kind == "normal" and name == "sigma"):
            return _BARE[name]
        if name in _MIDDLE:
            return self.middle
        return self.large if name in ("high", "p90") else self.small

    def parameters(self, kind: str) -> dict[str, Any]:
        """A set of parameters of a kind, its first one."""
        return self.completed(kind, next(iter(FORMS[kind])), {})

    def completed(self, kind: str, form: Sequence[str], given: Written) -> dict[str, Any]:
        """What is given, and an example for every other parameter of a form."""
        names = [*form, *(name for name in given if name not in form)]
        if kind == "beta" and "high" not in names and not self.bare:
            names.append("high")
        return {name: given.get(name, self.of(kind, name)) for name in names}


def parameters(kind: str, written: Any, examples: Examples, makes: Makes) -> str:
    """'write {mean: 1 min}', or 'write parameters such as ...', for what is written for a kind."""
    for candidate in _same(kind, written):
        if _can_be(kind, candidate, makes):
            return f"write {flow(candidate)}"
    for candidate in _completed(kind, written, examples):
        if _can_be(kind, candidate, makes):
            return f"write parameters such as {flow(candidate)}"
    return f"write parameters such as {flow(examples.parameters(kind))}"


def _same(kind: str, written: Any) -> Iterator[Written]:
    """Parameters that say the same as what is written."""
    if isinstance(written, Mapping):
        yield _by_our_names(kind, written)
        for less, more in _IN_ORDER:
            if less in written and more in written:
                yield {**written, less: written[more], more: written[less]}
        if kind == "triangular" and {"low", "mode", "high"} <= set(written):
            yield {**written, "high": written["mode"], "mode": written["high"]}
    elif isinstance(written, list | tuple):
        for form in FORMS[kind] if kind in ("uniform", "triangular") else ():
            if len(form) == len(written):
                yield dict(zip(form, written, strict=True))
    else:
        for form in FORMS[kind]:
            if len(form) == 1:
                yield {form[0]: written}


def _by_our_names(kind: str, given: Written) -> dict[str, Any]:
    """The same with the names that we have for parameters, misspelt ones put right."""
    known = _known(kind)
    names = {}
    for name in given:
        other = ALSO_CALLED.get(name, name)
        names[name] = other if other in known else suggestion(str(name), known) or other
    return {names[name]: value for name, value in given.items()}


def _known(kind: str) -> set[str]:
    return {name for form in FORMS[kind] for name in form} | set(OPTIONAL.get(kind, ()))


def _completed(kind: str, written: Any, examples: Examples) -> Iterator[Written]:
    """Parameters with what is written and an example for each that is missing."""
    if isinstance(written, list | tuple):
        return
    given = written if isinstance(written, Mapping) else {"mean": written}
    names = _by_our_names(kind, given)
    known = _known(kind)
    kept = {name: value for name, value in names.items() if name in known}
    for form in FORMS[kind]:
        beside = set(kept) - set(form) - set(OPTIONAL.get(kind, ()))
        if kept and not beside:
            yield examples.completed(kind, form, kept)


def other_kind(kind: str, written: Written, makes: Makes) -> str | None:
    """'write {gamma: {mean: 8 min, cv: 0.7}}' where another kind has these parameters."""
    without_spread = {k: v for k, v in written.items() if k not in SPREADS and k != "k"}
    with_shape = {"shape" if k == "k" else k: v for k, v in written.items()}
    for other in _SUBSTITUTES:
        for candidate in (written, with_shape, without_spread):
            if other == "constant":
                centers = [v for k, v in without_spread.items() if k in _MIDDLE]
                always = {"value": centers[0]} if len(centers) == 1 else {}
                if always and _can_be("constant", always, makes):
                    return f"write {flow({'constant': centers[0]})}"
            elif other != kind and _can_be(other, candidate, makes):
                return f"write {flow({other: candidate})}"
    return None


def _can_be(kind: str, candidate: Written, makes: Makes) -> bool:
    try:
        makes(kind, candidate)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return True
