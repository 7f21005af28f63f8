"""The first lines of an answer: what it rests on, what to try first, and no cost of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulator as sim
from simulator.experiments.explain.explain import Explanation, explain
from simulator.experiments.explain.explained import text
from simulator.experiments.explain.premises import working_day
from simulator.experiments.results import Results
from simulator.experiments.wages import wages_of, wages_text
from simulator.scenario import loads, minimal
from tests.command_line import simulator

SHOP = """
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, warm_up: 1 d, run: 7 d, cool_down: 3 d}
demand:
  orders_per_day: 450
  lines: {shifted_geometric: {mean: 2.4}}
  classes: {all: {ship_by: same day, order_cut_off: "13:00"}}
catalog: {skus: 500}
crews: {pickers: {skills: [picking]}, packers: {skills: [packing]}}
shifts: {day: {hours: 08:00-16:00, heads: {pickers: 3, packers: 2}}}
picking: {time: {per_line: 30 s, per_unit: 0 s}}
packing: {time: {setup: 90 s, per_unit: 0 s}}
shipping: {carriers: {c: {pick_ups: {daily: ["16:00"]}, services: {p: {transit: 1 d}}}}}
targets: [{kpi: on_time_ship, at_least: 98 %}]
experiment: {replications: 2}
"""


def scenario(*changes: str) -> sim.Scenario:
    return loads(SHOP, overrides=list(changes)).scenario


def explained(*changes: str) -> Explanation:
    return explain(scenario(*changes), jobs=1)


def ran(*changes: str, source: str = SHOP) -> Results:
    return sim.run(loads(source, overrides=list(changes)), jobs=1, orders="none")


def test_an_assumed_value_of_those_who_are_busy_comes_before_one_of_those_who_are_idle() -> None:
    """45 % of 69 % of the time of three pickers; 35 % of 54 % of that of four packers."""
    one, other = "picking.time.setup", "packing.time.per_unit"
    changes = (
        "packing={time: {setup: 90 s}}",
        "demand.units_per_line=2",
        "shifts.day.heads.packers=4",
    )
    busy = explained(*changes).premises[0]
    assert busy.index(one) < busy.index(other)
    idle = explained(*changes, "shifts.day.heads.pickers=30").premises[0]
    assert idle.index(other) < idle.index(one)


def test_all_that_is_written_leaves_no_assumed_value() -> None:
    told = explained("picking.time.setup=0 s", "demand.units_per_line=1").premises
    assert not any(one.startswith("Assumed") for one in told)


def test_days_that_are_alike_name_the_keys_that_make_them_differ() -> None:
    (told,) = [one for one in explained().premises if one.startswith("Every day is alike")]
    assert "demand.day_to_day_cv" in told
    assert "absence under each crew" in told
    somebody = explained("crews.pickers.absence=3 %").premises
    assert "absence" not in next(one for one in somebody if one.startswith("Every day is alike"))
    varied = explained("demand.day_to_day_cv=0.1").premises
    assert not any("alike" in one for one in varied)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("demand.orders_per_day=450", ""),
        ("shifts.day.days=mon-fri", "450 orders a day are the mean of all seven days: 630 for each "
         "of the five on which they are worked on. If such a day gets 450, write "
         "demand.orders_per_day: 321.4."),
        ("demand.day_of_week={counts: [1, 1, 1, 1, 1, 1, 0]}", "450 orders a day are the mean of "
         "all seven days: 525 for each of the six on which they come and are worked on. If such a "
         "day gets 450, write demand.orders_per_day: 385.7."),
        ("crews.pickers.heads=3", ""),
        ("demand.day_of_week={counts: [2, 2, 2, 2, 5, 1, 1]}", ""),
    ],
)  # fmt: skip
def test_what_a_working_day_gets(change: str, told: str) -> None:
    """450 x 7 / 5 = 630 and 450 x 7 / 6 = 525; 450 x 5 / 7 = 321.4 and 450 x 6 / 7 = 385.7."""
    changes = [change]
    if "[2, 2" in change:
        changes.append("shifts.day.days=mon-fri")
    if change.startswith("crews"):
        changes.append("shifts={day: {days: mon-fri, hours: 08:00-16:00, heads: {packers: 2}}}")
    assert working_day(scenario(*changes)) == told


def test_the_number_to_write_gives_a_working_day_what_was_meant() -> None:
    base = "shifts.day.days=mon-fri"
    obeyed = working_day(scenario(base, "demand.orders_per_day=321.4"))
    assert "450 for each of the five" in obeyed


def test_on_time_ship_with_a_cut_off_says_that_later_orders_count_too() -> None:
    assert any("same_day_share" in one for one in explained().premises)
    asked = explained("targets.on_time_ship.kpi=same_day_share")
    assert not any("same_day_share" in one for one in asked.premises)
    both = "targets=[{kpi: on_time_ship, at_least: 98 %}, {kpi: same_day_share, at_least: 98 %}]"
    assert not any("same_day_share" in one for one in explained(both).premises)
    next_day = explained("demand.classes.all.ship_by=next day")
    assert not any("same_day_share" in one for one in next_day.premises)


@pytest.mark.parametrize(
    ("pick_ups", "cut_off", "told"),
    [
        ("{daily: ['11:00']}", "0 s", "11:00, too early for 8 %"),
        ("{daily: ['11:00']}", "2 h", "09:00, too early for 15 %"),
        ("{daily: ['11:00', '16:00']}", "0 s", ""),
        ("{mon-fri: ['16:00'], sat: ['09:45']}", "0 s", "09:45 on sat, too early for 2 %"),
        ("{mon-fri: ['16:00'], sat: ['12:00']}", "0 s", ""),
    ],
)
def test_a_truck_that_leaves_before_the_cut_off_is_named_with_what_it_misses(
    pick_ups: str, cut_off: str, told: str
) -> None:
    """Half of the orders, 2 of 13 even hours: 7.7 %, 4 of 13: 15 %; on Saturday alone 3.25 of 13
    in one of six days: 2.1 %, and 1 of 13: 0.6 %, not worth a word."""
    other = f"{{pick_ups: {pick_ups}, cut_off: {cut_off}, services: {{p: *half}}}}"
    later = "{pick_ups: {daily: ['16:00']}, services: {p: &half {share: 50 %, transit: 1 d}}}"
    carriers = f"shipping.carriers={{late: {later}, soon: {other}}}"
    sentences = [one for one in explained(carriers).premises if "the last truck of" in one]
    if not told:
        assert not sentences
        return
    (sentence,) = sentences
    assert f"the last truck of 'soon' leaves at {told} of what comes until then" in sentence
    assert "shipping.carriers.soon.pick_ups" in sentence
    next_day = explained(carriers, "demand.classes.all.ship_by=next day").premises
    assert not any("the last truck of" in one for one in next_day)


def test_days_of_work_without_a_truck_are_said_not_to_count() -> None:
    asked = "targets.on_time_ship.kpi=same_day_share"
    weekdays = "shipping.carriers.c.pick_ups={mon-fri: ['16:00']}"
    told = [one for one in explained(asked, weekdays).premises if one.startswith("No truck")]
    assert told == [
        "No truck comes on Saturday and Sunday, though people work: orders of these days are not "
        "counted in what left the same day. If one comes, write it in pick_ups (shipping.carriers)."
    ]
    closed = explained(asked, weekdays, "shifts.day.days=mon-fri")
    for other in (explained(weekdays), explained(asked), closed):
        assert not any(one.startswith("No truck") for one in other.premises)


def test_a_run_without_prices_has_no_cost_and_says_so() -> None:
    found = ran()
    content = found.report_input
    assert "cost_per_order" not in content.headline
    assert any(one.startswith("Nothing is priced") for one in content.premises)
    assert not any("Costs leave out" in one for one in content.warnings)
    assert "Cost per order" not in repr(found)


def test_where_all_leave_the_same_day_the_share_before_the_cut_off_stands_beside_all() -> None:
    found = ran()
    assert found.report_input.headline[:2] == ("on_time_ship", "same_day_share")
    assert "Ordered by the cut-off, left that day" in repr(found)
    for other in ("ship_by=next day", "order_cut_off=none"):
        assert "same_day_share" not in ran(f"demand.classes.all.{other}").report_input.headline


def test_one_price_is_enough_for_a_cost() -> None:
    content = ran("crews.pickers.wage=18 USD/h").report_input
    assert "cost_per_order" in content.headline
    assert not any(one.startswith("Nothing is priced") for one in content.premises)
    assert any("Costs leave out" in one for one in content.gaps)


def test_a_target_on_the_cost_keeps_it() -> None:
    content = ran("targets.on_time_ship={kpi: cost_per_order, at_most: 3 USD}").report_input
    assert "cost_per_order" in content.headline


def test_where_orders_are_in_time_no_more_heads_are_named() -> None:
    """A packer of 24 h has 22.5 h of work: orders wait for him, and there are three days."""
    found = ran(
        "demand.classes.all={ship_by: 3 working days}",
        "demand.scale=2",
        "shifts.day={hours: 00:00-24:00, heads: {pickers: 8, packers: 1}}",
    )
    assert found.limits.kept
    assert found.limits.first is not None
    assert found.limits.first.cause == "labor"
    assert not any(one.startswith("Try ") for one in found.report_input.premises)


def test_a_day_that_is_missed_is_limited_though_few_orders_are_late() -> None:
    """Of all orders under 1 % are late, and more than the target allows of those by the cut-off."""
    changes = ("shifts.day.heads={pickers: 4, packers: 2}", "experiment.replications=4")
    asked = (*changes, "targets.same_day_share.at_least=99.9 %")
    found = ran(*asked, "experiment.seed=1", source=minimal())
    assert found.estimate("on_time_ship").mean > 99
    assert found.estimate("same_day_share").mean < 99.9
    assert found.report_input.limited.startswith("The house is limited by 'packers'")
    kept = ran(*changes, "targets.same_day_share.at_least=50 %", source=minimal())
    assert kept.report_input.limited.startswith("Orders leave in time")


def test_hours_that_limit_say_that_heads_do_not_help_and_they_do_not() -> None:
    """Pickers go at noon, and the day's orders come until 13:00."""
    crews = "shifts={early: {hours: 04:00-12:00, heads: {pickers: 8}}, "
    crews += "day: {hours: 08:00-16:00, heads: {packers: 4}}}"
    found = ran(crews)
    told = found.report_input.limited
    assert told.startswith("The house is limited by the working hours of 'pickers'")
    assert told.endswith("; longer or later hours may help, more heads do not.")
    more = ran(crews, "shifts.early.heads.pickers=16")
    longer = ran(crews, "shifts.early.hours=06:00-14:00")
    was = found.estimate("same_day_share").mean
    assert more.estimate("same_day_share").mean == pytest.approx(was, abs=1)
    assert longer.estimate("same_day_share").mean > was + 5


