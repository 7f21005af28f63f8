"""One way to write a range, in every command that takes one: each form, and each mistake."""

from __future__ import annotations

import re

import pytest

from simulator.experiments.alternatives import made
from simulator.experiments.amounts import Amount, amount, in_one_unit
from simulator.experiments.bottleneck.ramps import ramp_of
from simulator.experiments.optimize.variables import variable
from simulator.experiments.ranges import MOST_VALUES, read_range
from simulator.experiments.stress.days import read_days
from simulator.experiments.sweep.sweep import planned
from simulator.mistakes import InputError

BASE = made("small")
DEMAND = "demand.scale"
SETUP = "packing.time.setup"


def swept(text):
    """The points of a grid."""
    return tuple(point[0] for point in planned(BASE, [text]).points)


def searched(text):
    """The values that a search for a roster goes through."""
    return variable(text).values


def ramped(text):
    """The demands that a bottleneck is looked for at; 'LOW to HIGH' where all between count."""
    found = ramp_of(BASE, text)
    if not found.among:
        return (f"{found.low * found.value:g} to {found.high * found.value:g}",)
    return tuple(found.at(factor).shown for factor in found.among)


FORMS = {
    "1..3": ("1", "2", "3"),
    "1..2/0.5": ("1", "1.5", "2"),
    "1 .. 2 / 0.2": ("1", "1.2", "1.4", "1.6", "1.8", "2"),
    "0.5..2/0.6": ("0.5", "1.1", "1.7"),
    "2,1,1.5": ("1", "1.5", "2"),
    "1e0..3e0/1": ("1", "2", "3"),
}


@pytest.mark.parametrize("read", [swept, searched, ramped])
@pytest.mark.parametrize(("form", "values"), FORMS.items())
def test_every_command_takes_every_form(read, form, values):
    between = read is ramped and "/" not in form and "," not in form
    assert read(f"{DEMAND}={form}") == (("1 to 3",) if between else values)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a=10 s..60 s/25 s", ("10 s", "35 s", "60 s")),
        ("a=10..20 min/5", ("10 min", "15 min", "20 min")),
        ("a=30 s..2 min/0.5 min", ("30 s", "60 s", "90 s", "120 s")),
        ("a=1 h 30 min..3 h/45 min", ("90 min", "135 min", "180 min")),
        ("a=5 %..20 %/5 %", ("5 %", "10 %", "15 %", "20 %")),
        ("a=1 USD..2 USD/0.5 USD", ("1 USD", "1.5 USD", "2 USD")),
        ("a=1 m/s..2 m/s/0.5 m/s", ("1 m/s", "1.5 m/s", "2 m/s")),
        ("a=1 l..2000 cm3/500 cm3", ("1000 cm3", "1500 cm3", "2000 cm3")),
        ("a=1 min,30 s", ("30 s", "1 min")),
        ("a=-1..1", ("-1", "0", "1")),
        ("a=3..3", ("3",)),
        ("a=on,off", ("on", "off")),
        ("a=2026-03-09,2026-03-02", ("2026-03-09", "2026-03-02")),
        ("a=15:00,17:00", ("15:00", "17:00")),
        ("a=../x.csv,../y.csv", ("../x.csv", "../y.csv")),
        ("a=../x.csv", ("../x.csv",)),
        ("a=one by one,{batch: {up_to: 4, wait_at_most: 5 min}}",
         ("one by one", "{batch: {up_to: 4, wait_at_most: 5 min}}")),
        ("a='1..2',\"3,4\"", ("'1..2'", '"3,4"')),
    ],
)  # fmt: skip
def test_units_and_lists(text, values):
    assert read_range(text, "--vary").stepped("--vary").values == values


