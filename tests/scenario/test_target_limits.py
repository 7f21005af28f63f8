"""What a target may ask for, by the unit of its KPI; every remedy, obeyed, works."""

from __future__ import annotations

import re

import pytest

from simulator.experiments.goals import goal_of, goals_of
from simulator.measure.kpis import kpi, kpi_names
from simulator.mistakes import InputError
from simulator.reading.periods import share_of_periods
from simulator.reading.quantities import Quantity, is_count
from simulator.scenario import ScenarioError, loads
from tests.scenario.texts import SMALL

NAMES = kpi_names(("a",))
"""Every KPI of the catalog, for one crew."""
UNITS = {kpi(name, ("a",)).unit: name for name in NAMES}
"""A KPI of each unit: what is legal goes by the unit and the bounds."""


def text(name: str, limit: str, more: str = "") -> str:
    crew = "crews: {a: {skills: [picking], heads: 1}}\n"
    return f"{SMALL}{crew}picking: on\ntargets: [{{kpi: {name}, at_most: {limit}{more}}}]\n"


def told(name: str, limit: str, more: str = "") -> list[str]:
    """What is said of a target; nothing of a stage that is off, which is another matter."""
    try:
        loads(text(name, limit, more))
    except ScenarioError as error:
        return [m.message for m in error.mistakes if "is not measured, " not in m.message]
    return []


@pytest.mark.parametrize("name", NAMES)
def test_every_kpi_takes_a_number_with_its_unit(name):
    unit = kpi(name, ("a",)).unit_in("USD")
    assert told(name, f"5 {unit}") == []


@pytest.mark.parametrize("name", NAMES)
def test_a_plain_number_is_a_count_or_refused_before_the_run(name):
    unit = kpi(name, ("a",)).unit_in("USD")
    found = told(name, "5")
    if is_count(unit):
        assert found == []
    else:
        assert found == [f"{name} is measured in {unit}; write 5 {unit}"]
        assert told(name, f"5 {unit}") == []


@pytest.mark.parametrize("wrong", ["5 EUR", "5 kittens", "5 %", "5 h", "5 kg", "-3", "250", "-1 %"])
@pytest.mark.parametrize("name", UNITS.values(), ids=UNITS)
def test_a_wrong_unit_gets_a_remedy_that_works(name, wrong):
    for message in told(name, wrong):
        remedy = re.search(r"; write (?:one such as )?(.+?)(?: to .*| or .*| \(or .*)?$", message)
        assert remedy, message
        assert told(name, remedy[1]) == [], message


@pytest.mark.parametrize(
    ("name", "wrong", "to_do"),
    [
        ("in_full", "5 kg", "one such as 95 %"),
        ("in_full", "5 h", "one such as 95 %"),
        ("in_full", "98 pct", "98 %"),
        ("in_full", "150 pct", "0 % to 100 %"),
        ("cycle_time.p95", "48 hrs", "48 h"),
        ("cycle_time.p95", "2 months", "60 d"),
        ("cycle_time.p95", "5 %", "one such as 10 h"),
        ("cost_per_order", "9 EUR", "one such as 10 USD"),
        ("cost_per_order", "9 usd", "9 USD"),
        ("cost_per_order", "9 $", "9 USD"),
        ("orders.in_flight", "5 kg", "one such as 10 orders"),
        ("orders.in_flight", "5 lines", "one such as 10 orders"),
        ("picking.lph", "40 lines per hour", "40 lines/h"),
        ("picking.lph", "40 lines/min", "one such as 10 lines/h"),
        ("picking.lph", "40 orders/h", "one such as 10 lines/h"),
    ],
)
def test_a_number_is_carried_over_where_it_means_the_same(name, wrong, to_do):
    unit = kpi(name, ("a",)).unit_in("USD")
    assert told(name, wrong) == [f"{name} is measured in {unit}; write {to_do}"]
    assert told(name, to_do.removeprefix("one such as ").partition(" to ")[0]) == []


def test_counts_are_known_to_be_counts_and_nothing_else():
    assert {unit for unit in UNITS if is_count(unit)} == {
        "orders", "units", "lines", "messages", "parcels", "boxes", "tours", "failures",
        "contacts",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        (Quantity(2, "d"), "h", 48),
        (Quantity(90, "min"), "h", 1.5),
        (Quantity(0.5, "kg"), "g", 500),
        (Quantity(1500, "mm"), "m", 1.5),
        (Quantity(1, "order"), "orders", 1),
        (Quantity(1, "box"), "boxes", 1),
        (Quantity(7, ""), "orders", 7),
    ],
)
def test_units_of_one_kind_are_converted(written, unit, value):
    assert written.in_unit(unit) == value


