"""Mistakes in shipping, delivery and returns, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from simulator.scenario import ScenarioError, load, loads, starter
from tests.scenario.texts import SMALL, mistakes, wrong

CARRIER = "{pick_ups: {daily: ['15:00']}, services: {a: {transit: 1 working day%s}%s}}"


def shipping(first: str = "", other: str = "") -> str:
    return "shipping: {carriers: {c: " + CARRIER % (first, other) + "}}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("delivery: on\n", "delivery: nothing is shipped to deliver; write delivery: off (or"),
        (
            shipping(", serves: [x]"),
            "shipping.carriers.c.services.a.serves.#1: there is no class 'x'; write all",
        ),
        (
            shipping(", serves: [all]", ", b: {transit: 1 working day}"),
            "shipping.carriers.c.services.b: the service serves no class, others name them all; "
            "write serves: [all], or remove the service",
        ),
        (
            shipping("", ", b: {transit: 1 working day}"),
            "shipping.carriers.c.services.b: the services of class 'all' have shares of 200 % "
            "together; make them add up to 100 %",
        ),
        (
            shipping().replace("1 working day", "{working_time: 3}"),
            "shipping.carriers.c.services.a.transit.working_time: 3 has no unit; write 3 s",
        ),
        (
            shipping().replace("1 working day", "{working_time: 1 d, unit: d}"),
            "shipping.carriers.c.services.a.transit.unit: working_time stands alone; remove 'unit'",
        ),
        (
            shipping().replace("1 working day", "{by_region: {north: 1 working day}}"),
            "shipping.carriers.c.services.a.transit.by_region.north: there is no region 'north'",
        ),
        (
            shipping().replace("1 working day", "{by_region: {all: 1 d, south: 2 d}}"),
            "shipping.carriers.c.services.a.transit.by_region.south: there is no region 'south'",
        ),
        (
            "returns: on\npicking: on\ncrews: {a: {skills: [picking, inspection], heads: 1}}\n",
            "returns: nothing is delivered that could return; write returns: off (or",
        ),
    ],
)
def test_shipping(text: str, line: str) -> None:
    assert any(found.startswith(line) for found in wrong(text))


def test_every_class_needs_a_carrier_and_a_promise() -> None:
    text = SMALL.replace(
        "100}", "100, classes: {a: {share: 50 %, ship_by: none}, b: {share: 50 %}}}"
    ) + shipping(", serves: [a]")
    assert [line.split(": ", 1)[1] for line in mistakes(text)] == [
        "demand.classes.b: the class has no promise to ship; write ship_by: 24 h, or ship_by: none",
        "shipping.carriers: no carrier serves the class 'b'; "
        "write it under the serves: of a service",
    ]


def test_a_carrier_that_never_comes() -> None:
    text = SMALL.replace("run: 7 d", "run: 2 d") + shipping().replace("daily", "sat")
    assert [line.split(": ", 1)[1] for line in mistakes(text)] == [
        "shipping.carriers.c.pick_ups: the carrier never comes in the simulated time; write "
        "more times, such as {daily: ['15:00', '18:00']}"
    ]


def test_what_fits_together_passes() -> None:
    assert wrong(shipping() + "delivery: on\n") == []
    loads(starter(), variant="busy")


def test_the_last_day_of_the_calendar_is_no_crash() -> None:
    text = SMALL.replace("2026-03-02", "9999-12-31")
    assert mistakes(text + shipping()) == [
        "s.yaml:3:16: clock.start: the simulated time ends after the year 9999; start earlier"
    ]


def test_what_ends_after_the_calendar_is_outside_the_simulated_time() -> None:
    outage = "outages: [{at: 9999-12-31 23:00, for: 2 h}]"
    carrier = shipping().replace("{c: {", f"{{c: {{{outage}, ")
    labeling = f"labeling: {{printers: 1, {outage}}}\n"
    paths = [line.split(": ")[1] for line in mistakes(SMALL + carrier + labeling)]
    assert {"labeling.outages.#1.at", "shipping.carriers.c.outages.#1.at"} <= set(paths)
    late = SMALL.replace("2026-03-02", "9999-12-31") + labeling
    assert [line.split(": ")[1] for line in mistakes(late)] == ["clock.start"]


def test_a_carrier_s_outage_outside_the_simulated_time():
    outage = "[{at: 2027-01-01, for: 2 h}]"
    with pytest.raises(ScenarioError, match="is outside the simulated time"):
        load("small", overrides=[f"shipping.carriers.parcelco.outages={outage}"])
