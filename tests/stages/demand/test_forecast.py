"""A demand forecast: what the days turn out to be, and errors of its file."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.basis import basis
from simulator.scenario import ScenarioError
from simulator.stages.demand.forecast import expected, factors, shares_of_classes
from simulator.stages.demand.forecast_notes import forecast_notes
from simulator.streams import Held, Streams
from simulator.units import DAY, HOUR
from simulator.workload.draws import Draws

TEXT = """date,orders,low,high
2026-03-03,1500,1200,2000
2026-03-04,3000,2000,4000
2026-03-06,1600,1300,1900
"""
DRAWN = 4000


def loaded(folder: Path, text: str = TEXT, **section: Any) -> sim.Loaded:
    (folder / "next.csv").write_text(text)
    forecast = {"file": str(folder / "next.csv"), "correlation": 0.7} | section
    quiet = {"demand.day_to_day_cv": 0, "checkout": "off", "demand.orders_per_day": 1000}
    return sim.load("small", overrides={**quiet, "demand.forecast": forecast})


def paths(found: sim.Loaded) -> np.ndarray:
    """(DRAWN, days) What the days turn out to be, relative to the forecast."""
    section, dates = found.scenario.demand.forecast, found.scenario.clock.calendar
    assert section is not None
    known = expected(section, tuple(found.scenario.demand.classes))
    each = [factors(section, known, dates, Draws(Streams(1, k))) for k in range(DRAWN)]
    return np.array(each)


def test_low_and_high_are_quantiles_and_the_forecast_the_median(tmp_path: Path) -> None:
    turned_out = paths(loaded(tmp_path)) * [1500, 3000, 1600]
    # shares below each: 10, 50 and 90 %, each within 3.3 standard errors (a false alarm in 1,000)
    for bound, share in (([1200, 2000, 1300], 0.1), ([1500, 3000, 1600], 0.5),
                         ([2000, 4000, 1900], 0.9)):  # fmt: skip
        below = (turned_out < bound).mean(axis=0)
        assert np.abs(below - share).max() < 3.3 * np.sqrt(share * (1 - share) / DRAWN)


def test_days_err_together_by_their_distance(tmp_path: Path) -> None:
    path = np.log(paths(loaded(tmp_path, "date,orders\n2026-03-03,9\n2026-03-04,9\n2026-03-06,9\n",
                               error="20 %")))  # fmt: skip
    found = np.corrcoef(path.T)
    assert found[0, 1] == pytest.approx(0.7, abs=0.03)
    assert found[1, 2] == pytest.approx(0.49, abs=0.04)
    assert found[0, 2] == pytest.approx(0.343, abs=0.05)


def test_an_error_grows_with_the_horizon(tmp_path: Path) -> None:
    text = "date,orders\n2026-03-03,9\n2026-03-05,9\n2026-03-07,9\n"
    found = expected(
        loaded(tmp_path, text, error={"1 d": "10 %", "5 d": "30 %"}).scenario.demand.forecast, ()
    )
    ratio = np.exp(found.above[:, 0] * 1.2815515655446004)
    assert ratio == pytest.approx([1.1, 1.2, 1.3])
    assert found.below == pytest.approx(found.above)


def test_days_of_the_forecast_have_its_orders_and_others_the_usual(tmp_path: Path) -> None:
    sure = TEXT.replace(",1200,2000", ",,").replace(",2000,4000", ",,").replace(",1300,1900", ",,")
    scenario = loaded(tmp_path, sure).scenario
    day = np.concatenate([sim.sample(scenario, k).created // DAY for k in range(4)])
    mean = np.bincount(day)[:5] / 4
    assert mean == pytest.approx([1000, 1500, 3000, 1000, 1600], rel=0.05)


def test_a_day_of_the_forecast_has_its_hours_where_its_weekday_has_no_demand(
    tmp_path: Path,
) -> None:
    """Tuesdays have none, and the forecast tells 1500 orders of one: at 9 and at 14, 1 to 2."""
    found = loaded(tmp_path, "date,orders\n2026-03-03,1500\n")
    hours = [0] * 9 + [1] + [0] * 4 + [2] + [0] * 9
    week = {"demand.hour_of_day": {"counts": hours}, "demand.day_of_week": {"counts": WEEK}}
    scenario = found.with_(week).scenario
    created = sim.sample(scenario, 0).created
    mine = created[created // DAY == 1] % DAY // HOUR
    assert set(mine.tolist()) == {9, 14}
    assert (mine == 14).sum() == pytest.approx(1000, rel=0.1)


WEEK = [1, 0, 1, 1, 1, 1, 1]
BY_HOUR = """date,hour,orders,low,high
2026-03-03,9,300,250,400
2026-03-03,14:00,900,800,1100
2026-03-03,20,0,0,0
2026-03-04,0,500,450,600
"""


def test_lines_may_end_in_any_way(tmp_path: Path) -> None:
    found = loaded(tmp_path, TEXT.replace("\n", "\r")).scenario.demand.forecast
    assert found is not None
    (tmp_path / "next.csv").write_bytes(TEXT.replace("\n", "\r").encode())
    assert expected(found, ()).whole.tolist() == [1500, 3000, 1600]


def test_hours_that_are_told_have_their_orders(tmp_path: Path) -> None:
    found = loaded(tmp_path, BY_HOUR)
    known = expected(found.scenario.demand.forecast, ())
    assert known.whole.tolist() == [1200, 500]
    z = 1.2815515655446004  # of 90 %
    assert np.exp(known.above[:, 0] * z) == pytest.approx([1500 / 1200, 600 / 500])
    assert np.exp(known.below[:, 0] * z) == pytest.approx([1200 / 1050, 500 / 450])
    sure = BY_HOUR.replace(",250,400", ",,").replace(",800,1100", ",,").replace(",0,0\n", ",,\n")
    scenario = loaded(tmp_path, sure.replace(",450,600", ",,")).scenario
    hour = np.concatenate([sim.sample(scenario, k).created // HOUR for k in range(6)])
    mean = np.bincount(hour, minlength=96) / 6
    assert mean[24:48].nonzero()[0].tolist() == [9, 14]
    assert mean[[24 + 9, 24 + 14, 48]] == pytest.approx([300, 900, 500], rel=0.08)
    assert mean[49:72].sum() == 0
    assert mean[72:96].min() > 0  # a date that is not told has the usual hours


BY_CLASS = """date,class,orders,low,high
2026-03-03,express,300,200,600
2026-03-03,standard,900,800,1000
2026-03-04,express,0,,
2026-03-04,standard,500,450,600
"""


def with_classes(folder: Path, text: str = BY_CLASS) -> sim.Loaded:
    """Of the classes that `small` has, whose shares are 25 and 75 %."""
    return loaded(folder, text)


def test_classes_that_are_told_have_their_orders(tmp_path: Path) -> None:
    sure = re.sub(r",\d*,\d*$", ",,", BY_CLASS, flags=re.M)
    scenario = with_classes(tmp_path, sure).scenario
    assert tuple(scenario.demand.classes) == ("express", "standard")
    drawn = [sim.sample(scenario, k) for k in range(8)]
    day = np.concatenate([work.created // DAY for work in drawn])
    kind = np.concatenate([work.order_class for work in drawn])
    mean = np.array([np.bincount(kind[day == k], minlength=2) / 8 for k in range(4)])
    assert mean[1] == pytest.approx([300, 900], rel=0.06)
    assert mean[2].tolist() == [0, pytest.approx(500, rel=0.06)]
    usual = [one.share for one in scenario.demand.classes.values()]
    assert mean[3] / mean[3].sum() == pytest.approx(usual, abs=0.03)  # a date that is not told


def test_classes_err_together_each_with_its_own_spread(tmp_path: Path) -> None:
    found = with_classes(tmp_path)
    section, dates = found.scenario.demand.forecast, found.scenario.clock.calendar
    assert section is not None
    known = expected(section, tuple(found.scenario.demand.classes))
    draws = [Draws(Streams(1, k)) for k in range(DRAWN)]
    each = np.array([shares_of_classes(section, known, dates, d)[0] for d in draws])
    whole = np.array([factors(section, known, dates, d)[0] for d in draws]) * 1200
    assert whole == pytest.approx(each.sum(axis=1))
    for kind, (low, high) in enumerate([(200, 600), (800, 1000)]):
        below = [(each[:, kind] < bound).mean() for bound in (low, high)]
        assert below == pytest.approx([0.1, 0.9], abs=3.3 * np.sqrt(0.09 / DRAWN))
    ranks = each.argsort(axis=0).argsort(axis=0)
    assert (ranks[:, 0] == ranks[:, 1]).all()  # one error a day


def test_a_class_of_the_day_is_as_many_as_it_turns_out_to_be(tmp_path: Path) -> None:
    found = with_classes(tmp_path, BY_CLASS.replace("300,200,600", "300,30,3000"))
    section, dates = found.scenario.demand.forecast, found.scenario.clock.calendar
    assert section is not None
    known = expected(section, tuple(found.scenario.demand.classes))
    for k in range(6):
        draws = Draws(Streams(found.scenario.experiment.seed, k))
        weights = shares_of_classes(section, known, dates, draws)[0]
        work = sim.sample(found.scenario, k)
        kinds = np.bincount(work.order_class[work.created // DAY == 1], minlength=2)
        share = weights[0] / weights.sum()
        assert kinds[0] / kinds.sum() == pytest.approx(share, abs=4.5 * np.sqrt(0.25 / kinds.sum()))


def test_what_is_held_is_drawn_as_in_another_replication(tmp_path: Path) -> None:
    scenario = loaded(tmp_path).scenario
    one, other = sim.sample(scenario, 3), sim.sample(scenario, 7)
    mixed = sim.sample(scenario, 3, Held("house", 7))
    assert (mixed.created == one.created).all()
    assert (mixed.line_pick != one.line_pick).any()
    same_days = sim.sample(scenario, 3, Held("forecast", 7))
    assert len(same_days.created) not in (len(one.created), len(other.created))


WRONG = [
    ("", "next.csv:1: demand.forecast: has no header; write date,orders,low,high in line 1, and"),
    (TEXT.replace("2026-03-04", "soon"), "next.csv:3: demand.forecast: date: 'soon' is not a date"),
    (TEXT.replace("3000", "0"), "orders: '0' is not a number above 0"),
    (TEXT.replace("2000,4000", "3100,4000"), "orders: 3000 is not between low and high"),
    (TEXT.replace("2026-03-06", "2026-03-04"), "is there twice; leave one out"),
    (TEXT.replace("orders", "units"), "there is no column 'orders'; write date, orders, low or"),
    (
        BY_HOUR.replace("14:00", "25"),
        "next.csv:3: demand.forecast: hour: '25' is not an hour; write",
    ),
    (BY_HOUR.replace("03,14:00", "03,9"), "'2026-03-03 9' is there twice; leave one out"),
    (BY_HOUR.replace("500,450,600", "0,0,0"), "2026-03-04 has no orders, or none in low, at any"),
    (BY_HOUR.replace("300,", "-3,"), "orders: '-3' is not a number of 0 or more"),
    (
        BY_CLASS.replace("04,express", "04,expres"),
        "there is no class 'expres'; did you mean express",
    ),
    (
        BY_CLASS.replace("2026-03-04,express,0,,\n", ""),
        "class 'express' has no row on 2026-03-04; write one for each date, of 0 orders where",
    ),
    (BY_CLASS.replace("500,450,600", "0,,"), "2026-03-04 has no orders at any class; write some"),
    (BY_CLASS.replace("300,200", "300,0"), "low: is 0 and orders are not; write a number above 0"),
    (BY_CLASS.replace("express,0,,", "express,0,,5"), "high: is above 0 and orders are not; write"),
    (BY_CLASS.replace("04,express", "03,express"), "'2026-03-03 express' is there twice"),
    (
        "date,hour,class,orders\n2026-03-03,9,express,4\n",
        "it has rows of hours and of classes; leave",
    ),
    (TEXT.replace("low", "orders"), "there are 2 columns 'orders'; leave one"),
    (BY_CLASS.replace("class", "klass"), "there is no column 'klass'; did you mean class?"),
    ("date,orders\n2026-03-03,1,200\n", "next.csv:2: demand.forecast: has 3 cells, the header 2"),
    ("date,orders\n2026-03-03,1e300\n", "orders: '1e300' is past all bounds; write 100000000 at"),
    ("date,orders\n", "has no dates; write rows such as 2026-03-16,1200,1050,1380"),
]


@pytest.mark.parametrize(("text", "told"), WRONG, ids=[told[:25] for _, told in WRONG])
def test_what_is_wrong_in_the_file_is_named(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        sim.sample(loaded(tmp_path, text).scenario, 0)
    assert told in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_sheet_is_read_and_its_mistakes_are_named_by_cell(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    plan = book.create_sheet("Plan")
    plan.append(["Week 11"])
    plan.append(["date", "class", "orders", "low", "high"])
    for row in BY_CLASS.splitlines()[1:]:
        day, name, *numbers = row.split(",")
        plan.append([date.fromisoformat(day), name, *(float(each) for each in numbers if each)])
    plan.delete_rows(1)
    book.save(tmp_path / "plan.xlsx")
    forecast = {"file": str(tmp_path / "plan.xlsx#Plan")}
    section = sim.load("small", overrides={"demand.forecast": forecast}).scenario.demand.forecast
    assert section is not None
    assert expected(section, ("express", "standard")).orders.tolist() == [[300, 900], [0, 500]]
    plan["A2"].number_format = "yyyy-mm-dd hh:mm:ss"  # as pandas writes dates
    book.save(tmp_path / "moments.xlsx")
    moments = section.model_copy(update={"file": tmp_path / "moments.xlsx#Plan"})
    assert expected(moments, ("express", "standard")).orders.tolist() == [[300, 900], [0, 500]]
    plan["B3"], plan["C4"], plan["D5"] = "stndard", "many", "=1/0"
    book.save(tmp_path / "wrong.xlsx")
    section = section.model_copy(update={"file": tmp_path / "wrong.xlsx#Plan"})
    with pytest.raises(ScenarioError) as error:
        expected(section, ("express", "standard"))
    said = str(error.value)
    assert "wrong.xlsx: sheet 'Plan', cell D5: demand.forecast: " in said
    plan["D5"] = 450
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(ScenarioError) as error:
        expected(section, ("express", "standard"))
    said = str(error.value)
    assert "sheet 'Plan', cell B3: demand.forecast: class: there is no class 'stndard'" in said
    assert "sheet 'Plan', cell C4: demand.forecast: orders: 'many' is not a number" in said
    plan["A2"], plan["A1"] = "soon", "Date"
    book.save(tmp_path / "wrong.xlsx")
    with pytest.raises(
        ScenarioError, match=r"cell A2: demand\.forecast: date: 'soon' is not a date"
    ):
        expected(section, ("express", "standard"))


def test_dates_outside_the_run_are_told(tmp_path: Path) -> None:
    inside = loaded(tmp_path, TEXT).scenario
    assert forecast_notes(inside) == ()
    more = loaded(tmp_path, TEXT + "1900-01-01,5,,\n2026-12-24,9,,\n").scenario
    (told,) = forecast_notes(more)
    assert told.startswith(
        "2 dates of the forecast next.csv (1900-01-01 to 2026-12-24) are outside"
    )
    assert "it is from 2026-03-02 to " in told
    (told,) = forecast_notes(loaded(tmp_path, "date,orders\n1900-01-01,5\n").scenario)
    assert told.startswith("No date of the forecast next.csv is in the run (2026-03-02 to ")
    assert told.endswith("write dates of it, or a clock.start before 1900-01-01.")
    of_1900 = loaded(tmp_path, "date,orders\n1900-01-01,5\n").scenario
    assert basis(of_1900, (), 2, of_1900) == (told,)


OWN = "Tag;Menge;unten;oben\n03.03.2026;1.500;1.200;2.000\n04.03.2026;3000,5;2000;4000\n"


def test_a_forecast_is_read_in_the_words_of_its_file(tmp_path: Path) -> None:
    columns = {"date": "Tag", "orders": "menge ", "low": "unten", "high": "oben"}
    text = OWN.replace("1.500;1.200;2.000", "1500;1200;2000")
    found = loaded(tmp_path, text, columns=columns, time_format="%d.%m.%Y")
    section = found.scenario.demand.forecast
    assert section is not None
    known = expected(section, ())
    assert known.ordinal.tolist() == [date(2026, 3, day).toordinal() for day in (3, 4)]
    assert known.orders[:, 0].tolist() == [1500, 3000.5]


@pytest.mark.parametrize(
    ("columns", "pattern", "said"),
    [
        ({}, None, "there is no column 'date'"),
        ({"date": "Tga", "orders": "Menge"}, None, "there is no column 'Tga'; did you mean Tag?"),
        ({"day": "Tag"}, None, "'day' is not a column of a forecast; write date"),
        ({"date": "Tag", "orders": "Menge"}, None,
         "date: '03.03.2026' is not a date; write one such as 2026-03-16, or set "
         "demand.forecast.time_format to '%d.%m.%Y'"),
        ({"date": "Tag", "orders": "Menge"}, "%d/%m/%Y",
         "date: '03.03.2026' is not a date as '%d/%m/%Y' has them; write one such as 16/03/2026"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_file_fits_it(
    tmp_path: Path, columns: dict[str, str], pattern: str | None, said: str
) -> None:
    more = {"time_format": pattern} if pattern else {}
    with pytest.raises(ScenarioError) as mistake:
        sim.sample(loaded(tmp_path, OWN, columns=columns, **more).scenario, 0)
    assert said in str(mistake.value)


def test_a_point_that_may_be_of_thousands_is_asked_about(tmp_path: Path) -> None:
    text = "date;orders\n2026-03-03;1.500\n"
    with pytest.raises(ScenarioError) as mistake:
        sim.sample(loaded(tmp_path, text).scenario, 0)
    assert "orders: '1.500' could be 1500 or 1.5; write 1500 or 1,500" in str(mistake.value)
    for obeyed, orders in (("1500", 1500), ("1,500", 1.5)):
        section = loaded(tmp_path, text.replace("1.500", obeyed)).scenario.demand.forecast
        assert section is not None
        assert expected(section, ()).orders[0, 0] == orders
