"""Limits of marketplaces: the targets that they stand for, and the figures that they ask for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.experiments.alternatives import Alternative
from simulator.experiments.caveats import Evidence, caveats
from simulator.experiments.store.store import replication_key
from simulator.experiments.trials import measured
from simulator.measure.kpis import kpi
from simulator.mistakes import InputError
from simulator.reading.mistakes import ScenarioError
from simulator.reading.quantities import quantity
from simulator.scenario import loads
from simulator.scenario.checks_figures import not_measured
from simulator.scenario.limits import LIMITS
from simulator.scenario.scenario import Scenario
from tests.model.tiny import figures, scenario, supply, workload

AMAZON = [name for name in LIMITS if name.startswith("amazon")]


def small(*targets: str, run: str = "3 d") -> Scenario:
    text = ", ".join(f"{{{target}}}" for target in targets)
    return loads(f"extends: small\nname: m\nclock: {{run: {run}}}\ntargets: [{text}]\n").scenario


def told(house: Scenario) -> list[str]:
    found = caveats(house, Evidence(np.zeros((0, 0))))
    return [each.text for each in found if each.kind == "limits"]


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_a_target_that_can_be_measured(name: str) -> None:
    (target,) = small(f"limit: {name}").targets
    limit = LIMITS[name]
    assert target.kpi == limit.kpi
    assert getattr(target, limit.relation) == quantity(limit.value)
    assert kpi(target.kpi).unit == "%"


def test_a_value_of_one_s_own_takes_the_place_of_the_limit_s() -> None:
    (target,) = small("limit: amazon late shipment, at_least: 98 %, class: express").targets
    assert (target.kpi, str(target.at_least), target.class_) == ("on_time_ship", "98 %", "express")


def test_a_window_that_is_shorter_than_the_limit_s_is_said_and_the_remedy_works() -> None:
    limits = [f"limit: {name}" for name in AMAZON[:2]]
    (text,) = told(small(*limits))
    assert text == (
        "A marketplace judges 'amazon late shipment' over 10 and 30 days and 'amazon "
        "cancellations' over 7 days; 3 d are measured. Write clock.run: 30 d to be judged as it "
        "does."
    )
    assert told(small(*limits, run="30 d")) == []
    (text,) = told(small(*limits, run="29 d"))
    assert "cancellations" not in text
    assert told(small("limit: ebay late shipment")) == []  # it says no window


def test_figures_of_limits_are_there_where_a_target_asks_for_them() -> None:
    """Of four orders one is declined, one out of stock: of three that were paid for, a third."""
    stock = {"policy": {"kind": "s S", "s": 0, "S": 10}, "when_short": "cancel order"}
    sections: dict[str, Any] = {"payment": {"retry": "none"}, "inventory": stock}
    targets = [{"limit": "amazon cancellations"}]
    work = workload([0, 1, 2, 3], verdict=[0, 1, 0, 0], supply=supply([2]))
    house = scenario(targets=targets, **sections)
    assert figures(house, work)["seller_cancellation_rate"] == pytest.approx(100 / 3)
    plain = scenario(**sections)
    assert "seller_cancellation_rate" not in figures(plain, work)
    said = not_measured("seller_cancellation_rate", plain)
    assert said == "no target asks for it; write targets: [{limit: amazon cancellations}]"


class Nothing:
    """Trials in which nothing is measured."""

    kpis: dict[tuple[str, str], float] = {}  # noqa: RUF012

    def replication(self, *_: object) -> Any:
        return self

    @property
    def measurement(self) -> Any:
        return self


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "valid_tracking",
            "no target asks for it; write targets: [{limit: amazon valid tracking}]",
        ),
        ("claims.cost", "claims is off; write claims: on, or another KPI"),
        ("on_time_ship", "since a stage that it needs is off; choose another"),
    ],
)
def test_what_is_asked_for_and_not_measured_says_why(name: str, why: str) -> None:
    known: Any = Nothing()
    with pytest.raises(InputError) as caught:
        measured(known, Alternative("m", loads("extends: small\nname: m\n")), name, "--kpi")
    assert str(caught.value) == f"--kpi {name}: is not measured in m, {why}"


def test_what_was_kept_without_the_figure_of_a_limit_is_not_read_for_it() -> None:
    """The store would give a replication in which nobody had counted valid labels."""
    plain = replication_key(small())
    assert replication_key(small("limit: amazon late shipment")) == plain
    asked = [
        replication_key(small(f"limit: amazon {name}"))
        for name in ("valid tracking", "cancellations")
    ]
    assert len({plain, *asked}) == 3


def test_a_label_by_hand_is_no_valid_tracking() -> None:
    house = scenario(
        labeling={"printers": 4, "service": {"retries": 0}},
        shipping={"carriers": {"carrier": {"pick_ups": {"daily": ["11:00"]}, "services": {
            "ground": {"transit": "1 h"}}}}},
        targets=[{"limit": "amazon valid tracking"}],
    )  # fmt: skip
    work = workload(
        [0, 120_000, 120_001, 120_002], label_by_hand=[1000] * 4, label_service_down=[[0, 60_000]]
    )
    assert figures(house, work)["valid_tracking"] == 75


WRONG = {
    "limit: amazon late": "targets.#1.limit: 'amazon late' is not a limit of a marketplace; did "
    "you mean amazon late shipment?",
    "limit: amazon late shipment, kpi: otif": "the limit is on on_time_ship; remove kpi, or write "
    "it without limit",
    "at_least: 3 %": "the target has no figure; write kpi: on_time_ship (or limit: amazon late "
    "shipment)",
}


@pytest.mark.parametrize(("target", "problem"), WRONG.items())
def test_what_is_no_limit_is_one_line_with_what_to_write(target: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        small(target)
    assert len(str(caught.value).splitlines()) == 1
    assert problem in str(caught.value)
