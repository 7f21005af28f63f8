"""Mistakes in demand, each with its place, its cause and its remedy."""

from __future__ import annotations

import pytest

from tests.scenario.texts import SMALL, mistakes


@pytest.mark.parametrize(
    ("demand", "line"),
    [
        ("{}", "demand: nothing arrives; write orders_per_day: 450 (or carts_per_day, or trace)"),
        (
            "{orders_per_day: 5, carts_per_day: 9}",
            "demand.carts_per_day: demand already comes from orders_per_day; "
            "keep one of orders_per_day or carts_per_day",
        ),
        (
            "{carts_per_day: 9}",
            "demand.carts_per_day: there are no carts, checkout is off; write orders_per_day, "
            "or checkout: on",
        ),
        (
            f"{{orders_per_day: 5, trace: {{file: {__file__}}}}}",
            "demand.orders_per_day: demand comes from a trace, which orders_per_day does not "
            "replace; leave it out, or write demand.trace: none",
        ),
        (
            f"{{trace: {{file: {__file__}}}, events: "
            "[{name: sale, from: 2026-03-03, to: 2026-03-03, factor: 2}]}",
            "demand.events: a trace has no events, its orders are as many as they were; remove "
            "them, or write demand.scale: 2 for twice as many",
        ),
        (
            "{orders_per_day: 5, classes: {a: {share: 50 %}, b: {share: 40 %}}}",
            "demand.classes: the shares of the classes add up to 90 %; make them add up to 100 %",
        ),
        (
            "{orders_per_day: 5, classes: {}}",
            "demand.classes: there is no class; write one or remove the line",
        ),
        (
            "{orders_per_day: 5, classes: {a: {ship_by: 24 h, order_cut_off: '15:00'}}}",
            "demand.classes.a.order_cut_off: a cut-off counts for a promise in working days only; "
            "write ship_by: same day, or remove it",
        ),
        (
            "{orders_per_day: 5, classes: {a: {deliver_within: 4 d, deliver_cut_off: '15:00'}}}",
            "demand.classes.a.deliver_cut_off: a cut-off counts for a promise in working days "
            "only; write deliver_within: 2 working days, or remove it",
        ),
        (
            "{orders_per_day: 5, classes: {a: {ship_by: 48 h, deliver_within: 1 d}}}",
            "demand.classes.a.deliver_within: the delivery is promised before the hand-over; "
            "write a later one, or an earlier ship_by",
        ),
        (
            "{orders_per_day: 5, classes: {a: {ship_by: next day, deliver_within: same day}}}",
            "demand.classes.a.deliver_within: the delivery is promised before the hand-over; "
            "write a later one, or an earlier ship_by",
        ),
        (
            "{orders_per_day: 5, lines: 3}",
            "catalog.skus: an order has 3 lines of different SKUs on average, more than the "
            "1 of the catalog; write as many as the shop sells, such as 1000",
        ),
        (
            "{orders_per_day: 5, events: [{name: x, from: 2026-03-04, to: 2026-03-03, factor: 2}]}",
            "demand.events.x.to: 2026-03-03 is before from (2026-03-04); swap the two",
        ),
        (
            "{orders_per_day: 5, events: [{name: x, from: 2026-04-04, to: 2026-04-05, factor: 2}]}",
            "demand.events.x.from: the event is outside the simulated time "
            "(2026-03-02 to 2026-03-09); move it or clock.start",
        ),
    ],
)
def test_demand(demand: str, line: str) -> None:
    text = SMALL.replace("{orders_per_day: 100}", demand)
    assert [found.split(": ", 1)[1] for found in mistakes(text)] == [line]


def test_an_event_name_is_there_once() -> None:
    event = "{name: x, from: 2026-03-03, to: 2026-03-03, factor: 2}"
    text = SMALL.replace("100}", f"100, events: [{event}, {event}]}}")
    assert mistakes(text) == [
        "s.yaml:4:103: demand.events.x.name: there are two events called 'x'; rename one"
    ]
