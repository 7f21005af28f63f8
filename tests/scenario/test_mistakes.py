from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from simulator.reading.mistakes import did_you_mean, one_of
from simulator.scenario import Mistake, Place, ScenarioError, load, loads, mistake_at, starter
from tests.scenario.texts import SMALL, mistakes


def changed(*pairs: tuple[str, str]) -> str:
    text = starter()
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return text


def test_a_misspelt_required_key_is_reported_once() -> None:
    assert mistakes(SMALL.replace("run:", "rum:")) == [
        "s.yaml:3:28: clock.rum: unknown key; did you mean run?"
    ]
    assert mistakes(SMALL.replace("demand:", "demnd:")) == [
        "s.yaml:4:1: demnd: unknown key; did you mean demand?"
    ]
    assert mistakes(SMALL.replace("schema:", "shema:")) == [
        "s.yaml:1:1: shema: unknown key; did you mean schema?"
    ]


def test_what_is_below_a_misspelt_key_is_read_too() -> None:
    text = SMALL.replace("clock:", "clok:").replace("7 d", "7")
    assert mistakes(text) == [
        "s.yaml:3:1: clok: unknown key; did you mean clock?",
        "s.yaml:3:32: clock.run: 7 has no unit; write 7 s, 7 min, 7 h or 7 d",
    ]


def test_all_mistakes_come_at_once_and_in_the_order_of_the_file() -> None:
    text = changed(
        ("warm_up: 1 d", "warm_up: 14"),
        ("share: 20 %, priority", "share: 30 %, priority"),
        ("price: 25 USD", "price: 25"),
        ("{gamma: {mean: 3 d, cv: 0.3}}", "{gama: {mean: 3 d, cv: 0.3}}"),
        ("mispick: 0.5 %", "mispik: 0.5 %"),
        ("kpi: on_time_ship", "kpi: on_time_shp"),
        ('"12:30"', "1230"),
    )
    assert mistakes(text) == [
        "s.yaml:11:37: clock.warm_up: 14 has no unit; write 14 s, 14 min, 14 h or 14 d",
        "s.yaml:22:5: demand.classes: the shares of the classes add up to 110 %; "
        "make them add up to 100 %",
        "s.yaml:27:55: catalog.price: 25 has no currency; write 25 USD",
        "s.yaml:33:21: inventory.lead_time.gama: 'gama' is not a distribution; did you mean gamma?",
        "s.yaml:51:3: picking.mispik: unknown key; did you mean mispick?",
        "s.yaml:61:28: shipping.carriers.parcelco.pick_ups.mon-fri.#1: 1230 is not a time of "
        "day; write 12:30",
        "s.yaml:72:11: targets.on_time_shp.kpi: there is no KPI 'on_time_shp'; "
        "did you mean on_time_ship?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "printers: 2,",
            "printers: 2.5,",
            "56:22: labeling.printers: 2.5 is not a whole number; write one such as 2",
        ),
        (
            "up_to: 4",
            "up_to: true",
            "49:27: picking.method.batch.up_to: true is not a number; write one such as 12",
        ),
        (
            "capacity: 300",
            "capacity: 0",
            "63:17: shipping.carriers.parcelco.capacity: 0 is out of range; write at least 1",
        ),
        (
            "kind: s S",
            "kind: sS",
            "32:18: inventory.policy.kind: 'sS' is not allowed here; did you mean s S?",
        ),
        (
            "[picking]",
            "[pickng]",
            "39:22: crews.pickers.skills.#1: 'pickng' is not a skill; did you mean picking?",
        ),
        (
            "[picking]",
            "picking",
            "39:21: crews.pickers.skills: 'picking' is not a list of skills; write [picking]",
        ),
        (
            "{count: 5}",
            "5",
            "54:13: packing.stations: 5 is not a mapping; write {count: 5}",
        ),
        (
            "method: {batch: {up_to: 4, wait_at_most: 10 min}}",
            "method: btch",
            "49:11: picking.method: 'btch' is not a picking method; "
            "write one by one, or {batch: {up_to: 8}}",
        ),
        (
            "failure: 0.3 %",
            "failure: 100 %",
            "56:65: labeling.failure: 100 % is out of range; write less than 100 %, such as 5 %",
        ),
        (
            "checkout: on",
            "promise: {quantile: 100 %}\ncheckout: on",
            "30:21: promise.quantile: 100 % is out of range; write less than 100 %, such as 95 %",
        ),
        (
            "replications: 5",
            "replications: {precison: 5 %, of: [cycle_time.mean]}",
            "74:45: experiment.replications.precison: unknown key; did you mean precision?",
        ),
        (
            "title: A small online shop with one shift",
            "title: 7",
            "6:8: title: 7 is not text; write '7'",
        ),
        (
            '[{at: "12:00", for: 30 min}]',
            '{lunch: {at: "12:00", for: 30 min}}',
            "45:13: shifts.day.breaks: is a mapping, not a list; "
            'write it in brackets, [{at: "12:00", for: 30 min}]',
        ),
        (
            '[{at: "12:00", for: 30 min}]',
            '{at: "12:00", for: 30 min}',
            "45:13: shifts.day.breaks: is a mapping, not a list; "
            'write it in brackets, [{at: "12:00", for: 30 min}]',
        ),
        (
            "# events: [{name: spring sale, from: 2026-03-06, to: 2026-03-07, factor: 2.5}]",
            "events: {sale: {from: 2026-03-06, to: 2026-03-07, factor: 2.5}}",
            "20:11: demand.events: is a mapping, not a list; write "
            "it in brackets, [{name: sale, from: 2026-03-06, to: 2026-03-07, factor: 2.5}]",
        ),
        (
            "checkout: on",
            "checkout: true",
            "30:11: checkout: true is not a mapping; "
            "write on, or its keys below it, such as {abandonment: 95 %}",
        ),
        (
            "currency: USD",
            "currency: dollars",
            "8:11: currency: 'dollars' is not a currency; write its ISO code, such as EUR",
        ),
        (
            "\nschema: fulfillment/1",
            "",
            "4:1: schema: is missing; write schema: fulfillment/1",
        ),
        (
            "schema: fulfillment/1",
            "schema: fulfillment/2",
            "4:9: schema: 'fulfillment/2' is not allowed here; did you mean fulfillment/1?",
        ),
        (
            "crews:\n  pickers:",
            "crews:\n  our pickers:",
            "39:3: crews.our pickers: 'our pickers' is not a name, of letters, digits, _ "
            "and -; write one such as our_pickers",
        ),
    ],
)
def test_one_mistake(old: str, new: str, line: str) -> None:
    assert f"s.yaml:{line}" in mistakes(changed((old, new)))


