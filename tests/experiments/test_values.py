"""Python speaks values: scenarios, mappings, lists; a text means what it says or is refused."""

from __future__ import annotations

import gc
import inspect
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.cli.changes import alternatives
from simulator.experiments.alternatives import changed_by, made
from simulator.experiments.goals import goals_given
from simulator.experiments.store.store import replication_key
from simulator.experiments.stress.disturbances import disturbances, together
from simulator.mistakes import InputError
from simulator.scenario import load, loads, scenario
from simulator.scenario.settings import Setting, read_setting, settings_of

PICKERS = "shifts.day.heads.pickers"
SHORT = {"clock.run": "1 d", "clock.warm_up": "0 d", "clock.cool_down": "1 d"}
QUICK = {"replications": 2, "jobs": 1}


@pytest.fixture(scope="module")
def base():
    return sim.load("small", overrides=SHORT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (1.5, "1.5"),
        (np.int64(3), "3"),
        (np.float64(0.25), "0.25"),
        ("90 min", "90 min"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(milliseconds=1500), "1500 ms"),
        (date(2026, 3, 2), "2026-03-02"),
        (time(17, 30), "17:30"),
        (Path("a/b.csv"), "a/b.csv"),
        ("08:00-18:00", "08:00-18:00"),
        ("20 %", "20 %"),
        ("3", '"3"'),
        ("a: b", '"a: b"'),
        ("", '""'),
        (None, "none"),
        (True, "true"),
        (range(3), "[0, 1, 2]"),
        (np.array([1, 2]), "[1, 2]"),
        ((1, "10 s"), "[1, 10 s]"),
        ({"batch": {"up_to": 8}}, "{batch: {up_to: 8}}"),
    ],
)
def test_a_value_is_written_as_it_is_read(value, text):
    (setting,) = settings_of({"x": value})
    assert setting.text == f"x={text}"
    if value is not None:
        assert read_setting(setting.text).value == setting.value


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"a": object()}, r"^overrides: a: '<object.* \(object\) is not a value of a scenario"),
        ({"a": float("nan")}, r"^overrides: a: 'nan' \(float\) is not a value"),
        ({"a": {1, 2}}, r"\(set\) is not a value of a scenario; write a number, a text"),
        ({7: 1}, r"^overrides: '7' \(int\) is not a path; write one such as {\"shifts.day"),
        (7, r"^overrides: '7' \(int\) changes nothing; write {\"shifts.day"),
        ([7], r"^overrides: '7' \(int\) changes nothing"),
    ],
)
def test_what_is_not_a_value_says_what_to_write(given, message):
    with pytest.raises(InputError, match=message):
        sim.load("small", overrides=given)


@pytest.mark.parametrize("given", [f"{PICKERS}=1", [f"{PICKERS}=1"], {PICKERS: 1}])
def test_texts_mean_what_they_say(given):
    """One text is not read letter by letter."""
    assert sim.load("small", overrides=given).scenario.shifts["day"].heads["pickers"] == 1


def test_a_loaded_scenario_is_changed_into_a_new_one(base):
    one = base.with_({PICKERS: 1, "demand.scale": 1.5})
    assert (one.scenario.shifts["day"].heads["pickers"], one.scenario.demand.scale) == (1, 1.5)
    assert base.scenario.shifts["day"].heads["pickers"] == 2
    assert one.command == f"{base.command} --set {PICKERS}=1 --set demand.scale=1.5"
    assert one.with_({PICKERS: 2, "demand.scale": 1}).scenario == base.scenario


def test_a_checked_scenario_is_one_too(base):
    """What is read of a file is remembered as long as the scenario is there, and no copy of it."""
    alone = sim.load("small", overrides=SHORT).scenario
    one = alone.with_({PICKERS: 1})
    assert one == base.with_({PICKERS: 1}).scenario
    assert sim.run(one, **QUICK).kpis.equals(sim.run(base.with_({PICKERS: 1}), **QUICK).kpis)
    assert list(sim.compare(alone, one, {"two": {"demand.scale": 2}}, **QUICK).found.crossed.cells)
    with pytest.raises(sim.ScenarioError, match=f"^overrides: {PICKERS}: -1"):
        alone.with_({PICKERS: -1})
    copy = alone.model_copy(update={"currency": "EUR"})
    for ask in (copy.with_, lambda: sim.run(copy)):
        with pytest.raises(InputError, match=r"was not read .*; write sim.load\(...\).with_"):
            ask()


