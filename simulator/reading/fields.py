"""The types of which scenario sections are made: what is written, what it becomes, its schema."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    WithJsonSchema,
    model_validator,
)

from simulator.distributions import Distribution
from simulator.engine.rosters import Backlog
from simulator.reading import (
    divisors,
    money,
    periods,
    quantities,
    spreads,
    surroundings,
    times,
    transits,
    weights,
    work,
)
from simulator.reading.mistakes import MisreadingError
from simulator.reading.money import UnitCost as UnitCostValue
from simulator.reading.nodes import plain_scalar
from simulator.reading.quantities import Quantity as QuantityValue
from simulator.reading.times import Promise as PromiseValue
from simulator.reading.transits import Transit
from simulator.units import shown

NOTHING = ("off", "none")
"""Words that stand for 'not part of it' wherever a value may be left out."""
_WORDS = ("on", *NOTHING)


class Section(BaseModel):
    """A frozen part of a scenario in which every key is known.

    `off` or `none` stands for None where that is allowed, and `on` for a section with its defaults.
    Of each group in `one_of` a scenario uses one key: writing one replaces an inherited other, but
    for those of `stays`, which are taken away by name alone.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, validate_default=True
    )
    one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    stays: ClassVar[tuple[str, ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _words(cls, written: Any) -> Any:
        if not isinstance(written, dict):
            return written
        words = {
            key: worded(cls, key, value)
            for key, value in written.items()
            if isinstance(value, str) and value in _WORDS
        }
        return {**written, **words} if words else written


def preset(
    written: Any,
    *,
    description: str,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
) -> Any:
    """A field with a default value, given as it would be written in YAML."""
    return Field(
        written, validate_default=True, description=description, gt=gt, ge=ge, lt=lt, le=le
    )


def worded(section: type[Section], key: str, value: Any) -> Any:
    """The value that off, none or on stands for at a key of a section, else the same value."""
    if not isinstance(value, str) or value not in _WORDS:
        return value
    field = field_of(section, key)
    if field is None or type(None) not in getattr(field.annotation, "__args__", ()):
        return value
    if value in NOTHING:
        return None
    section_allowed = any(is_section(part) for part in field.annotation.__args__)
    return {} if section_allowed else value


def is_section(kind: Any) -> bool:
    """Whether a type is a section."""
    return isinstance(kind, type) and issubclass(kind, Section)


def field_of(section: type[Section], key: str) -> Any:
    """The pydantic field that a key of YAML (or its Python name) stands for; None if unknown."""
    for name, field in section.model_fields.items():
        if key in (name, field.alias):
            return field
    return None


def _name(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\w[\w-]{0,79}", value):
        return str(value)
    wrong = f"{shown(value)} is not a name, of letters, digits, _ and -"
    raise MisreadingError(f"{wrong}; write one such as {_as_name(value, '_')}")


def _label(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\w([\w -]{0,78}\w)?", value):
        return str(value)
    wrong = f"{shown(value)} is not a name, of letters, digits, spaces, _ and -"
    raise MisreadingError(f"{wrong}; write one such as {_as_name(value, ' ')}")


def _as_name(value: Any, gap: str) -> str:
    """A name like what is written: 'our_pickers' for 'our: pickers'; a number in quotes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"'{abs(value)}'"
    words = re.findall(r"\w+", value)[:6] if isinstance(value, str) else []
    name = gap.join(words)[:60].strip(gap)
    return name if isinstance(plain_scalar(name), str) and name else "early"


def _currency(value: Any) -> str:
    if isinstance(value, str) and money.CURRENCY.fullmatch(value):
        return str(value)
    meant = value.strip().upper() if isinstance(value, str) else ""
    code = meant if money.CURRENCY.fullmatch(meant) else {"$": "USD", "€": "EUR"}.get(meant)
    remedy = f"write {code}" if code else "write its ISO code, such as EUR"
    raise MisreadingError(f"{shown(value)} is not a currency; {remedy}")


def _kpi_name(value: Any) -> str:
    if isinstance(value, str):
        return str(value)
    raise MisreadingError(f"{shown(value)} is not a KPI; write one such as on_time_ship")


def _schema(kind: str | list[str], *examples: Any, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "examples": list(examples), **more})


_NAME = {"type": "string", "pattern": r"^\w[\w-]*$", "examples": ["early"]}
_SPREAD = {"type": ["string", "number", "object"]}

Name = Annotated[str, BeforeValidator(_name), WithJsonSchema(_NAME)]
Label = Annotated[
    str, BeforeValidator(_label), _schema("string", "spring sale", pattern=r"^\w([\w -]*\w)?$")
]
Currency = Annotated[str, BeforeValidator(_currency), _schema("string", "USD", "EUR")]
KpiName = Annotated[
    str, BeforeValidator(_kpi_name), _schema("string", "on_time_ship", "cycle_time.p95")
]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, BeforeValidator(quantities.whole), _schema("integer", 12)]
Parcels = Annotated[
    int, BeforeValidator(quantities.parcels), _schema(["string", "integer"], "900 parcels")
]
Orders = Annotated[
    int, BeforeValidator(quantities.orders), _schema(["string", "integer"], "300 orders")
]
Positive = Annotated[
    float, BeforeValidator(quantities.positive), _schema("number", 1.5, exclusiveMinimum=0)
]
PerDay = Annotated[
    float, BeforeValidator(quantities.a_day), _schema("number", 450, exclusiveMinimum=0)
]
NonNegative = Annotated[
    float, BeforeValidator(quantities.non_negative), _schema("number", 0.18, minimum=0)
]
Duration = Annotated[
    int, BeforeValidator(quantities.duration), _schema(["string", "number"], "7 d", "30 min", 0)
]
PositiveDuration = Annotated[
    int, BeforeValidator(quantities.positive_duration), _schema("string", "7 d", "1 h 30 min")
]
CoolDownLength = Annotated[
    int, BeforeValidator(quantities.cool_down), _schema(["string", "number"], "7 d", 0)
]
AtMost = Annotated[
    int, BeforeValidator(quantities.at_most), _schema("string", "at most 28 d", pattern="^at most")
]
Length = Annotated[int, BeforeValidator(quantities.length), _schema("string", "30 m", "1200 mm")]
Speed = Annotated[float, BeforeValidator(quantities.speed), _schema("string", "1 m/s")]
Weight = Annotated[float, BeforeValidator(quantities.weight), _schema("string", "350 g", "20 kg")]
Volume = Annotated[float, BeforeValidator(quantities.volume), _schema("string", "1.5 l")]
VolumePerWeight = Annotated[
    float,
    BeforeValidator(divisors.volume_per_weight),
    _schema("string", "5000 cm3/kg", "139 in3/lb"),
]
Share = Annotated[
    float, BeforeValidator(quantities.share), _schema(["string", "number"], "98 %", 0.98)
]
Fraction = Annotated[
    float, BeforeValidator(quantities.fraction), _schema(["number", "string"], 0.5, "50 %")
]
Shares = Annotated[
    dict[str, float],
    PlainValidator(weights.shares),
    _schema("object", {"north": "40 %", "south": "60 %"}),
]
Money = Annotated[float, BeforeValidator(money.money), _schema(["string", "number"], "5.20 USD", 0)]
MoneyPerHour = Annotated[
    float, BeforeValidator(money.money_per_hour), _schema(["string", "number"], "18 USD/h", 0)
]
UnitCost = Annotated[
    UnitCostValue,
    PlainValidator(money.unit_cost),
    _schema(["string", "number"], "60 %", "15 USD", 0),
]
Quantity = Annotated[
    QuantityValue,
    PlainValidator(quantities.quantity),
    _schema(["string", "number"], "98 %", "48 h", 12, "8 USD"),
]
ShareOfPeriods = Annotated[
    float, BeforeValidator(periods.share_of_periods), _schema("string", "90 % of periods")
]
Skills = Annotated[
    dict[work.Skill, float],
    PlainValidator(work.skills),
    _schema(["array", "object"], ["picking", "packing"], {"picking": 1, "packing": 0.8}),
]
BacklogAbove = Annotated[
    Backlog, PlainValidator(work.backlog), _schema("string", "150 orders", "6 h")
]
TimeOfDay = Annotated[int, BeforeValidator(times.clock_time), _schema("string", "17:30")]
Hours = Annotated[
    tuple[int, int],
    PlainValidator(times.hours),
    _schema("string", "06:00-14:00", "22:00-06:00", "00:00-24:00"),
]
Weekdays = Annotated[
    tuple[int, ...],
    PlainValidator(times.weekdays),
    _schema(["string", "array"], "mon-fri", "daily", ["mon", "wed"]),
]
PickUps = Annotated[
    times.PickUpTimes,
    PlainValidator(times.pick_ups),
    _schema("object", {"mon-fri": ["15:00", "18:00"], "sat": ["13:00"]}),
]
Promise = Annotated[
    PromiseValue,
    PlainValidator(times.promise),
    _schema("string", "24 h", "same day", "next day", "2 working days"),
]
Date = Annotated[
    date, BeforeValidator(times.day), _schema("string", "2026-03-20", pattern=r"^\d{4}-\d\d-\d\d$")
]
Moment = Annotated[
    datetime, BeforeValidator(times.moment), _schema("string", "2026-03-12 19:00", "2026-03-12")
]
StartMoment = Moment
TimeZone = Annotated[
    str, BeforeValidator(times.time_zone), _schema("string", "Europe/London", "America/New_York")
]
Holidays = Annotated[
    tuple[date, ...] | str,
    PlainValidator(times.holidays),
    _schema(["array", "string"], ["2026-12-25"], "US"),
]
HourProfile = Annotated[
    tuple[float, ...],
    PlainValidator(weights.hour_profile),
    _schema(["array", "object", "string"], [4.2] * 20 + [4.0] * 4, "hours.csv"),
]
WeekdayProfile = Annotated[
    tuple[float, ...],
    PlainValidator(weights.weekday_profile),
    _schema(
        ["array", "object"],
        dict(zip(times.WEEKDAYS, (16.2, 16.0, 15.6, 14.8, 14.3, 11.0, 12.1), strict=True)),
    ),
]
CountDistribution = Annotated[
    Distribution,
    PlainValidator(spreads.counts),
    WithJsonSchema(
        _SPREAD
        | {
            "examples": [
                3,
                {"shifted_geometric": {"mean": 2.4, "max": 20}},
                {"values": [1, 2, 3], "weights": [81, 14, 5]},
            ]
        }
    ),
]
DurationDistribution = Annotated[
    Distribution,
    PlainValidator(spreads.durations),
    WithJsonSchema(
        _SPREAD
        | {
            "examples": [
                "12 s",
                {"lognormal": {"mean": "40 s", "cv": 0.5}},
                {"lognormal": {"p50": "20 min", "p90": "22 h"}},
                {"values": ["5 s", "9 s"], "counts": [3, 1]},
                {"csv": {"file": "times.csv", "column": "seconds", "unit": "s"}},
            ]
        }
    ),
]
WeightDistribution = Annotated[
    Distribution,
    PlainValidator(spreads.weights),
    WithJsonSchema(
        _SPREAD | {"examples": ["350 g", {"lognormal": {"median": "400 g", "cv": 1.2}}]}
    ),
]
VolumeDistribution = Annotated[
    Distribution,
    PlainValidator(spreads.volumes),
    WithJsonSchema(
        _SPREAD | {"examples": ["1.5 l", {"lognormal": {"median": "0.8 l", "cv": 1.5}}]}
    ),
]
TransitByRegion = Annotated[
    dict[str, Transit],
    PlainValidator(transits.transit_by_region),
    _schema(
        ["string", "object"],
        "2 working days",
        {"working_days": {"1": 30, "2": 50, "3": 20}},
        {"by_region": {"north": "1 working day", "south": {"gamma": {"mean": "3 d", "cv": 0.5}}}},
        {"by_promise": {"10 d": "4 d", "longer": {"gamma": {"mean": "9 d", "cv": 0.5}}}},
    ),
]
FilePath = Annotated[
    Path, BeforeValidator(surroundings.read_file), _schema("string", "orders.csv", "skus.csv.gz")
]
