"""What could bend figures: by hand, and the same in a run and in every experiment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

import simulator as sim
from simulator.cli.changes import alternatives
from simulator.experiments import ask
from simulator.experiments.caveats import Caveat, caveats, evidence, merged
from simulator.experiments.running.replication import Replication
from simulator.measure.measurement import Measurement
from simulator.measure.open_ends import Ends
from simulator.measure.signs import Signs
from simulator.reporting.console import console
from simulator.reporting.findings import Findings, as_json, html
from simulator.reporting.tables import Table
from simulator.scenario import loads
from simulator.units import MINUTE
from tests.experiments.shops import SHOP, shop

pytestmark = pytest.mark.usefixtures("undrawn")

__all__ = ["shop"]  # a fixture


def shop_scenario(*overrides: str):
    return loads(SHOP, overrides=["clock.warm_up=1 d", *overrides]).scenario


def replication(number: int = 0, signs: Signs | None = None, **kpis: float) -> Replication:
    """One with 100 orders placed, of which none is open, and no growth."""
    figures = {"orders.placed": 100.0, "orders.in_flight": 0.0} | {
        name.replace("__", "."): value for name, value in kpis.items()
    }
    measured = {(name, "all"): value for name, value in figures.items()}
    return Replication(number, Measurement(measured, {}), (), signs or Signs(), {})


def told(scenario, *done: Replication, shown: tuple[str, ...] = ()) -> dict[str, str]:
    return {one.kind: one.text for one in caveats(scenario, evidence(done, shown))}


def test_the_share_that_is_open_is_of_all_replications():
    """0, 1 and 5 of a hundred: 2 %. One in a hundred is not worth a word."""
    done = [replication(k, orders__in_flight=n) for k, n in enumerate((0.0, 1.0, 5.0))]
    said = told(shop_scenario(), *done)
    assert said == {
        "open": "2.0 % of the orders placed in the window are still open at the end; figures of "
        "finished orders leave them out. A longer cool_down lets them finish."
    }
    assert told(shop_scenario(), replication(orders__in_flight=1.0), replication()) == {}
    until_done = shop_scenario("clock.cool_down={until_done: at most 2 d}")
    assert told(until_done, *done)["open"].endswith("A higher limit lets them finish.")


def test_one_replication_no_warm_up_and_missing_values():
    lone = told(shop_scenario("clock.warm_up=0 d"), replication())
    assert lone == {"one": "One replication has no half-width; run at least five."}
    stock = shop_scenario("clock.warm_up=0 d", "inventory={policy: {s: 1, S: 9}}")
    assert "no warm-up" in told(stock, replication(), replication())
    some = [replication(otif=np.nan), replication(otif=90.0)]
    assert told(shop_scenario(), *some, shown=("otif",)) == {
        "undefined": "Undefined in some replications, which are left out there: otif."
    }
    none = [replication(otif=np.nan), replication(otif=np.nan)]
    assert told(shop_scenario(), *none, shown=("otif",)) == {}


def test_a_backlog_grows_that_falls_no_more_to_where_it_began():
    """Two days and 100 orders: 50 a day; more than a fifth of that, and more than double."""

    def growing(*lowest: tuple[float, float]) -> bool:
        done = [replication(k, Signs(lowest_backlog=pair)) for k, pair in enumerate(lowest)]
        return "grows" in told(shop_scenario(), *done)

    assert growing((0, 11), (0, 11), (0, 0))  # by the median
    assert not growing((0, 10), (0, 10))  # a fifth of a day's orders is not growth
    assert not growing((20, 40), (20, 40))  # nor is twice a large one
    assert growing((20, 41), (20, 41))
    assert not growing((0, 50), (np.nan, np.nan))


def test_a_week_that_ends_with_a_weekend_is_no_growth():
    """A house that is closed on Sundays: 700 orders in a week, 100 a day, a fifth of that is 20."""

    def growing(run: str, *growth: float) -> bool:
        signs = Signs(lowest_backlog=(1, 90))
        figures = [{"orders.placed": 700.0, "backlog.growth": each} for each in growth]
        done = [replication(k, signs, **each) for k, each in enumerate(figures)]
        return "grows" in told(shop_scenario(f"clock.run={run}"), *done)

    assert not growing("7 d", -40, 20, 20)  # by the median, and not more than a fifth of a day's
    assert growing("7 d", -40, 21, 21)
    assert growing("6 d", -40, 0, 0)  # it ends at another moment of the week than it began
    assert growing("7 d", np.nan, 0, 0)


def test_one_line_a_kind_names_whom_it_holds_for():
    few = Caveat("open", "2 % are open.", 0.02)
    many = Caveat("open", "30 % are open.", 0.3)
    grows = Caveat("grows", "The backlog grows.")
    assert merged({"'a'": [few, grows], "'b'": [many], "'c'": []}) == (
        "In 'a' and 'b', at worst: 30 % are open.",
        "In 'a': the backlog grows.",
    )
    assert merged({"'a'": [few], "'b'": [many]}) == ("In both, at worst: 30 % are open.",)
    assert merged({"'a'": [grows], "'b'": [grows]}) == ("The backlog grows.",)
    assert merged({"'a'": [grows]}) == ("The backlog grows.",)
    names = {f"'{name}'": [grows] for name in "abcde"} | {"'f'": []}
    assert merged(names) == ("In 'a', 'b', 'c' and 2 more: the backlog grows.",)
    points = {"1": [few], "2": [many], "3": []}
    assert merged(points, "points") == ("In 2 of 3 points, at worst: 30 % are open.",)
    assert merged({}) == ()


OVERLOADED = "shifts.day.heads={pickers: 1, packers: 2}"
CALM = "demand.scale=0.2"
KINDS = ("still open at the end", "The backlog grows", "the work of 'packers'")


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> str:
    """The shop with one picker too few, and packers who have no wage."""
    text = SHOP.replace("heads: {pickers: 2", "heads: {pickers: 1")
    text = text.replace(
        "packers: {skills: [packing], wage: 20 USD/h}", "packers: {skills: [packing]}"
    )
    file = tmp_path_factory.mktemp("shops") / "busy.yaml"
    file.write_text(text)
    return str(file)


SHARED = {"jobs": 1, "store": True}
"""They all run the base too, once for all in the store of the tests."""
EXPERIMENTS = {
    "compare": lambda path: ask.compare(path, changed=alternatives([f"calm: {CALM}"]), **SHARED),
    "sweep": lambda path: ask.sweep(path, ["demand.scale=0.2,1"], **SHARED),
    "optimize": lambda path: ask.optimize(
        path, ["shifts.day.heads.pickers=1..1"], check=4, replications=4, **SHARED
    ),
    "bottleneck": lambda path: ask.bottleneck(path, **SHARED),
    "stress": lambda path: ask.stress(path, absence="10%", **SHARED),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_warns_as_a_run_does(path, name):
    run = sim.run(path, **SHARED).warnings
    found = EXPERIMENTS[name](path).findings
    for words in KINDS:
        assert any(words in text for text in run), words
        assert any(words.lower() in text.lower() for text in found.warnings), (
            words,
            found.warnings,
        )
    printed = Console(width=5000, record=True)
    printed.print(console(found))
    text = printed.export_text()
    lines = text.splitlines()
    for k, warning in enumerate(found.warnings, start=1):
        assert lines[k].rstrip() == f"warning: {warning}"  # under the conclusion
    assert as_json(found, None)["warnings"] == list(found.warnings)


def test_a_comparison_names_the_alternative(path):
    said = EXPERIMENTS["compare"](path).findings.warnings
    assert any(text.startswith("In 'shop': the backlog grows") for text in said)
    assert any(text.startswith("Costs leave out") for text in said)  # it is so in both


def test_a_sweep_counts_the_points(path):
    said = EXPERIMENTS["sweep"](path).findings.warnings
    assert any(text.startswith("In 1 of 2 points: the backlog grows") for text in said)


def test_a_sound_house_is_warned_of_nothing(shop):
    sound = ["clock.cool_down={until_done: at most 5 d}", CALM]
    assert sim.run(shop, overrides=sound, jobs=1).warnings == ()
    assert ask.bottleneck(shop, overrides=sound, jobs=1).findings.warnings == ()


def test_the_page_has_them_in_sight_under_the_conclusion():
    table = Table("t", ("a",), (("b",),))
    bare = Findings(kind="k", title="t", question="", conclusion="Do this.", main=table)
    assert "Warnings" not in html(bare)
    page = html(replace(bare, warnings=("Nobody & nothing is paid.",)))
    assert (
        page.index("Do this.")
        < page.index("Nobody &amp; nothing is paid.")
        < page.index('id="notes"')
    )


def test_a_run_names_how_much_is_open_beside_what_depends_on_it(path, tmp_path: Path):
    results = sim.run(path, jobs=1)
    share = results.estimate("orders.in_flight").mean / results.estimate("orders.placed").mean
    note = f"{100 * share:.1f} % still open"
    from simulator.reporting.console import text_table

    printed = Console(width=120, record=True)
    printed.print(text_table(results.report_input))
    lines = printed.export_text().splitlines()
    beside = {line.split("  ")[0] for line in lines if note in line}
    assert beside == {"On-time ship", "Cycle time, mean"}
    page = (results.write(tmp_path / "run") / "report.html").read_text().replace("\xa0", " ")
    assert page.count(note) > 4


def test_what_open_orders_could_make_of_a_target_is_told_with_the_cool_down_that_decides():
    """Of 100 orders one is open, late or not: 98.5 to 99.5 % about a target of 99 %."""
    one = replication(orders__in_flight=1.0, on_time_ship=99.5)
    ends = {("on_time_ship", "all"): Ends(98.5, 99.5, 90 * MINUTE)}
    doubted = replace(one, measurement=replace(one.measurement, open_ends=ends))
    asks = "targets=[{kpi: on_time_ship, at_least: 99 %}]"
    kpis = ("on_time_ship",)
    said = told(shop_scenario(asks, "clock.cool_down=1 h"), doubted, doubted, shown=kpis)
    assert said["open"] == (
        "1.0 % of the orders placed in the window are still open at the end: with them On-time "
        "ship is 98.5 to 99.5 %. Write clock.cool_down: 3 h, by when their promises end."
    )
    assert "open" not in told(shop_scenario(asks.replace("99", "90")), doubted, shown=kpis)
