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
    found = timeline.claims
    if found is None:
        return {}
    table, workload = timeline.parcels, observed.workload
    order = table.order[found.parcel]
    rows, ours = scopes.of(order), cohort.orders[order]
    of_parcels = scopes.of(table.order)
    units = of_parcel(workload, timeline, np.where(timeline.line_canceled, 0, workload.line_units))
    again = (found.picked != NEVER) & ours
    refused = (found.refunded != NEVER) & (found.reshipped == NEVER)
    wanted = ~found.damaged | (workload.added["claims"]["damaged"][order] == RESHIP)
    wanted &= found.made != NEVER
    claimed = observed.money.road.claims
    spent = observed.money.worth.price / 100 * claimed.paid_back + observed.money.again
    return {
        **rows.count("claims.reshipped", (found.reshipped != NEVER) & ours),
        **of_parcels.count("claims.refunded", _refunded(observed, found)),
        **rows.count("claims.open", found.is_open & ours),
        **rows.share("claims.no_stock", refused & wanted, wanted & ours),
        **rows.named("claims.units", rows.sums(again, units[found.parcel])),
        **scopes.share("claims.delivered_in_the_end", _came(observed, found), cohort.shipped),
        **rows.moments(
            "claims.hours", found.arrived - found.since, found.whole & ours, HOUR, ("mean",)
        ),
        **scopes.named(
            "claims.cost", scopes.sums(cohort.orders, by_order(observed.money.worth.every, spent))
        ),
    }


def _refunded(observed: Observation, found: ClaimTable) -> Flags:
    """(parcels,) Those that are paid back: lost ones that nobody sends again too."""
    table = observed.timeline.parcels
    lost = table.outcome == Outcome.LOST
    lost[found.parcel] = found.refunded != NEVER
    paid_back: Flags = lost & observed.cohort.orders[table.order]
    return paid_back


def _came(observed: Observation, found: ClaimTable) -> Flags:
    """(n,) Orders that left and of which every parcel came."""
    timeline, table = observed.timeline, observed.timeline.parcels
    came = is_any_of(table.outcome, DONE) | (table.outcome == Outcome.OUT_OF_STOCK)
    came[found.parcel[found.arrived != NEVER]] = True
    missing = np.bincount(table.order, ~came, minlength=timeline.n) > 0
    orders: Flags = observed.cohort.shipped & ~missing
    return orders
