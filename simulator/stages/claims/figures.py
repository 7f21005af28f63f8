"""What is sent again or paid back, who has it in the end, and what that costs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.claims import ClaimTable
from simulator.results.order_money import by_order
from simulator.results.outcomes import Outcome, is_any_of
from simulator.results.parcels import of_parcel
from simulator.stages.claims.draws import RESHIP
from simulator.units import HOUR, NEVER

Flags = npt.NDArray[np.bool_]
DONE = (Outcome.DELIVERED, Outcome.COMPLETED)


def _kpi(name: str, unit: str, definition: str, better: Better, called: str) -> Kpi:
    return Kpi(
        f"claims.{name}", unit, "claims", definition, better, sections=("claims",), called=called
    )


@figures(
    _kpi(
        "reshipped",
        "parcels",
        "parcels of the orders that are sent again, lost or damaged",
        "lower",
        "Parcels sent again",
    ),
    _kpi(
        "refunded",
        "parcels",
        "parcels of the orders that are lost, or came damaged, and are paid back",
        "lower",
        "Lost and damaged parcels paid back",
    ),
    _kpi(
        "open",
        "parcels",
        "parcels that are lost or came damaged, and neither replaced nor paid back by the horizon",
        "lower",
        "Claims open at the end",
    ),
    _kpi(
        "no_stock",
        "%",
        "paid back as not all of the parcel was in stock / claimed parcels to be sent again",
        "lower",
        "Not sent again for lack of stock",
    ),
    _kpi(
        "units",
        "units",
        "units that left the shelf for what is sent again",
        "lower",
        "Units sent again",
    ),
    _kpi(
        "delivered_in_the_end",
        "%",
        "orders of which every parcel came, at first or sent again / orders shipped",
        "higher",
        "Delivered in the end",
    ),
    _kpi(
        "hours.mean",
        "h",
        "from when a parcel is found lost, or came damaged, to when it came again undamaged",
        "lower",
        "From the loss to its replacement",
    ),
    _kpi(
        "cost",
        "currency",
        "lost_margin.loss + lost_margin.damage: prices given back; goods, boxes and postage of "
        "what is sent again, by the horizon or later",
        "lower",
        "Cost of losses and damage",
    ),
    group="service",
    after="on_time_delivery",
)
def claims(observed: Observation) -> Kpis:
    """Parcels that were lost or damaged, and what became of them."""
    timeline, scopes, cohort = observed.timeline, observed.scopes, observed.cohort
    log = timeline.claims
    if log is None:
        return {}
    table, workload = timeline.parcels, observed.workload
    order = table.order[log.parcel]
    rows, ours = scopes.of(order), cohort.orders[order]
    of_parcels = scopes.of(table.order)
    units = of_parcel(workload, timeline, np.where(timeline.line_canceled, 0, workload.line_units))
    again = (log.picked != NEVER) & ours
    refused = (log.refunded != NEVER) & (log.reshipped == NEVER)
    wanted = ~log.damaged | (workload.added["claims"]["damaged"][order] == RESHIP)
    wanted &= log.made != NEVER
    claimed = observed.money.road.claims
    spent = observed.money.worth.price / 100 * claimed.paid_back + observed.money.again
    return {
        **rows.count("claims.reshipped", (log.reshipped != NEVER) & ours),
        **of_parcels.count("claims.refunded", _refunded(observed, log)),
        **rows.count("claims.open", log.is_open & ours),
        **rows.share("claims.no_stock", refused & wanted, wanted & ours),
        **rows.named("claims.units", rows.sums(again, units[log.parcel])),
        **scopes.share("claims.delivered_in_the_end", _came(observed, log), cohort.shipped),
        **rows.moments("claims.hours", log.arrived - log.since, log.whole & ours, HOUR, ("mean",)),
        **scopes.named(
            "claims.cost", scopes.sums(cohort.orders, by_order(observed.money.worth.every, spent))
        ),
    }


def _refunded(observed: Observation, claim_table: ClaimTable) -> Flags:
    """(parcels,) Those that are paid back: lost ones that nobody sends again too."""
    table = observed.timeline.parcels
    lost = table.outcome == Outcome.LOST
    lost[claim_table.parcel] = claim_table.refunded != NEVER
    paid_back: Flags = lost & observed.cohort.orders[table.order]
    return paid_back


def _came(observed: Observation, claim_table: ClaimTable) -> Flags:
    """(n,) Orders that left and of which every parcel came."""
    timeline, table = observed.timeline, observed.timeline.parcels
    came = is_any_of(table.outcome, DONE) | (table.outcome == Outcome.OUT_OF_STOCK)
    came[claim_table.parcel[claim_table.arrived != NEVER]] = True
    missing = np.bincount(table.order, ~came, minlength=timeline.n) > 0
    orders: Flags = observed.cohort.shipped & ~missing
    return orders
