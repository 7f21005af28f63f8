from __future__ import annotations

from pathlib import Path

import pytest

from simulator.distributions import make
from simulator.scenario import ScenarioError, load, loads, shipped, starter
from simulator.units import DAY
from tests.scenario.texts import SMALL, mistakes


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "parent.yaml").write_text(starter())
    return tmp_path


def child(family: Path, text: str) -> Path:
    path = family / "child.yaml"
    path.write_text(f"extends: base/parent.yaml\nname: child\n{text}")
    return path


def lines(path: Path, **options: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path, **options)  # type: ignore[arg-type]
    return str(caught.value).splitlines()


def test_sections_merge_and_values_replace(family: Path) -> None:
    path = child(family, "demand: {orders_per_day: 300, lines: {lognormal: {mean: 2, cv: 1}}}")
    scenario = load(path).scenario
    assert scenario.demand.orders_per_day == 300
    assert scenario.demand.lines == make("lognormal", mean=2, cv=1)
    assert list(scenario.demand.classes) == ["express", "standard"]
    assert scenario.crews["pickers"].wage == 18
    assert (scenario.name, scenario.title, scenario.question) == ("child", "", "")


def test_an_alternative_replaces_the_inherited_one(family: Path) -> None:
    scenario = load(child(family, "demand: {carts_per_day: 900}")).scenario
    assert (scenario.demand.orders_per_day, scenario.demand.carts_per_day) == (None, 900)
    policy = load(child(family, "inventory: {policy: {s: 3, S: 9}}")).scenario.inventory
    assert policy is not None
    assert (policy.policy.cover_s, policy.policy.s) == (None, 3)


def test_set_add_and_remove(family: Path) -> None:
    path = child(
        family,
        "remove: [returns, targets.on_time_ship]\n"
        "set:\n"
        "  demand.classes.express.priority: 3\n"
        "  picking.time.per_line.lognormal.cv: 0.9\n"
        "  checkout.time_in_cart.lognormal.median: 9 min\n"
        '  targets."cycle_time.p95".at_most: 4 d\n'
        "  shifts.day.breaks.#1.at: '11:00'\n"
        "add:\n"
        "  demand.events.spring sale: {from: 2026-03-06, to: 2026-03-07, factor: 2}\n"
        "  crews.agency: {skills: [picking], heads: 2}\n"
        "  targets: [{kpi: otif, at_least: 90 %}]\n",
    )
    scenario = load(path).scenario
    assert scenario.returns is None
    assert scenario.demand.classes["express"].priority == 3
    assert scenario.picking is not None
    assert scenario.picking.time.per_line == make("lognormal", mean=40_000, cv=0.9)
    assert scenario.checkout is not None
    assert scenario.checkout.time_in_cart == make("lognormal", median=540_000, cv=1.5)
    assert [target.kpi for target in scenario.targets] == ["cycle_time.p95", "otif"]
    assert scenario.targets[0].at_most is not None
    assert scenario.targets[0].at_most.value == 4
    assert scenario.shifts["day"].breaks[0].at == 11 * 3600_000
    assert scenario.demand.events[0].name == "spring sale"
    assert scenario.crews["agency"].heads == 2


def test_wrong_changes_say_where_and_why(family: Path) -> None:
    path = child(
        family,
        "set:\n"
        "  demand.orders_per_dy: 3\n"
        "  crews.pckers.wage: 20 USD/h\n"
        "  payment.fraud_review.share: 3 %\n"
        "  picking.mispick.x: 3\n"
        "add:\n"
        "  crews.pickers: {skills: [picking]}\n"
        "remove: [demand.events.sale, labeling.x]\n",
    )
    assert lines(path) == [
        "child.yaml:4:3: set: demand.orders_per_dy: there is no 'orders_per_dy' here; "
        "did you mean orders_per_day?",
        "child.yaml:5:3: set: crews.pckers.wage: there is no 'pckers' here; did you mean pickers?",
        "child.yaml:6:3: set: payment.fraud_review.share: what should hold 'share' is off; "
        "write it whole, or set it to on first",
        "child.yaml:7:3: set: picking.mispick.x: '0.5 %' has nothing called 'x' in it; "
        "shorten the path",
        "child.yaml:9:3: add: crews.pickers: is already there; write it under set: to change it",
        "child.yaml:10:10: remove: demand.events.sale: there is no 'sale' in the list; remove it",
        "child.yaml:10:30: remove: labeling.x: is not written anywhere, so it cannot be removed; "
        "write printers, carrier_call, time or failure",
    ]


def test_a_mistake_is_reported_in_the_file_that_made_it(family: Path) -> None:
    parent = family / "base" / "parent.yaml"
    parent.write_text(starter().replace("price: 25 USD", "price: 25"))
    path = child(family, "labeling: {printers: two}\n")
    assert lines(path) == [
        "base/parent.yaml:27:55: catalog.price: 25 has no currency; write 25 USD",
        "child.yaml:3:22: labeling.printers: 'two' is not a whole number; write one such as 12",
    ]


def test_precedence(family: Path) -> None:
    text = (
        "clock: {cool_down: 1 d}\ndemand: {orders_per_day: 300}\n"
        "variants: {more: {title: More, set: {demand.orders_per_day: 400, clock.run: 9 d}}}\n"
    )
    path = child(family, text)
    plain = load(path)
    assert (plain.scenario.demand.orders_per_day, plain.scenario.clock.cool_down) == (300, DAY)
    assert tuple(plain.variants) == ("busy", "more")
    variant = load(path, variant="more")
    assert (variant.scenario.demand.orders_per_day, variant.scenario.clock.run) == (400, 9 * DAY)
    assert (variant.scenario.name, variant.scenario.title) == ("child-more", "More")
    last = load(path, variant="more", overrides=["demand.orders_per_day=500"])
    assert (last.scenario.demand.orders_per_day, last.scenario.clock.run) == (500, 9 * DAY)
    assert last.origins["demand.orders_per_day"] == "--set"
    assert last.origins["clock.cool_down"] == "child.yaml:3"
    assert last.origins["clock.run"] == "child.yaml:5"
    assert last.origins["clock.warm_up"] == "base/parent.yaml:11"