def test_places_in_a_range():
    heads = read_range("shifts.day.heads.pickers=4..8", "--vary")
    assert [heads.at(share) for share in (0, 0.19, 0.2, 0.5, 0.999)] == ["4", "4", "5", "6", "8"]
    time = read_range("a=10 s..60 s", "--vary")
    assert [time.at(share) for share in (0, 0.5, 1)] == ["10 s", "35 s", "60 s"]
    assert time.level("35 s") == 35
    assert read_range("a=1.0..2.0", "--vary").at(0.25) == "1.25"
    words = read_range("a=on,off", "--vary")
    assert [words.at(share) for share in (0.1, 0.6)] == ["on", "off"]
    assert [words.level(value) for value in words.values] == [0, 1]
    assert read_range("a=80 %..90 %/5 %", "--vary").level("85 %") == 85
    mixed = read_range("a=1 min,90 s", "--vary")
    assert [mixed.level(value) for value in mixed.values] == [60, 90]


def test_a_drawn_value_is_told_by_a_thousandth_of_its_range_and_a_written_one_as_it_is():
    drawn = read_range("demand.scale=0.8..1.6", "--vary")
    assert [drawn.words(text) for text in ("0.987273", "1.6", "0.8")] == ["0.987", "1.6", "0.8"]
    shares = read_range("crews.pickers.absence=0 %..20 %", "--vary")
    assert (shares.words("7.79092 %"), shares.unit_of_values) == ("7.8 %", "%")
    listed = read_range("demand.scale=0.987273,1", "--vary")
    assert (listed.words("0.987273"), listed.unit_of_values) == ("0.987273", "")


def test_amounts():
    assert str(amount("1.50 USD/h")) == "1.5 USD/h"
    assert str(amount("100")) == "100"
    assert amount("x") is None
    assert in_one_unit([Amount(*one) for one in ((1, "h"), (5, "kg"))]) is None


WRONG = {
    "": "has no values; write demand.scale=1..6",
    "1,,2": "a value is missing at a comma; write demand.scale=1,2",
    ",": "a value is missing at a comma; write demand.scale=1,1.5,2",
    "1,2,1.0": "a value is there twice; write demand.scale=",
    "5..1": "begins with the larger number; write demand.scale=1..5",
    "5..1/-2": "begins with the larger number; write demand.scale=1..5/2",
    "1..2/0": "its step is not above 0; write one such as demand.scale=1..2/1",
    "1..3/-1": "its step is not above 0; write one such as",
    "1..2/3": "its step is wider than the range; write demand.scale=1,2",
    "1..9..2": "a step stands behind a /; write demand.scale=1..9/2",
    "1..2/x": "the step 'x' is not a number; write demand.scale=1..2",
    "1..2/nan": "the step 'nan' is not a number; write demand.scale=1..2",
    "1..2/": "a step is missing; write demand.scale=1..2",
    "1..3,5": "has a range within a list; write one of them, such as demand.scale=1,3,5",
    "1,000..1,002": "has commas within its numbers; write demand.scale=1000..1002",
    "0,5..1,5/0,5": "has commas within its numbers; write demand.scale=0.5..1.5/0.5",
    "..5": "an end is missing; write both ends, such as demand.scale=2..5",
    "5..": "an end is missing; write both ends, such as demand.scale=5..10",
    "..": "its ends are not numbers; write both, such as demand.scale=1..2/0.2",
    "nan..2": "'nan' is not a number; write both ends, such as demand.scale=1..2",
    "1..inf": "'inf' is not a number; write both ends, such as demand.scale=1..2",
    "a..b": "a range goes from number to number; write a list, such as demand.scale=a,b",
    "1 s..2 kg": "has different units, s and kg; use one unit",
    "1..2/1e-9": f"has more than {MOST_VALUES:,} values; write demand.scale=1..2/1",
    "1..1000000000/1": "values; write demand.scale=1..1000000000/10000000",
}


@pytest.mark.parametrize("read", [swept, searched, ramped])
@pytest.mark.parametrize(("form", "message"), WRONG.items())
def test_every_command_refuses_the_same(read, form, message):
    with pytest.raises(InputError, match=re.escape(message)):
        read(f"{DEMAND}={form}")


