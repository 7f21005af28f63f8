"""How many carts become orders."""

from __future__ import annotations

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation
from simulator.results.timeline import Outcome
from simulator.units import NEVER


@figures(
    Kpi("conversion", "%", "checkout", "paid orders / carts created in the window", "higher"),
    Kpi("abandonment", "%", "checkout", "abandoned carts / carts created in the window", "lower"),
    group="sales",
)
def conversion(observed: Observation) -> Kpis:
    """Carts that become paid orders, and those that are left."""
    every = observed.with_carts
    scopes, carts, timeline = every.scopes, every.cohort.carts, every.timeline
    return {
        **scopes.share("conversion", timeline.paid != NEVER, carts),
        **scopes.share("abandonment", timeline.outcome == Outcome.ABANDONED, carts),
    }
