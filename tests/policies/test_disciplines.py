"""Queue disciplines without an engine and at every station, and planned pick-ups."""

from __future__ import annotations

import pytest

from simulator.journey import simulate
from simulator.policies.disciplines import DISCIPLINES
from simulator.stages.shipping.deadlines import NO_DEADLINE
from simulator.units import HOUR, MINUTE, NEVER
from tests.model.tiny import heads, scenario, spans, workload

TASKS = {  # priority, deadline, requirement; in the order of their entry
    "slow": (2, 900, 80),
    "urgent": (1, NO_DEADLINE, 70),
    "due": (2, 300, 60),
    "short": (3, 900, 5),
}


def served(discipline: str) -> list[str]:
    rank = DISCIPLINES[discipline]
    entries = [(rank(*task), entry, name) for entry, (name, task) in enumerate(TASKS.items())]
    return [name for _, _, name in sorted(entries)]


def test_fifo_serves_by_entry():
    assert served("fifo") == ["slow", "urgent", "due", "short"]


def test_priority_serves_the_lowest_number_then_by_entry():
    assert served("priority") == ["urgent", "slow", "due", "short"]


def test_deadline_serves_the_earliest_then_by_entry_and_those_without_last():
    assert served("deadline") == ["due", "slow", "short", "urgent"]


def test_shortest_serves_the_least_work():
    assert served("shortest") == ["short", "due", "urgent", "slow"]


@pytest.mark.parametrize(
    ("discipline", "sequence"),
    [
        ("fifo", [0, 1, 2, 3]),
        ("priority", [0, 3, 2, 1]),
        ("shortest", [0, 2, 1, 3]),
        ("deadline", [0, 3, 1, 2]),
    ],
)
@pytest.mark.parametrize("station", ["fraud_review", "picking", "packing", "labeling"])
def test_every_station_has_its_own_discipline(station, discipline, sequence):
    written = {"discipline": discipline}
    crew = {"all": {"skills": [station], "heads": 1}}
    sections: dict = {
        "fraud_review": {"payment": {"fraud_review": {"share": "100 %", **written}}},
        "picking": {"picking": written},
        "packing": {"packing": written},
        "labeling": {"labeling": {"printers": 1, **written}},
    }[station]
    lengths = [9 * MINUTE, 2 * MINUTE, MINUTE, 3 * MINUTE]
    orders = workload(
        [0, 1, 2, 3],
        present={"all": heads((0, 1))},
        priority=[9, 3, 2, 1],
        ship_by=[9 * HOUR, 7 * HOUR, 8 * HOUR, 6 * HOUR],
        reviewed=[True] * 4,
        review=lengths,
        pick_setup=[0] * 4,
        pick=lengths,
        pack=lengths,
        label=lengths,
    )
    began = [at for at, _ in spans(simulate(scenario(crews=crew, **sections), orders), station)]
    assert sorted(range(4), key=began.__getitem__) == sequence


def test_inspection_has_its_own_discipline():
    ground = {"pick_ups": {"daily": ["01:00"]}, "services": {"ground": {"transit": "1 h"}}}
    shop = scenario(
        crews={"all": {"skills": ["inspection"], "heads": 1}},
        shipping={"carriers": {"carrier": ground}},
        delivery={"attempts": 1, "hours": "02:00-20:00", "days": "daily"},
        returns={"discipline": "shortest"},
    )
    orders = workload(
        [0, 0, 0],
        present={"all": heads((0, 1))},
        returns=[True] * 3,
        return_after=[HOUR, HOUR + 1, HOUR + 2],
        inspection=[MINUTE, 2 * MINUTE, MINUTE],
    )
    back = 3 * HOUR  # loaded at one, delivered at two, back at three
    began = [start for start, _ in spans(simulate(shop, orders), "inspection")]
    assert began == [back, back + 2 * MINUTE, back + MINUTE]


PACKERS = {"packers": {"skills": ["packing"], "heads": 1}}


def test_disciplines_are_those_of_each_station():
    shop = scenario(crews=PACKERS, packing={"discipline": "shortest"})
    orders = workload([0, 1, 2], present={"packers": heads((0, 1))}, pack=[10, 30, 20])
    assert [began for began, _ in spans(simulate(shop, orders), "packing")] == [0, 30, 10]


def test_by_deadline_goes_the_order_of_the_earlier_pick_up():
    carrier = {
        name: {"pick_ups": {"daily": [at]}, "services": {"ground": {"transit": "1 h"}}}
        for name, at in (("early", "10:00"), ("late", "12:00"))
    }
    shop = scenario(
        crews=PACKERS, packing={"discipline": "deadline"}, shipping={"carriers": carrier}
    )
    orders = workload(
        [0, 1, 2],
        present={"packers": heads((0, 1))},
        services=(("early", "ground"), ("late", "ground")),
        service=[0, 1, 0],
    )
    began = [began for began, _ in spans(simulate(shop, orders), "packing")]
    assert began == [0, 2 * MINUTE, MINUTE]
    assert NEVER not in began
