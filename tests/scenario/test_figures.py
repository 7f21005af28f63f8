"""A target on a figure that is not measured is a mistake of the scenario, told before the run."""

import pytest

import simulator
from simulator.experiments.running.replication import replicate
from simulator.measure.kpis import kpi_names
from simulator.scenario import ScenarioError
from simulator.scenario.checks_figures import not_measured

OFF = {
    "inventory": (),
    "payment": (),
    "notification": (),
    "picking": (),
    "packing": (),
    "labeling": (),
    "returns": (),
    "delivery": ("returns",),
    "shipping": ("delivery", "returns"),
}
"""Each stage, and those that cannot be on without it."""


def world(*off):
    overrides = [*(f"{stage}=off" for stage in off), "targets=[]", "clock.run=1 d"]
    return simulator.load("small", overrides=overrides).scenario


@pytest.mark.parametrize("stage", OFF)
def test_what_is_refused_is_exactly_what_is_not_measured(stage):
    scenario = world(stage, *OFF[stage])
    names = kpi_names(scenario.crews)
    measured = {name for name, _ in replicate(scenario, 0, "none").measurement.kpis}
    assert {name for name in names if not_measured(name, scenario) is None} == measured


def test_with_every_stage_on_every_figure_is_there():
    overrides = ["payment.fraud_review=on", "packing.stations={count: 3}", "clock.run=1 d"]
    crew = "crews.packers.skills=[packing, labeling, fraud_review]"
    scenario = simulator.load("small", overrides=[*overrides, crew]).scenario
    names = kpi_names(scenario.crews)
    measured = {name for name, _ in replicate(scenario, 0, "none").measurement.kpis}
    assert {name for name in names if not_measured(name, scenario) is None} == measured
    assert "queue_time.fraud_review.mean" in measured


@pytest.mark.parametrize(
    ("overrides", "told"),
    [
        (
            ["payment=off", "targets=[{kpi: authorization_rate, at_least: 85 %}]"],
            "targets.authorization_rate.kpi: authorization_rate is not measured, payment is off; "
            "write payment: on, or another KPI",
        ),
        (
            ["experiment.replications={precision: 5 %, of: [queue_time.fraud_review.mean]}"],
            "experiment.replications.of.#1: queue_time.fraud_review.mean is not measured, "
            "payment.fraud_review is off; write payment.fraud_review: on, or another KPI",
        ),
    ],
)
def test_it_is_told_before_the_run(overrides, told):
    with pytest.raises(ScenarioError) as caught:
        simulator.load("small", overrides=overrides)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("kpi", "told"),
    [
        ("machine_utilization.picking", "picking has no machines; write another KPI"),
        ("machine_utilization.inspection", "returns is off; write returns: on, or another KPI"),
        ("availability.packing", "packing.stations is off; write packing.stations: {count: 12}"),
    ],
)
def test_machines_that_are_not_counted_have_no_figures(kpi, told):
    target = f"targets=[{{kpi: {kpi}, at_most: 90 %}}]"
    with pytest.raises(ScenarioError, match=f"{kpi} is not measured, {told}"):
        simulator.load("small", overrides=["returns=off", target])


def test_a_house_without_crews_has_no_paid_hour():
    stages = ("inventory", "picking", "packing", "labeling", "returns", "shipping", "delivery")
    off = [f"{stage}=off" for stage in stages]
    clean = [*off, "crews={}", "shifts={}", "clock.run=1 d"]
    scenario = simulator.load("small", overrides=[*clean, "targets=[]"]).scenario
    names = {name for name, _ in replicate(scenario, 0, "none").measurement.kpis}
    assert "labor.oph" not in names
    with pytest.raises(ScenarioError, match=r"labor\.oph is not measured, there are no crews"):
        simulator.load(
            "small", overrides=[*clean, "targets=[{kpi: labor.oph, at_least: 3 orders/h}]"]
        )
