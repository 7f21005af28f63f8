"""How orders are paid: how long it takes, and how often it succeeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figures, moments
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.reading.mistakes import did_you_mean
from simulator.results.parcels import later_visits
from simulator.scenario.scenario import Scenario
from simulator.stages.payment.draws_attempts import LAPSED, PAID, Ways, ways_in
from simulator.stages.payment.draws_fees import fees_of
from simulator.stages.payment.section import Payment
from simulator.units import MINUTE, NEVER

Flags = npt.NDArray[np.bool_]


@figures(*moments("payment_time", "min", "payment", "paid - placed, of paid orders"), group="times")
def payment_times(observed: Observation) -> Kpis:
    """From placed to paid."""
    cohort, timeline = observed.cohort, observed.timeline
    paid = cohort.orders & (timeline.paid != NEVER)
    return observed.scopes.moments("payment_time", timeline.paid - cohort.placed, paid, MINUTE)


PAYMENT = ("payment",)


@figures(
    Kpi(
        "authorization_rate",
        "%",
        "payment",
        "approved attempts / attempts of the cohort",
        "higher",
        sections=PAYMENT,
    ),
    Kpi(
        "authorization_rate.order",
        "%",
        "payment",
        "orders approved after retries / orders tried",
        "higher",
        sections=PAYMENT,
    ),
    Kpi(
        "authorization_recovery",
        "%",
        "payment",
        "orders approved on a retry / orders whose first attempt was not approved",
        "higher",
        sections=PAYMENT,
    ),
    group="sales",
)
def authorizations(observed: Observation) -> Kpis:
    """Authorization rates by attempt and order, and recovery by retries."""
    scopes, timeline = observed.scopes, observed.timeline
    tried = observed.cohort.orders & (timeline.visits["payment"].ended != NEVER)
    paid = tried & (timeline.paid != NEVER)
    later = later_visits(timeline, "payment")
    retries = np.bincount(later.order[later.ended != NEVER], minlength=timeline.n)
    first_failed = tried & ((retries > 0) | ~paid)
    attempts = scopes.sums(tried, 1 + retries)
    return {
        **scopes.ratio("authorization_rate", scopes.sums(paid), attempts, 100.0),
        **scopes.share("authorization_rate.order", paid, tried),
        **scopes.share("authorization_recovery", paid, first_failed),
    }


def _no_such_method(scenario: Scenario, method: str) -> str | None:
    """Of a figure by method, that there is no method of that name."""
    methods = scenario.payment.methods if scenario.payment is not None else {}
    if method in methods:
        return None
    if not methods:
        return f"there are no methods; write payment.methods: {{{method}: {{share: 100 %}}}}"
    return f"there is no method {method!r}; {did_you_mean(method, methods)}"


def _no_slips(scenario: Scenario, _: str) -> str | None:
    """That no method is a slip."""
    ways = scenario.payment.ways if scenario.payment is not None else ()
    if any(way.slip is not None for way in ways):
        return None
    first = next((way.name for way in ways if way.name), None)
    if first is None:
        remedy = "write payment.methods: {slip: {share: 100 %, slip: on}}"
        return f"there are no methods; {remedy}, or another KPI"
    return f"no method is a slip; write payment.methods.{first}.slip: on, or another KPI"


def _of(
    name: str, unit: str, definition: str, called: str, key: str, better: Better = "neutral"
) -> Kpi:
    """A figure of what `payment.KEY` switches on; with methods it says itself what it needs."""
    sections = ("payment",) if key == "methods" else ("payment", f"payment.{key}")
    return Kpi(
        f"payment.{name}", unit, "payment", definition, better, sections=sections, called=called
    )


@figures(
    replace(
        _of(
            "paid_by.<method>",
            "%",
            "orders paid in this way / paid orders",
            "",
            "methods",
        ),
        absent=_no_such_method,
    ),
    replace(
        _of(
            "fee_per_order.<method>",
            "currency",
            "fees of the payments in this way / these",
            "",
            "methods",
            "lower",
        ),
        absent=_no_such_method,
    ),
    replace(
        _of(
            "lapsed",
            "%",
            "slips that lapsed unpaid / slips paid or lapsed by the horizon",
            "Slips that lapsed",
            "methods",
            "lower",
        ),
        absent=_no_slips,
    ),
    _of(
        "tried_again",
        "%",
        "customers who try again / orders whose first try failed, its retries included",
        "Customers who try again",
        "comes_back",
        "higher",
    ),
    _of(
        "won_back",
        "%",
        "orders paid in a further try of the customer / orders whose first try failed",
        "Orders won back by a further try",
        "comes_back",
        "higher",
    ),
    _of(
        "by_second_gateway",
        "%",
        "orders that the second gateway approved / paid orders",
        "Paid through the second gateway",
        "second_gateway",
    ),
    replace(
        _of(
            "gateway_up",
            "%",
            "time of the window in which the first gateway answers / the window",
            "First gateway up",
            "every",
            "higher",
        ),
        by_class=False,
    ),
    group="sales",
)
def tries(observed: Observation) -> Kpis:
    """How orders are paid, who comes back, and what the second gateway approves.

    A payment does not hang on anything in the house: how it went follows from what was drawn.
    """
    section = observed.scenario.payment
    if section is None or not section.has_tries:
        return {}
    scopes, timeline = observed.scopes, observed.timeline
    went = ways_in(section, observed.workload)
    came = observed.cohort.orders & (timeline.visits["payment"].began != NEVER)
    known = came & (went.ended <= timeline.horizon)
    paid = known & (went.end == PAID)
    slips = known & went.slip
    failed = came & (went.tries > 1) | (known & ~went.slip & (went.end != PAID))
    return {
        **_by_method(observed, section, went, paid),
        **scopes.share("payment.lapsed", went.end == LAPSED, slips),
        **scopes.share("payment.tried_again", went.tries > 1, failed),
        **scopes.share("payment.won_back", paid, failed),
        **scopes.share("payment.by_second_gateway", went.second, paid),
        **_up(observed),
    }


def _by_method(observed: Observation, section: Payment, went: Ways, paid: Flags) -> Kpis:
    """Paid orders and what their fees are, by method."""
    scopes, kpis = observed.scopes, dict[tuple[str, str], float]()
    fees = fees_of(observed.scenario, observed.workload).of(observed.timeline.charged / 100)
    for k, name in enumerate(section.methods):
        mine = paid & (went.method == k)
        kpis |= scopes.share(f"payment.paid_by.{name}", mine, paid)
        charged = mine & (observed.timeline.paid != NEVER)
        kpis |= scopes.ratio(
            f"payment.fee_per_order.{name}", scopes.sums(charged, fees), scopes.sums(charged)
        )
    return kpis


def _up(observed: Observation) -> Kpis:
    """The share of the window in which the first gateway answers."""
    begin, end = observed.cohort.window
    down = np.clip(observed.workload.gateway_down[0], begin, end)
    silent = int((down[:, 1] - down[:, 0]).sum())
    return {("payment.gateway_up", ALL): 100.0 * (1 - silent / (end - begin))}
