"""Pick-ups that were planned and not made, trucks, the parcels of orders, and their postage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.measure.figures import Absence, Better, Kpi, Kpis, figures
from simulator.measure.labor import percent
from simulator.measure.observation import Observation
from simulator.measure.scopes import ALL
from simulator.results.parcels import parcel_counts, parcels
from simulator.results.pick_ups import pick_ups_of
from simulator.scenario.checks_figures import all_punctual, switched_off
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.cartons import cartons
from simulator.stages.shipping.figures_planned import left_behind, planned_pick_ups
from simulator.units import MINUTE, NEVER

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
    Kpi(
        "cut_off_miss_rate.no_show",
        "%",
        "shipping",
        "labeled in time for a planned pick-up to which no truck came / planned",
        "lower",
        sections=SHIPPING,
        absent=all_punctual,
    ),
    group="service",
    after="dock_to_stock.p95",
)
def cut_offs(observed: Observation) -> Kpis:
    """Planned pick-ups that were not made."""
    scopes, timeline = observed.scopes, observed.timeline
    plan = planned_pick_ups(observed.scenario, observed.workload, timeline, observed.cohort)
    due = plan.pick_up != NEVER
    stayed = plan.missed | plan.bumped | plan.no_show
    kpis = {
        **scopes.share("cut_off_miss_rate", stayed, due),
        **scopes.share("cut_off_miss_rate.missed", plan.missed, due),
        **scopes.share("cut_off_miss_rate.bumped", plan.bumped, due),
    }
    if observed.workload.truck_comes:
        kpis |= scopes.share("cut_off_miss_rate.no_show", plan.no_show, due)
    return kpis


def _of_trucks(name: str, unit: str, definition: str, called: str) -> Kpi:
    return Kpi(
        f"shipping.{name}",
        unit,
        "shipping",
        definition,
        "lower",
        by_class=False,
        sections=SHIPPING,
        absent=all_punctual,
        called=called,
    )


@figures(
    _of_trucks(
        "late_pick_ups",
        "%",
        "pick-ups to which a truck came late / pick-ups planned in the window, outages aside",
        "Pick-ups, late",
    ),
    _of_trucks(
        "missed_pick_ups",
        "%",
        "pick-ups to which no truck came / pick-ups planned in the window, outages aside",
        "Pick-ups, no truck came",
    ),
    _of_trucks(
        "pick_up_delay.mean",
        "min",
        "minutes by which trucks came late / late pick-ups planned in the window",
        "Late trucks, late by",
    ),
    _of_trucks(
        "left_behind",
        "parcels",
        "parcels ready for pick-ups of the window to which no truck came / these pick-ups",
        "Parcels left behind by a missing truck",
    ),
)
def trucks(observed: Observation) -> Kpis:
    """Late and missing trucks."""
    if not observed.workload.truck_comes:
        return {}
    house = observed.scenario, observed.workload, observed.timeline
    low, high = observed.cohort.window
    planned = late = missed = delay = left = 0
    for carrier in observed.timeline.carriers:
        theirs = pick_ups_of(*house, carrier)
        inside = (theirs.planned >= low) & (theirs.planned < high)
        is_late, is_missed = inside & theirs.late, inside & theirs.missed
        planned += int(np.count_nonzero(inside))
        late += int(np.count_nonzero(is_late))
        missed += int(np.count_nonzero(is_missed))
        delay += int((theirs.comes - theirs.planned)[is_late].sum())
        left += int(left_behind(*house, carrier, theirs.planned[is_missed]).sum())
    return {
        ("shipping.late_pick_ups", ALL): percent(late, planned),
        ("shipping.missed_pick_ups", ALL): percent(missed, planned),
        ("shipping.pick_up_delay.mean", ALL): delay / late / MINUTE if late else float("nan"),
        ("shipping.left_behind", ALL): left / missed if missed else float("nan"),
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


def _no_calls(scenario: Scenario, _: str) -> str | None:
    """That no truck can be called, and what to write."""
    if not scenario.carriers:
        return switched_off("shipping")
    if any(carrier.on_call is not None for carrier in scenario.carriers.values()):
        return None
    at = f"shipping.carriers.{next(iter(scenario.carriers))}.on_call"
    rule = f"{{parcels: 200, price: 90 {scenario.currency}}}"
    return f"no truck can be called; write {at}: {rule}, or another KPI"


@figures(
    replace(
        _of_trucks("called_trucks", "trucks", "trucks on call that came in the window",
                   "Trucks called"),
        absent=_no_calls,
    ),
    replace(
        _of_trucks("parcels_per_called_truck", "parcels", "parcels that they took / these trucks",
                   "Parcels a called truck"),
        absent=_no_calls,
        better="higher",
    ),
)  # fmt: skip
def called_trucks(observed: Observation) -> Kpis:
    """Trucks beside those that are planned."""
    if _no_calls(observed.scenario, "") is not None:
        return {}
    low, high = observed.cohort.window
    log = observed.timeline.pick_ups
    came = log.called & (log.time >= low) & (log.time < high)
    count = int(np.count_nonzero(came))
    taken = int(log.loaded[came].sum())
    return {
        ("shipping.called_trucks", ALL): float(count),
        ("shipping.parcels_per_called_truck", ALL): taken / count if count else float("nan"),
    }


def _no_limit(key: str, example: str) -> Absence:
    """That no truck is limited by this key, and what to write."""

    def absent(scenario: Scenario, _: str) -> str | None:
        if not scenario.carriers:
            return switched_off("shipping")
        limits = [getattr(truck, key) for carrier in scenario.carriers.values()
                  for truck in carrier.trucks]  # fmt: skip
        if any(limit is not None for limit in limits):
            return None
        at = f"shipping.carriers.{next(iter(scenario.carriers))}.{key}"
        return f"no truck is full by it; write {at}: {example}, or another KPI"

    return absent


def _of_sizes(name: str, definition: str, called: str, absent: Absence) -> Kpi:
    return Kpi(
        f"shipping.{name}",
        "%",
        "shipping",
        f"{definition} of trucks that have one and came in the window",
        "higher",
        by_class=False,
        sections=SHIPPING,
        absent=absent,
        called=called,
    )


@figures(
    _of_sizes("payload_used", "weight loaded / payload,", "Payload used",
              _no_limit("payload", "800 kg")),
    _of_sizes("load_volume_used", "volume loaded / load_volume,", "Load volume used",
              _no_limit("load_volume", "6,000 l")),
)  # fmt: skip
def truck_sizes(observed: Observation) -> Kpis:
    """How full by weight and by volume the trucks leave that have a limit."""
    low, high = observed.cohort.window
    log = observed.timeline.pick_ups
    kpis: Kpis = {}
    came = (log.time >= low) & (log.time < high)
    for name, fits, loaded in (
        ("payload_used", log.payload, log.grams),
        ("load_volume_used", log.load_volume, log.volume),
    ):
        limited = came & np.isfinite(fits)
        if limited.any():
            used = 100 * float(loaded[limited].sum() / fits[limited].sum())
            kpis[f"shipping.{name}", ALL] = used
    return kpis


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
