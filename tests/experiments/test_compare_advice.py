"""Which choice is recommended and what circumstances cost, on figures that are written by hand."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.conclusion import conclusion, to_decide_targets, verdict
from simulator.experiments.compare.crossing import Equal
from simulator.experiments.compare.findings import findings
from simulator.reporting.console import console
from simulator.reporting.findings import MOST_ROWS, html
from simulator.reporting.labels import kpi_text
from tests.experiments.figured import TARGET, TEXT, compared, week
from tests.reporting.conclusion_rules import assert_plain

GOOD = [99.0, 99.5, 99.2, 98.9, 99.4, 99.1]
BAD = [90.0, 91.0, 90.5, 92.0, 89.0, 90.1]
EDGE = [98.5, 97.5, 98.6, 97.2, 98.9, 97.9]
SHIPPED = """\
crews: {pickers: {skills: [picking], heads: 1}, packers: {skills: [packing, labeling], heads: 1}}
picking: on
packing: on
labeling: {printers: 1}
shipping: {carriers: {van: {pick_ups: {daily: ["16:00"]}, services: {ground: {transit: 1 d}}}}}
"""
TWO_TARGETS = (
    TEXT
    + SHIPPED
    + "delivery: on\ntargets: [{kpi: on_time_ship, at_least: 98 %}, {kpi: otif, at_least: 90 %}]\n"
)


def test_what_holds_in_every_case_and_what_it_costs_beyond_what_would_do_ordinarily():
    """12 USD a day are 84 a week, of 100 orders: 0.84 an order."""
    found, known = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("more", ORDINARY): week(GOOD, 10.84, margin=916),
            ("house", "flu"): week(BAD, 10.5, margin=790),
            ("more", "flu"): week(GOOD, 10.84, margin=912),
        }
    )
    advice = found.recommended
    assert [one.choice for one in advice.cases] == ["house", "more"]
    assert advice.cases[0].meeting == ("house", "more")
    assert advice.cases[0].cheapest == ("house",)
    assert advice.cases[1].meeting == ("more",)
    assert (advice.everywhere, advice.choice) == (("more",), "more")
    assert advice.extra.mean == pytest.approx(12)
    gaps = {row.case: row.difference.mean for row in found.rows if row.kpi == "cost_per_order"}
    assert gaps == {ORDINARY: pytest.approx(0.84), "flu": pytest.approx(0.34)}
    assert verdict(found) == ("met", "Met by 1 of 2 choices in every case")
    text = conclusion(found)
    assert_plain(text)
    assert text.startswith(
        "Take 'more': it meets the target in the ordinary case and under 'flu', and holds in 6 of "
        "6 weeks each. In the ordinary case it costs 12 "
    )
    assert "a day more than 'house', which would do there. 'flu' costs 210 " in text
    assert (
        "a week and takes 8.8 ± 1.2 points of on-time ship, and with 'more' it costs 4 ± 0 USD."
        in text
    )
    table = findings(found, known, command="x", seconds=1.0).main
    assert table.rows[0][:3] == ("house", "✓ 6 of 6 *", "✗ 0 of 6")
    assert table.rows[1][:3] == ("more (recommended)", "✓ 6 of 6", "✓ 6 of 6 *")


def test_a_choice_that_only_one_case_asks_for_is_told_with_its_price():
    cost = [12.02, 11.98, 12.01, 11.99, 12.0, 12.01]
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("spare", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("house", "fails"): {**week(GOOD, 12.0, margin=800), "cost_per_order": cost},
            ("spare", "fails"): week(GOOD, 10.0, margin=1000),
        }
    )
    assert [one.choice for one in found.recommended.cases] == ["house", "spare"]
    assert found.recommended.choice == "house"
    text = conclusion(found)
    assert text.startswith("Keep 'house' as it is: it meets the target in the ordinary case and un")
    assert "'fails' costs 200 ± 0 USD a week, and with 'spare' it shows no cost (0 ± 0 USD)" in text


def test_a_circumstance_is_priced_for_every_choice_pair_by_pair():
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("more", ORDINARY): week(GOOD, 10.84, margin=900),
            ("house", "flu"): {
                **week([each - 0.3 for each in GOOD], 12.1),
                "total_margin": [700, 800, 790, 810, 750, 890],
                "backlog.growth": [5.0] * 6,
            },
            ("more", "flu"): week(GOOD, 10.84, margin=900),
        }
    )
    house, more = found.prices
    assert (house.choice, house.case, more.choice) == ("house", "flu", "more")
    lost = np.array([1000 - 100 * 0.01 * (k % 5 - 2) for k in range(6)])
    lost -= [700, 800, 790, 810, 750, 890]
    assert house.amount.mean == pytest.approx(lost.mean())
    assert house.amount.half_width == pytest.approx(2.570582 * lost.std(ddof=1) / 6**0.5)
    assert house.per_order.mean == pytest.approx(2.1)
    assert house.service.mean == pytest.approx(-0.3)
    assert house.growth.mean == 5
    assert (more.amount.mean, more.service.mean, more.other_demand) == (0, 0, False)


def test_the_baseline_is_kept_where_nothing_is_shown_to_be_cheaper():
    cheaper = [9.99, 10.02, 9.97, 10.03, 9.98, 9.99]
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0),
            ("other", ORDINARY): {**week(GOOD, 10.0), "cost_per_order": cheaper},
        }
    )
    advice = found.recommended.ordinary
    assert advice.meeting == ("other", "house")
    assert (set(advice.cheapest), advice.choice) == ({"house", "other"}, "house")
    text = conclusion(found)
    assert text.startswith(
        "Keep 'house' as it is: it meets the target, at 10.00 ± 0.02 USD an order, and "
    )
    assert "'other' and 'house' are not shown to differ in cost." in text


def test_the_cheapest_is_taken_where_it_is_shown_and_who_misses_is_named():
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0),
            ("lean", ORDINARY): {
                **week(GOOD, 9.0),
                "cost_per_order": [8.97, 9.0, 9.01, 9.02, 8.99, 9.01],
            },
            ("bare", ORDINARY): week(BAD, 8.0),
            ("edge", ORDINARY): week(EDGE, 8.5),
        }
    )
    assert found.recommended.choice == "lean"
    assert verdict(found) == ("met", "Met by 2 of 4 choices")
    text = conclusion(found)
    assert_plain(text)
    assert text.startswith(
        "Take 'lean': it is the cheapest of 2 that meet the target, at 9.00 ± 0.02 USD an order"
    )
    assert "'bare' (0 of 6 weeks) misses it; 'edge' (3 of 6 weeks) is open." in text
    assert "Against 'house': Cost per order −1.00 ± 0.03 USD" in text


def test_no_choice_for_every_case_says_which_for_which():
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0),
            ("more", ORDINARY): week(GOOD, 11.0),
            ("house", "flu"): week(BAD, 10.0),
            ("more", "flu"): week(GOOD, 11.0),
            ("house", "fire"): week(BAD, 10.0),
            ("more", "fire"): week(EDGE, 11.0),
        }
    )
    assert found.recommended.choice is None
    text = conclusion(found)
    assert_plain(text)
    assert text.startswith(
        "In the ordinary case keep 'house' (6 of 6 weeks), under 'flu' take 'more' (6 of 6 weeks) "
        "and under 'fire' 'more' comes nearest (3 of 6 weeks): no choice meets the target in every "
        "case."
    )


def test_replications_for_targets_and_for_differences_are_told_apart():
    """Two numbers in one answer, of which each says what it decides."""
    cells = {("house", ORDINARY): week(BAD, 10.0), ("more", ORDINARY): week(EDGE, 11.0)}
    found = compared(cells)[0]
    decide = r"; (.+ more replications?) should decide whether it meets it"
    (more,) = re.findall(decide, conclusion(found))
    what = "Whether 'more' meets the target is another question"
    assert to_decide_targets(found) == f"{what}: {more} should decide it."
    assert to_decide_targets(compared({("house", ORDINARY): week(GOOD, 10.0)})[0]) == ""


def test_none_that_meets_is_either_open_or_not_good_enough():
    cells = {("house", ORDINARY): week(BAD, 10.0), ("more", ORDINARY): week(EDGE, 11.0)}
    text = conclusion(compared(cells)[0])
    assert_plain(text)
    assert text.startswith(
        "Decide nothing yet: none of the 2 is shown to meet the target. 'more' comes nearest and "
        "holds in 3 of 6 weeks ("
    )
    assert "replications should decide" in text
    worse = {key: {**figures, "on_time_ship": BAD} for key, figures in cells.items()}
    text = conclusion(compared(worse)[0])
    assert text.startswith(
        "Look for another choice: none of the 2 meets the target. 'house' comes nearest and holds "
        "in 0 of 6 weeks"
    )


def test_without_targets_only_cost_is_left():
    dear = {("house", ORDINARY): week(GOOD, 10.0), ("lean", ORDINARY): week(BAD, 9.0)}
    text = conclusion(compared(dear, TEXT)[0])
    assert_plain(text)
    assert text.startswith("Take 'lean' if cost alone counts: 9.0")
    alike = {("house", ORDINARY): week(GOOD, 10.0), ("other", ORDINARY): week(BAD, 10.0)}
    assert conclusion(compared(alike, TEXT)[0]).startswith(
        "Choose by other things than cost: 'house' and 'other' are not shown to differ in it"
    )
    free = {key: {"on_time_ship": GOOD} for key in alike}
    free["other", ORDINARY] = {"on_time_ship": BAD}
    assert conclusion(compared(free, TEXT)[0]).startswith("Nothing is recommended: no cost is mea")


def test_without_targets_the_cases_show_what_an_order_costs():
    cells = {
        ("house", ORDINARY): week(GOOD, 10.0),
        ("lean", ORDINARY): week(BAD, 9.0),
        ("house", "flu"): week(GOOD, 11.0),
        ("lean", "flu"): week(BAD, 12.0),
    }
    found, known = compared(cells, TEXT)
    table = findings(found, known, command="x", seconds=1.0).main
    assert table.caption.startswith("Cost per order in each case")
    assert table.head == ("Choice", "Ordinary case", "flu")
    assert [[cell.partition(" ")[0] for cell in row[1:]] for row in table.rows] == [
        ["10.00", "11.00"],
        ["9.00", "12.00"],
    ]
    assert [cell.endswith("*") for row in table.rows for cell in row[1:]] == [
        False, True, True, False,
    ]  # fmt: skip


def test_other_demand_is_priced_by_the_order():
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("house", "rush"): week(BAD, 10.3, margin=2000, orders__placed=[150.0] * 6),
        }
    )
    assert found.prices[0].other_demand
    assert "'rush' changes the cost of an order by +0.300 USD" in conclusion(found)


def test_what_saves_and_what_does_not_show():
    found, _ = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, margin=1000),
            ("house", "calm"): week(GOOD, 9.0, margin=1100),
            ("house", "wind"): {
                **week(GOOD, 10.0),
                "total_margin": [990.0, 1012.0, 1003.0, 985.0, 1008.0, 1004.0],
            },
        }
    )
    text = conclusion(found)
    assert "'calm' saves 100 ± 0 USD a week; 'wind' shows no cost (0 ± 11 USD a week)." in text
    assert "points" not in text


def test_all_targets_at_once_and_what_is_undefined():
    nan = float("nan")
    found, _ = compared(
        {
            ("house", ORDINARY): week(
                [99, 99, 97, 99, 99, nan], 10.0, otif=[95, 80, 95, nan, 92, 80]
            ),
            ("more", ORDINARY): week(GOOD, 11.0, otif=[95.0, 96, 95, 94, 95, 96]),
        },
        TWO_TARGETS,
    )
    together = found.state("house", ORDINARY).together
    assert (together.hits, together.trials, together.left_out) == (2, 5, 1)
    assert found.state("more", ORDINARY).together.hits == 6
    assert "'more': it alone is shown to meet both targets" in conclusion(found)


def test_few_replications_and_what_was_left_out_are_said_and_the_backlog():
    growth = [30.0, 31.0, 29.0, 30.0]
    found, known = compared(
        {
            ("house", ORDINARY): week(GOOD[:4], 10.0),
            ("lean", ORDINARY): week(GOOD[:4], 9.0, backlog__growth=growth),
        },
        equal=[Equal("same", "house", ("demand.scale=1",))],
    )
    text = conclusion(found)
    assert_plain(text)
    row = next(row for row in found.rows if row.kpi == "backlog.growth")
    assert row.together.half_width > row.difference.half_width == pytest.approx(1.3, abs=0.05)
    assert f"'lean' puts off 30.0 ± {row.together.half_width:.1f} orders more than 'house'" in text
    assert "Left out: 'same' equals 'house' (demand.scale=1 holds already)." in text
    assert text.endswith("With 4 replications nothing is sure: take at least 5.")
    told = findings(found, known, command="x", seconds=1.0)
    assert "Left out: 'same' equals 'house' (demand.scale=1 holds already)." in told.notes
    assert told.facts["equal"] == ["'same' equals 'house' (demand.scale=1 holds already)"]
    assert "Backlog grows by" in told.main.head


def test_statistics_stand_in_the_footnotes_only():
    cells = {
        ("house", ORDINARY): week(GOOD, 10.0),
        ("lean", ORDINARY): week(EDGE, 9.0),
        ("house", "flu"): week(BAD, 10.0),
        ("lean", "flu"): week(BAD, 9.0),
    }
    found, known = compared(cells)
    told = findings(found, known, command="x", seconds=1.0)
    everything = " ".join(told.footnotes)
    assert "Holm" in everything
    assert "Common random numbers" in everything
    shown = " ".join([told.conclusion, *told.notes, *told.main.head])
    assert "Holm" not in shown
    assert "random" not in shown
    page = html(told)
    assert "Holm" in page
    assert "What circumstances cost" in page
    assert set(told.frames) == {"compare", "choices", "best", "circumstances"}
    assert list(told.frames["compare"]["circumstance"].unique()) == [ORDINARY, "flu"]
    assert told.frames["choices"]["hits"].tolist() == [6, 3, 0, 0]
    assert told.frames["circumstances"]["same_orders"].all()
    assert told.facts["recommended_by_case"] == {ORDINARY: "house", "flu": None}
    assert "not distinguishable" not in {row[3] for row in told.shown[1].rows[:2]}


def test_what_is_not_distinguishable_comes_last_and_what_nothing_changes_is_one_row():
    found, known = compared(
        {
            ("house", ORDINARY): week(GOOD, 10.0, otif=[95.0] * 6),
            ("a", ORDINARY): week(EDGE, 10.0, otif=[95.0] * 6),
            ("b", ORDINARY): week(BAD, 12.0, otif=[95.0] * 6),
        },
        TWO_TARGETS,
    )
    table = findings(found, known, command="x", seconds=1.0).shown[0]
    verdicts = [row[2] for row in table.rows]
    assert verdicts == sorted(
        verdicts, key=lambda word: {"the same": 1, "not distinguishable": 2}.get(word, 0)
    )
    assert [row[0] for row in table.rows if row[1] == kpi_text("otif")] == ["all"]
    told = [row[:3] for row in table.rows]
    assert ("a", "Cost per order", "the same") in told
    assert ("b", kpi_text("otif"), "the same") not in told


def test_many_circumstances_stand_below_each_other():
    cells = {}
    for case in (ORDINARY, *"abcdefghij"):
        for name in ("house", "more"):
            cells[name, case] = week(GOOD, 10.0 + (name == "more"), margin=1000)
    cells["house", "j"] = week(BAD, 10.0, margin=0)
    found, known = compared(cells)
    told = findings(found, known, command="x", seconds=1.0)
    assert told.main.head[:3] == ("Choice", "Case", "The target")
    assert len(told.main.rows) == 22
    text = conclusion(found)
    assert_plain(text)
    assert "under 'a', 'b', 'c' and 7 more" in text
    assert "'j' costs 1,000 ± 0 USD a week" in text


def test_every_conclusion_is_plain_whatever_is_found():
    """Drawn tables: up to five choices with long names, six cases, every mix of verdicts."""
    draw = random.Random(5)
    for number in range(60):
        choices = [f"a rather long name of choice {k}" for k in range(draw.randint(1, 5))]
        cases = [ORDINARY, *(f"circumstance {k}" for k in range(draw.randint(0, 5)))]
        if len(choices) == len(cases) == 1:
            continue
        cells = {
            (name, case): week(
                draw.choice([GOOD, BAD, EDGE]), draw.choice([9.0, 10.0, 12.5]),
                margin=draw.choice([0.0, 500.0, 1000.0]),
                orders__placed=[draw.choice([100.0, 120.0])] * 6,
                backlog__growth=[draw.choice([0.0, 40.0]) + k for k in range(6)],
            )
            for case in cases
            for name in choices
        }  # fmt: skip
        equal = [Equal(f"same {k}", choices[0]) for k in range(draw.randint(0, 2))]
        found, known = compared(cells, draw.choice([TEXT, TEXT + TARGET]), equal)
        assert_plain(conclusion(found))
        if number < 6:  # charts take their time
            told = findings(found, known, command="x", seconds=1.0)
            assert told.conclusion == conclusion(found)
            console(told)


def test_of_choices_equally_near_the_targets_the_cheaper_one_comes_nearest():
    found, _ = compared(
        {("house", ORDINARY): week(EDGE, 10.0), ("lean", ORDINARY): week(EDGE, 9.0)}
    )
    assert found.recommended.ordinary.nearest == "lean"
    assert "'lean' comes nearest" in conclusion(found)


@pytest.mark.parametrize(
    ("name", "more", "verdict"),
    [
        ("total_margin", [918.0] * 5, "better"),
        ("total_margin", [918.0] * 2, "not distinguishable"),
        ("orders.placed", [1.0] * 5, "not distinguishable"),
    ],
)
def test_money_that_differs_alike_to_the_cent_is_a_price(name, more, verdict):
    """The wages of a head less; of a few orders more it cannot be said."""
    n = len(more)
    house = week(EDGE[:n], 10.0, margin=1000)
    lean = {**house, name: [a + b for a, b in zip(house[name], more, strict=True)]}
    found, _ = compared({("house", ORDINARY): house, ("lean", ORDINARY): lean}, kpis=[name])
    (row,) = [row for row in found.rows if row.kpi == name]
    assert row.verdict == verdict


def test_the_selection_is_told_for_every_case():
    found, known = compared(
        {
            ("house", ORDINARY): week(GOOD * 5, 10.0),
            ("lean", ORDINARY): week(GOOD * 5, 9.0),
            ("house", "flu"): week(BAD * 5, 10.0),
            ("lean", "flu"): week(BAD * 5, 11.0),
        },
        select="cost_per_order",
        indifference="0.5 USD",
        at_most=30,
    )
    assert [one.case for one in found.chosen] == [ORDINARY, "flu"]
    text = conclusion(found)
    assert "Best by Cost per order (ordinary case): 'lean', if 0.50 USD make no difference" in text
    assert "Best by Cost per order (flu): 'house'" in text
    told = findings(found, known, command="x", seconds=1.0)
    assert [one["survivors"] for one in told.facts["selected"]] == [["lean"], ["house"]]
    assert "Kim & Nelson" in " ".join(told.footnotes)


def test_printed_tables_have_eight_rows_at_most():
    assert MOST_ROWS == 8


def test_of_many_choices_that_miss_three_are_named() -> None:
    cells = {("house", ORDINARY): week([99.0, 99.5, 99.2, 98.9, 99.4, 99.1], 10.0)}
    cells |= {(name, ORDINARY): week([80.0 + k] * 6, 9.0) for k, name in enumerate("abcde")}
    text = conclusion(compared(cells)[0])
    assert "'c' (0 of 6 weeks) and 2 more miss it." in text
