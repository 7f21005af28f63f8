"""What an answer rests on and the scenario does not say, and policies that can never act."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import simulator as sim
from simulator.cli import app
from simulator.experiments.explain.inputs import remarks
from simulator.experiments.gaps import gaps, idle_days_off, idle_policies
from simulator.reporting.answer import answer
from simulator.reporting.console import text_table
from simulator.reporting.estimates import estimates
from simulator.scenario import load, loads, shipped
from tests.experiments.shops import SHOP

pytestmark = pytest.mark.usefixtures("undrawn")

STOCK = """\
schema: fulfillment/1
name: stock
clock: {start: 2026-01-05, run: 2 d}
demand: {orders_per_day: 40}
catalog: {skus: 2}
inventory: {policy: {s: 3, S: 20}, lead_time: 1 h, when_short: cancel order}
experiment: {replications: 2}
"""
CATALOG = "sku,s,S,r,Q\nA,3,20,3,20\nB,-1,20,-2,20\nC,5,,5,\n"


def policies(*overrides: str, text: str = STOCK, directory: Path | None = None) -> list[str]:
    place = {} if directory is None else {"directory": directory}
    return idle_policies(loads(text, overrides=list(overrides), **place).scenario)


@pytest.mark.parametrize("when_short", ["cancel order", "cancel line"])
@pytest.mark.parametrize(("kind", "low", "high"), [("s S", "s", "S"), ("r Q", "r", "Q")])
def test_no_position_falls_below_nothing_where_what_is_short_is_canceled(
    when_short, kind, low, high
):
    policy = f"inventory.policy={{kind: {kind}, {low}: LOW, {high}: 20}}"
    short = f"inventory.when_short={when_short}"
    assert policies(policy.replace("LOW", "-1"), short) == [
        "The stock is never reordered: what is short is canceled, so that no position falls to "
        f"{low} below 0. Write {low}: 0 or more, or when_short: backorder."
    ]
    # Both remedies work.
    assert policies(policy.replace("LOW", "0"), short) == []
    assert policies(policy.replace("LOW", "-1"), "inventory.when_short=backorder") == []


def test_it_does_never_order_and_the_run_says_so_under_its_conclusion(tmp_path):
    """The house sells the 20 units a SKU that it begins with, and cancels all the rest."""
    never = loads(STOCK, overrides=["inventory.policy.s=-1", "inventory.initial=full"])
    results = sim.run(never, jobs=1)
    assert set(results.values("inventory.reorders")) == {0.0}
    assert min(results.values("orders.canceled")) > 0
    content = results.report_input
    (gap,) = [text for text in content.gaps if "never reordered" in text]
    assert gap in content.warnings
    printed = Console(width=1000, record=True)
    printed.print(text_table(content))
    conclusion, note, under, *others = printed.export_text().splitlines()
    assert note.startswith("note: ")  # what the figures rest on
    assert conclusion.rstrip() == answer(content, estimates(content.kpis))
    assert under.rstrip() == f"warning: {gap}"
    assert not any(gap in line for line in others)  # said once
    page = (results.write(tmp_path / "run") / "report.html").read_text().replace("\u00a0", " ")
    assert page.index('class="answer"') < page.index(gap) < page.index("<details")


def test_what_every_line_asks_for_may_leave_a_rest_that_nobody_takes():
    told = policies("demand.units_per_line=3", "inventory.policy.s=1")
    assert told == [
        "The stock is perhaps never reordered again: every line asks for 3 units or more and what "
        "is short is canceled, so that the last 2 may stay above s. Write s: 2 or more."
    ]
    assert policies("demand.units_per_line=3", "inventory.policy.s=2") == []
    backorder = "inventory.when_short=backorder"
    assert policies("demand.units_per_line=3", "inventory.policy.s=1", backorder) == []


def test_a_review_that_never_comes():
    assert policies("inventory.policy.review=9 d") == [
        "The stock is never reordered: it is reviewed every 9 d, and 2 d are simulated. Write a "
        "shorter review."
    ]
    assert policies("inventory.policy.review=1 d") == []


@pytest.mark.parametrize(("kind", "low", "high"), [("s S", "s", "S"), ("r Q", "r", "Q")])
def test_rows_of_a_catalog_are_counted_and_named(tmp_path, kind, low, high):
    (tmp_path / "skus.csv").write_text(CATALOG)
    text = STOCK.replace("{skus: 2}", "{file: skus.csv}")
    written = f"inventory.policy={{kind: {kind}, {low}: 3, {high}: 20}}"
    (never,) = policies(written, text=text, directory=tmp_path)
    assert never.startswith("1 of 3 SKUs ('B') is never reordered: what is short is canceled")


def test_validate_and_explain_name_such_a_policy(tmp_path):
    path = tmp_path / "never.yaml"
    idle = "variants: {cheap: {set: {inventory.policy.s: -1}}}\n"
    path.write_text(STOCK + idle)
    answered = CliRunner().invoke(app, ["validate", str(path)])
    assert answered.exit_code == 0
    assert "warning: variant 'cheap': The stock is never reordered" in answered.stderr
    answered = CliRunner().invoke(app, ["validate", str(path), "--variant", "cheap"])
    assert answered.stderr.startswith("warning: The stock is never reordered")
    assert idle_policies(load(path, variant="cheap").scenario)[0] in remarks(
        load(path, variant="cheap").scenario
    )


def test_nothing_ordered_while_stock_was_short_is_told_by_the_run():
    """Nothing is ordered before 1,000 units are lacking; the scenario alone does not show it."""
    policy = "inventory.policy={s: -1000, S: 5}"
    results = sim.run(loads(STOCK, overrides=[policy, "inventory.when_short=backorder"]), jobs=1)
    (told,) = [text for text in results.warnings if "reordered" in text]
    assert re.fullmatch(
        r"Nothing was reordered in the window, while \d+\.\d % of the demand lines found too "
        r"little stock\. Look at inventory\.policy\.",
        told,
    )
    assert not any("reordered" in text for text in sim.run(loads(STOCK), jobs=1).warnings)


# Prices and promises


def asked(text: str, *overrides: str, of: tuple[str, ...] = ("cost_per_order",)) -> list[str]:
    return gaps(loads(text, overrides=list(overrides)).scenario, of)


CARRIER = (
    "{pick_ups: {daily: ['17:00']}, services: {"
    "ground: {share: 50 %, transit: 1 working day}, "
    "air: {share: 50 %, transit: 6 h, cost: 9 USD}}}"
)


def test_who_works_and_what_ships_for_nothing():
    shipping = f"shipping={{carriers: {{c: {CARRIER}}}}}"
    unpaid = [shipping, "crews.pickers.wage=0"]
    assert asked(SHOP, *unpaid) == [
        "Costs leave out what has no price: the work of 'pickers' (write wage under the crew) and "
        "the parcels of 'ground' (write cost under the service)."
    ]
    paid = ["crews.pickers.wage=9 USD/h", "shipping.carriers.c.services.ground.cost=4 USD"]
    assert asked(SHOP, *unpaid, *paid) == []
    assert asked(SHOP, *unpaid, of=("on_time_ship", "cycle_time.mean")) == []


def test_goods_have_a_price_where_a_margin_is_asked_for(tmp_path):
    minus = "Margin is minus the cost: nothing is sold for money; write catalog.price."
    goods = "Costs leave out what has no price: the goods (write catalog.cost)."
    assert asked(SHOP, of=("total_margin",)) == [goods, minus]
    assert asked(SHOP, "catalog.cost=1 USD", of=("total_margin",)) == [minus]
    assert asked(SHOP, "catalog.price=5 USD", "catalog.cost=60 %", of=("total_margin",)) == []
    (tmp_path / "skus.csv").write_text("sku,cost,price\nA,3,\nB,,9\n")
    listed = loads(f"{SHOP}catalog: {{file: skus.csv}}\n", directory=tmp_path)
    assert gaps(listed.scenario, ("total_margin",)) == []


CLASSES = "demand.classes={a: {share: 50 %, ship_by: 20 h}, b: {share: 50 %, ship_by: none}}"


def test_classes_without_the_promise_that_a_figure_is_about():
    assert asked(SHOP, CLASSES, of=("on_time_ship",)) == [
        "On-time ship leaves out the orders of 'b', which have no ship_by."
    ]
    assert asked(SHOP, CLASSES, of=("backlog.mean",)) == []
    none = "demand.classes={a: {ship_by: none}}"
    assert asked(SHOP, none, of=("on_time_ship",)) == [
        "On-time ship applies to no order: no class has a ship_by. Write one under the class."
    ]
    assert asked(SHOP, none, "targets=[]", of=("on_time_ship",)) == []


def test_no_scenario_that_ships_leaves_any_of_this_out():
    found = {name: gaps(load(name).scenario, ("total_cost", "on_time_ship")) for name in shipped()}
    assert {name: told for name, told in found.items() if told} == {}


def test_days_off_of_another_year_are_told() -> None:
    at = "shipping.carriers.parcelco.holidays"
    (told,) = idle_days_off(load("small", overrides=[f"{at}=[2025-12-25]"]).scenario)
    assert told == (
        f"{at} change nothing: none is from 2026-03-02 to 2026-03-14, which is simulated. Write "
        "those of that time, or a country code."
    )
    for dates in ("[2025-12-25, 2026-03-04]", "US", "[]"):
        assert idle_days_off(load("small", overrides=[f"{at}={dates}"]).scenario) == []
