"""What the delays of carriers hold up, for how long, and what is late by it."""

from __future__ import annotations

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.scenario.checks_figures import no_delays
from simulator.stages.delivery.delayed import delayed, in_time_without
from simulator.units import HOUR

SHIPPING = ("shipping",)


def _kpi(name: str, unit: str, definition: str, called: str, *sections: str) -> Kpi:
    return Kpi(
        f"shipping.{name}",
        unit,
        "shipping",
        definition,
        "lower",
        sections=(*SHIPPING, *sections),
        absent=no_delays,
        called=called,
    )


@figures(
    _kpi(
        "held_up",
        "parcels",
        "parcels of the orders that a delay of their carrier makes arrive later",
        "Parcels held up on the road",
    ),
    _kpi(
        "held_up_share",
        "%",
        "parcels held up / parcels handed over",
        "Parcels held up, share",
    ),
    _kpi(
        "held_up_hours.mean",
        "h",
        "hours by which delays make parcels arrive later, of those held up",
        "Held up for",
    ),
    _kpi(
        "late_by_delay",
        "%",
        "orders late for their promised delivery that would be in time with no delay / orders "
        "promised a delivery whose time has come",
        "Late by a delay on the road",
        "delivery",
    ),
    group="service",
    after="on_time_delivery",
)
def delays(observed: Observation) -> Kpis:
    """Parcels that stood still with their carrier, and orders late by it."""
    scopes, cohort = observed.scopes, observed.cohort
    house = observed.scenario, observed.workload, observed.timeline
    calm = delayed(*house)
    if calm is None:
        return {}
    rows, mine = scopes.of(calm.order), cohort.orders[calm.order]
    held = calm.held > 0
    kpis: Kpis = {
        **rows.count("shipping.held_up", held & mine),
        **rows.share("shipping.held_up_share", held, mine),
        **rows.moments("shipping.held_up_hours", calm.held, held & mine, HOUR, ("mean",)),
    }
    if observed.scenario.delivery is not None:
        due = cohort.delivery_due
        late = due & ~cohort.delivered_on_time
        by_delay = late & in_time_without(calm, observed.workload, observed.timeline)
        kpis |= scopes.share("shipping.late_by_delay", by_delay & due, due)
    return kpis
