from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from simulator.distributions import Distribution, make
from simulator.reading import fields
from simulator.reading.mistakes import MisreadingError
from simulator.reading.money import UnitCost
from simulator.reading.quantities import Quantity
from simulator.reading.surroundings import Surroundings, Text
from simulator.reading.times import Promise
from simulator.reading.transits import Transit
from simulator.scenario.clock import Clock
from simulator.units import DAY, HOUR, MINUTE, SECOND

H15, H18, H13 = 15 * HOUR, 18 * HOUR, 13 * HOUR


def read(kind: Any, value: Any, currency: str = "USD") -> Any:
    return TypeAdapter(kind).validate_python(value, context=Surroundings(currency))


def wrong(kind: Any, value: Any) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    problem = error["ctx"]["error"]
    return str(problem), problem.at if isinstance(problem, MisreadingError) else ()


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (fields.Duration, "40 s", 40_000),
        (fields.Duration, 0, 0),
        (fields.PositiveDuration, "10 min", 10 * MINUTE),
        (fields.AtMost, "at most 28 d", 28 * DAY),
        (fields.AtMost, " at most  1 h 30 min ", 90 * MINUTE),
        (fields.CoolDownLength, "7 d", 7 * DAY),
        (fields.CoolDownLength, 0, 0),
        (fields.Share, "98 %", 0.98),
        (fields.Share, "98%", 0.98),
        (fields.Share, 0.98, 0.98),
        (fields.Share, 0, 0.0),
        (fields.Share, 1.0, 1.0),
        (fields.Shares, {"a": "40 %", "b": 0.6}, {"a": 0.4, "b": 0.6}),
        (fields.Money, "5.20 USD", 5.2),
        (fields.Money, 0, 0.0),
        (fields.UnitCost, "60 %", UnitCost(share=0.6)),
        (fields.UnitCost, "15 USD", UnitCost(amount=15.0)),
        (fields.UnitCost, 0, UnitCost(amount=0.0)),
        (fields.MoneyPerHour, "18 USD/h", 18.0),
        (fields.MoneyPerHour, "18 USD / hour", 18.0),
        (fields.TimeOfDay, "17:30", 17 * HOUR + 30 * MINUTE),
        (fields.Hours, "06:00-14:00", (6 * HOUR, 14 * HOUR)),
        (fields.Hours, "22:00-06:00", (22 * HOUR, 30 * HOUR)),
        (fields.Hours, "00:00-24:00", (0, DAY)),
        (fields.Hours, "08:00 – 12:30", (8 * HOUR, 12 * HOUR + 30 * MINUTE)),
        (fields.Weekdays, "mon-fri", (0, 1, 2, 3, 4)),
        (fields.Weekdays, "daily", (0, 1, 2, 3, 4, 5, 6)),
        (fields.Weekdays, "sat", (5,)),
        (fields.Weekdays, "sat-mon", (0, 5, 6)),
        (fields.Weekdays, ["wed", "mon"], (0, 2)),
        (fields.Weekdays, "monday, wed", (0, 2)),
        (
            fields.PickUps,
            {"mon-fri": ["18:00", "15:00"], "sat": "13:00"},
            ((H15, H18),) * 5 + ((H13,), ()),
        ),
        (fields.Promise, "24 h", Promise("elapsed", DAY)),
        (fields.Promise, "same day", Promise("working days", 0)),
        (fields.Promise, "next day", Promise("working days", 1)),
        (fields.Promise, "2 working days", Promise("working days", 2)),
        (fields.Promise, "1 working day", Promise("working days", 1)),
        (fields.Moment, "2026-03-12 19:00", datetime(2026, 3, 12, 19)),
        (fields.Moment, "2026-03-12T19:00:30", datetime(2026, 3, 12, 19, 0, 30)),
        (fields.Moment, "2026-03-12", datetime(2026, 3, 12)),
        (fields.Date, "2026-03-12", date(2026, 3, 12)),
        (fields.Holidays, ["2026-12-25", "2026-01-01"], (date(2026, 1, 1), date(2026, 12, 25))),
        (fields.Holidays, "US", "US"),
        (fields.Name, "zone_2-b", "zone_2-b"),
        (fields.Label, "spring sale", "spring sale"),
        (fields.Quantity, "98 %", Quantity(98, "%")),
        (fields.Quantity, "48 h", Quantity(48, "h")),
        (fields.Quantity, 12, Quantity(12, "")),
        (fields.Quantity, "8 USD", Quantity(8, "USD")),
        (fields.Positive, 2, 2.0),
        (fields.NonNegative, 0, 0.0),
        (fields.Count, 3, 3),
        (fields.Count, 3.0, 3),
        (fields.Parcels, "900 parcels", 900),
        (fields.WeekdayProfile, [10, 20, 10, 20, 10, 20, 10], (0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1)),
        (fields.HourProfile, {"counts": [1] * 24}, (1 / 24,) * 24),
        (fields.HourProfile, {"counts": [2] * 168}, (2 / 336,) * 168),
    ],
)
def test_what_is_read(kind: Any, value: Any, expected: Any) -> None:
    assert read(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "message", "at"),
    [
        (fields.Duration, 14, "14 has no unit; write 14 s, 14 min, 14 h or 14 d", ()),
        (fields.Duration, "14", "'14' has no unit; write 14 s, 14 min, 14 h or 14 d", ()),
        (fields.Duration, True, "true is not a duration; write one such as 40 s", ()),
        (
            fields.PositiveDuration,
            "0 s",
            "'0 s' has no length; write a duration such as 10 min",
            (),
        ),
        (fields.Share, 98, "98 has no unit; write 98 %", ()),
        (fields.Share, 1, "1 could be 1 % or all of it; write 1 % or 100 %", ()),
        (
            fields.Share,
            "101 %",
            "'101 %' is not between 0 % and 100 %; write a share such as 5 %",
            (),
        ),
        (
            fields.Share,
            -0.1,
            "-0.1 is not between 0 % and 100 %; write a share such as 5 %",
            (),
        ),
        (
            fields.Shares,
            {"a": "40 %", "b": "50 %"},
            "the shares add up to 90 %; make them add up to 100 %",
            (),
        ),
        (fields.Shares, {"a": 40}, "40 has no unit; write 40 %", ("a",)),
        (fields.Money, 5.2, "5.2 has no currency; write 5.2 USD", ()),
        (fields.Money, "5.20", "'5.20' is not an amount; write 5.20 USD", ()),
        (fields.Money, "5 USD/h", "'5 USD/h' is not an amount; write one such as 5 USD", ()),
        (
            fields.UnitCost,
            0.6,
            "0.6 has no unit; write 0.6 USD, or a share of the price such as 60 %",
            (),
        ),
        (
            fields.UnitCost,
            "120 %",
            "'120 %' is more than the price; write an amount such as 30 USD for what is sold at "
            "a loss",
            (),
        ),
        (fields.UnitCost, "15", "'15' is not an amount; write 15 USD", ()),
        (fields.UnitCost, "-15 USD", "'-15 USD' is negative; write one such as 5 USD", ()),
        (
            fields.UnitCost,
            "-5 %",
            "'-5 %' is not between 0 % and 100 %; write a share such as 5 %",
            (),
        ),
        (fields.MoneyPerHour, "18 USD", "'18 USD' is not an amount per hour; write 18 USD/h", ()),
        (fields.Money, "-5 USD", "'-5 USD' is negative; write one such as 5 USD", ()),
        (
            fields.Money,
            "5 EUR",
            "'5 EUR' is not in the scenario's currency USD; "
            "write it in USD, or currency: EUR for all of it",
            (),
        ),
        (fields.TimeOfDay, 1730, "1730 is not a time of day; write 17:30", ()),
        (
            fields.Hours,
            "08:00-08:00",
            "'08:00-08:00' has no length; write 00:00-24:00 for the whole day",
            (),
        ),
        (
            fields.Hours,
            "8 to 5",
            "'8 to 5' is not a range of hours; write 08:00-17:00 or 08:00-05:00",
            (),
        ),
        (
            fields.Weekdays,
            "mon-fry",
            "'mon-fry' is not a weekday or a range of them; did you mean mon-fri?",
            (),
        ),
        (fields.Weekdays, [], "there is no weekday; write one such as mon-fri", ()),
        (
            fields.PickUps,
            {"mon": ["25:00"]},
            "'25:00' is not a time of day; write one such as 17:30",
            ("mon", 0),
        ),
        (
            fields.PickUps,
            {"mon": []},
            "it never comes; write one such as {mon-fri: ['15:00']}",
            (),
        ),
        (
            fields.Promise,
            "tomorrow",
            "'tomorrow' is not a promise; write 24 h, same day, next day or 2 working days",
            (),
        ),
        (
            fields.Moment,
            "2026-03-12 19:00Z",
            "'2026-03-12 19:00Z' has a time zone; "
            "write the time of the house, such as 2026-03-12 19:00",
            (),
        ),
        (
            fields.Date,
            "2026-02-30",
            "'2026-02-30' is not in the calendar; write one such as 2026-03-20",
            (),
        ),
        (
            fields.Name,
            "a b",
            "'a b' is not a name, of letters, digits, _ and -; write one such as a_b",
            (),
        ),
        (fields.Positive, 0, "0 is not above 0; write a number such as 1.5", ()),
        (fields.Positive, "3", "'3' is not a plain number but a text; write 3 without quotes", ()),
        (fields.Positive, "1,200", "'1,200' is not a plain number; write 1200 or 1.200", ()),
        (fields.Positive, float("nan"), "nan is not a finite number; write one such as 1.5", ()),
        (fields.Count, 2.5, "2.5 is not a whole number; write one such as 2", ()),
        (fields.Parcels, "9 boxes", "'9 boxes' is not a number of parcels; write 9 parcels", ()),
        (
            fields.WeekdayProfile,
            {"mon": 50, "tue": 50},
            "there is no weight for wed, thu, fri, sat, sun; write a weight for each of mon to "
            "sun, such as {counts: {mon: 2, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1, sun: 1}}",
            (),
        ),
        (
            fields.HourProfile,
            [50, 50],
            "there are 2 weights; "
            "write a list of 24 or 168 numbers, of a day or of a week from Monday 0 h",
            (),
        ),
        (
            fields.HourProfile,
            [1] * 24,
            "the weights add up to 24, not to 100; correct them, or write counts: "
            "instead of weights where only their ratio matters",
            (),
        ),
        (
            fields.Holidays,
            "Mars",
            "'Mars' is not a list of dates or a country; write [2026-12-25] or US",
            (),
        ),
    ],
)
def test_what_cannot_be_read(kind: Any, value: Any, message: str, at: tuple[Any, ...]) -> None:
    assert wrong(kind, value) == (message, at)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12 s", make("constant", value=12 * SECOND)),
        ({"constant": "12 s"}, make("constant", value=12 * SECOND)),
        ({"lognormal": {"mean": "40 s", "cv": 0.5}}, make("lognormal", mean=40_000, cv=0.5)),
        ({"lognormal": {"mean": "40 s", "cv": "50 %"}}, make("lognormal", mean=40_000, cv=0.5)),
        (
            {"lognormal": {"median": "1.2 s", "sigma": 0.5}},
            make("lognormal", median=1200, sigma=0.5),
        ),
        (
            {"lognormal": {"p50": "0.27 h", "p90": "21.8 h"}},
            make("lognormal", p50=0.27 * HOUR, p90=21.8 * HOUR),
        ),
        ({"gamma": {"mean": "3 d", "cv": 0.3}}, make("gamma", mean=3 * DAY, cv=0.3)),
        (
            {"gamma": {"shape": 1.765, "scale": "19.07 h"}},
            make("gamma", shape=1.765, scale=19.07 * HOUR),
        ),
        ({"exponential": {"mean": "3 s"}}, make("exponential", mean=3000)),
        ({"erlang": {"k": 3, "mean": "1 min"}}, make("erlang", k=3, mean=MINUTE)),
        ({"normal": {"mean": "40 s", "sd": "5 s"}}, make("normal", mean=40_000, sd=5000)),
        (
            {"normal": {"mean": "40 s", "cv": 0.5, "low": "10 s"}},
            make("normal", mean=40_000, cv=0.5, low=10_000),
        ),
        (
            {"triangular": {"low": 0, "mode": "1 min", "high": "3 min"}},
            make("triangular", low=0, mode=MINUTE, high=3 * MINUTE),
        ),
        ({"uniform": {"low": "1 s", "high": "2 s"}}, make("uniform", low=1000, high=2000)),
        ({"weibull": {"shape": 1.6, "scale": "9 d"}}, make("weibull", shape=1.6, scale=9 * DAY)),
        (
            {"beta": {"a": 2, "b": 3, "low": "1 min", "high": "9 min"}},
            make("beta", a=2, b=3, low=MINUTE, high=9 * MINUTE),
        ),
        (
            {"values": ["5 s", "9 s"], "weights": [30, 70]},
            make("empirical", values=[5000, 9000], weights=[0.3, 0.7]),
        ),
        (
            {"values": ["5 s", "9 s"], "counts": [3, 1]},
            make("empirical", values=[5000, 9000], weights=[0.75, 0.25]),
        ),
        ({"values": ["5 s", "9 s"]}, make("empirical", values=[5000, 9000])),
    ],
)
def test_durations_can_have_any_distribution(value: Any, expected: Distribution) -> None:
    assert read(fields.DurationDistribution, value) == expected