def test_what_is_remembered_goes_with_the_scenario():
    gc.collect()
    before = len(scenario._READ)
    one = sim.load("small").scenario
    assert len(scenario._READ) == before + 1
    del one
    gc.collect()
    assert len(scenario._READ) == before


def test_a_variant_comes_on_top():
    assert sim.load("picking_methods").with_(variant="batch").scenario.picking.method.batch


@pytest.mark.parametrize(
    ("path", "value"),
    [("shifts.day.heads.pickrs", 1), (PICKERS, -1), (PICKERS, "two"), ("clock.run", 7)],
)
def test_a_bad_value_has_the_error_of_yaml(base, path, value):
    with pytest.raises(sim.ScenarioError) as by_value:
        base.with_({path: value})
    with pytest.raises(sim.ScenarioError) as by_text:
        load("small", overrides=[Setting(path, value).text])
    assert str(by_value.value) == str(by_text.value).replace("--set", "overrides")


@pytest.mark.parametrize("given", [7, None, ["small"], {"a": 1}])
def test_what_is_no_scenario_says_what_is(given):
    for ask in (sim.run, sim.explain, sim.stress, sim.bottleneck, sim.warmup):
        with pytest.raises(InputError, match=r"is not a scenario; write a path, the name of one"):
            ask(given)


def test_the_store_has_one_key_for_a_value_and_its_text():
    values = {PICKERS: 1, "clock.run": timedelta(days=2), "demand.scale": 1.5}
    texts = [f"{PICKERS}=1", "clock.run=48 h", "demand.scale=1.50"]
    keys = {
        replication_key(made(source, overrides=given, seed=5).scenario)
        for source in ("small", sim.load("small"))
        for given in (values, texts)
    }
    keys.add(replication_key(sim.load("small").with_(values | {"experiment.seed": 5}).scenario))
    assert len(keys) == 1


def figures(answer):
    return {name: frame.to_csv() for name, frame in answer.tables.items()}


def test_alternatives_are_mappings(base):
    asked = {"one picker": {PICKERS: 1}, "both": {PICKERS: 1, "demand.scale": 2}}
    texts = [f"one picker: {PICKERS}=1", f"both: {PICKERS}=1; demand.scale=2"]
    by_value = sim.compare(base, asked, **QUICK)
    by_name = sim.compare("small", asked, overrides=SHORT, **QUICK)
    by_text = sim.compare("small", changed=alternatives(texts), overrides=SHORT, **QUICK)
    assert figures(by_value) == figures(by_name) == figures(by_text)
    assert by_value.conclusion == by_text.conclusion


def test_circumstances_are_mappings_and_loaded_scenarios_are_choices(base):
    answer = sim.compare(
        base,
        base.with_({PICKERS: 1, "name": "alone"}),
        circumstances={"busy": {"demand.scale": 2}},
        **QUICK,
    )
    cells = answer.found.crossed.cells
    assert list(cells) == [
        ("small", "ordinary case"), ("alone", "ordinary case"), ("small", "busy"),
        ("alone", "busy"),
    ]  # fmt: skip
    assert cells["alone", "busy"].scenario.shifts["day"].heads["pickers"] == 1
    assert cells["alone", "busy"].scenario.demand.scale == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"x": 3}, r"^changed: 'x' changes nothing; write {\"one picker\": {\"shifts"),
        ({"x": {"demand.scal": 2}}, r"^'x': demand.scal: there is no 'scal' here"),
        ([3], r"^changed: '\[3\]' is not a mapping; write {\"one picker\""),
        (3, r"^changed: '3' is not a mapping; write {\"one picker\""),
        (f"one: {PICKERS}=1", r"^changed: 'one: .*=1' is not a mapping; write {\"one picker\""),
        ([f"one: {PICKERS}=1"], r"^changed: .* is not a mapping; write {\"one picker\""),
    ],
)
def test_a_bad_alternative_says_what_to_write(base, given, message):
    with pytest.raises(InputError, match=message):
        sim.compare(base, changed=given, **QUICK)


