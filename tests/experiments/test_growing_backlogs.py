"""What puts off ever more work is not recommended outright, whatever its targets and its cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.experiments.alternatives import made
from simulator.experiments.caveats import FIGURES, PAIRS, Caveat, merged
from simulator.experiments.compare.asked import ORDINARY
from simulator.experiments.compare.conclusion import conclusion
from simulator.experiments.running.batch import Batch, Silence
from simulator.experiments.running.executors import processes
from simulator.experiments.sweep.findings import findings
from simulator.experiments.sweep.sweep import Sweep, planned, sweep
from simulator.measure.signs import Signs
from simulator.reporting.findings import Findings
from tests.experiments.figured import Figured, compared, week
from tests.experiments.test_caveats import replication
from tests.reporting.conclusion_rules import assert_plain

SHORT = ["clock.run=1 d", "clock.warm_up=0 d", "clock.cool_down=0 d", "demand.orders_per_day=20"]
GOOD = [99.0, 99.5, 99.2, 98.9, 99.4, 99.1]


def swept(vary: str) -> Sweep:
    """Five replications of a short day, whose figures the tests write themselves."""
    base = made("small", overrides=SHORT)
    return sweep(base, planned(base, [vary]), 5, Batch(processes(1), None, Silence()))


@pytest.fixture(scope="module")
def pickers() -> Sweep:
    return swept("shifts.day.heads.pickers=1..3")


@pytest.fixture(scope="module")
def demand() -> Sweep:
    return swept("demand.scale=1,2")


def told(of: Sweep, on_time: list[float], growing: tuple[int, ...]) -> Findings:
    """What is said where these points' lowest backlog goes from 1 to 99 orders.

    That of the others stays at 1. Each point has its on-time ship, and a cost of its number.
    """
    found = replace(of, values=of.values.copy(), told=of.told.copy())
    for point, share in enumerate(on_time):
        found.of(("on_time_ship", "all"))[point] = [share, share + 0.1, share, share, share]
        found.of(("cost_per_order", "all"))[point] = point + 1
    at = len(FIGURES) + 2 * PAIRS.index("lowest_backlog")
    found.told[:, :, at : at + 2] = 1.0
    found.told[list(growing), :, at + 1] = 99.0
    found = replace(found, ends=np.stack([found.values] * 2, axis=-1))
    answer = findings(found, "simulator sweep", 1.0, Batch(processes(1), None, Silence()))
    assert_plain(answer.conclusion)
    return answer


def test_a_point_whose_backlog_grows_is_not_taken_where_another_meets(pickers: Sweep) -> None:
    """One picker is cheaper by what waits."""
    answer = told(pickers, [97.5] * 3, (0,))
    assert answer.conclusion.startswith("Take 2 pickers, day shift: On-time ship at least 95 %")
    off = "the least without a backlog that grows: 1 cheaper point puts work off."
    assert off in answer.conclusion
    grows = "In 1 of 3 points (not in the recommended one): the backlog grows"
    assert any(line.startswith(grows) for line in answer.warnings)


def test_where_all_that_meet_put_work_off_the_cheapest_is_only_tried(pickers: Sweep) -> None:
    answer = told(pickers, [80.0, 97.5, 97.5], (1, 2))
    assert answer.conclusion.startswith("Try 2 pickers, day shift: ")
    why = "but its backlog grows through the window, so that a longer run may miss it."
    assert why in answer.conclusion
    grows = "In 2 of 3 points (also in the recommended one): the backlog grows"
    assert any(line.startswith(grows) for line in answer.warnings)
    steady = told(pickers, [80.0, 97.5, 97.5], ())
    assert steady.conclusion.startswith("Take 2 pickers, day shift: ")


@pytest.mark.parametrize(
    ("growing", "said"),
    [
        ((1,), "can take the demand as it is: there it meets the target."),
        ((1,), "At 2 times the demand it meets the target too, while its backlog grows."),
        ((0, 1), "Its backlog grows through the window, so that a longer run may miss it."),
    ],
)
def test_what_a_house_can_take_leaves_out_where_its_backlog_grows(
    demand: Sweep, growing: tuple[int, ...], said: str
) -> None:
    assert said in told(demand, [97.5, 97.5], growing).conclusion


@pytest.mark.parametrize(
    ("growing", "start", "why"),
    [
        (("cheap",), "Take 'dear': it alone is shown to meet the target without a backlog", ""),
        (("cheap", "dear"), "Try 'cheap': it is the cheapest of 2", "while its backlog grows: a"),
        ((), "Take 'cheap': it is the cheapest of 2 that meet the target, at 9.00 ± ", ""),
    ],
)
def test_a_choice_whose_backlog_grows_is_at_most_tried(
    monkeypatch: pytest.MonkeyPatch, growing: tuple[str, ...], start: str, why: str
) -> None:
    grown = [replication(k, Signs(lowest_backlog=(1.0, 90.0))) for k in range(6)]
    monkeypatch.setattr(
        Figured, "done", lambda _, one: grown if one.name in growing else [], raising=True
    )
    cells = {
        ("house", ORDINARY): week([90.0] * 6, 10.0),
        ("cheap", ORDINARY): week(GOOD, 9.0),
        ("dear", ORDINARY): week(GOOD, 12.0),
    }
    text = conclusion(compared(cells)[0])
    assert text.startswith(start)
    assert why in text
    assert_plain(text)


def test_points_say_whether_the_recommended_one_is_among_them() -> None:
    grows = Caveat("grows", "The backlog grows.")
    points: dict[str, list[Caveat]] = {"0": [], "1": [], "2": []}
    for named, word in (("1", "also"), ("2", "not")):
        told_of = merged(points | {"1": [grows]}, "points", named)
        assert told_of == (f"In 1 of 3 points ({word} in the recommended one): the backlog grows.",)
    assert merged({key: [grows] for key in points}, "points", "1") == ("The backlog grows.",)
