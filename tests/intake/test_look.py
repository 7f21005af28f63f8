"""A look at an order file: what it is, what ships, when orders come, and its section."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import simulator as sim
from simulator.experiments.order_files import findings, looked_at
from simulator.reading.mistakes import ScenarioError
from simulator.scenario.reading import loads
from simulator.stages.demand.trace_notes import trace_notes
from tests.command_line import simulator
from tests.intake.files import CASES, Case
from tests.reporting.conclusion_rules import assert_plain

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SETTINGS = {
    "columns": "columns", "time_format": "time_format", "decimal": "decimal",
    "thousands": "thousands", "encoding": "encoding", "keep": "keep", "same_name": "same_name",
}  # fmt: skip


def settings(case: Case) -> dict[str, object]:
    """The keys of `demand.trace` that read a case."""
    found: dict[str, object] = {}
    for name, value in case.reading.items():
        if name == "leave_out_bad":
            found["bad_rows"] = "leave out"
        elif name == "statuses":
            found["map"] = {"status": dict(value)}
        elif name == "columns":
            found["columns"] = dict(value)
        elif name in SETTINGS:
            found[name] = list(value) if name == "keep" else value
    return found


@pytest.mark.parametrize("case", [c for c in CASES if c.ships], ids=lambda case: case.what)
def test_a_look_and_its_section_say_what_a_run_says(case, tmp_path):
    """The section, put into a scenario, reads the file; the same orders ship as in the look."""
    if case.reading.get("declines"):
        return  # a look has no payment
    path = tmp_path / "orders.csv"
    path.write_bytes(case.text.encode(case.encoding))
    seen = looked_at(path, settings(case), time_zone=case.reading.get("time_zone"))
    assert seen.counts.ship == len(case.ships)
    assert dict(seen.counts.orders_out) == case.out
    found = findings(seen, "simulator orders")
    assert_plain(found.conclusion)
    written = yaml.safe_load(str(found.facts["section"]))
    data = {
        "schema": "fulfillment/1", "name": "s", **written,
        "clock": {"start": "2024-01-01", "run": "366 d", **written.get("clock", {})},
    }  # fmt: skip
    scenario = loads(yaml.safe_dump(data)).scenario
    assert f"{len(case.ships)} of {seen.counts.orders} order" in trace_notes(scenario)[0]
    assert sim.sample(scenario, 0).n == len(case.ships)


def test_what_a_look_finds_out_by_itself_it_says(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity\n1,13/02/2024 10:00,A,1\n2,01/03/2024 9:00,A,1\n"
    )
    seen = looked_at(path)
    assert seen.found == ("time_format",)
    assert seen.days[0] == date(2024, 2, 13)
    assert "%d/%m/%Y %H:%M" in findings(seen, "").warnings[0]
    path.write_text("order_id,placed_at,sku,quantity\n1,2024-03-08 10:00 -0600,A,1\n")
    seen = looked_at(path)
    assert seen.reading.time_zone == "America/Chicago"
    assert seen.week[4, 10] == 1


def test_a_look_refuses_nothing_that_a_run_would_but_names_it(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity,status\n1,never,A,1,paid\n2,2024-03-08,A,1,Odd\n"
        "3,2024-03-08,A,1,paid\n3,2024-03-09,A,1,paid\n"
    )
    seen = looked_at(path)
    text = "\n".join(seen.mistakes)
    assert "2: placed_at" in text
    assert "'Odd' 1" in text
    assert "order '3' was placed at different times" in text
    assert (seen.counts.ship, dict(seen.counts.orders_out)) == (3, {"bad row": 1})
    with pytest.raises(ScenarioError, match=r"columns\.sku: there is no column 'nothing'"):
        looked_at(path, {"columns": {"sku": "nothing"}})


def test_a_header_that_is_missing_is_named_by_the_option_that_is_there(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("Bestell-Nr.;Datum;Artikel;Anz.\n1;26.01.2025 09:00;A;1\n")
    with pytest.raises(ScenarioError) as wrong:
        looked_at(path)
    told = str(wrong.value)
    assert "give --set 'columns.placed_at=YOUR HEADER'" in told
    assert "demand.trace" not in told
    theirs = {"order_id": "Bestell-Nr.", "placed_at": "Datum", "sku": "Artikel", "quantity": "Anz."}
    seen = looked_at(path, overrides=[f"columns.{ours}={name}" for ours, name in theirs.items()])
    assert seen.counts.ship == 1


def test_the_week_is_a_mean_over_the_days_there_are(tmp_path):
    """Two Mondays with three orders at 9 h, and a Tuesday with one at 23 h."""
    path = tmp_path / "orders.csv"
    rows = ["1,2024-03-04 09:00,A,1", "2,2024-03-04 09:59,A,1", "3,2024-03-11 09:30,A,2",
            "4,2024-03-05 23:00,B,1"]  # fmt: skip
    path.write_text("\n".join(["order_id,placed_at,sku,quantity", *rows, ""]))
    seen = looked_at(path)
    assert seen.week[0, 9] == 1.5
    assert seen.week[1, 23] == 1
    assert seen.week.sum() == 2.5
    first, days = seen.days
    assert (first, days.tolist()) == (date(2024, 3, 4), [2, 1, 0, 0, 0, 0, 0, 1])


def test_the_frame_has_all_rows_and_why_they_do_not_ship(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity,unit_price,status,canceled_at,note\n"
        "1,2024-03-08 10:00 -0500,A,2,1.50,paid,,x\n"
        "1,2024-03-08 10:00 -0500,B,0,1,paid,,\n\n"
        "2,2024-03-09 10:00 -0500,A,1,1,canceled,2024-03-09 11:00 -0500,\n"
        "3,odd,A,1,1,paid,,\n"
    )
    frame = sim.orders(path, time_zone="America/New_York")
    assert frame.row.tolist() == [1, 2, 4, 5]
    assert frame.reason.tolist() == ["", "no units", "canceled", "bad row"]
    assert frame.ships.tolist() == [True, False, False, False]
    assert frame.placed_at[0] == pd.Timestamp("2024-03-08 10:00", tz="America/New_York")
    assert frame.placed_at.isna().tolist() == [False, False, False, True]
    assert frame.canceled_at[2] - frame.placed_at[2] == pd.Timedelta("1h")
    assert frame.unit_price[0] == 1.5
    assert "note" not in frame


def test_the_command_prints_and_writes_a_page(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Ref,placed_at,sku,quantity\n1,2024-03-08 10:00,A,1\n2,2024-03-08 11:00,A,1\n")
    folder = tmp_path / "look"
    words = ["orders", str(path), "--set", "columns.order_id=Ref", "--output", str(folder)]
    done = simulator(*words)
    assert done.returncode == 0, done.stderr
    assert "All 2 orders of the file ship" in done.stdout
    assert "\n    columns:\n      order_id: Ref\n" in done.stdout
    assert "\nAll           ##" in done.stdout  # 10 and 11 h; two orders make no map
    assert {one.name for one in folder.iterdir()} >= {"report.html", "left_out.csv", "days.csv"}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "order_id: Ref" in page
    assert "<svg" in page
    facts = json.loads(simulator(*words, "--json").stdout)
    assert (facts["orders"], facts["ship"], facts["columns_not_used"]) == (2, 2, [])
    assert np.array(facts["week"]).shape == (7, 24)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "columns.order_id=Nr"], "there is no column 'Nr'; "),
        (["--set", "colums={}"], "there is no 'colums' here"),
        (["--time-zone", "Europe/Londn"], "did you mean Europe/London"),
    ],
)
def test_a_bad_value_is_one_clear_error(tmp_path, words, said):
    path = tmp_path / "export.csv"
    path.write_text("Ref,placed_at,sku,quantity\n1,2024-03-08 10:00,A,1\n")
    done = simulator("orders", str(path), "--output", str(tmp_path / "look"), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_days_or_months_first_is_asked_once_and_nothing_is_left_out(tmp_path):
    path = tmp_path / "amb.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity\n1,04/03/2026 09:00,A,1\n2,04/03/2026 10:00,A,1\n"
    )
    seen = looked_at(path)
    (told,) = seen.mistakes
    assert "could be two days (2 rows, on lines 2 and 3); write demand.trace.time_format: " in told
    assert '"%d/%m/%Y %H:%M" or "%m/%d/%Y %H:%M"' in told
    found = findings(seen, "")
    assert_plain(found.conclusion)
    assert found.conclusion == (
        "None of the file's 2 orders can be read yet. Its dates could have the day or the month "
        'first: write time_format "%d/%m/%Y %H:%M" or "%m/%d/%Y %H:%M". A run refuses the file '
        "until one thing is put right."
    )
    assert found.notes == ()
    text = str(found.facts["section"])
    assert 'time_format: "%d/%m/%Y %H:%M"' in text
    assert "leave out" not in text
    assert "trace" in yaml.safe_load(text)["demand"]


def test_a_file_of_a_header_alone_is_refused(tmp_path):
    path = tmp_path / "header.csv"
    path.write_text("order_id,placed_at,sku,quantity\n")
    done = simulator("orders", str(path), "--output", str(tmp_path / "look"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no order at all; write one row per line" in done.stderr


def test_a_year_that_is_typed_wrong_is_named(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order_id,placed_at,sku,quantity\n1,2026-03-04,A,1\n2,2026-03-05,A,1\n3,2062-03-05,A,1\n"
    )
    (told,) = findings(looked_at(path), "").warnings
    assert told == ("1 order lies half a year and more from the others: '3' on 2062-03-05; "
                    "are these dates right?")  # fmt: skip


SHOP = """order_id,placed_at,sku,quantity,Shipping,status
1,2026-03-03 09:00,A,1,Express,paid
2,2026-03-03 10:00,B,2,Standard,paid
3,2026-03-04 10:00,B,2,Standard,pending
"""


def test_the_section_stands_in_place_of_the_demand_of_the_starter(tmp_path):
    """With the classes kept, as its comment says; without them an error says what is lacking."""
    (tmp_path / "shop.csv").write_text(SHOP)
    done = simulator("init", str(tmp_path / "shop.yaml"))
    assert done.returncode == 0, done.stderr
    starter = (tmp_path / "shop.yaml").read_text(encoding="utf-8")
    seen = looked_at(tmp_path / "shop.csv", {"columns": {"service": "Shipping"}})
    text = str(findings(seen, "").facts["section"])
    assert "Keep the classes: and regions:" in " ".join(text.replace("#", " ").split())
    before, rest = starter.split("demand:\n", 1)
    demand, after = rest.split("\ncatalog:", 1)
    kept = demand[demand.index("  classes:") : demand.index("  lines:")]
    assert text.startswith("demand:\n")
    scenario = loads(f"{before}{text}{kept}\ncatalog:{after}").scenario
    assert list(sim.sample(scenario, 0).order_class) == [0, 1, 1]
    with pytest.raises(ScenarioError) as caught:
        loads(f"{before}{text}\ncatalog:{after}")
    own = "{share: 100 %, ship_by: 24 h, deliver_within: 4 d}"
    said = f"write demand.classes, beside trace, such as {{standard: {own}}}"
    assert f"no class 'standard'; {said}" in str(caught.value)
    assert "write all" not in str(caught.value)
    both = ", ".join(f"{name}: {own}" for name in ("standard", "express"))
    loads(f"{before}{text}\ncatalog:{after}", overrides=[f"demand.classes={{{both}}}"])


def test_a_column_that_looks_like_the_class_is_proposed(tmp_path):
    """By its words, or by its header; numbers and titles are none."""
    path = tmp_path / "shop.csv"
    path.write_text(SHOP)
    seen = looked_at(path)
    assert seen.class_like == ("Shipping", ("Express", "Standard"))
    found = findings(seen, "")
    assert "--set 'columns.service=Shipping'" in found.warnings[0]
    assert "    # columns: {service: Shipping}" in str(found.facts["section"])
    path.write_text(SHOP.replace("Shipping", "Speed"))
    assert looked_at(path).class_like == ("Speed", ("Express", "Standard"))
    other = SHOP.replace("Shipping", "Color").replace("Express", "red").replace("Standard", "blue")
    path.write_text(other)
    assert looked_at(path).class_like is None
    path.write_text(SHOP)
    assert looked_at(path, {"columns": {"service": "Shipping"}}).class_like is None
    data = {"schema": "fulfillment/1", "name": "s", "clock": {"start": "2026-03-03", "run": "2 d"},
            "demand": {"trace": {"file": str(path)}, "classes": {
                "express": {"share": "50 %"}, "standard": {"share": "50 %"}}}}  # fmt: skip
    notes = trace_notes(loads(yaml.safe_dump(data)).scenario)
    assert ("Column 'Shipping' is not used; if it has the class of an order, write "
            'demand.trace.columns: {service: "Shipping"}.') in notes  # fmt: skip


def test_unpaid_orders_come_with_a_payment_and_that_is_said(tmp_path):
    (tmp_path / "shop.csv").write_text(SHOP)
    notes = findings(looked_at(tmp_path / "shop.csv"), "").notes
    assert ("In a scenario with payment on the 1 unpaid order comes and is declined there, "
            "and not left out.") in notes  # fmt: skip


def test_another_word_for_the_class_is_told_its_key(tmp_path):
    (tmp_path / "shop.csv").write_text(SHOP)
    with pytest.raises(
        ScenarioError, match=r"service is the order's class; did you mean service\?"
    ):
        looked_at(tmp_path / "shop.csv", overrides=["columns.shipping=Shipping"])


def test_a_format_is_a_text_whatever_it_begins_with(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text("order_id,placed_at,sku,quantity\n1,04.03.2026 09:00,A,1\n")
    seen = looked_at(path, overrides=["time_format=%d.%m.%Y %H:%M"])
    assert seen.days[0] == date(2026, 3, 4)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_file_that_is_not_there_is_named(tmp_path, name):
    path = tmp_path / name
    done = simulator("orders", str(path), "--output", str(tmp_path / "look"))
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].removeprefix("error: ").startswith(f"{path}: ")
    assert "demand.trace" not in done.stderr


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
def test_a_marketplace_by_a_mapping_has_its_counts_by_status():
    columns = {"fulfilled_at": "handed_over_at", "promised_at": "promised_date"}
    seen = looked_at(DATA / "marketplace_history_2017.csv.gz", {"columns": columns})
    assert dict(seen.words("status")) == {
        "delivered": 14746, "shipped": 199, "unavailable": 139, "canceled": 100, "processing": 64,
        "invoiced": 54,
    }  # fmt: skip
    assert seen.counts.orders == 15302
    assert seen.counts.ship == 15302 - 139 - 100
    assert seen.mistakes == ()