@pytest.mark.parametrize(
    "vary",
    [
        {"demand.scale": [1, 2]},
        {"demand.scale": range(1, 3)},
        {"demand.scale": np.array([1, 2])},
        {"demand.scale": "1..2"},
        {"demand.scale": "1,2"},
        "demand.scale=1,2",
        ["demand.scale=1,2"],
    ],
)
def test_a_sweep_goes_through_values(base, vary):
    answer = sim.sweep(base, vary, **QUICK)
    assert answer.found.design.points == (("1",), ("2",))


def test_values_of_a_sweep_keep_their_kind():
    waits = [timedelta(seconds=10), "1 min"]
    found = sim.sweep("small", {"packing.time.setup": waits}, overrides=SHORT, **QUICK).found
    assert found.design.points == (("10 s",), ("1 min",))


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ({"demand.scale": []}, r"^--vary 'demand.scale': has no values; write {\"shifts"),
        ({"demand.scale": [1, 1.0]}, r"a value is there twice; write demand.scale=1"),
        ({"demand.scale": range(10**9)}, "has more than 10,000 values"),
        ({"demand.scale": [object()]}, r"is not a value of a scenario"),
        (7, r"^--vary: '7' says no path; write {\"shifts.day.heads.pickers\": range"),
        ([7], r"says no path"),
        ({}, "there is nothing to vary"),
    ],
)
def test_a_bad_range_says_what_to_write(base, vary, message):
    with pytest.raises(InputError, match=message):
        sim.sweep(base, vary, **QUICK)


def test_every_question_takes_a_loaded_scenario(base):
    assert sim.explain(base).name == "small"
    assert sim.stress(base, demand="2x@2026-03-02", **QUICK).found is not None
    assert sim.bottleneck(base, {"demand.scale": [1, 2]}, find=0, **QUICK).found.ramp.among
    found = sim.optimize(
        base, {PICKERS: range(1, 3)}, subject_to="on_time_ship>=10 %", replications=2, check=2,
        budget=20, jobs=1,
    ).found  # fmt: skip
    assert found.variables[0].values == ("1", "2")
    weeks = base.with_({"clock.run": "28 d", "inventory": "off"})
    assert sim.warmup(weeks, length=timedelta(days=28), **QUICK).found.simulated == 28


DAY = date(2026, 3, 2)
OUTAGE = {"what": "payment", "at": datetime(2026, 3, 2, 12), "for": timedelta(hours=2)}


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ({"outages": OUTAGE}, {"outages": "payment@2026-03-02T12:00/2h"}),
        ({"outages": [OUTAGE]}, {"outages": ["payment@2026-03-02T12:00/2h"]}),
        ({"demand": {DAY: 2}}, {"demand": "2x@2026-03-02"}),
        ({"demand": {"2026-03-02..2026-03-03": 1.5}}, {"demand": "1.5x@2026-03-02..2026-03-03"}),
        ({"absence": 0.1}, {"absence": "10%"}),
        ({"capacity": {"parcelco": -0.2}}, {"capacity": "parcelco=-20%"}),
        ({"capacity": {"parcelco": "-20 %"}}, {"capacity": ["parcelco=-20%"]}),
    ],
)
def test_a_disturbance_is_the_same_by_values_and_by_texts(base, values, texts):
    room = made(base.with_({"shipping.carriers.parcelco.capacity": 90}))
    by_value, by_text = disturbances(room, **values), disturbances(room, **texts)
    assert [one.begins for one in by_value] == [one.begins for one in by_text]
    keys = {
        replication_key(changed_by(room, "x", together(found)).scenario)
        for found in (by_value, by_text)
    }
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"outages": {"what": "payment"}}, r"is not an outage; write {'what': 'payment', 'at': '2"),
        ({"outages": [7]}, r"^--outage 7: cannot be read; write WHAT@MOMENT/LENGTH"),
        ({"demand": {DAY: "much"}}, r"^--demand 'muchx@2026-03-02': cannot be read; write"),
        ({"outages": 7}, r"^outages: 7 is not a list; write \[{'what': 'payment', 'at': '2"),
        ({"demand": 7}, r"^demand: '7' is not a list of texts; write \[\"...\"\]"),
        ({"absence": object()}, r"is not a value of a scenario"),
    ],
)
def test_a_bad_disturbance_says_what_to_write(base, given, message):
    with pytest.raises(InputError, match=message):
        sim.stress(base, **given, **QUICK)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        ({"at_least": "98 %"}, "on_time_ship>=98%"),
        ({"at_least": "98 %", "in": "90 % of periods"}, "on_time_ship>=98% in 90% of periods"),
        ({"at_most": "98 %", "class": "standard"}, "on_time_ship[standard]<=98%"),
    ],
)
def test_a_constraint_has_the_keys_of_a_target(base, limit, text):
    by_value = goals_given({"on_time_ship": limit}, base.scenario, "--subject-to")
    assert by_value == goals_given(text, base.scenario, "--subject-to")


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        (98, r"on_time_ship: '98' is not a limit; write {\"at_least\": \"98 %\"}"),
        ({"at_least": 98, "at_most": 99}, "is not a limit"),
        ({"at_least": 98}, r"'on_time_ship at least 98': .* write 98 %$"),
        ({"at_least": "98 %", "class": "nobody"}, "there is no class 'nobody'"),
    ],
)
def test_a_bad_constraint_says_what_to_write(base, limit, message):
    with pytest.raises(InputError, match=message):
        sim.optimize(base, {PICKERS: [1, 2]}, subject_to={"on_time_ship": limit}, jobs=1)


