"""What comes back, then or after the horizon, and how fast it is on the shelf again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figure, figures, moments
from simulator.measure.observation import Observation
from simulator.reading.mistakes import did_you_mean
from simulator.results.order_money import value_lost
from simulator.results.returned import are_whole, lines_that_return
from simulator.results.timeline import ReturnState
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.lines import order_sums
from simulator.stages.returns.refunds import handed_in_at, of_first, refunded_at
from simulator.units import DAY, HOUR, NEVER


@figure("return_rate", "%", "returns", "lower", group="service", sections=("returns",))
def return_rate(observed: Observation) -> Kpis:
    """Units of delivered orders that come back, then or later / units delivered."""
    workload, scopes = observed.workload, observed.scopes
    delivered = observed.cohort.orders & (observed.timeline.delivered != NEVER)
    if workload.line_back is None:
        return scopes.share("return_rate", workload.returns, delivered, workload.units)
    units = np.where(lines_that_return(workload, observed.timeline), workload.line_units, 0)
    back = scopes.sums(delivered & workload.returns, order_sums(units, workload.line_start))
    return scopes.ratio("return_rate", back, scopes.sums(delivered, workload.units), 100.0)


@figure(
    "returns.too_late",
    "%",
    "returns",
    group="service",
    after="return_rate",
    sections=("returns", "returns.window"),
    called="Returns that came too late",
)
def too_late(observed: Observation) -> Kpis:
    """Orders that are not sent back since the window has closed / those and the orders sent back.

    Of delivered orders, then or later.
    """
    workload, section = observed.workload, observed.scenario.returns
    if section is None or section.window is None:
        return {}
    late = workload.added["returns"]["too_late"].astype(np.bool_)
    delivered = observed.cohort.orders & (observed.timeline.delivered != NEVER)
    return observed.scopes.share("returns.too_late", late, delivered & (late | workload.returns))


@figures(
    *moments(
        "dock_to_stock",
        "h",
        "returns",
        "restocked - arrived, of returns",
        ("mean", "p95"),
        sections=("returns",),
    ),
    group="service",
    after="same_day_share",
)
def dock_to_stock(observed: Observation) -> Kpis:
    """From the arrival of a return to its place on the shelf.

    Where units are graded it is that of the units that need no refurbishing.
    """
    timeline, workload = observed.timeline, observed.workload
    came = of_first(timeline, "returns", "ended")
    ready = of_first(timeline, "inspection", "ended") if "inspection" in timeline.visits else came
    shelved = observed.cohort.orders & (timeline.delivered != NEVER)
    if workload.line_scrapped is None or workload.line_refurbished is None:
        shelved &= timeline.return_state == ReturnState.RESTOCKED
    else:
        back = lines_that_return(workload, timeline)
        as_new = workload.line_units - workload.line_scrapped - workload.line_refurbished
        some = order_sums(np.where(back, as_new, 0), workload.line_start) > 0
        shelved &= some & (timeline.return_state >= ReturnState.REFURBISHING)
    took = np.where(shelved, ready - came, 0)
    return observed.scopes.moments("dock_to_stock", took, shelved, HOUR, ("mean", "p95"))


def _of(
    name: str, unit: str, definition: str, called: str, key: str, better: Better = "neutral"
) -> Kpi:
    """A figure of what `returns.KEY` switches on."""
    sections = ("returns", f"returns.{key}")
    return Kpi(
        f"returns.{name}", unit, "returns", definition, better, sections=sections, called=called
    )


def _grade(name: str, text: str, better: Better) -> Kpi:
    definition = (
        f"units that were {text} / all units that customers sent back, of what was graded by the "
        "horizon"
    )
    return _of(name, "%", definition, f"Returned units {text}", "grading", better)


def _no_such_reason(scenario: Scenario, reason: str) -> str | None:
    """Of a figure by reason, that there is no reason of that name."""
    reasons = scenario.returns.reasons if scenario.returns is not None else {}
    if reason in reasons:
        return None
    if not reasons:
        return f"there are no reasons; write returns.reasons: {{{reason}: {{share: 100 %}}}}"
    return f"there is no reason {reason!r}; {did_you_mean(reason, reasons)}"


@figures(
    Kpi(
        "returns.for.<reason>",
        "%",
        "returns",
        "orders that come back for this reason / orders that come back, then or later; those with "
        "wrong items come back for none of the reasons",
        sections=("returns",),
        absent=_no_such_reason,
    ),
    group="service",
    after="return_rate",
)
def by_reason(observed: Observation) -> Kpis:
    """Why delivered orders come back."""
    section, workload = observed.scenario.returns, observed.workload
    if section is None or not section.reasons:
        return {}
    reason = workload.added["returns"]["reason"]
    back = observed.cohort.orders & (observed.timeline.delivered != NEVER) & workload.returns
    kpis: Kpis = {}
    for k, name in enumerate(section.reasons):
        kpis |= observed.scopes.share(f"returns.for.{name}", reason == k, back)
    return kpis


@figures(
    _of(
        "in_part",
        "%",
        "orders of which their customers keep some lines / orders that come back, then or later",
        "Returned orders in part",
        "in_part",
    ),
    _of(
        "lines",
        "%",
        "order lines that come back, then or later / lines of delivered orders",
        "Lines that come back",
        "in_part",
        "lower",
    ),
    group="service",
    after="return_rate",
)
def in_part(observed: Observation) -> Kpis:
    """How much of delivered orders comes back where it may be a part."""
    workload, timeline, scopes = observed.workload, observed.timeline, observed.scopes
    if workload.line_back is None:
        return {}
    delivered = observed.cohort.orders & (timeline.delivered != NEVER)
    back = delivered & workload.returns
    sent = order_sums(~timeline.line_canceled, workload.line_start)
    lines = order_sums(lines_that_return(workload, timeline), workload.line_start)
    whole = are_whole(workload, timeline)
    return {
        **scopes.share("returns.in_part", ~whole, back),
        **scopes.ratio(
            "returns.lines", scopes.sums(back, lines), scopes.sums(delivered, sent), 100.0
        ),
    }


@figures(
    _grade("restocked", "as new", "higher"),
    _grade("refurbished", "to be refurbished", "neutral"),
    _grade("scrapped", "scrapped", "lower"),
    _of(
        "value_lost",
        "currency",
        "cost of goods that come back and are scrapped, or worth less once refurbished, and what "
        "refurbishing costs; of the cohort's orders that left, by the horizon or later, and of "
        "parcels that nobody took too",
        "Value lost with returns",
        "grading",
        "lower",
    ),
    group="service",
    after="return_rate",
)
def graded(observed: Observation) -> Kpis:
    """What became of the units that came back, and what that took from their worth."""
    workload, timeline, scopes = observed.workload, observed.timeline, observed.scopes
    refurbished, scrapped = workload.line_refurbished, workload.line_scrapped
    if refurbished is None or scrapped is None:
        return {}
    back = lines_that_return(workload, timeline)
    done = observed.cohort.orders & (timeline.delivered != NEVER) & workload.returns
    done &= timeline.return_state >= ReturnState.REFURBISHING
    units = workload.line_units.astype(np.int64)
    parts = {
        "restocked": units - refurbished - scrapped,
        "refurbished": refurbished,
        "scrapped": scrapped,
    }

    def sums(of_line: npt.NDArray[np.int64]) -> list[float]:
        return scopes.sums(done, order_sums(np.where(back, of_line, 0), workload.line_start))

    every = sums(units)
    kpis: Kpis = {}
    for name, of_line in parts.items():
        kpis |= scopes.ratio(f"returns.{name}", sums(of_line), every, 100.0)
    lost = scopes.sums(observed.cohort.shipped, value_lost(observed.scenario, observed.money))
    return kpis | scopes.named("returns.value_lost", lost)


@figures(
    *moments(
        "returns.time_to_refund",
        "d",
        "returns",
        "paid back - handed in, of returns of which both are known by the horizon",
        ("mean", "p90"),
        sections=("returns", "returns.refund"),
        called="Time to refund",
    ),
    group="service",
    after="dock_to_stock.p95",
)
def time_to_refund(observed: Observation) -> Kpis:
    """From the hand-in of what comes back until its customer has the money."""
    workload, timeline, section = observed.workload, observed.timeline, observed.scenario.returns
    if section is None or section.refund is None:
        return {}
    handed_in = handed_in_at(workload, timeline)
    paid = refunded_at(observed.scenario, workload, timeline)
    known = observed.cohort.orders & (handed_in != NEVER) & (paid != NEVER)
    known &= paid <= timeline.horizon
    took = np.where(known, paid - np.where(known, handed_in, 0), 0)
    return observed.scopes.moments("returns.time_to_refund", took, known, DAY, ("mean", "p90"))
