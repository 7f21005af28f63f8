"""Mistakes in picking, packing and equipment, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from tests.scenario.texts import SMALL, mistakes

LAYOUT = "layout: {aisles: 4, aisle_length: 30 m}, time: {per_line: 10 s}"
CREWS = "crews: {p: {skills: [picking], heads: 1}, q: {skills: [packing], heads: 1}}\n"
SHIPPING = (
    "shipping: {carriers: {c: {pick_ups: {daily: ['15:00']}, "
    "services: {a: {transit: 1 working day}}}}}\n"
)
ZONES = "method: {zones: {%s areas: {a: {skus: 40 %%}, b: {skus: %s}}}}"


def wrong(text: str) -> list[str]:
    """The mistakes of a small scenario with more lines, without their places."""
    return [line.split(": ", 1)[1] for line in mistakes(SMALL + CREWS + text)]


CASES = [
    (
        "{method: {batch: {up_to: 2}, wave: {at: ['09:00']}}}",
        "method.wave: there is a batch too; keep one of the two (a wave has up_to)",
    ),
    (
        "{method: {batch: {up_to: 2, wait_at_most: 0 s}}}",
        "method.batch.wait_at_most: nobody waits, so that no batch fills; write 10 min, or form: "
        "when free too",
    ),
    (
        "{method: {batch: {up_to: 2, form: when free}, zones: {areas: {a: {skus: 100 %}}}}}",
        "method.batch.form: with zones no picker takes a whole batch; write when full, or remove "
        "the zones",
    ),
    (
        "{method: {batch: {up_to: 2, form: at noon}}}",
        "method.batch.form: 'at noon' is not allowed here, unless @sim.policy(\"release\") "
        "defines it first, in Python; write when full or when free",
    ),
    (
        "{method: {wave: {up_to: 4}}}",
        "method.wave: does not say when; write at: ['09:00']",
    ),
    (
        "{method: {wave: {before_pick_ups: 1 h}}}",
        ("method.wave.before_pick_ups: there are no pick-ups, shipping is off; write at: "
        "['09:00'] instead"),
    ),
    (
        "{method: {batch: {up_to: 2, by: pick_up}}}",
        "method.batch.by: there are no pick-ups, shipping is off; write any or class",
    ),
    (
        "{method: {wave: {at: ['09:00'], days: []}}}",
        "method.wave.days: there is no weekday; write one such as mon-fri",
    ),
    (
        "{" + ZONES % ("", "50 %") + "}",
        "method.zones.areas: the shares of skus add up to 90 %; make them add up to 100 %",
    ),
    (
        "{" + ZONES % ("assign: aisles,", "60 %") + "}",
        "method.zones.assign: there are no aisles; write random, or give picking a layout",
    ),
    (
        "{" + ZONES % ("assign: aisles,", "60 %") + ", " + LAYOUT.replace("4", "1") + "}",
        ("method.zones.assign: 1 aisles do not make 2 zones; write random, or "
        "picking.layout.aisles: 2 or more"),
    ),
    (
        "{" + ZONES % ("assign: catalog,", "60 %") + "}",
        ("method.zones.assign: the catalog has no file with a column zone; write random, or "
        "give it one"),
    ),
    (
        "{method: {zones: {areas: {a: {skus: 100 %, crews: [q]}}}}}",
        ("method.zones.areas.a.crews: q lacks the skill picking; add it to its skills, or "
        "name another crew"),
    ),
    (
        "{method: {zones: {areas: {a: {skus: 100 %}, b: {}}}}}",
        ("method.zones.areas.b: the zone has no SKU; write skus: 50 %, or its share, or "
        "remove the zone"),
    ),
    (
        "{layout: {aisles: 4, aisle_length: 30 m}}",
        "time: its default includes walking, which the layout adds; write per_line: 10 s",
    ),
    (
        "{layout: {aisles: 4, aisle_length: 30}, time: {per_line: 10 s}}",
        "layout.aisle_length: 30 has no unit; write 30 m or 30 mm",
    ),
    (
        "{layout: {aisles: 4, aisle_length: 30 m, speed: 1 mph}, time: {per_line: 10 s}}",
        "layout.speed: '1 mph' is not a speed; write 0.44704 m/s",
    ),
    (
        "{layout: {aisles: 4, aisle_length: 30 m, storage: abc}, time: {per_line: 10 s}}",
        "layout.storage: 'abc' is not a storage policy; "
        "write random, or {classes: {a: 20 %, b: 80 %}}",
    ),
    (
        "{layout: {aisles: 4, aisle_length: 30 m, routing: s shape}, time: {per_line: 10 s}}",
        "layout.routing: 's shape' is not allowed here; did you mean s-shape?",
    ),
    ("{discipline: edd}", "discipline: 'edd' is not allowed here, unless "
     "@sim.policy(\"discipline\") defines it first, in Python; write fifo, priority, deadline "
     "or shortest"),
]  # fmt: skip


@pytest.mark.parametrize(("picking", "told"), CASES)
def test_picking(picking, told):
    assert f"picking.{told}" in wrong(f"picking: {picking}\npacking: on\n")


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
    assert f"packing.{told}" in wrong(f"picking: on\npacking: {packing}\n")


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
    assert wrong(sizes + boxes % "") == [told]
    assert not wrong(sizes + boxes % ", fits_no_box: ship unboxed")
    larger = boxes.replace("10 l", "10589 cm3, max_weight: 30000 g")
    assert not wrong(sizes + larger % "")
    assert not wrong(sizes.replace("9 l", "8.5 l") + boxes % "")


def test_labeling():
    found = wrong("picking: on\npacking: on\nlabeling: {printers: 1, service: {every: 10 s}}\n")
    assert found == [
        "labeling.service.every: it would fail more than once a minute; write a longer time, "
        "such as 200 h"
    ]


def test_a_wrong_record_needs_somebody_who_finds_out():
    text = "inventory: {policy: {s: 1, S: 5}, record_accuracy: 95 %}\npacking: on\n"
    assert ("inventory.record_accuracy: picking is off, so nobody finds out; write 100 %, or "
           "switch picking on") in wrong(text)  # fmt: skip


def test_all_of_it_together_is_right():
    text = (
        SHIPPING
        + "picking: {method: {wave: {before_pick_ups: 2 h, up_to: 6, by: class}, zones: {areas: "
        "{a: {skus: 40 %, crews: [p]}, b: {skus: 60 %, at_most: 2}}, assign: aisles, "
        "consolidation: 5 s}}, " + LAYOUT + ", discipline: deadline}\n"
        "packing: {lanes: {single_line: {stations: {count: 1, breakdowns: {every: 200 h}}}}}\n"
        "labeling: {printers: 2, outages: [{at: 2026-03-03 10:00, for: 1 h, stations: 1}], "
        "service: {every: 100 h, retries: 0}}\n"
    )
    assert wrong(text) == []


def test_no_day_before_the_first_of_all_is_asked_for() -> None:
    shifts = "shifts: {s: {hours: 08:00-16:00, heads: {p: 1}, heads_on: [{%s, heads: {p: 2}}]}}\n"
    crews = CREWS.replace("{skills: [picking], heads: 1}", "{skills: [picking]}")
    text = SMALL.replace("2026-03-02", "0001-01-01") + crews + "picking: on\npacking: on\n"
    assert mistakes(text + shifts % "date: 0001-01-02") == []
    assert len(mistakes(text + shifts % "date: 0002-01-02")) == 1