def test_explain_names_the_command_that_answers_for_the_target() -> None:
    told = text(explained(), "shop.yaml --set demand.scale=1.1")
    assert "'On-time ship at least 98 %' are found by" in told
    assert "\n  simulator sweep shop.yaml --set demand.scale=1.1 --vary shifts.day" in told
    paid = explained("crews.pickers.wage=18 USD/h", "crews.packers.wage=18 USD/h")
    assert "simulator optimize shop.yaml" in text(paid, "shop.yaml")
    assert explained("targets=[]").for_target is None


def test_the_command_that_explain_names_runs(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP)
    told = simulator("explain", "shop.yaml", folder=tmp_path).stdout
    line = next(one for one in told.splitlines() if one.startswith("  simulator sweep"))
    fewer = ("--replications", "2", "--jobs", "1", "--set", "clock.run=1d")
    ended = simulator(*line.split()[1:], *fewer, folder=tmp_path)
    assert ended.returncode == 0, ended.stderr


def test_minimal_is_few_lines_and_its_story_holds(tmp_path: Path) -> None:
    """450 orders of 2.4 lines of 60 s are 18 h for three pickers with 23.3 h, and 30 % more 23.4 h.

    The day: 8.5 h less a break of 0.5 h, less 3 % who are absent; a fourth makes it 31 h.
    """
    file = tmp_path / "my.yaml"
    told = simulator("init", str(file), "--minimal").stdout
    assert told == f"{file} written; try: simulator run {file}\n"
    assert simulator("validate", str(file)).returncode == 0
    written = [one for one in file.read_text().splitlines() if not one.lstrip().startswith("#")]
    assert len([one for one in written if one.strip()]) <= 45
    assert minimal().count("<--") >= 8
    today = ran("experiment.replications=4", source=minimal())
    (held,) = today.judged
    assert held.goal.kpi == "same_day_share"
    assert today.estimate("same_day_share").mean > 98
    more = ran("experiment.replications=4", "demand.scale=1.3", source=minimal())
    assert more.estimate("same_day_share").mean < 90
    fourth = ("experiment.replications=4", "demand.scale=1.3", "shifts.day.heads.pickers=4")
    assert ran(*fourth, source=minimal()).estimate("same_day_share").mean > 98


