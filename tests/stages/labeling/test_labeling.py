"""Printers and the label service, by hand: a label takes 10 s, by hand 100 s."""

from __future__ import annotations

from simulator.journey import simulate
from simulator.stages.labeling.process import wait_for_answer
from simulator.units import MINUTE
from tests.model.tiny import SECONDS, scenario, spans, workload


def test_a_planned_outage_of_printers_lets_a_label_finish():
    outages = [{"at": "2026-03-02 00:00:05", "for": "10 min"}]
    shop = scenario(labeling={"printers": 2, "outages": outages})
    timeline = simulate(shop, workload([0, 5 * SECONDS]))
    back = 5 * SECONDS + 10 * MINUTE
    assert spans(timeline, "labeling") == [(0, 10 * SECONDS), (back, back + 10 * SECONDS)]


def labeled(created, down):
    service = {"retries": 2, "retry_after": "30 s", "outages": []}
    shop = scenario(labeling={"printers": 9, "service": service})
    orders = workload(
        created,
        label_by_hand=[100 * SECONDS] * len(created),
        label_service_down=[[begin * SECONDS, end * SECONDS] for begin, end in down],
    )
    return simulate(shop, orders)


def test_a_label_waits_for_the_service_and_is_written_by_hand_in_the_end():
    timeline = labeled([0, 41 * SECONDS, 100 * SECONDS], [(0, 100)])
    # Order 0 tries at 0, 30 and 60 s; order 1 at 41, 71 and 101 s; order 2 finds it back.
    assert spans(timeline, "labeling") == [
        (0, 160 * SECONDS),
        (41 * SECONDS, 111 * SECONDS),
        (100 * SECONDS, 110 * SECONDS),
    ]
    assert timeline.label_by_hand.tolist() == [True, False, False]


def test_the_service_is_down_from_its_failure_and_up_from_its_return():
    assert wait_for_answer([10, 20], 9, 0, 5) == (0, True)
    assert wait_for_answer([10, 20], 10, 0, 5) == (0, False)
    assert wait_for_answer([10, 20], 10, 2, 5) == (10, True)
    assert wait_for_answer([10, 20, 21, 40], 12, 2, 5) == (10, False)
    assert wait_for_answer([], 0, 3, 5) == (0, True)


def test_printers_limit_labeling_without_a_crew():
    shop = scenario(labeling={"printers": 2})
    timeline = simulate(shop, workload([0, 0, 0]))
    assert [began for began, _ in spans(timeline, "labeling")] == [0, 0, 10 * SECONDS]