def test_overrides_are_checked_like_the_file() -> None:
    overrides = ["demand.orders_per_day=-3", "crews", "clock.run=7", "clock.x=1", "a..b=1"]
    overrides += ["demand.scale= ", "name=# none", ""]
    assert mistakes(SMALL, overrides=overrides) == [
        "--set: crews: has no value; write crews=VALUE",
        "--set: clock.x: there is no 'x' here; write start, warm_up, run, cool_down, clear_below, "
        "holidays or time_zone",
        "--set: a..b: 'a..b' is not a path; write keys with dots between",
        "--set: demand.scale: has no value; write demand.scale=VALUE",
        "--set: name: has no value; write PATH=VALUE",
        "--set: has no value; write PATH=VALUE",
        "--set: clock.run: 7 has no unit; write 7 s, 7 min, 7 h or 7 d",
        "--set: demand.orders_per_day: -3 is not above 0; write a number such as 1.5",
    ]


def test_overrides_reach_defaults_and_switch_stages() -> None:
    overrides = ["experiment.seed=7", "payment=on", "payment.fee_share=2 %", "notification=off"]
    scenario = loads(SMALL, overrides=overrides).scenario
    assert scenario.experiment.seed == 7
    assert scenario.payment is not None
    assert scenario.payment.fee_share == 0.02
    assert scenario.notification is None


def test_off_and_on() -> None:
    text = SMALL + "payment: {retry: off, timeout: none, fraud_review: off}\nnotification: on\n"
    scenario = loads(text).scenario
    assert scenario.payment is not None
    assert (scenario.payment.retry, scenario.payment.timeout) == (None, None)
    assert scenario.notification is not None
    assert scenario.checkout is None


def test_parents_can_be_wrong(family: Path) -> None:
    (family / "a.yaml").write_text("extends: b.yaml\nname: a\n")
    (family / "b.yaml").write_text("extends: a.yaml\nname: b\n")
    said = "extends itself (a.yaml -> b.yaml -> a.yaml); remove one extends"
    assert f"b.yaml:1:10: extends: {said}" in lines(family / "a.yaml")
    for k in range(12):
        (family / f"p{k}.yaml").write_text(f"extends: p{k + 1}.yaml\nname: p\n")
    assert any("more than 10 parents" in line for line in lines(family / "p0.yaml"))
    (family / "c.yaml").write_text("extends: [b.yaml]\nname: c\n")
    assert any("is not one path" in line for line in lines(family / "c.yaml"))


def test_a_missing_parent_and_changes_without_one() -> None:
    assert mistakes(SMALL + "extends: nobody.yaml\n")[0].startswith(
        "s.yaml:5:10: extends: there is no such file"
    )
    assert mistakes(SMALL + "set: {clock.run: 8 d}\n") == [
        "s.yaml:5:1: set: changes a parent, and there is none; "
        "write extends: or the keys themselves"
    ]


def test_a_child_needs_its_own_name(family: Path) -> None:
    path = family / "child.yaml"
    path.write_text("extends: base/parent.yaml\n")
    assert lines(path) == [
        "child.yaml:1:1: name: is missing; write name: and a name of its own, such as my_shop"
    ]


def test_variants_can_be_wrong() -> None:
    text = SMALL + "variants: {fast: {st: {clock.run: 1 d}}, slow: 3}\n"
    assert mistakes(text) == [
        "s.yaml:5:19: variants.fast.st: unknown key; did you mean set?",
        "s.yaml:5:48: variants.slow: 3 is not a mapping; write set: {PATH: VALUE} below it",
    ]
    variant = SMALL + "variants: {fast: {set: {clock.rn: 1 d}}}\n"
    assert mistakes(variant, variant="fast") == [
        "s.yaml:5:25: variants.fast.set: clock.rn: there is no 'rn' here; did you mean run?"
    ]
    assert mistakes(variant, variant="fest") == [
        "s.yaml: there is no variant 'fest'; did you mean fast?"
    ]


def test_paths_begin_at_the_file_that_names_them(family: Path) -> None:
    (family / "base" / "hours.csv").write_text("1\n" * 24)
    (family / "orders.csv").write_text("order_id,placed_at,sku,quantity\n")
    base = family / "base" / "small.yaml"
    base.write_text(SMALL.replace("100}", "100, hour_of_day: hours.csv}"))
    path = family / "trace.yaml"
    path.write_text("extends: base/small.yaml\nname: t\ndemand: {trace: {file: orders.csv}}\n")
    loaded = load("trace.yaml")
    assert loaded.scenario.demand.trace is not None
    assert loaded.scenario.demand.trace.file == family / "orders.csv"
    assert loaded.scenario.demand.hour_of_day == (1 / 24,) * 24
    assert set(loaded.files) == {family / "orders.csv", family / "base" / "hours.csv"}
    assert loaded.directory == family


def test_scenarios_that_ship_are_found_by_name(family: Path) -> None:
    for name, path in shipped().items():
        assert load(name) == load(path)
    path = family / "mine.yaml"
    path.write_text("extends: baseline\nname: mine\n")
    assert load(path).scenario.clock == load("baseline").scenario.clock