def test_minimal_rests_on_nothing_that_it_does_not_say() -> None:
    assert explain(loads(minimal()).scenario, jobs=1).premises == ()


def test_minimal_and_a_question_are_not_asked_at_once(tmp_path: Path) -> None:
    ended = simulator("init", "--minimal", "--question", "peak", folder=tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.strip() == "--minimal and --question: give one of the two"
    assert not [*tmp_path.iterdir()]


@pytest.mark.usefixtures("undrawn")
def test_the_folder_of_a_variant_has_its_name_once(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(minimal())
    few = ("--replications", "2", "--jobs", "1", "--set", "clock.run=1d", "--replay", "off")
    simulator("run", "shop.yaml", "--variant", "thirty_more", *few, folder=tmp_path)
    assert [one.name for one in (tmp_path / "reports").iterdir()] == ["shop-thirty_more"]


def test_an_explanation_shows_itself_in_a_notebook_with_the_same_sentences() -> None:
    found = explained()
    shown = found._repr_html_().replace("\u00a0", " ")
    assert "Work against what can be done" in shown
    assert all(one.partition(":")[0] in shown for one in found.premises)
    assert found.plot.names == ["loads", "load_map", "heads_needed"]
    assert found.plot.load_map().get_title(loc="left") == "Load by weekday and hour"
    assert explained("crews={}", "shifts={}", "picking=off", "packing=off").plot.names == []


def test_who_meets_all_with_idle_people_is_told_how_to_find_fewer() -> None:
    many = "shifts.day.heads={pickers: 12, packers: 8}"
    (told,) = [one for one in ran(many).report_input.premises if one.startswith("Fewer")]
    assert "--vary shifts.day.heads.pickers=" in told
    assert told.endswith("..8.")
    for busy in ("shifts.day.heads={pickers: 12, packers: 2}", "shifts.day.heads.pickers=1"):
        assert not any(one.startswith("Fewer") for one in ran(busy).report_input.premises)


def test_wages_are_of_who_is_scheduled_less_absences() -> None:
    pickers = "pickers: {skills: [picking], wage: 18 USD/h, absence: 10 %}"
    paid = f"crews={{{pickers}, packers: {{skills: [packing]}}}}"
    shop = scenario(paid, "shifts.day.hours=08:00-16:00")
    assert wages_of(shop) == pytest.approx(3 * 8 * 7 * 18 * 0.9)
    assert wages_text(shop) == "2,722 USD of wages a week"
    assert wages_text(scenario()) == ""
