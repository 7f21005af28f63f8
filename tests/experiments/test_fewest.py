"""What is said, before and after a run, of the replications that a share of periods takes."""

from __future__ import annotations

import pytest

from simulator.experiments.fewest import told, told_of_run, too_few, too_few_fresh
from simulator.experiments.goals import goals_of
from simulator.scenario import loads
from tests.scenario.texts import SMALL


def scenario(targets: str, experiment: str = "{replications: 5}"):
    return loads(f"{SMALL}targets: [{targets}]\nexperiment: {experiment}\n").scenario


PERIODS = "{kpi: orders.placed, at_least: 15, in: 90 % of periods}"
NAME = "Orders placed at least 15 orders in 90 % of periods"
TAKES = f"{NAME}: to show that it is met takes at least 35 replications, all of which hold"


@pytest.mark.parametrize(
    ("most", "rest"),
    [
        (35, "."),
        (34, "; 34 can only show that it is missed. Take --replications 35, or more."),
        (1, "; 1 decides nothing. Take --replications 35, or more."),
    ],
)
def test_the_least_is_said(most, rest):
    one = scenario(PERIODS)
    assert told(one, goals_of(one), most) == (f"{TAKES}{rest}",)
    assert bool(too_few(one, goals_of(one), most)) == (most < 35)


def test_the_remedy_works():
    one = scenario(PERIODS)
    (line,) = too_few(one, goals_of(one), 34)
    number = int(line.rpartition("--replications ")[2].split(",")[0])
    assert too_few(one, goals_of(one), number) == ()


def test_a_sequential_run_is_judged_by_its_limit():
    plan = "{replications: {precision: 5 %, of: [orders.placed], at_most: 34}}"
    assert told_of_run(scenario(PERIODS, plan))[0].startswith(f"{TAKES}; 34 can only")
    assert told_of_run(scenario(PERIODS, plan.replace("34", "35"))) == (f"{TAKES}.",)


def test_it_hangs_on_the_confidence_and_is_only_of_shares():
    assert told_of_run(scenario("{kpi: orders.placed, at_least: 15}")) == ()
    one = scenario(PERIODS, "{replications: 60, confidence: 99 %}")
    assert told_of_run(one)[0].endswith("takes at least 60 replications, all of which hold.")


def test_a_search_that_confirms_by_itself_says_only_what_it_cannot_show():
    """In 8 times as many fresh replications as are asked for: 8 x 4 are too few, 8 x 5 are not."""
    one = scenario(PERIODS)
    (line,) = too_few_fresh(one, goals_of(one), 4, 32)
    assert "takes at least 35 fresh replications, all of which hold; --check-replications 4" in line
    assert line.endswith("gives 32 at most. Take --check-replications 5, or more.")
    assert too_few_fresh(one, goals_of(one), 5, 40) == ()
    assert too_few_fresh(one, goals_of(one), 20, 160) == ()
