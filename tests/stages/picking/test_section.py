"""Mistakes in picking, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from tests.scenario.texts import CREWS, LAYOUT, wrong

ZONES = "method: {zones: {%s areas: {a: {skus: 40 %%}, b: {skus: %s}}}}"
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
    assert f"picking.{told}" in wrong(CREWS + f"picking: {picking}\npacking: on\n")
