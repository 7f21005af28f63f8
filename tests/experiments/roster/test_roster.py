"""The whole question: the cheapest roster that holds, found where all can be enumerated."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import simulator as sim
from simulator.experiments.alternatives import Alternative
from simulator.experiments.roster.cover import does_keep_up
from simulator.experiments.roster.findings import conclusion
from simulator.experiments.roster.needs import needs
from simulator.experiments.roster.roster import house_of, planned_cost
from simulator.experiments.roster.search import Search
from simulator.experiments.roster.templates import Template
from simulator.experiments.roster.week import Roster, lines_of, shifts_of
from simulator.experiments.trials import trials
from simulator.mistakes import InputError
from simulator.units import HOUR
from tests.command_line import simulator
from tests.reporting.conclusion_rules import assert_plain

SHOP = """
extends: small
name: shop
add:
  crews.others: {skills: [labeling], wage: 20 USD/h}
  shifts.office: {days: daily, hours: 08:00-20:00, heads: {others: 1}}
"""
"""The small shop with a crew that is in no template."""
OFF = ("checkout", "inventory", "notification", "delivery", "returns")
BUSY = {
    "demand.scale": 2.5,
    "clock.warm_up": "2 d",
    "clock.run": "2 d",
    "clock.cool_down": "4 d",
    **dict.fromkeys(OFF, "off"),
}
"""Two days of a small shop, of which only the floor is on."""
WEEKDAYS = tuple(range(5))


def five_days(
    crew: str, start: int, cost: float = 144.0, at_most: int = 3, name: str = "five"
) -> Template:
    return Template(crew, name, (start * HOUR,), 8 * HOUR, cost, weekdays=WEEKDAYS, days=(5, 5),
                    at_most=at_most)  # fmt: skip


TEMPLATES = (
    five_days("pickers", 7),
    five_days("pickers", 17, cost=100.0, name="late"),
    five_days("packers", 8),
)
"""Who comes at 17:00 is cheaper, and too late for the pick-up at 16:30."""


@pytest.mark.usefixtures("fast")
def test_where_all_rosters_can_be_enumerated_the_cheapest_is_found() -> None:
    found = sim.roster("small", TEMPLATES, replications=2, check=2, overrides=BUSY, jobs=1).found
    lines, crews = lines_of(TEMPLATES), ("pickers", "packers")
    base = sim.load("small", overrides=BUSY)
    every = [
        Roster(lines, tuple((n,) * 5 + (0, 0) for n in heads))
        for heads in product(range(4), repeat=3)
    ]
    with trials(1) as known:
        work = needs(base.scenario, crews, range(2), known.batch, "").weekly()
        house = house_of(base.scenario, crews)
        made = {}
        for one in every:
            if one.is_allowed and one.cost <= found.roster.cost and does_keep_up(one, work, house):
                shifts = shifts_of(one, base.scenario, base.data["shifts"])
                made[one] = Alternative("x", base.with_({"shifts": shifts}))
        known.run((one, range(2)) for one in made.values())
        good = [
            roster.cost
            for roster, one in made.items()
            if known.estimate(one, range(2), "on_time_ship").mean >= 95
        ]
    assert found.complete
    assert found.status == "met"
    assert min(step.roster.cost for step in found.steps if step.holds) == min(good)
    assert len(made) > len(good)
    assert found.least <= min(good)
    off = conclusion(replace(found, told=replace(found.told, grows=True)))
    assert_plain(off)
    assert off.startswith("Try ")
    assert "while its backlog grows through the window, so that a longer run may miss it." in off
    assert conclusion(found).startswith("Schedule ")


@pytest.mark.parametrize(("always", "held"), [(False, False), (True, True)])
def test_a_roster_that_puts_off_ever_more_work_does_not_hold(
    monkeypatch: pytest.MonkeyPatch, always: bool, held: bool
) -> None:
    """Unless the backlog grows with every template at its most as well."""
    for name, told in {"grows": True, "keeps_up": True, "made": None, "judged": ()}.items():
        monkeypatch.setattr(Search, name, lambda *_, told=told: told)
    nothing: Any = None
    search = Search(nothing, (), nothing, (), nothing, nothing, nothing, nothing, range(2))
    search.always_grows = always
    step = search.look(Roster((), ()), "cover")
    assert (step.holds, step.grows) == (held, not held)
    assert bool(search.held) == held


@pytest.mark.usefixtures("fast")
def test_too_few_heads_are_shown_to_be_too_few() -> None:
    few = (five_days("pickers", 8, at_most=1), five_days("packers", 8, at_most=1))
    heavy = BUSY | {"demand.scale": 8}
    answer = sim.roster("small", few, replications=2, check=2, overrides=heavy, jobs=1)
    assert answer.found.status == "impossible"
    assert "These templates cannot do it" in answer.conclusion
    assert "limited by" in answer.conclusion
    assert "at other hours or with a higher at_most." in answer.conclusion
    titles = [table.caption for table in (answer.findings.main, *answer.findings.shown)]
    assert titles == ["Beside today"]
    assert_plain(answer.conclusion)
    assert answer.tables.roster.empty


@pytest.mark.usefixtures("fast")
def test_it_is_no_dearer_than_the_best_of_fixed_shifts() -> None:
    """The shift of the scenario as a template, with the heads that `optimize` would take."""
    shift = tuple(
        Template(crew, "day", (8 * HOUR,), 9 * HOUR, 162.0, weekdays=tuple(range(6)), days=(6, 6))
        for crew in ("pickers", "packers")
    )
    week = BUSY | {"clock.run": "7 d"}
    vary = {f"shifts.day.heads.{crew}": range(1, 4) for crew in ("pickers", "packers")}
    fixed = sim.optimize("small", vary, replications=2, check=2, budget=30, overrides=week, jobs=1)
    assert fixed.found.best is not None
    heads = sum(int(setting.split("=")[1]) for setting in fixed.found.best.settings)
    found = sim.roster("small", shift, replications=2, check=2, overrides=week, jobs=1).found
    assert found.status == "met"
    assert found.told.cost <= heads * 6 * 162.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, _compiled_code: None) -> Path:
    """What the command leaves, and a workbook beside it."""
    there = tmp_path_factory.mktemp("rosters")
    text = "crew,template,starts,hours,weekdays,days_a_week,at_most\n"
    text += "pickers,five,07:00-09:00,8,mon-fri,5,3\npackers,five,08:00,8,mon-fri,5,3\n"
    (there / "shifts.csv").write_text(text, "utf-8")
    changes = [word for path, value in BUSY.items() for word in ("--set", f"{path}={value}")]
    (there / "shop.yaml").write_text(SHOP, "utf-8")
    done = simulator(
        "roster", "shop.yaml", "--templates", "shifts.csv", "--replications", "2",
        "--check-replications", "2", "--jobs", "1", "--no-store", "--output", "out",
        "--xlsx", "out.xlsx", *changes, folder=there, SIMULATOR_ENGINE="compiled",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert_plain((there / "out" / "conclusion.txt").read_text("utf-8"))
    return there


def test_the_scenario_that_it_writes_is_the_one_that_was_simulated(folder: Path) -> None:
    written = sim.load(folder / "out" / "roster.yaml")
    facts = json.loads((folder / "out" / "roster.json").read_text("utf-8"))
    assert written.scenario.demand.scale == 2.5
    assert written.scenario.shifts["office"].heads == {"others": 1}
    assert facts["status"] == "met"
    assert {row["crew"] for row in facts["roster"]} == {"pickers", "packers"}
    heads = {
        crew: sum(shift.heads.get(crew, 0) for shift in written.scenario.shifts.values())
        for crew in ("pickers", "packers")
    }
    people = [row["crew"] for row in facts["roster"]]
    assert heads == {crew: people.count(crew) for crew in heads}
    assert sum(row["cost"] for row in facts["roster"]) == pytest.approx(facts["cost"])


def test_its_workbook_has_needed_beside_scheduled_heads(folder: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(folder / "out.xlsx")
    assert {"Answer", "Grids", "Roster", "Heads", "Scenario"} <= set(book.sheetnames)
    assert book["Grids"].conditional_formatting
    assert len(book["Grids"]._charts) == 2  # a crew each
    rows = [list(row) for row in book["Grids"].values]
    first = rows.index(
        next(row for row in rows if row[:4] == ["Hour", "Needed", "Scheduled", "Today"])
    )
    week = rows[first + 1 : first + 1 + 7 * 24]
    assert [week[0][0], week[-1][0]] == ["Mon 0:00", "Sun 23:00"]
    facts = json.loads((folder / "out" / "roster.json").read_text("utf-8"))
    persons = sum(row["crew"] == "pickers" for row in facts["roster"])
    assert sum(row[2] for row in week) == pytest.approx(persons * 5 * 8)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--templates", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["--templates", "small_shifts.csv", "--from-forecast"], "has no demand.forecast"),
        (["--templates", "small_shifts.csv", "--subject-to", "nothing>=1"], "no such KPI"),
        (["--templates", "small_shifts.csv", "--set", "targets=[]"], "small has no targets"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words: list[str], said: str, tmp_path: Path) -> None:
    done = simulator("roster", "small", *words, folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_today_is_planned_hours_at_the_crews_wage() -> None:
    scenario = sim.load("small").scenario
    assert planned_cost(scenario, ("pickers",)) == (2 * 9 * 6 * 18.0, 2 * 9 * 6)


def test_without_targets_there_is_nothing_to_hold() -> None:
    with pytest.raises(InputError, match="small has no targets"):
        sim.roster("small", TEMPLATES, overrides={"targets": []}, jobs=1)