def test_a_number_keeps_its_digits_in_the_remedy():
    assert told("cost_per_order", "1234567.25") == [
        "cost_per_order is measured in USD; write 1234567.25 USD"
    ]


def test_a_share_without_a_unit_could_be_either():
    assert told("in_full", "0.98") == ["in_full is measured in %; write 98 % (or 0.98 %)"]


def test_a_share_of_periods_is_read():
    scenario = loads(text("in_full", "98 %", ", in: 90 % of periods")).scenario
    assert scenario.targets[0].in_ == 0.9
    assert goals_of(scenario)[0].share == 0.9
    assert goals_of(loads(text("in_full", "98 %")).scenario)[0].share is None
    assert goals_of(loads(text("in_full", "98 %", ", in: none")).scenario)[0].share is None
    assert share_of_periods("99.9 percent of all periods") == pytest.approx(0.999)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("0.9", "0.9 does not say of what; write 90 % of periods (a period is the window of one "
         "replication)"),
        ("90", "90 does not say of what; write 90 % of periods (a period is the window of one "
         "replication)"),
        ("90 %", "'90 %' does not say of what; write 90 % of periods (a period is the window of "
         "one replication)"),
        ("90 % of weeks", "'90 % of weeks' does not say of what; write 90 % of periods (a period "
         "is the window of one replication)"),
        ("0 % of periods", "'0 % of periods' asks for nothing; write 90 % of periods, or leave "
         "it out"),
        ("100 % of periods", "'100 % of periods' cannot be shown by any number of replications "
         "that can be run; write 99.9 % of periods, or less"),
        ("1", "1 cannot be shown by any number of replications that can be run; write 99.9 % of "
         "periods, or less"),
        ("all", "'all' is not a share of periods; write 90 % of periods"),
        ("-5 % of periods", "'-5 % of periods' is not a share of periods; write 90 % of periods"),
        ("1..2 % of periods", "'1..2 % of periods' is not a share of periods; write 90 % of "
         "periods"),
        ("[90 % of periods]", "['90 % of periods'] is not a share of periods; write 90 % of "
         "periods"),
        ("true", "true is not a share of periods; write 90 % of periods"),
    ],
)  # fmt: skip
def test_anything_else_gets_a_remedy_that_works(written, message):
    assert told("in_full", "98 %", f", in: {written}") == [message]
    remedy = re.search(r"write ([\d.]+ % of periods)", message)
    assert remedy is not None
    assert told("in_full", "98 %", f", in: {remedy[1]}") == []


SCENARIO = loads(
    SMALL.replace("100}", "100, classes: {fast: {share: 40 %}, all: {share: 60 %}}}")
).scenario


@pytest.mark.parametrize(
    ("constraint", "value", "share"),
    [
        ("on_time_ship>=98%", 98, None),
        ("on_time_ship>=98% in 90% of periods", 98, 0.9),
        ("cycle_time.p95[all]<=2 d in 99.5 % of periods", 48, 0.995),
        ("orders.in_flight<=5 in 80% of periods", 5, 0.8),
        ("cost_per_order<=9", 9, None),
    ],
)
def test_constraints_of_the_command_line(constraint, value, share):
    goal = goal_of(constraint, SCENARIO, "--subject-to")
    assert (goal.value, goal.share) == (value, share)


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("on_time_ship>=98% in 90%", "'90%' does not say of what; write 90 % of periods"),
        ("on_time_ship>=98% in 100% of periods", "write 99.9 % of periods, or less"),
        ("on_time_ship>=98% in", "is measured in %; write 98 %"),
        ("on_time_ship>=98% in 9 of 10", "'9 of 10' is not a share of periods; write 90 % of per"),
        ("on_time_ship>=98", "on_time_ship is measured in %; write 98 %"),
        ("on_time_ship>=980 %", "980 % is more than on_time_ship can be; write 0 % to 100 %"),
        ("cost_per_order[fast]<=9 USD", "is not measured by class; write cost_per_order<=9 USD"),
        ("on_time_ship=98%", "cannot be read; write"),
    ],
)
def test_constraints_that_cannot_be(constraint, said):
    with pytest.raises(InputError, match=said):
        goal_of(constraint, SCENARIO, "--subject-to")