@pytest.mark.parametrize(
    ("value", "message", "at"),
    [
        ({"gama": {"mean": "3 d"}}, "'gama' is not a distribution; did you mean gamma?", ("gama",)),
        (
            {"lognormal": {"mean": 40, "cv": 0.5}},
            "40 has no unit; write 40 s, 40 min, 40 h or 40 d",
            ("lognormal", "mean"),
        ),
        (
            {"lognormal": {"mean": "40 s", "cv": "5 s"}},
            "'5 s' is not a plain number; write one such as 12",
            ("lognormal", "cv"),
        ),
        (
            {"lognormal": {"mean": "40 s", "sigm": 0.5}},
            "lognormal has no parameter 'sigm'; write {mean: 40 s, sigma: 0.5}",
            ("lognormal",),
        ),
        (
            {"triangular": {"low": "5 s", "mode": "1 s", "high": "9 s"}},
            "low 5 s is above mode 1 s; write {low: 1 s, mode: 5 s, high: 9 s}",
            ("triangular",),
        ),
        (
            {"uniform": {"low": "3 s", "high": "3 s"}},
            "uniform: low 3 s is not below high 3 s; "
            "write parameters such as {low: 20 s, high: 3 min}",
            ("uniform",),
        ),
        (
            {"normal": {"mean": "1 min", "sd": "2 min"}},
            "normal: sd 2 min is too wide for mean 1 min and low 0; "
            "write {gamma: {mean: 1 min, sd: 2 min}}",
            (),
        ),
        (
            {"values": ["1 s", "2 s"], "weights": [100]},
            "there are 2 values and 1 weights; write a weight for each value",
            (),
        ),
        ({"values": ["1 s", 2]}, "2 has no unit; write 2 s, 2 min, 2 h or 2 d", ("values", 1)),
        (
            ["1 s", "2 s"],
            "a list is not a distribution; write {values: [1 s, 2 s]}",
            (),
        ),
        (
            {"gamma": {"mean": "1 s", "cv": 1}, "timeout": "10 s"},
            "one distribution is written here, not 2 keys; remove 'timeout'",
            (),
        ),
        (
            {"beta": {"a": 2, "b": 3}},
            "beta needs its largest value, high; "
            "write parameters such as {a: 2, b: 3, high: 3 min}",
            ("beta",),
        ),
    ],
)
def test_wrong_distributions(value: Any, message: str, at: tuple[Any, ...]) -> None:
    assert wrong(fields.DurationDistribution, value) == (message, at)


