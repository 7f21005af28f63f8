"""What became of an order file is told by validate, run, its page, its folder and its JSON."""

from __future__ import annotations

import json

import pytest

from simulator.reading.mistakes import ScenarioError
from simulator.reporting.folder import from_folder
from simulator.scenario.reading import loads
from tests import command_line
from tests.command_line import Ended
from tests.intake.files import AT, PAID, shopify

EXPORT = shopify(
    f"#1,paid,{PAID},,,10,{AT},1,Thing,10.00,A,true,Std,,",
    f"#2,voided,,,,10,{AT},1,Thing,10.00,A,true,Std,{PAID},",
    f"#3,paid,{PAID},,,10,{AT},1,Card,10.00,GIFT,false,Std,,",
)
WORLD = """
schema: fulfillment/1
name: told
clock: {start: 2024-03-09, run: 1 d, time_zone: America/New_York}
demand: {trace: {file: export.csv}}
crews: {p: {skills: [picking], heads: 1}}
picking: on
experiment: {replications: 1}
"""
SAID = "export.csv: 1 of 3 orders ships. Left out: 1 canceled, 1 digital or not shipped."


def simulator(folder, *words: str) -> Ended:
    return command_line.simulator(*words, folder=folder)


@pytest.mark.usefixtures("undrawn")
def test_the_same_sentences_everywhere(tmp_path):
    (tmp_path / "export.csv").write_text(EXPORT)
    (tmp_path / "told.yaml").write_text(WORLD)
    checked = simulator(tmp_path, "validate", "told.yaml")
    assert checked.returncode == 0, checked.stderr
    assert SAID in checked.stderr.splitlines()
    words = ["run", "told.yaml", "--no-store", "--jobs", "1", "--output", "out"]
    ran = simulator(tmp_path, *words)
    assert ran.returncode == 0, ran.stderr
    assert SAID in " ".join(ran.stdout.split())
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert SAID in page.replace("\u00a0", " ")
    assert from_folder(tmp_path / "out").order_file[0] == SAID
    facts = json.loads(simulator(tmp_path, *words, "--json").stdout)
    assert facts["order_file"][0] == SAID
    placed = [one["mean"] for one in facts["kpis"] if one["kpi"] == "orders.placed"]
    assert placed[0] == 1


def test_a_path_of_the_command_line_may_begin_at_the_scenario(tmp_path):
    """As somebody copies it from the scenario; one that is in the working folder goes before."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "other.csv").write_text(EXPORT)
    (tmp_path / "deep" / "export.csv").write_text(EXPORT)
    (tmp_path / "deep" / "told.yaml").write_text(WORLD)
    words = ["validate", "deep/told.yaml", "--set"]
    beside = simulator(tmp_path, *words, "demand.trace.file=../other.csv")
    assert beside.returncode == 0, beside.stderr
    assert "other.csv: 1 of 3" in beside.stderr
    here = simulator(tmp_path, *words, "demand.trace.file=other.csv")
    assert here.returncode == 0
    nowhere = simulator(tmp_path, *words, "demand.trace.file=nowhere.csv")
    assert nowhere.returncode == 2
    assert "there is no file 'nowhere.csv'" in nowhere.stderr


def test_a_zone_that_nobody_knows_is_one_error(tmp_path):
    """With the zone that was meant."""
    (tmp_path / "export.csv").write_text(EXPORT)
    text = WORLD.replace("America/New_York", "America/New York")
    said = r"clock\.time_zone: 'America/New York' is not a time zone; did you mean America/New_York"
    with pytest.raises(ScenarioError, match=said):
        loads(text, directory=tmp_path)


@pytest.mark.usefixtures("undrawn")
def test_orders_outside_of_the_simulated_time_are_a_warning(tmp_path):
    """Of two orders on two days one is simulated; the clock that is told has both."""
    (tmp_path / "export.csv").write_text(
        "order_id,placed_at,sku,quantity\n1,2024-03-09 10:00,A,1\n2,2024-03-11 10:00,A,1\n"
    )
    world = WORLD.replace(", time_zone: America/New_York", "")
    (tmp_path / "told.yaml").write_text(world)
    said = "To have all of them, write clock: {start: 2024-03-09, run: 3 d}"
    assert said in simulator(tmp_path, "validate", "told.yaml").stderr
    words = ["run", "told.yaml", "--no-store", "--jobs", "1", "--output", "out", "--json"]
    assert any(said in one for one in json.loads(simulator(tmp_path, *words).stdout)["warnings"])
    held = simulator(tmp_path, "validate", "told.yaml", "--set", "clock.run=3 d")
    assert (held.returncode, said in held.stderr) == (0, False)


def test_promises_before_the_order_and_keys_of_a_rate_are_told_with_counts(tmp_path):
    (tmp_path / "export.csv").write_text(
        "order_id,placed_at,sku,quantity,promised_at\n"
        "A,2024-03-09 10:00,x,1,2024-03-08\nB,2024-03-09 11:00,x,1,2024-03-09\n"
    )
    more = ", day_to_day_cv: 0.2, growth: {a_week: 1.01, level_on: 2024-03-09}}"
    (tmp_path / "told.yaml").write_text(WORLD.replace("export.csv}}", f"export.csv}}{more}"))
    checked = simulator(tmp_path, "validate", "told.yaml")
    assert checked.returncode == 0, checked.stderr
    told = checked.stderr.splitlines()
    assert "1 order promised before it was placed is kept as promised, and so late." in told
    assert "2 keys of demand have no effect beside a trace: growth, day_to_day_cv." in told


PARENT = WORLD.replace("name: told", "name: parent")
RATES = [
    ("set: {demand.orders_per_day: 300}", "set: {demand.orders_per_day: 300, demand.trace: none}"),
    ("set: {demand.orders_per_day: 300}", "set: {demand.trace: none, demand.orders_per_day: 300}"),
    ("demand: {orders_per_day: 300}", "demand: {trace: none, orders_per_day: 300}"),
    ("demand: {orders_per_day: 300}", "remove: [demand.trace]\nadd: {demand.orders_per_day: 300}"),
]


@pytest.mark.parametrize(("wrong", "right"), RATES)
def test_a_rate_does_not_replace_the_trace_of_a_parent_in_silence(wrong, right, tmp_path):
    (tmp_path / "export.csv").write_text(EXPORT)
    (tmp_path / "parent.yaml").write_text(PARENT)
    child = tmp_path / "child.yaml"
    child.write_text(f"extends: parent.yaml\nname: child\n{wrong}\n")
    checked = simulator(tmp_path, "validate", "child.yaml")
    assert checked.returncode == 2
    assert "which orders_per_day does not replace; leave it out, or write demand.trace: none" in (
        checked.stderr
    )
    assert len(checked.stderr.splitlines()) == 1
    child.write_text(f"extends: parent.yaml\nname: child\n{right}\n")
    checked = simulator(tmp_path, "validate", "child.yaml")
    assert checked.returncode == 0, checked.stderr


def test_a_trace_replaces_the_rate_of_a_parent(tmp_path):
    (tmp_path / "export.csv").write_text(EXPORT)
    rate = PARENT.replace("{trace: {file: export.csv}}", "{orders_per_day: 9}")
    (tmp_path / "parent.yaml").write_text(rate)
    (tmp_path / "child.yaml").write_text(
        "extends: parent.yaml\nname: child\nset: {demand.trace: {file: export.csv}}\n"
    )
    checked = simulator(tmp_path, "validate", "child.yaml")
    assert checked.returncode == 0, checked.stderr
    assert SAID in checked.stderr.splitlines()
