"""Transit times of carriers, from what is written in a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationInfo

from simulator.distributions import FORMS, Distribution
from simulator.reading.mistakes import MisreadingError
from simulator.reading.quantities import duration
from simulator.reading.spreads import durations
from simulator.reading.times import promise
from simulator.reading.weights import proportions
from simulator.units import shown

LONGER = "longer"
"""What is promised for later than all bands say, or not at all."""
ANY_PROMISE = (1 << 63) - 1
_TRANSITS = ("by_promise", "working_days", "working_time", *FORMS)
"""What a transit may be written by, which no region is called."""
BANDS = "one such as {10 d: 4 d, longer: 9 d}"


@dataclass(frozen=True)
class Transit:
    """How long a parcel is on its way: weighted whole working days, or a duration.

    Where `duration` is given, `working_days` and `weights` are empty. It counts all days, or
    `driving` only those on which the carrier drives. With `by_promise` all of these are empty: it
    has the longest promise (ms) of each band, ascending, with the transit of what is promised so.
    """

    working_days: tuple[int, ...]
    weights: tuple[float, ...]
    duration: Distribution | None
    driving: bool = False
    by_promise: tuple[tuple[int, Transit], ...] = ()


def transit_by_region(value: Any, info: ValidationInfo) -> dict[str, Transit]:
    """A transit for each region, 'all' where it is the same for all of them."""
    if isinstance(value, Mapping) and "by_region" in value:
        by_region = value["by_region"]
        if len(value) > 1:
            other = next(key for key in value if key != "by_region")
            raise MisreadingError(f"by_region stands alone; {_moved(by_region, other)}", other)
        if not isinstance(by_region, Mapping) or not by_region:
            wrong = f"{shown(by_region)} is not a mapping of regions"
            raise MisreadingError(
                f"{wrong}; write one such as {{north: 2 working days}}", "by_region"
            )
        return {str(name): _region(name, part, info) for name, part in by_region.items()}
    return {"all": _transit(value, info)}


def _moved(by_region: Any, other: Any) -> str:
    """What to do with a key beside by_region: a region goes below it, a transit below a region."""
    if other not in _TRANSITS:
        return f"move {other!r} below it"
    region = next(iter(by_region), "all") if isinstance(by_region, Mapping) else "all"
    below = f"{{by_region: {{{region}: {{{other}: ...}}}}}}"
    return f"remove {other!r}, or move it below a region: {below}"


def _region(name: str, value: Any, info: ValidationInfo) -> Transit:
    try:
        return _transit(value, info)
    except MisreadingError as problem:
        raise MisreadingError(str(problem), "by_region", name, *problem.at) from None
    except ValueError as problem:
        raise MisreadingError(str(problem), "by_region", name) from None


def _transit(value: Any, info: ValidationInfo) -> Transit:
    if isinstance(value, Mapping) and "by_promise" in value:
        return _by_promise(value, info)
    return _of_any_promise(value, info)


def _by_promise(value: Mapping[Any, Any], info: ValidationInfo) -> Transit:
    """Bands of promises, each up to a time from the order on, and what is promised for later."""
    other = next((key for key in value if key != "by_promise"), None)
    if other is not None:
        raise MisreadingError(f"by_promise stands alone; remove {other!r}", other)
    bands = value["by_promise"]
    if not isinstance(bands, Mapping) or len(bands) < 2 or list(bands)[-1] != LONGER:
        wrong = f"{shown(bands)} is not a mapping of promises"
        if isinstance(bands, Mapping):
            wrong = "bands of promises end with what is promised for later"
        raise MisreadingError(f"{wrong}; write {BANDS}", "by_promise")
    limits: list[tuple[int, Transit]] = []
    for key, part in bands.items():
        most = ANY_PROMISE if key == LONGER else _promised(key)
        if limits and most <= limits[-1][0]:
            wrong = "bands of promises ascend, and 'longer' is the last"
            raise MisreadingError(f"{wrong}; write {BANDS}", "by_promise")
        try:
            limits.append((most, _of_any_promise(part, info)))
        except MisreadingError as problem:
            raise MisreadingError(str(problem), "by_promise", key, *problem.at) from None
        except ValueError as problem:
            raise MisreadingError(str(problem), "by_promise", key) from None
    return Transit((), (), None, by_promise=tuple(limits))


def _promised(key: Any) -> int:
    """The longest promise of a band."""
    try:
        return duration(key)
    except ValueError as problem:
        wrong = str(problem).partition(";")[0]
        raise MisreadingError(f"{wrong}; write {BANDS}", "by_promise") from None


def _of_any_promise(value: Any, info: ValidationInfo) -> Transit:
    if isinstance(value, Mapping) and ("by_promise" in value or "by_region" in value):
        below = "by_promise" if "by_promise" in value else "by_region"
        raise MisreadingError(f"{below} does not stand below by_promise; write 4 d")
    if isinstance(value, Mapping) and "working_days" in value:
        days = value["working_days"]
        other = next((key for key in value if key != "working_days"), None)
        if other is not None:
            raise MisreadingError(f"working_days stands alone; remove {other!r}", other)
        if not isinstance(days, Mapping) or not days:
            wrong = f"{shown(days)} is not a mapping of days to weights"
            raise MisreadingError(f"{wrong}; write one such as {{1: 30, 2: 70}}", "working_days")
        try:
            weights = proportions(list(days.values()))
        except MisreadingError as problem:
            at = (list(days)[int(problem.at[0])],) if problem.at else ()
            wrong = str(problem).replace("; correct them, or write counts", "; correct them")
            wrong = wrong.partition(": instead")[0]  # there are no counts here
            raise MisreadingError(wrong, "working_days", *at) from None
        numbers = tuple(_working_days(key) for key in days)
        return Transit(numbers, weights, None)
    if isinstance(value, Mapping) and "working_time" in value:
        other = next((key for key in value if key != "working_time"), None)
        if other is not None:
            raise MisreadingError(f"working_time stands alone; remove {other!r}", other)
        try:
            return Transit((), (), durations(value["working_time"], info), driving=True)
        except MisreadingError as problem:
            raise MisreadingError(str(problem), "working_time", *problem.at) from None
        except ValueError as problem:
            raise MisreadingError(str(problem), "working_time") from None
    if isinstance(value, str) and "working" in value.lower():
        return Transit((promise(value).amount,), (1.0,), None)
    if isinstance(value, str) and value.strip().lower() in ("same day", "next day"):
        return Transit((promise(value).amount,), (1.0,), None)
    return Transit((), (), durations(value, info))


def _working_days(key: Any) -> int:
    text = str(key)
    if not text.isdecimal() or not text.isascii() or int(text[:5]) > 365:
        raise MisreadingError(
            f"{shown(key)} is not a number of working days; write one such as 2",
            "working_days",
            key,
        )
    return int(text)