@pytest.mark.parametrize("parameters", [{"mean": "0 s", "cv": 1}, {"mean": "1 s", "cv": 0}])
def test_no_mean_and_no_spread_are_mistakes_with_a_remedy(parameters: dict[str, Any]) -> None:
    message, _ = wrong(fields.DurationDistribution, {"gamma": parameters})
    assert "; " in message


def test_counts_are_whole_and_at_least_one() -> None:
    assert read(fields.CountDistribution, 3) == make("constant", value=3)
    spread = read(fields.CountDistribution, {"shifted geometric": {"mean": 2.4, "max": 20}})
    assert spread == make("shifted_geometric", mean=2.4, max=20)
    assert wrong(fields.CountDistribution, {"values": [0, 1]})[0] == (
        "0 is below 1; write a whole number such as 3"
    )
    assert (
        wrong(fields.CountDistribution, "3 s")[0]
        == "'3 s' is not a whole number; write one such as 12"
    )


def test_transit() -> None:
    two = Transit((2,), (1.0,), None)
    assert read(fields.TransitByRegion, "2 working days") == {"all": two}
    assert read(fields.TransitByRegion, {"working_days": {"1": 30, "2": 50, "3": 20}}) == {
        "all": Transit((1, 2, 3), (0.3, 0.5, 0.2), None)
    }
    gamma = {"gamma": {"mean": "3 d", "cv": 0.5}}
    by_region = {"by_region": {"near": "2 working days", "far": gamma}}
    expected = Transit((), (), make("gamma", mean=3 * DAY, cv=0.5))
    assert read(fields.TransitByRegion, by_region) == {"near": two, "far": expected}
    assert wrong(fields.TransitByRegion, {"working_days": {"1": 30, "2": 50}})[0] == (
        "the weights add up to 80, not to 100; correct them"
    )
    assert wrong(fields.TransitByRegion, {"working_days": {"1": 30, "2": "x"}})[1] == (
        "working_days",
        "2",
    )
    assert wrong(fields.TransitByRegion, {"by_region": {"far": "9"}})[1] == ("by_region", "far")


