"""Pick-ups that were planned and not made, the parcels in which orders leave, and their postage."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.parcels import parcel_counts, parcels
from simulator.stages.packing.cartons import cartons
from simulator.stages.shipping.figures_planned import planned_pick_ups
from simulator.units import NEVER

SHIPPING = ("shipping",)
CARDS = ("shipping", "shipping.rate_cards")


@figures(
    Kpi(
        "cut_off_miss_rate",
        "%",
        "shipping",
        "missed or bumped / accepted orders whose planned pick-up has come; planned is the "
        "carrier's last pick-up from release to ship-by, else the first after release",
        "lower",
        sections=SHIPPING,
    ),
    Kpi(
        "cut_off_miss_rate.missed",
        "%",
        "shipping",
        "labeled after the cut-off of the planned pick-up / planned",
        "lower",
        sections=SHIPPING,
    ),
    Kpi(
        "cut_off_miss_rate.bumped",
        "%",
        "shipping",
        "labeled in time but not loaded at the planned pick-up / planned",
        "lower",
        sections=SHIPPING,
    ),
    group="service",
    after="dock_to_stock.p95",
)
def cut_offs(observed: Observation) -> Kpis:
    """Planned pick-ups that were not made."""
    scopes, timeline = observed.scopes, observed.timeline
    plan = planned_pick_ups(observed.scenario, observed.workload, timeline, observed.cohort)
    due = plan.pick_up != NEVER
    return {
        **scopes.share("cut_off_miss_rate", plan.missed | plan.bumped, due),
        **scopes.share("cut_off_miss_rate.missed", plan.missed, due),
        **scopes.share("cut_off_miss_rate.bumped", plan.bumped, due),
    }


@figures(
    Kpi(
        "shipping.split_rate",
        "%",
        "shipping",
        "orders that left in several parts / shipped orders",
        "lower",
        sections=SHIPPING,
        called="Orders in several parts",
    ),
    Kpi(
        "shipping.parcels_per_order",
        "parcels",
        "shipping",
        "boxes, and units that fit none / shipped orders; without boxes parts of orders",
        "lower",
        sections=SHIPPING,
        called="Parcels an order",
    ),
)
def splits(observed: Observation) -> Kpis:
    """Orders of the cohort that left in several parts, and all parcels."""
    scopes, shipped, timeline = observed.scopes, observed.cohort.shipped, observed.timeline
    used = cartons(observed.scenario, observed.workload, timeline)
    table = timeline.parcels
    live = np.ones(len(table.order), dtype=np.bool_)
    live[table.of_split] = table.live
    rows = scopes.of(used.order)
    return {
        **scopes.share("shipping.split_rate", parcel_counts(timeline) > 1, shipped),
        **scopes.ratio(
            "shipping.parcels_per_order",
            rows.sums(shipped[used.order] & live, used.parcels),
            scopes.sums(shipped),
        ),
    }


def _of_cards(name: str, unit: str, definition: str, called: str, better: Better = "lower") -> Kpi:
    return Kpi(
        f"shipping.{name}", unit, "shipping", definition, better, sections=CARDS, called=called
    )


@figures(
    _of_cards(
        "postage_per_parcel",
        "currency",
        "postage, surcharges and fuel / boxes priced by a rate card",
        "Postage a parcel",
    ),
    _of_cards(
        "surcharges_per_parcel",
        "currency",
        "surcharges and fuel / boxes priced by a rate card",
        "Surcharges and fuel a parcel",
    ),
    _of_cards(
        "billed_weight",
        "g",
        "weight by which they are billed / boxes priced by a rate card",
        "Weight billed a parcel",
    ),
    _of_cards(
        "billed_by_volume",
        "%",
        "boxes billed by dimensional weight, above the true one / boxes priced by a rate card",
        "Parcels billed by volume",
    ),
    group="costs",
)
def rates(observed: Observation) -> Kpis:
    """Boxes of the cohort's orders that left whose service has a rate card."""
    billed = observed.money.bill
    if billed is None:
        return {}
    order = parcels(observed.timeline).order[billed.row]
    rows = observed.scopes.of(order)
    gone = observed.cohort.shipped[order]
    every = rows.sums(gone)
    return {
        **rows.ratio(
            "shipping.postage_per_parcel",
            rows.sums(gone, (billed.price + billed.extra) / 100),
            every,
        ),
        **rows.ratio("shipping.surcharges_per_parcel", rows.sums(gone, billed.extra / 100), every),
        **rows.ratio("shipping.billed_weight", rows.sums(gone, billed.weight), every),
        **rows.ratio(
            "shipping.billed_by_volume",
            rows.sums(gone, billed.by_volume.astype(np.float64)),
            every,
            100.0,
        ),
    }