def test_a_key_that_nothing_resembles_lists_what_there_is() -> None:
    (line,) = mistakes(SMALL.replace("run: 7 d}", "run: 7 d, xyzzy: 1}"))
    assert line == (
        "s.yaml:3:38: clock.xyzzy: unknown key; "
        "write one of warm_up, cool_down, clear_below, holidays or time_zone, or remove it"
    )


@pytest.mark.parametrize(
    "path",
    [
        "demand.growth",
        "packing.stations",
        "shipping.carriers.parcelco.late",
        "shipping.carriers.parcelco.on_call",
    ],
)
def test_on_for_what_has_no_defaults_says_all_that_is_needed_and_it_works(path: str) -> None:
    with pytest.raises(ScenarioError) as error:
        load("small", overrides=[f"{path}=on"])
    (line,) = str(error.value).splitlines()
    before, _, right = line.partition("; write ")
    assert before == f"--set: {path}: 'on' leaves open what has no default"
    load("small", overrides=[f"{path}={right}"])


def test_every_mistake_names_a_remedy() -> None:
    text = changed(("d, ", "x, "), ("min", "mn"), ("%", "pct"), ("USD", "X"), (":00", "h"))
    lines = mistakes(text)
    assert len(lines) > 10
    assert all("; " in line for line in lines)


def test_a_missing_file_suggests_what_ships(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"^baselin: there is no such file .* mean baseline\?$"):
        load("baselin")
    with pytest.raises(ScenarioError, match=r"this is a folder; write the path of a YAML file"):
        load(tmp_path)


def test_a_scenario_is_a_mapping() -> None:
    assert mistakes("- 1\n") == [
        "s.yaml:1:1: [1] is not a scenario; write keys such as name: and clock:"
    ]


def test_errors_can_be_raised_by_others_and_cross_processes() -> None:
    error = mistake_at("skus.csv", 12, "sku-7", "nobody buys it; write a weight above 0")
    assert str(error) == "skus.csv:12: sku-7: nobody buys it; write a weight above 0"
    assert pickle.loads(pickle.dumps(error)).mistakes == error.mistakes
    assert error.mistakes == (
        Mistake(Place("skus.csv", 12), "sku-7", "nobody buys it; write a weight above 0"),
    )


def test_words_for_lists() -> None:
    assert one_of(["a"]) == "a"
    assert one_of(["a", "b", "c"]) == "a, b or c"
    assert did_you_mean("x", []) == "remove it"


def test_a_loaded_scenario_can_be_sent_to_another_process() -> None:
    loaded = loads(starter())
    assert pickle.loads(pickle.dumps(loaded)) == loaded