def test_csvs_are_read_beside_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "hours.csv").write_text("weight\n" + "3\n" * 24)
    (tmp_path / "times.csv").write_text("a,minutes\n1,2\n1,4\n")
    name = Text("hours.csv", tmp_path)
    assert read(fields.HourProfile, name) == (1 / 24,) * 24
    times = {"file": Text("times.csv", tmp_path), "column": "minutes", "unit": "min"}
    expected = make("empirical", values=[2 * MINUTE, 4 * MINUTE])
    assert read(fields.DurationDistribution, {"csv": times}) == expected
    assert wrong(fields.DurationDistribution, {"csv": times | {"column": "minute"}}) == (
        "times.csv has no column 'minute'; did you mean minutes?",
        ("csv", "column"),
    )
    assert wrong(fields.DurationDistribution, {"csv": {"file": times["file"]}}) == (
        "the column has no unit; write unit: s, min, h, d or ms",
        ("csv",),
    )
    message, _ = wrong(fields.FilePath, Text("nothing.csv", tmp_path))
    assert message == (
        "there is no file 'nothing.csv'; write the path of a file that exists, "
        f"from {tmp_path.resolve()}"
    )
    message, _ = wrong(fields.FilePath, Text("tims.csv", tmp_path))
    assert message == "there is no file 'tims.csv'; did you mean times.csv?"