@pytest.mark.parametrize("option", ["--vary", "--ramp"])
@pytest.mark.parametrize("form", [form for form in WRONG if "use one" not in WRONG[form]])
def test_what_it_says_to_write_can_be_read(option, form):
    """Each thing that a message offers is put in place of what was wrong."""
    with pytest.raises(InputError) as wrong:
        read_range(f"{DEMAND}={form}", option)
    offered = re.findall(r"demand\.scale=[^\s,]+(?:,[^\s,]+)*", str(wrong.value).partition("; ")[2])
    assert offered
    for text in offered:
        assert read_range(text, option).path == DEMAND


@pytest.mark.parametrize("read", [swept, searched])
def test_what_lies_between_two_ends_has_to_be_stepped_through(read):
    with pytest.raises(InputError, match="has no step; write one, such as") as wrong:
        read(f"{SETUP}=10 s..60 s")
    remedy = re.search(r"such as (\S+ \S+ \S+ s)", str(wrong.value))[1]
    assert remedy == f"{SETUP}=10 s..60 s/12 s"
    assert read(remedy) == ("10 s", "22 s", "34 s", "46 s", "58 s")


def test_a_sweep_of_a_design_takes_what_lies_between():
    points = planned(BASE, [f"{SETUP}=10 s..60 s"], "lhs", 5).points
    assert len({point[0] for point in points}) == 5


def test_more_of_what_helps_is_a_number():
    with pytest.raises(InputError, match=r"takes numbers; write such as .*pickers=3\.\.9"):
        variable("shifts.day.heads.pickers=few,many")


@pytest.mark.parametrize("text", [f"{DEMAND}=2", f"{DEMAND}=0,2", f"{DEMAND}=-1..2",
                                  f"{DEMAND}=1 %..2 %", f"{DEMAND}=on,off"])  # fmt: skip
def test_a_ramp_is_of_two_numbers_above_0(text):
    right = rf"write {DEMAND}=1\.\.4"
    with pytest.raises(InputError, match=f"needs two numbers above 0 without a unit.*{right}"):
        ramp_of(BASE, text)


def test_a_ramp_is_of_demand():
    with pytest.raises(InputError, match=r"does not say how much is ordered.*write demand\.scale"):
        ramp_of(BASE, "labeling.printers=1..4")


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2026-03-02", [(2, 2)]),
        ("2026-03-02..2026-03-04", [(2, 4)]),
        ("2026-03-09,2026-03-02", [(2, 2), (9, 9)]),
        ("2026-03-02..2026-03-16/7 d", [(2, 2), (9, 9), (16, 16)]),
        ("2026-03-02..2026-03-03,2026-03-09", [(2, 3), (9, 9)]),
    ],
)
def test_days(written, days):
    found = read_days(written, "--demand", "5x@", "2026-03-02")
    assert [(first.day, last.day) for first, last in found] == days


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("March", "'March' is not a date; write 5x@2026-03-02"),
        ("2026-03-04..2026-03-02", "begins with the later day; write 5x@2026-03-02..2026-03-04"),
        ("2026-03-02,,2026-03-04", "a date is missing at a comma; write 5x@2026-03-02,2026-03-04"),
        ("2026-03-02..2026-03-04/12 h", "not of whole days; write 5x@2026-03-02..2026-03-04/1 d"),
        ("2026-03-02..2026-03-04/0 d", "not of whole days; write 5x@2026-03-02..2026-03-04/1 d"),
        ("2026-03-02,2026-03-02", "2026-03-02 is there twice; write 5x@2026-03-02"),
        ("0001-01-01..9999-01-01/1 d", "has more than 1,000 days; write 5x@"),
    ],
)  # fmt: skip
def test_days_that_are_none(written, message):
    with pytest.raises(InputError, match=re.escape(message)) as wrong:
        read_days(written, "--demand", "5x@", "2026-03-02")
    assert read_days(str(wrong.value).rpartition("5x@")[2], "--demand", "5x@", "2026-03-02")
