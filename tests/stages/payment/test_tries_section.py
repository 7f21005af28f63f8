"""Bad values of methods, tries and gateways, and that their remedies work when obeyed."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.experiments.state.folder import settings_from
from simulator.experiments.state.snapshot import snapshot
from simulator.journey import simulate
from simulator.measure.kpis import UnknownKpiError, kpi, kpi_names
from simulator.reading.mistakes import ScenarioError
from simulator.scenario import loads
from simulator.workload.sampling import sample

SHOP = """schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 2 d, cool_down: 5 d}
demand: {orders_per_day: 20}
payment:
  methods:
    card: {share: 70 %}
    slip: {share: 30 %, slip: on}
  comes_back: on
  second_gateway: on
  every: 5 d
targets: [{kpi: payment.won_back, at_least: 30 %}, {kpi: payment.paid_by.card, at_least: 30 %}]
"""
WAYS = "  methods:\n    card: {share: 70 %}\n    slip: {share: 30 %, slip: on}\n"
TWO = "{outages: [{at: 2026-03-02 10:00, for: 1 h}, {name: b, at: 2026-03-02 10:30, for: 1 h}]}"


@pytest.mark.parametrize(
    ("old", "new", "said", "obeyed"),
    [
        ("70 %", "60 %", "the shares of the methods add up to 90 %; make them add up to 100 %",
         "70 %"),
        ("card: {share: 70 %}", "card: {}", "card.share: is missing; write share: 75 %",
         "card: {share: 70 %}"),
        ("share: 70 %", "share: 70 %, declined: {soft: 70 %, hard: 60 %}",
         "soft and hard add up to 130 %; make them add up to 100 % or less",
         "share: 70 %, declined: {soft: 40 %, hard: 60 %}"),
        ("comes_back: on", "comes_back: {again: 60 %, another: 60 %}",
         "again and another add up to 120 %; make them add up to 100 % or less",
         "comes_back: {again: 60 %, another: 40 %}"),
        ("comes_back: on", "comes_back: {at_most: 13}", "13 is out of range; write at most 12",
         "comes_back: {at_most: 10}"),
        ("second_gateway: on", "second_gateway: {outages: [{at: 2026-05-02, for: 1 h}]}",
         "write a moment in it, such as 2026-03-05 12:00",
         "second_gateway: {outages: [{at: 2026-03-05 12:00, for: 1 h}]}"),
        ("second_gateway: on", f"second_gateway: {TWO}", "outages.b.at: begins before the outage",
         "second_gateway: {outages: [{at: 2026-03-02 10:00, for: 90 min}]}"),
        ("second_gateway: on", "second_gateway: {every: 5 s}",
         "second_gateway.every: it would fail more than once a minute; write a longer time, such "
         "as 17 d", "second_gateway: {every: 17 d}"),
        ("every: 5 d", "every: 5 s", "payment.every: it would fail more than once a minute",
         "every: 17 d"),
        ("paid_by.card", "paid_by.crd", "there is no method 'crd'; did you mean card?",
         "paid_by.card"),
        ("  comes_back: on\n", "", "write payment.comes_back: on, or another KPI",
         "  comes_back: on\n"),
        (WAYS, "", "there are no methods; write payment.methods: {card: {share: 100 %}}",
         "  methods: {card: {share: 100 %}}\n"),
    ],
)  # fmt: skip
def test_a_bad_value_is_one_mistake_and_its_remedy_works(old, new, said, obeyed):
    assert old in SHOP
    with pytest.raises(ScenarioError) as caught:
        loads(SHOP.replace(old, new, 1))
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert loads(SHOP.replace(old, obeyed, 1)).scenario.payment is not None


@pytest.mark.parametrize(
    ("ways", "said", "obeyed"),
    [
        ("  methods: {card: {share: 100 %}}\n",
         "no method is a slip; write payment.methods.card.slip: on, or another KPI",
         "  methods: {card: {share: 100 %, slip: on}}\n"),
        ("", "write payment.methods: {slip: {share: 100 %, slip: on}}, or another KPI",
         "  methods: {slip: {share: 100 %, slip: on}}\n"),
    ],
)  # fmt: skip
def test_slips_lapse_where_a_method_is_a_slip(ways, said, obeyed):
    text = SHOP[: SHOP.index("targets")] + "targets: [{kpi: payment.lapsed, at_most: 30 %}]\n"
    with pytest.raises(ScenarioError) as caught:
        loads(text.replace(WAYS, ways))
    assert said in str(caught.value)
    assert loads(text.replace(WAYS, obeyed)).scenario.targets


def test_a_figure_by_method_is_a_pattern():
    assert kpi("payment.paid_by.card").name == "payment.paid_by.card"
    assert "payment.paid_by.slip" in kpi_names((), ("card", "slip"))
    for name in ("payment.paid_by.", "payment.paid_by.<method>", "payment.paid_by.a.b"):
        with pytest.raises(UnknownKpiError):
            kpi(name)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A small shop that begins with a state of its own."""
    change = {"demand.orders_per_day": 10, "clock.warm_up": "0 s", "clock.run": "1 d"}
    small, folder = sim.load("small", overrides=change), tmp_path_factory.mktemp("state") / "at"
    snapshot(small, "2026-03-02 12:00", folder)
    return small.with_(settings_from(folder))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("methods", {"card": {"share": "100 %"}}),
        ("comes_back", "on"),
        ("second_gateway", "on"),
        ("every", "5 d"),
    ],
)
def test_a_state_goes_with_tries(begun, key, value):
    shop = begun.with_({f"payment.{key}": value})
    assert simulate(shop.scenario, sample(shop.scenario, 0)).n > 0


def test_a_run_with_tries_is_cut(tmp_path):
    shop = loads(SHOP)
    snapshot(shop, "2026-03-02 12:00", tmp_path / "at")
    assert shop.with_(settings_from(tmp_path / "at")).scenario.state is not None