def test_a_quantity_converts_within_its_kind() -> None:
    assert Quantity(2, "d").in_unit("h") == 48
    assert Quantity(98, "%").in_unit("%") == 98
    with pytest.raises(ValueError, match=r"2 d is not in %; write one such as 95 %"):
        Quantity(2, "d").in_unit("%")


_ANY = "is not a limit; write one such as at most 28 d"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("28 d", "'28 d' does not say that it is a limit; write at most 28 d"),
        ("1 h 30 min", "'1 h 30 min' does not say that it is a limit; write at most 1 h 30 min"),
        ("at most", f"'at most' {_ANY}"),
        ("at most 28", f"'at most 28' {_ANY}"),
        ("at most 0 d", f"'at most 0 d' {_ANY}"),
        ("at most -1 d", f"'at most -1 d' {_ANY}"),
        ("at least 28 d", f"'at least 28 d' {_ANY}"),
        ("0 d", f"'0 d' {_ANY}"),
        ("soon", f"'soon' {_ANY}"),
        (28, f"28 {_ANY}"),
        (["28 d"], f"['28 d'] {_ANY}"),
    ],
)
def test_a_limit_that_is_none_is_told_how_to_write_it(written: Any, message: str) -> None:
    assert wrong(fields.AtMost, written) == (message, ())
    remedy = message[message.index("at most", message.index("write")) :]
    assert read(fields.AtMost, remedy) > 0


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("until done", "{until_done: at most 28 d}"),
        ("until_done", "{until_done: at most 28 d}"),
        ("until all is done, at most 9 d", "{until_done: at most 9 d}"),
        ("at most 3 h", "{until_done: at most 3 h}"),
        ("at most 0 d", "{until_done: at most 28 d}"),
    ],
)
def test_a_cool_down_in_words_is_told_how_to_write_it(written: str, remedy: str) -> None:
    message = f"{written!r} is not a duration; write {remedy}"
    assert wrong(fields.CoolDownLength, written) == (message, ())
    obeyed = Clock.model_validate({"start": "2026-03-02", "run": "1 d"} | {
        "cool_down": yaml.safe_load(remedy)
    })  # fmt: skip
    assert obeyed.stops_early
    assert obeyed.horizon == DAY + obeyed.longest_cool_down
