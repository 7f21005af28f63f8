from __future__ import annotations

import pytest

from simulator.scenario import ScenarioError, load, loads, starter
from tests.scenario.texts import SMALL, mistakes

CARRIER = "{pick_ups: {daily: ['15:00']}, services: {a: {transit: 1 working day%s}%s}}"


def shipping(first: str = "", other: str = "") -> str:
    return "shipping: {carriers: {c: " + CARRIER % (first, other) + "}}\n"


def wrong(text: str) -> list[str]:
    """The mistakes of a small scenario with more lines, without their places."""
    return [line.split(": ", 1)[1] for line in mistakes(SMALL + text)]


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
            "1 of the catalog; write at least 3",
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "catalog: {popularity: {zipf: 1, abc: {a: {skus: 100 %, demand: 100 %}}}}\n",
            "catalog.popularity.abc: there is zipf too; keep one of the two",
        ),
        (
            "catalog: {cost: 60 %}\n",
            "catalog.cost: 60 % of a price of 0 is nothing; write an amount such as 5 USD",
        ),
        (
            "catalog: {popularity: {}}\n",
            "catalog.popularity: it says nothing; write zipf: 0.95, or abc: and its classes",
        ),
        (
            "catalog: {popularity: {abc: {a: {skus: 90 %, demand: 100 %}}}}\n",
            "catalog.popularity.abc: the shares of skus add up to 90 %; make them add up to 100 %",
        ),
        (
            "catalog: {skus: 9, popularity: {abc: {a: {skus: 90 %, demand: 100 %}, "
            "b: {skus: 10 %, demand: 0 %}}}}\n",
            "catalog.popularity.abc.b.demand: nobody buys these SKUs; write a demand above 0 %",
        ),
        (
            "catalog: {skus: 2, popularity: {abc: {a: {skus: 20 %, demand: 80 %}, "
            "b: {skus: 80 %, demand: 20 %}}}}\n",
            "catalog.popularity.abc.a.skus: of 2 SKUs none is in the class; write a larger share",
        ),
        (
            "inventory: {policy: {s: 3}}\n",
            "inventory.policy: has no level S; write cover_S: 10 d, or S: and its units",
        ),
        (
            "inventory: {policy: {s: 9, S: 9}}\n",
            "inventory.policy.s: is not below S; write a smaller s",
        ),
        (
            "inventory: {policy: {cover_s: 9 d, cover_S: 3 d}}\n",
            "inventory.policy.cover_s: is not below cover_S; write a smaller cover_s",
        ),
        (
            "inventory: {policy: {kind: r Q, r: 1, Q: 3, s: 2}}\n",
            "inventory.policy.s: is not a level of kind r Q, which has r or Q; remove it",
        ),
        (
            "inventory: {policy: {s: 1, cover_s: 3 d, S: 9}}\n",
            "inventory.policy.cover_s: s is already there; keep one of the two",
        ),
        (
            "payment: {declined: {soft: 60 %, hard: 50 %}}\n",
            "payment.declined: soft and hard add up to 110 %; make them add up to 100 % or less",
        ),
        (
            "payment: {outages: [{at: 2026-04-01, for: 2 h}]}\n",
            "payment.outages.#1.at: is outside the simulated time, 2026-03-02 00:00 to "
            "2026-03-09 00:00; write a moment in it, such as 2026-03-05 12:00",
        ),
        (
            "payment: {outages: [{at: 2026-03-03, for: 2 h}, {at: 2026-03-03 01:00, for: 1 h}]}\n",
            "payment.outages.#2.at: begins before the outage before it has ended; merge the two",
        ),
        (
            "experiment: {replications: {precision: 5 %, of: [in_full], at_least: 9, at_most: 8}}",
            "experiment.replications.at_least: 9 is more than at_most (8); swap the two",
        ),
        (
            "targets: [{kpi: in_full}]\n",
            "targets.in_full: the target has no limit; "
            "write at_least: 95 %, or at_most: and a number",
        ),
        (
            "targets: [{kpi: in_full, at_least: 9 %, at_most: 99 %}]\n",
            "targets.in_full.at_most: the target has two limits; "
            "keep one of the two, or write two targets",
        ),
        (
            "targets: [{kpi: in_full, class: b, at_least: 9 %}]\n",
            "targets.in_full.class: there is no class 'b'; write all",
        ),
        (
            "targets: [{kpi: in_full, at_least: 98}]\n",
            "targets.in_full.at_least: in_full is measured in %; write 98 %",
        ),
        (
            "targets: [{kpi: in_full, at_least: 198 %}]\n",
            "targets.in_full.at_least: 198 % is more than in_full can be; write 0 % to 100 %",
        ),
        (
            "targets: [{kpi: in_full, at_least: -5 %}]\n",
            "targets.in_full.at_least: -5 % is less than in_full can be; write 0 % to 100 %",
        ),
        (
            "targets: [{kpi: payment_time.mean, at_most: -1 s}]\n",
            'targets."payment_time.mean".at_most: -1 s is less than payment_time.mean can be; '
            "write 0 min or more",
        ),
        (
            "targets: [{kpi: backlog.peak, at_most: -1}]\n",
            'targets."backlog.peak".at_most: -1 is less than backlog.peak can be; write 0 or more',
        ),
        (
            "targets: [{kpi: cost_per_order, at_most: 9 EUR}]\n",
            "targets.cost_per_order.at_most: cost_per_order is measured in USD; "
            "write one such as 10 USD",
        ),
        (
            "targets: [{kpi: cost_per_order, class: all, at_most: 9 USD}]\n",
            "targets.cost_per_order.class: cost_per_order is not measured by class; remove class",
        ),
        (
            "targets: [{kpi: utilization.pickers, at_most: 90 %}]\n",
            "targets.\"utilization.pickers\".kpi: there is no KPI 'utilization.pickers'",
        ),
    ],
)
def test_stock_payment_targets(text: str, line: str) -> None:
    (found,) = wrong(text)
    assert found.startswith(line)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "picking: on\ncrews: {a: {skills: [picking]}}\n",
            "crews.a: nobody ever works in it; write heads: 2, or heads in a shift",
        ),
        (
            "picking: on\n",
            "picking: no crew has the skill picking; write it under a crew's skills",
        ),
        (
            "packing: on\n",
            "packing: no crew has the skill packing; write it under a crew's skills, "
            "or stations: for machines",
        ),
        (
            "payment: {fraud_review: on}\n",
            "payment.fraud_review: no crew has the skill fraud_review; "
            "write it under a crew's skills",
        ),
        (
            "crews: {a: {skills: [picking], heads: 1}}\n",
            "crews.a.skills: the crew has no work, picking is off; "
            "switch on picking, or remove the crew",
        ),
        (
            "picking: on\ncrews: {a: {skills: [picking, picking], heads: 1}}\n",
            "crews.a.skills: picking is there twice; remove one",
        ),
        (
            "picking: on\ncrews: {a: {skills: [picking], heads: 1}}\n"
            "shifts: {early: {hours: 06:00-14:00, heads: {a: 1}}}\n",
            "crews.a.heads: the crew has heads of its own and in a shift; keep one of the two",
        ),
        (
            "picking: on\ncrews: {a: {skills: [picking]}}\n"
            "shifts: {early: {hours: 06:00-14:00, heads: {a: 1}, "
            "breaks: [{at: '13:45', for: 30 min}]}}\n",
            "shifts.early.breaks.#1.at: the break is outside the shift's hours 06:00-14:00; "
            "move or shorten it",
        ),
        (
            "picking: on\ncrews: {a: {skills: [picking]}}\n"
            "shifts: {early: {hours: 06:00-14:00, heads: {a: 1}, "
            "breaks: [{at: '10:00', for: 30 min}, {at: '10:15', for: 30 min}]}}\n",
            "shifts.early.breaks.#2.at: begins before the break before it has ended; "
            "move or merge it",
        ),
    ],
)
def test_floor(text: str, line: str) -> None:
    assert wrong(text) == [line]


