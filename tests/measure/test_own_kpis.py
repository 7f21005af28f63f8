"""KPIs of the user's own: what they see, what they may return, and what is said of the rest."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import simulator
from simulator.journey import simulate
from simulator.measure import kpis as known
from simulator.measure.kpis import kpi, kpi_names
from simulator.measure.measurement import measure
from simulator.measure.observation import Observation
from simulator.measure.own_kpis import KpiError, Period
from simulator.mistakes import InputError
from simulator.results.columns import ORDERS
from simulator.scenario import ScenarioError
from simulator.units import HOUR, MINUTE
from tests.measure.worlds import random_run
from tests.model.tiny import heads, scenario, workload

RATES = {"a": 1}


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    with known.known_as(()):
        yield


def defined(function, name="mine", unit="%", better="lower"):
    return simulator.kpi(name=name, unit=unit, better=better)(function)


def house(later=()):
    crew = {"pickers": {"skills": ["picking"], "heads": 1}}
    clock = {"start": "2026-03-02", "warm_up": "1 h", "run": "2 h", "cool_down": "1 h"}
    shop = scenario(clock=clock, crews=crew, picking={})
    at = [0, HOUR, HOUR + MINUTE, 3 * HOUR, *later]
    orders = workload(at, present={"pickers": heads((0, 1))}, horizon=4 * HOUR)
    return shop, orders


def measured(shop, orders):
    return measure(shop, orders, simulate(shop, orders)).kpis


def units(period):
    """Units of the cohort's orders.

    Not of the others.
    """
    return period.orders["units"][period.cohort].sum()


def test_a_function_is_one_more_row():
    shop, orders = house()
    before = list(measured(shop, orders))
    defined(units, unit="units", better="higher")
    after = measured(shop, orders)
    assert list(after) == [*before, ("mine", "all")]
    assert after["mine", "all"] == 2  # of four orders two are of the window, a unit each
    assert kpi_names()[-1] == "mine"
    record = kpi("mine")
    assert (record.unit, record.better, record.stage) == ("units", "higher", "own")
    assert record.definition == "units of the cohort's orders"
    assert record.bounds == (-math.inf, math.inf)


def test_the_decorator_gives_the_function_back():
    assert defined(units) is units


def test_it_is_called_like_its_function_without_a_name():
    simulator.kpi(unit="units", better="higher")(units)
    assert kpi("units").name == "units"


def test_what_a_period_has():
    shop, orders = house()
    period = Period(Observation(shop, orders, simulate(shop, orders)))
    assert period.scenario is shop
    assert period.hours == 2
    assert period.cohort.tolist() == [False, True, True, False]
    assert list(period.orders) == [column.name for column in ORDERS]
    assert period.orders["class"].tolist() == ["all"] * 4
    assert period.orders["placed_at"].dtype == "datetime64[ms]"
    assert np.isnan(period.orders["boxes"]).all()  # there are none
    for array in (period.cohort, period.orders["units"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_every_column_is_as_long_as_the_cohort():
    shop, orders, timeline = random_run(seed=4, n=200, initial=15)
    period = Period(Observation(shop, orders, timeline))
    assert {len(column) for column in period.orders.values()} == {len(period.cohort)}
    assert period.cohort.any()
    assert None in period.orders["picked_by"].tolist()  # of what was never picked


def by_class(period):
    return {"express": 1, "standard": np.float64(2)}


def whole(period):
    return {"all": 3}


def test_one_number_a_class():
    run = random_run(seed=4, n=50, initial=15)
    defined(by_class)
    defined(whole, name="whole")
    found = measure(*run).kpis
    assert (found["mine", "express"], found["mine", "standard"]) == (1, 2)
    assert math.isnan(found["mine", "all"])  # nobody said
    assert found["whole", "all"] == 3
    assert math.isnan(found["whole", "express"])


def undefined(period):
    return np.array([]).mean()


@pytest.mark.filterwarnings("error")
def test_what_is_undefined_is_missing():
    defined(undefined)
    assert math.isnan(measured(*house())["mine", "all"])


def nothing(period):
    pass


def text(period):
    return "a"


def flag(period):
    return True


def endless(period):
    return math.inf


def several(period):
    return np.array([1.0, 2.0])


def of_nobody(period):
    return {"al": 1}


def of_text(period):
    return {"all": "a"}


def misspelt(period):
    return period.orders["valu"].sum()


def divided(period):
    n = 0
    return 1 / n


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (nothing, "returns nothing; return a number, or float('nan') where it is undefined"),
        (text, "returns 'a', which is not a number; return a number"),
        (flag, "returns True, which is not a number; return a number"),
        (endless, "returns inf; return a number"),
        (several, "returns array([1., 2.]), which is not a number; return a number"),
        (of_nobody, "returns a value of 'al', which is not an order class; did you mean all?"),
        (of_text, "returns 'a' of all, which is not a number; return a number"),
        (misspelt, "raises KeyError (no column 'valu'; did you mean value?) at 'return period."),
        (divided, "raises ZeroDivisionError (division by zero) at 'return 1 / n'; mend it"),
    ],
)
def test_what_it_gives_is_a_number(function, said):
    defined(function)
    with pytest.raises(KpiError) as caught:
        measured(*house())
    assert str(caught.value).startswith(f"KPI 'mine': {said}")


def helped(period):
    return RATES["a"]


def reaching(period):
    return os.getpid()


def two_things(period, more):
    return 1


def other(period):
    return 2


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        (units, {"better": "more"}, "better='more' is not one of higher, lower, neutral; write"),
        (units, {"unit": "5 %"}, "unit='5 %' cannot be written behind a number; write one such"),
        (units, {"unit": 5}, "unit=5 cannot be written behind a number; write one such as"),
        (units, {"name": "otif"}, "otif is a KPI that ships; write another name"),
        (units, {"name": "utilization.me"}, "utilization.me is a KPI that ships; write another"),
        (units, {"name": "a b"}, "'a b' is not a name, of letters, digits, _ and dots; write"),
        (units, {"name": "on"}, "on means something else in YAML; write another name"),
        (other, {}, "mine is the KPI of the function units; write another name"),
        (
            two_things,
            {"name": "two"},
            "two_things is called with one thing, the period; write",
        ),
        (helped, {}, "uses RATES from outside; pass it as a default: def helped(period, RATES="),
        (reaching, {}, "uses os, the module os; it may use math, numpy and pandas, and no other"),
    ],
)
def test_what_cannot_be_a_kpi_is_refused(function, given, said):
    defined(units)
    with pytest.raises(InputError) as caught:
        defined(function, **given)
    assert said in str(caught.value)


@pytest.mark.parametrize("given", [{}, {"unit": "%"}, {"better": "lower"}])
def test_unit_and_direction_must_be_said(given):
    with pytest.raises(InputError, match=r"write @sim\.kpi\(name="):
        simulator.kpi(**given)
    with pytest.raises(InputError, match=r"write @sim\.kpi\(name="):
        simulator.kpi(units)


def test_a_cell_that_is_run_again_takes_the_place_of_the_first():
    defined(units, unit="units")
    defined(units, unit="orders")
    assert kpi("mine").unit == "orders"
    assert len(known.own_kpis()) == 1


def target(text):
    return simulator.load("small", overrides=[f"targets=[{{{text}}}]"])


def test_it_may_be_a_target():
    defined(units, unit="units")
    assert target("kpi: mine, at_least: -3 units").scenario.targets[0].kpi == "mine"
    with pytest.raises(ScenarioError, match=r"there is no KPI .min.; did you mean mine\?"):
        target("kpi: min, at_least: 3 units")
    with pytest.raises(ScenarioError, match="mine is measured in units; write one such as"):
        target("kpi: mine, at_least: 3 %")


def test_without_its_definition_a_file_says_where_it_is_from():
    with pytest.raises(ScenarioError, match=r"or define it first with @sim\.kpi, in Python"):
        target("kpi: quite_different, at_least: 3 units")


def test_a_target_on_a_class_needs_a_number_of_it():
    defined(units, unit="units")
    shop = target("kpi: mine, class: express, at_least: 3 units").scenario
    with pytest.raises(KpiError, match="there is a target on the class 'express' and it returns"):
        simulator.replicate(shop, 0, "none")


def test_inside_only_what_is_given_is_known():
    defined(units)
    with known.known_as(()):
        assert known.own_kpis() == ()
    assert len(known.own_kpis()) == 1


def test_what_a_task_knows_is_not_known_to_the_thread_beside_it():
    defined(units)
    with ThreadPoolExecutor(1) as beside, known.known_as(known.own_kpis()):
        assert beside.submit(known.own_kpis).result() == ()


def test_carts_after_the_end_of_the_simulation_are_in_nothing():
    shop, orders = house(later=[5 * HOUR])
    period = Period(Observation(shop, orders, simulate(shop, orders)))
    assert period.cohort.tolist() == [False, True, True, False]
    assert len(period.orders["units"]) == 4
