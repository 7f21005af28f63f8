"""What is done to a scenario to see how it takes it: outages, absence, demand, carriers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import numpy as np

from simulator.experiments.alternatives import Alternative, texts_of
from simulator.experiments.ranges import is_range, members
from simulator.experiments.stress.days import read_days
from simulator.mistakes import InputError
from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.reading.quantities import quantity
from simulator.reporting.moments import day_text, moment_text
from simulator.scenario.settings import Setting, plain, settings_of
from simulator.stages.shipping.section import Carrier
from simulator.units import HOUR, exact_milliseconds

T = TypeVar("T")
Outages = Sequence[str | Mapping[str, Any]] | Mapping[str, Any] | str
Text = Callable[[Any, Any], str]
WHAT = ("payment", "printer", "bench", "label service", "carrier:NAME")
_OUTAGE = re.compile(r"\s*([^@]+?)\s*@\s*([^/]+?)\s*/\s*(.+?)\s*")
_DEMAND = re.compile(r"\s*(\d+(?:\.\d+)?)\s*x\s*@\s*(.+?)\s*")


@dataclass(frozen=True)
class Disturbance:
    """One thing that happens, as values at paths of the scenario.

    `begins` and `ends` are hours since the start of the simulated time, None where it has no
    beginning (absence all along).
    """

    name: str
    overrides: Mapping[str, Any]
    begins: float | None = None
    ends: float | None = None


@dataclass(frozen=True)
class _Event:
    """A new item of a list of the scenario."""

    path: str
    item: Mapping[str, Any]
    name: str
    begins: float
    ends: float


def disturbances(
    base: Alternative,
    *,
    outages: Outages = (),
    absence: str | float | None = None,
    demand: Mapping[Any, Any] | Sequence[str] | str = (),
    capacity: Mapping[str, Any] | Sequence[str] | str = (),
) -> tuple[Disturbance, ...]:
    """All that is asked for; raises InputError.

    An outage is {"what": "payment", "at": "2026-03-12 19:00", "for": "2 h"}, of a 'printer' (all of
    them, or '2 printers'), a 'bench', the 'label service' or 'carrier:NAME'; `absence` a share;
    `demand` factors by day or days, {"2026-03-13": 5, "2026-03-20..2026-03-22": 3}; `capacity`
    shares by carrier, {"parcelco": "-20 %"}. Each may be the text that the command takes:
    'payment@2026-03-12T19:00/2h', '5x@2026-03-13', 'parcelco=-20%'.
    """
    given = [outages] if isinstance(outages, str | Mapping) else outages
    if not isinstance(given, Iterable):
        raise InputError(f"outages: {given} is not a list; write [{_outage_example(base)}]")
    events = [_outage(base, each) for each in given]
    surges = [
        surge for text in _texts(demand, "demand", _surge_text) for surge in _surges(base, text)
    ]
    events += [_surge_event(base, surge, k) for k, surge in enumerate(surges, start=1)]
    disturbed = _as_overrides(base, events)
    if absence is not None:
        disturbed.append(_absence(base, _share_text(absence)))
    disturbed += [_capacity(base, text) for text in _texts(capacity, "capacity", _capacity_text)]
    if not disturbed:
        raise InputError(
            "there is nothing to withstand; give --outage, --absence, --demand or --capacity"
        )
    return tuple(disturbed)


def _texts(
    given: Mapping[Any, Any] | Sequence[str] | str, keyword: str, text: Text
) -> Sequence[str]:
    """What is given as the command takes it."""
    if isinstance(given, Mapping):
        return [text(key, value) for key, value in given.items()]
    return texts_of(given, keyword)


def _surge_text(days: Any, factor: Any) -> str:
    return f"{plain(factor, 'factor', 'demand')}x@{plain(days, 'day', 'demand')}"


def _capacity_text(carrier: Any, change: Any) -> str:
    return f"{carrier}={_share_text(change)}"


def _share_text(share: Any) -> str:
    """0.1 as '10 %'."""
    value = plain(share, "share", "stress")
    return f"{100 * value:g} %" if isinstance(value, int | float) else str(value)


def _parts(base: Alternative, given: str | Mapping[str, Any]) -> tuple[str, str, str]:
    """What fails, when and for how long, as texts."""
    example = _outage_example(base)
    if isinstance(given, Mapping):
        if set(given) != set(example):
            raise InputError(f"outages: {dict(given)} is not an outage; write {example}")
        what, at, length = (str(plain(given[key], key, "outages")) for key in example)
        return what, at, length
    match = _OUTAGE.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        raise InputError(
            f"--outage {given!r}: cannot be read; write WHAT@MOMENT/LENGTH, such as "
            f"payment@{_example(base)}/2h"
        )
    return match[1], match[2], match[3]


def _outage_example(base: Alternative) -> dict[str, str]:
    return {"what": "payment", "at": _example(base), "for": "2 h"}


def _outage(base: Alternative, given: str | Mapping[str, Any]) -> _Event:
    what, at, length = _parts(base, given)
    text = given if isinstance(given, str) else f"{what}@{at}/{length}"
    moment, lasts = _moment(base, at, text), _length(length, text)
    path, extra, shown = _place(base, what, text)
    begins = base.scenario.clock.calendar.since_start(moment) / HOUR
    written = {"name": "stress", "at": f"{moment:%Y-%m-%d %H:%M}", "for": f"{lasts} ms", **extra}
    return _Event(
        path,
        written,
        f"{shown} out on {moment_text(moment)}, for {length}",
        begins,
        begins + lasts / HOUR,
    )


def _place(base: Alternative, what: str, text: str) -> tuple[str, dict[str, Any], str]:
    """Where the outage is written in a scenario, how many machines, and its name."""
    scenario = base.scenario
    kind, _, name = what.partition(":")
    count = re.fullmatch(r"(\d+)\s+(.+)", kind)
    extra: dict[str, Any] = {"stations": int(count[1])} if count else {}
    kind = (count[2] if count else kind).strip().removesuffix("s").replace("benche", "bench")
    places: dict[str, tuple[str, bool]] = {
        "payment": ("payment.outages", scenario.payment is not None),
        "printer": ("labeling.outages", scenario.labeling is not None),
        "bench": (
            "packing.stations.outages",
            scenario.packing is not None and scenario.packing.stations is not None,
        ),
        "label service": (
            "labeling.service.outages",
            scenario.labeling is not None and scenario.labeling.service is not None,
        ),
    }
    if kind == "carrier":
        carriers = scenario.carriers
        if name not in carriers:
            remedy = did_you_mean(name, carriers) if carriers else "the scenario has no carriers"
            raise InputError(f"--outage {text!r}: there is no carrier {name!r}; {remedy}")
        return f"shipping.carriers.{name}.outages", {}, name
    if kind not in places:
        raise InputError(f"--outage {text!r}: {what!r} cannot fail; write one of {', '.join(WHAT)}")
    path, there = places[kind]
    if not there:
        raise InputError(f"--outage {text!r}: {base.name} has no {path.removesuffix('.outages')}")
    return path, extra, what


def _surges(base: Alternative, text: str) -> list[tuple[float, date, date]]:
    """Factor, first and last day of each stretch that is asked for."""
    match = _DEMAND.fullmatch(text)
    if match is None:
        day = _example(base)[:10]
        raise InputError(
            f"--demand {text!r}: cannot be read; write FACTORx@DATE, FACTORx@FROM..TO or "
            f"FACTORx@DATE,DATE, such as 5x@{day}"
        )
    if base.scenario.demand.trace is not None:
        raise InputError("--demand: a trace has no events; use --set demand.scale=2")
    stretches = read_days(match[2], f"--demand {text!r}", f"{match[1]}x@", _example(base)[:10])
    return [(float(match[1]), first, last) for first, last in stretches]


def _surge_event(base: Alternative, surge: tuple[float, date, date], number: int) -> _Event:
    factor, first, last = surge
    dates = base.scenario.clock.calendar
    days = np.array([dates.day_number(first), dates.day_number(last) + 1])
    begins, ends = (dates.moment(days) / HOUR).tolist()
    item = {"name": f"stress {number}", "from": f"{first}", "to": f"{last}", "factor": factor}
    return _Event(
        "demand.events", item, f"{factor:g} times the demand {_days(first, last)}", begins, ends
    )


def _days(first: date, last: date) -> str:
    """'on Friday 13 March 2026', or from the first day to the last."""
    if first == last:
        return f"on {day_text(first)}"
    return f"from {day_text(first)} to {day_text(last)}"


def _as_overrides(base: Alternative, events: Sequence[_Event]) -> list[Disturbance]:
    """One override a list, since a list is set whole; what is already in it stays."""
    overrides = []
    for path in dict.fromkeys(event.path for event in events):
        mine = [event for event in events if event.path == path]
        items = [*_written(base, path), *(event.item for event in mine)]
        overrides.append(
            Disturbance(
                name=", ".join(event.name for event in mine),
                overrides={path: items},
                begins=min(event.begins for event in mine),
                ends=max(event.ends for event in mine),
            )
        )
    return overrides


def _written(base: Alternative, path: str) -> list[Any]:
    """The items that the scenario has there already, as they are written."""
    place: Any = base.loaded.data
    for key in path.split("."):
        place = place.get(key, {}) if isinstance(place, Mapping) else {}
    return list(place) if isinstance(place, list | tuple) else []


def _absence(base: Alternative, text: str) -> Disturbance:
    crews = base.scenario.crews
    if not crews:
        raise InputError(f"--absence {text}: {base.name} has no crews")
    share = _share(text, "--absence")
    if not 0 <= share < 100:
        raise InputError(f"--absence {text}: is not from 0 % to below 100 %; write such as 10%")
    sets = {f"crews.{crew}.absence": f"{share:g} %" for crew in crews}
    return Disturbance(f"absence of {share:g} %", sets)


def _capacity(base: Alternative, text: str) -> Disturbance:
    name, _, change = (part.strip() for part in text.partition("="))
    carriers = base.scenario.carriers
    if name not in carriers:
        remedy = did_you_mean(name, carriers) if carriers else f"{base.name} has no carriers"
        raise InputError(f"--capacity {text!r}: there is no carrier {name!r}; {remedy}")
    if not change:
        raise InputError(f"--capacity {text!r}: has no change; write {name}=-20%")
    share = _share(change, "--capacity", f"{name}={{}}", "-20%")
    path = f"shipping.carriers.{name}"
    rooms = dict(_rooms(path, carriers[name]))
    if not rooms:
        raise InputError(
            f"--capacity {text!r}: {name} takes whatever there is; set its capacity first with "
            f"--set {path}.capacity=500"
        )
    changed = {at: room * (1 + share / 100) for at, room in rooms.items()}
    if any(round(room) < 1 for room in changed.values()):
        outage = f"'carrier:{name}@{_example(base)}/1 d'"
        raise InputError(f"--capacity {text!r}: leaves no room; use --outage {outage} instead")
    sets = {at: _room_text(at, room) for at, room in changed.items()}
    now = dict.fromkeys(str(_room_text(at, room)) for at, room in rooms.items())
    then = dict.fromkeys(str(room) for room in sets.values())
    return Disturbance(
        f"{name}'s pick-ups take {' or '.join(then)} instead of {' or '.join(now)}", sets
    )


def _rooms(path: str, carrier: Carrier) -> Iterator[tuple[str, float]]:
    """Where it is written what fits into a truck of the plan, and how much that is."""
    for k, truck in enumerate((carrier, *carrier.capacity_on)):
        at = f"{path}.capacity_on.#{k}" if k else path
        for key in ("capacity", "payload", "load_volume"):
            if (room := getattr(truck, key)) is not None:
                yield f"{at}.{key}", room


def _room_text(at: str, room: float) -> int | str:
    """As it is written in a scenario: parcels, kilograms or liters."""
    unit = {"payload": "kg", "load_volume": "l"}.get(at.rpartition(".")[2])
    return round(room) if unit is None else f"{room / 1000:.6g} {unit}"


def _share(text: str, option: str, form: str = "{}", example: str = "10%") -> float:
    """Per cent of '10 %'; `form` is how a share is written into the option."""
    try:
        share = quantity(text.strip())
    except (MisreadingError, ValueError):
        share = None
    if share is None or share.unit != "%":
        several = len(members(text)) > 1 or (text.strip() and is_range(text.strip()))
        wrong = "is several shares, and one at a time is tried" if several else "is not a share"
        raise InputError(f"{option} {form.format(text)!r}: {wrong}; write {form.format(example)}")
    return float(share.value)


def _moment(base: Alternative, text: str, whole: str) -> datetime:
    def read() -> datetime:
        return datetime.fromisoformat(text.strip())

    wrong = f"--outage {whole!r}: {text!r}"
    moment = _read(read, f"{wrong} is not a moment; write {_example(base)}")
    if moment.tzinfo is not None:
        right = f"write the time of the house, such as {_example(base)}"
        raise InputError(f"{wrong} has a time zone; {right}")
    return moment


def _length(text: str, whole: str) -> int:
    try:
        length = round(exact_milliseconds(text))
    except ValueError as problem:
        raise InputError(f"--outage {whole!r}: {problem}") from None
    if length <= 0:
        raise InputError(f"--outage {whole!r}: lasts no time; write such as 2h")
    return length


def _read(read: Callable[[], T], message: str) -> T:
    try:
        return read()
    except ValueError:
        raise InputError(message) from None


def _example(base: Alternative) -> str:
    """A moment in the measurement window."""
    clock = base.scenario.clock
    middle = clock.start + timedelta(milliseconds=clock.warm_up + clock.run // 2)
    return f"{middle:%Y-%m-%d}T19:00"


def together(disturbances: Sequence[Disturbance]) -> list[Setting]:
    """The values of all of them."""
    return [
        each for item in disturbances for each in settings_of(item.overrides, "the disturbance")
    ]
