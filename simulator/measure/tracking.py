"""What customers can see of their parcels on the way: scans of depots."""

from __future__ import annotations

import numpy as np

from simulator.measure.figures import Better, Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.scenario.checks_figures import no_scans
from simulator.stages.delivery.scans import scans_of
from simulator.units import HOUR, NEVER


def _kpi(name: str, unit: str, definition: str, better: Better, called: str) -> Kpi:
    return Kpi(
        f"shipping.{name}",
        unit,
        "shipping",
        definition,
        better,
        sections=("shipping",),
        absent=no_scans,
        called=called,
    )


@figures(
    _kpi(
        "valid_tracking",
        "%",
        "parcels that a depot has scanned / parcels handed over to carriers with scans whose "
        "transit has ended",
        "higher",
        "Parcels with valid tracking",
    ),
    _kpi("scans", "scans", "scans of parcels by depots", "neutral", "Scans by depots"),
    _kpi(
        "first_scan_hours.mean",
        "h",
        "from the hand-over to a parcel's first scan, of those with one",
        "lower",
        "From the hand-over to the first scan",
    ),
    group="service",
    after="on_time_delivery",
)
def tracking(observed: Observation) -> Kpis:
    """Parcels that are scanned on their way, and how soon."""
    timeline, ours = observed.timeline, observed.cohort.orders
    scans = scans_of(observed.scenario, observed.workload, timeline)
    if scans is None:
        return {}
    table = timeline.parcels
    far = np.iinfo(np.int64).max
    first = np.full(len(table.order), far)
    np.minimum.at(first, scans.parcel, np.where(scans.at == NEVER, far, scans.at))
    scanned, transit = first != far, timeline.log.first["transit"]
    due = np.zeros(len(first), dtype=np.bool_)
    due[scans.parcel] = True
    due &= ours[table.order]
    rows = observed.scopes.of(table.order)
    order = table.order[scans.parcel]
    took = np.where(scanned, first, 0) - np.where(scanned, transit.began, 0)
    return {
        **rows.share("shipping.valid_tracking", scanned, due & (transit.ended != NEVER)),
        **observed.scopes.of(order).count("shipping.scans", (scans.at != NEVER) & ours[order]),
        **rows.moments("shipping.first_scan_hours", took, due & scanned, HOUR, ("mean",)),
    }
