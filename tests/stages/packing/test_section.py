"""Mistakes in packing and its boxes, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from tests.scenario.texts import CREWS, wrong

PACKING = [
    (
        "{stations: {count: 2}, lanes: on}",
        ("lanes: there are stations for all lanes too; remove packing.stations, or move it to "
        "a lane"),
    ),
    (
        "{lanes: {single_line: {crews: [packerz]}}}",
        "lanes.single_line.crews: there is no crew 'packerz'; write p or q",
    ),
    (
        "{boxes: {s: {volume: 2 l}}}",
        "boxes: boxes need the unit_volume of the SKUs; write catalog.unit_volume: 1.5 l",
    ),
    (
        "{quality_check: {by_class: {expres: 5 %}}}",
        "quality_check.by_class.expres: there is no order class 'expres'; write all",
    ),
    (
        "{stations: {count: 2, breakdowns: {every: 30 s}}}",
        "stations.breakdowns.every: it would fail more than once a minute; write a longer time, "
        "such as 200 h",
    ),
    (
        "{stations: {count: 2, outages: [{at: 2026-03-03, for: 1 h, stations: 3}]}}",
        "stations.outages.#1.stations: there are only 2; write at most 2",
    ),
    (
        "{lanes: {multi_line: {stations: {count: 1, outages: [{at: 2025-03-03, for: 1 h}]}}}}",
        ("lanes.multi_line.stations.outages.#1.at: is outside the simulated time, 2026-03-02 "
        "00:00 to 2026-03-09 00:00; write a moment in it, such as 2026-03-05 12:00"),
    ),
    ("{boxes: {s: {volume: 2 kg}}}", "boxes.s.volume: '2 kg' is not a volume; write one such as "
     "1.5 l"),
]  # fmt: skip


@pytest.mark.parametrize(("packing", "told"), PACKING)
def test_packing(packing, told):
    assert f"packing.{told}" in wrong(CREWS + f"picking: on\npacking: {packing}\n")


SIZES = "catalog: {unit_volume: %s, unit_weight: 1 kg}\n"


@pytest.mark.parametrize(
    ("volume", "has"),
    [("9 l", "has 9,000"), ("{uniform: {low: 1 l, high: 9 l}}", "may have 9,000")],
)
def test_a_unit_that_fits_no_box(volume, has):
    boxes = "picking: on\npacking: {boxes: {s: {volume: 2 l}, m: {volume: 10 l}}%s}\n"
    sizes = SIZES % volume
    told = (
        f"packing.boxes: a unit {has} cm3 and 1,000 g, which fits no box; add a box such as "
        "{volume: 10589 cm3, max_weight: 30000 g}, or write packing.fits_no_box: ship unboxed"
    )
    assert wrong(CREWS + sizes + boxes % "") == [told]
    assert not wrong(CREWS + sizes + boxes % ", fits_no_box: ship unboxed")
    larger = boxes.replace("10 l", "10589 cm3, max_weight: 30000 g")
    assert not wrong(CREWS + sizes + larger % "")
    assert not wrong(CREWS + sizes.replace("9 l", "8.5 l") + boxes % "")
