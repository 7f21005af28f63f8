from __future__ import annotations

import pytest

from tests.scenario.texts import CREWS, LAYOUT, SHIPPING, SMALL, mistakes, wrong


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
            "picking: on\ncrews: {a: {skills: [picking], heads: 2, new_hires: {heads: 1}, "
            "cohorts: [{hired: 2026-03-02, heads: 1}]}}\n",
            "crews.a.cohorts: there is new_hires too; keep one of the two",
        ),
        (
            "picking: on\ncrews: {a: {skills: [picking], heads: 2, "
            "cohorts: [{hired: 2026-03-02, share: 70 %}, {hired: 2026-03-03, share: 40 %}]}}\n",
            "crews.a.cohorts.#2.share: the shares of the cohorts add up to 110 %, more than all "
            "heads; write 30 % or less",
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
    said = (
        "nobody with the skill picking is ever there in the simulated time; write a longer "
        "clock.run, such as 2 d, or hours within it for shift 'x'"
    )
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
    assert wrong(CREWS + text) == []


def test_no_day_before_the_first_of_all_is_asked_for() -> None:
    shifts = "shifts: {s: {hours: 08:00-16:00, heads: {p: 1}, heads_on: [{%s, heads: {p: 2}}]}}\n"
    crews = CREWS.replace("{skills: [picking], heads: 1}", "{skills: [picking]}")
    text = SMALL.replace("2026-03-02", "0001-01-01") + crews + "picking: on\npacking: on\n"
    assert mistakes(text + shifts % "date: 0001-01-02") == []
    assert len(mistakes(text + shifts % "date: 0002-01-02")) == 1