def test_a_text_without_a_file_is_run_by_its_copy(tmp_path):
    text = "schema: fulfillment/1\nname: t\nclock: {start: 2026-03-02, run: 1 d}\n"
    one = loads(text + "demand: {orders_per_day: 20}\n").with_({"demand.orders_per_day": 30})
    assert one.command == "simulator run scenario.yaml --set demand.orders_per_day=30"
    assert sim.run(one, **QUICK).scenario.demand.orders_per_day == 30


def test_the_public_names_are_listed():
    assert set(sim.__all__) <= set(dir(sim))
    assert {"run", "compare", "load"} <= set(dir(sim))


def test_numbers_of_numpy_are_numbers(base):
    results = sim.run(base, replications=np.int64(1), seed=np.int64(5), jobs=1, orders="none")
    assert (len(results.replications), results.scenario.experiment.seed) == (1, 5)


def test_an_order_file_is_not_read_by_the_letters_of_a_key(tmp_path):
    (tmp_path / "o.csv").write_text("id,when,sku,quantity\na,2026-03-02 10:00,x,1\n")
    keys = {"columns": {"order_id": "id", "placed_at": "when"}}
    texts = ["columns.order_id=id", "columns.placed_at=when"]
    path = tmp_path / "o.csv"
    assert sim.orders(path, keys).equals(sim.orders(path, overrides=texts))
    one = sim.orders(path, {"columns": {"order_id": "id"}}, overrides=texts[1])
    assert one.equals(sim.orders(path, keys))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"jobs": 0}, r"^--jobs 0: is not a number of processes; write 1 or more"),
        ({"jobs": "2"}, r"^--jobs '2': is not a number of processes"),
        ({"kpis": 3}, r"^kpis: '3' is not a list of texts"),
        ({"seed": "x"}, r"experiment.seed: 'x' is not a whole number"),
    ],
)
def test_a_bad_keyword_says_what_to_write(base, given, message):
    with pytest.raises(InputError, match=message):
        sim.sweep(base, {"demand.scale": [1, 2]}, replications=2, **given)


def test_a_constraint_without_a_kpi_says_what_to_write(base):
    with pytest.raises(InputError, match=r"^--subject-to: '5' says no KPI; write {\"on_time_ship"):
        sim.optimize(base, {PICKERS: [1, 2]}, subject_to=5)


def test_every_question_names_its_keywords():
    keywords = {"jobs", "executor", "store", "progress", "tell"}
    for ask in (sim.run, sim.compare, sim.sweep, sim.optimize, sim.bottleneck, sim.stress):
        assert keywords | {"seed", "overrides"} <= set(inspect.signature(ask).parameters)
    with pytest.raises(TypeError, match="job"):
        sim.sweep("small", {"demand.scale": [1]}, job=1)


def test_a_store_is_a_folder(base, tmp_path):
    asked = {"store": tmp_path / "store", "orders": "none", **QUICK}
    assert [sim.run(base, **asked).reused for _ in range(2)] == [0, 2]
    assert sim.run(base.with_({"experiment.replications": 2}), store=str(tmp_path / "store"),
                   orders="none").reused == 2  # fmt: skip
    with pytest.raises(InputError, match=r"^store: '7' \(int\) is not a store; write True"):
        sim.run(base, store=7)
