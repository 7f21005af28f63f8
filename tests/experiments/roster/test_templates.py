"""Shift templates: what is read of a table, and one clear line for everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulator as sim
from simulator.experiments.roster.templates import Template, read_templates
from simulator.mistakes import InputError
from simulator.units import HOUR, MINUTE

HEAD = "crew,template,starts,hours"
SMALL = sim.load("small").scenario


def read(tmp_path: Path, text: str) -> tuple[Template, ...]:
    path = tmp_path / "shifts.csv"
    path.write_text(text, "utf-8")
    return read_templates(path, SMALL)


def test_what_is_not_written_is_a_whole_shift_of_the_crews_wage(tmp_path: Path) -> None:
    (one,) = read(tmp_path, f"{HEAD}\npickers,early,06:00,8\n")
    assert one == Template("pickers", "early", (6 * HOUR,), 8 * HOUR, 8 * 18.0)
    assert (one.days, one.rest, one.at_most) == ((1, 5), 11 * HOUR, None)


def test_every_column(tmp_path: Path) -> None:
    head = f"{HEAD},every,break,break_after,paid_break,weekdays,days_a_week,rest,at_most,cost"
    row = "packers,late,12:00-14:00,8.5,1 h,30 min,4 h,no,mon-fri sat,2-4,12,3,20 USD/h"
    (one,) = read(tmp_path, f"{head}\n{row}\n")
    assert one.starts == (12 * HOUR, 13 * HOUR, 14 * HOUR)
    assert (one.pause, one.pause_after, one.paid) == (30 * MINUTE, 4 * HOUR, False)
    assert (one.weekdays, one.days, one.rest) == ((0, 1, 2, 3, 4, 5), (2, 4), 12 * HOUR)
    assert one.at_most == 3
    assert one.cost == 20 * 8.0
    (two,) = read(tmp_path, f"{head}\n{row.replace('20 USD/h', '150 USD a shift')}\n")
    assert two.cost == 150


def test_a_table_of_a_spreadsheet_with_semicolons(tmp_path: Path) -> None:
    text = "crew;template;starts;hours;cost\npickers;a;06:00;7,5;18,50 USD/h\n"
    (one,) = read(tmp_path, text)
    assert one.length == 7.5 * HOUR
    assert one.cost == pytest.approx(7.5 * 18.5)


def test_a_sheet_of_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ["pickers", "early", "06:00", 8], ["nobody", "x", "06:00", 8]):
        book.active.append(row)
    path = tmp_path / "shifts.xlsx"
    book.save(path)
    with pytest.raises(InputError, match=r"A3.*there is no crew 'nobody'"):
        read_templates(path, SMALL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "csv:1: templates: has no header; write crew,template,starts,hours in line 1, and"),
        (f"{HEAD}\n", "has no templates; write rows"),
        ("crew,template,starts\npickers,a,06:00\n", "there is no column 'hours'"),
        (f"{HEAD},brake\npickers,a,06:00,8,\n", "'brake' is not a column of it; did you mean"),
        (f"{HEAD},hours\npickers,a,06:00,8,8\n", "'hours' is there twice"),
        (f"{HEAD}\npicker,a,06:00,8\n", "there is no crew 'picker' in small; did you mean"),
        (f"{HEAD}\n,a,06:00,8\n", "crew: is empty; write one such as pickers"),
        (f"{HEAD}\npickers,a b,06:00,8\n", "'a b' is not a name; write a_b"),
        (f"{HEAD}\npickers,a,25:00,8\n", "is not a time of day"),
        (f"{HEAD}\npickers,a,06:00,eight\n", "hours:"),
        (f"{HEAD}\npickers,a,06:00,14\n", "14 h and 11 h of rest are more than a day; write at"),
        (f"{HEAD},break\npickers,a,06:00,8,30\n", "'30' has no unit; write one such as 30 min"),
        (f"{HEAD},break,break_after\npickers,a,06:00,8,1 h,8 h\n", "ends after the shift of 8 h"),
        (f"{HEAD},break_after\npickers,a,06:00,8,4 h\n", "break_after: is for a break, and none"),
        (f"{HEAD},paid_break\npickers,a,06:00,8,no\n", "paid_break: is for a break, and none is"),
        (f"{HEAD},every\npickers,a,06:00,8,1 h\n", "every: is for a range of starts, and none"),
        (f"{HEAD},days_a_week\npickers,a,06:00,8,8\n", "are not days of a week; write 5, or 2-4"),
        (f"{HEAD},weekdays,days_a_week\npickers,a,06:00,8,mon,2\n", "2 days do not fit on 1"),
        (f"{HEAD},at_most\npickers,a,06:00,8,0\n", "is not a number of persons"),
        (f"{HEAD},cost\npickers,a,06:00,8,18\n", "does not say per what; write 22.54 USD/h"),
        (f"{HEAD},cost\npickers,a,06:00,8,18 EUR/h\n", "is not in USD"),
        (f"{HEAD},break,paid_break\npickers,a,06:00,8,1 h,maybe\n", "is neither yes nor no"),
        (f"{HEAD},every\npickers,a,00:00-23:00,8,10 min\n", "write an every of 30 min or more"),
        (f"{HEAD}\npickers,a,06:00,8\npickers,a,07:00,8\n", "'a' is there twice"),
        (f"{HEAD}\npickers,a,06:00,8,9\n", "there are cells behind it; write 4 cells a line"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place_and_a_remedy(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert "shifts.csv" in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, f"{HEAD}\npicker,a,06:00,8\npickers,b,26:00,8\n")
    assert "shifts.csv:2: crew" in str(caught.value)
    assert "shifts.csv:3: starts" in str(caught.value)


def test_a_crew_that_is_not_in_shifts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shifts.csv"
    path.write_text(f"{HEAD}\npackers,a,06:00,8\n", "utf-8")
    shop = sim.load(
        "small",
        overrides={"crews.packers.heads": 2, "shifts.day.heads": {"pickers": 2}},
    )
    with pytest.raises(InputError, match=r"has the same heads at all hours.*write pickers"):
        read_templates(path, shop.scenario)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv: there is no such file"):
        read_templates(Path("nowhere.csv"), SMALL)


def test_headers_may_be_written_as_people_do(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path,
        "Crew,Template,Starts,Hours,At most,days-a-week\npickers,early,06:00,8,3,2-4\n",
    )
    assert (one.at_most, one.days) == (3, (2, 4))


def test_a_decimal_comma_between_commas_is_read_where_it_can_be_nothing_else(
    tmp_path: Path,
) -> None:
    (one,) = read(tmp_path, f'{HEAD},cost\npickers,early,06:00,"7,5","16,50 USD/h"\n')
    assert (one.length, one.cost) == (7.5 * HOUR, pytest.approx(7.5 * 16.5))
    with pytest.raises(InputError, match=r"'1,650' could be 1650 or 1\.650; write the one"):
        read(tmp_path, f'{HEAD},cost\npickers,early,06:00,8,"1,650 USD a shift"\n')
