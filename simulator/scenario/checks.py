"""What must fit together across the sections of a scenario; every misfit with its path."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.scenario import (
    checks_arrivals,
    checks_boxes,
    checks_claims,
    checks_contacts,
    checks_crews,
    checks_delays,
    checks_demand,
    checks_equipment,
    checks_figures,
    checks_floor,
    checks_payment,
    checks_picking,
    checks_points,
    checks_promise,
    checks_rates,
    checks_receiving,
    checks_returns,
    checks_scans,
    checks_shipping,
    checks_size,
    checks_state,
)
from simulator.scenario.scenario import Scenario
from simulator.stages import SECTIONS, WORKPLACES

Misfit = tuple[tuple[str | int, ...], str]
"""Where it is, as keys of YAML, and what is wrong with what to write."""

Check = Callable[[Scenario], Iterator[Misfit]]

STAFFED = tuple(dict.fromkeys(station.section.split(".")[0] for station in WORKPLACES.values()))
"""The sections that have a station."""

CHECKS: tuple[tuple[tuple[str, ...], Check], ...] = (
    (("demand", "checkout"), checks_arrivals.arrivals),
    (("clock", "demand"), checks_arrivals.events),
    (("demand",), checks_demand.class_shares),
    (("demand", "shipping", "delivery", "promise"), checks_demand.promises),
    (("promise", "demand", "shipping", "delivery"), checks_promise.promise),
    (("promise", "demand"), checks_promise.conversion),
    (("demand", "handling", "shipping"), checks_demand.told_by_trace),
    (("catalog",), checks_demand.popularity),
    (("catalog", "demand"), checks_demand.cost_of_goods),
    (("catalog", "demand"), checks_demand.lines),
    (("catalog", "inventory"), checks_demand.stock_policy),
    (("clock", "payment"), checks_payment.gateways),
    (("payment",), checks_payment.methods),
    (("payment",), checks_payment.tries),
    (("experiment",), checks_demand.precision),
    (("targets", "demand"), checks_demand.target_classes),
    (("targets", "currency"), checks_demand.targets),
    (("study",), checks_demand.study_outputs),
    (("clock", "demand", "targets", "experiment", *SECTIONS), checks_figures.measured),
    (("clock", "demand", "study", *SECTIONS), checks_figures.study_measured),
    (("crews", "shifts"), checks_crews.crews_at_work),
    (("crews", *STAFFED), checks_floor.skills_used),
    (("clock", "crews", "shifts", *STAFFED), checks_floor.stages_staffed),
    (("handling",), checks_floor.paced),
    (("handling",), checks_floor.leaves),
    (("shifts",), checks_crews.breaks),
    (("clock", "shifts"), checks_crews.other_heads),
    (("shifts",), checks_crews.overtime),
    (("crews",), checks_crews.on_call),
    (("crews",), checks_crews.alternatives),
    (("clock", "picking", "shipping"), checks_picking.release),
    (("picking", "crews"), checks_picking.zones),
    (("picking",), checks_picking.walking),
    (("inventory", "picking"), checks_picking.short_picks),
    (("inventory",), checks_picking.parcels),
    (("packing", "crews"), checks_picking.lanes),
    (("packing", "catalog"), checks_picking.boxes),
    (("packing", "demand"), checks_picking.checked_classes),
    (("clock", "packing", "labeling"), checks_equipment.equipment),
    (("shipping", "delivery", "returns"), checks_shipping.last_mile),
    (("returns", "demand"), checks_returns.classes),
    (("returns",), checks_returns.grading),
    (("returns",), checks_returns.reasons),
    (("state", "returns"), checks_returns.without_state),
    (("shipping", "demand"), checks_shipping.services),
    (("shipping", "demand"), checks_shipping.regions),
    (("demand",), checks_demand.regions_of_classes),
    (("shipping", "demand", "promise"), checks_shipping.transit_by_promise),
    (("shipping", "packing", "demand"), checks_rates.rate_cards),
    (("shipping", "clock"), checks_shipping.pick_ups),
    (("shipping",), checks_shipping.rooms),
    (("shipping", "packing"), checks_shipping.truck_sizes),
    (("shipping", "packing", "catalog"), checks_shipping.unboxed_units),
    (("shipping", "clock"), checks_shipping.carrier_outages),
    (("shipping", "clock", "demand"), checks_delays.delays),
    (("notification", "shipping"), checks_delays.notices),
    (("shipping",), checks_scans.scans),
    (("claims", "shipping"), checks_claims.claims),
    (("clock", "state"), checks_state.moment),
    (("clock", "inventory", "receiving"), checks_receiving.suppliers),
    (("state", "receiving"), checks_receiving.without_state),
    (("state", "claims"), checks_claims.without_state),
    (("delivery", "packing", "inventory", "picking", "shipping"), checks_boxes.by_box),
    (("state", "delivery"), checks_boxes.without_state),
    (("delivery", "demand", "returns", "inventory", "picking"), checks_points.points),
    (("state", "delivery"), checks_points.without_state),
    (("state", "promise"), checks_promise.without_state),
    (("state", "shipping"), checks_shipping.called_trucks),
    (("contacts",), checks_contacts.bands),
    (("crews", "contacts"), checks_contacts.crews),
    (("state", "contacts"), checks_contacts.without_state),
    (("clock",), checks_size.days),
    (("clock", "demand", "checkout", "catalog", "currency"), checks_size.orders),
    (("demand", "packing"), checks_size.spreads),
    (("clock", "demand"), checks_size.growth),
    (("clock", "demand", "checkout", "catalog", "inventory"), checks_size.stock),
    (("clock", "crews", "shifts", "packing", "labeling"), checks_size.people),
    (("payment", "delivery"), checks_size.attempts),
    (("shipping", "clock"), checks_size.pick_ups),
    (("experiment",), checks_size.replications),
)
"""Every check with the sections it reads."""

_COUNTED = ("demand", "crews", "shifts", "targets", "payment", "shipping")


def wrong_together(scenario: Scenario, unread: set[str]) -> Iterator[Misfit]:
    """All misfits, in the order of `CHECKS`; a check that reads an unread section is left out."""
    if unread.isdisjoint(_COUNTED) and (too_many := list(checks_size.entries(scenario))):
        yield from too_many  # and each of them would be looked at below, perhaps in pairs
        return
    if "clock" not in unread and (too_late := list(checks_arrivals.horizon(scenario))):
        yield from too_late  # and what is checked below asks when it ends
        return
    for sections, check in CHECKS:
        if unread.isdisjoint(sections):
            yield from check(scenario)
