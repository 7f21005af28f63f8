"""Mistakes in receiving, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from simulator.experiments.explain.inputs import remarks
from simulator.scenario import loads
from tests.scenario.texts import wrong

CREWS = "crews: {d: {skills: [unloading, checking, put_away], heads: 1}}\n"
STOCK = "inventory: {policy: {s: 1, S: 5}}\n"


def receiving(supplier: str, others: str = "", more: str = "") -> str:
    """A house with one door and one supplier."""
    return f"{CREWS}receiving: {{doors: 1, suppliers: {{acme: {{{supplier}}}{others}}}{more}}}\n"


TIMES = "appointments: {daily: ['08:00']}"
RIGHT = f"{TIMES}, pallets: 20"


def test_what_is_right_is_read():
    assert wrong(receiving(RIGHT)) == []
    assert wrong(STOCK + receiving(TIMES)) == []
    assert wrong(receiving("dates: [2026-03-02 09:00, 2026-03-09], pallets: 3")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            receiving("pallets: 20"),
            "receiving.suppliers.acme: no truck of the supplier ever comes; write appointments: "
            "{mon-fri: ['08:00']}, or dates",
        ),
        (
            receiving("dates: [2026-04-01], pallets: 20"),
            "receiving.suppliers.acme.dates.#1: is outside the simulated time, 2026-03-02 00:00 to "
            "2026-03-09 00:00; write a moment in it, such as 2026-03-05 12:00",
        ),
        (
            receiving(TIMES),
            "receiving.suppliers.acme: its trucks bring nothing, since inventory is off; write "
            "pallets: 20, or switch on inventory",
        ),
        (
            receiving(f"{RIGHT}, early: {{share: 60 %, by: 1 h}}, late: {{share: 50 %, by: 1 h}}"),
            "receiving.suppliers.acme.late.share: early and late add up to 110 %; make them add up "
            "to 100 % or less",
        ),
        (
            receiving(f"{TIMES}, pallets: 2000"),
            "receiving.suppliers.acme.pallets: 2,000 pallets are more than a truck holds; write at "
            "most 1,000",
        ),
        (
            STOCK + receiving(TIMES, f", other: {{{TIMES}}}"),
            "receiving.suppliers: the shares of the suppliers add up to 200 %; make them add up to "
            "100 %",
        ),
        (
            receiving(RIGHT, more=", sellable: noon"),
            "receiving.sellable: 'noon' is not allowed here; write put away or arrival",
        ),
        (
            receiving(RIGHT).replace("doors: 1", "doors: 0"),
            "receiving.doors: 0 is out of range; write at least 1",
        ),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(text: str, told: str):
    assert wrong(text) == [told]


def test_who_unloads_is_asked_for():
    text = receiving(RIGHT).replace("unloading, checking, ", "")
    told = "receiving.unloading: no crew has the skill unloading; write it under a crew's skills"
    assert wrong(text) == [told]
    assert wrong(receiving(RIGHT, more=", checking: {}").replace("checking, put", "put")) == [
        "receiving.checking: no crew has the skill checking; write it under a crew's skills"
    ]


def test_a_crew_of_a_dock_that_is_off_has_no_work():
    assert wrong(CREWS) == [
        "crews.d.skills: the crew has no work, unloading and checking and put_away is off; switch "
        "on receiving.unloading, or remove the crew"
    ]


def test_explain_says_that_goods_wait_for_their_truck_too():
    text = (
        "schema: fulfillment/1\nname: dock\nclock: {start: 2026-03-02, run: 7 d}\n"
        f"demand: {{orders_per_day: 20}}\n{STOCK}{receiving(TIMES)}"
    )
    told = remarks(loads(text, name="d.yaml").scenario)
    assert any("wait for the next truck of their supplier" in remark for remark in told)
