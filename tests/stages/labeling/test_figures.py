"""Figures of labels, by hand arithmetic."""

from __future__ import annotations

from simulator.units import HOUR
from tests.model.tiny import figures, scenario, workload


def test_labels_by_hand_are_a_share_of_the_labels():
    shop = scenario(labeling={"printers": 1, "service": {"retries": 0}})
    orders = workload([0, HOUR], label_by_hand=[1000] * 2, label_service_down=[[0, 10]])
    assert figures(shop, orders)["labeling.by_hand"] == 50