def test_a_target_is_checked_beside_a_mistake_in_the_crews() -> None:
    text = (
        "crews: {a: {skills: [pickin]}}\n"
        "targets: [{kpi: on_time_shp, at_least: 9 %}, {kpi: utilization.a, at_most: 90 %}]\n"
    )
    assert wrong(text) == [
        "crews.a.skills.#1: 'pickin' is not a skill; did you mean picking?",
        "targets.on_time_shp.kpi: there is no KPI 'on_time_shp'; did you mean on_time_ship?",
    ]


def test_a_misspelt_crew_is_one_mistake() -> None:
    text = (
        "picking: on\ncrews: {pickers: {skills: [picking]}}\n"
        "shifts: {early: {hours: 06:00-14:00, heads: {picker: 1}}}\n"
    )
    assert wrong(text) == [
        "shifts.early.heads.picker: there is no crew 'picker'; did you mean pickers?"
    ]


def test_people_who_come_after_the_end_are_never_there() -> None:
    clock = SMALL.replace("run: 7 d", "run: 1 d")
    crews = "picking: on\ncrews: {a: {skills: [picking]}}\n"
    shift = "shifts: {x: {days: %s, hours: 22:00-06:00, heads: {a: 1}}}\n"
    said = "nobody with the skill picking is ever there; write heads above 0 for a"
    assert [line[-len(said) :] for line in mistakes(clock + crews + shift % "tue")] == [said]
    assert mistakes(clock + crews + shift % "mon") == []
    assert mistakes(clock + crews + shift % "sun") == []  # its end is on Monday


def test_a_crew_of_zero_heads_is_no_mistake() -> None:
    """Its orders wait."""
    assert wrong("picking: on\ncrews: {a: {skills: [picking], heads: 0}}\n") == []
    crews = "picking: on\ncrews: {a: {skills: [picking]}}\n"
    assert wrong(crews + "shifts: {x: {hours: 08:00-16:00, heads: {a: 0}}}\n") == []


def test_a_break_may_be_after_midnight() -> None:
    text = (
        "picking: on\ncrews: {a: {skills: [picking]}}\n"
        "shifts: {late: {hours: 22:00-06:00, heads: {a: 1}, "
        "breaks: [{at: '02:00', for: 30 min}]}}\n"
    )
    assert wrong(text) == []


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


def test_a_carrier_s_outage_outside_the_simulated_time():
    outage = "[{at: 2027-01-01, for: 2 h}]"
    with pytest.raises(ScenarioError, match="is outside the simulated time"):
        load("small", overrides=[f"shipping.carriers.parcelco.outages={outage}"])
