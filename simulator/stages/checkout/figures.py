"""How many carts become orders."""

from __future__ import annotations

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.results.timeline import Outcome
from simulator.units import NEVER


def conversion(observed: Observation) -> Kpis:
    """Carts that become paid orders, and those that are left."""
    scopes, carts, timeline = observed.scopes, observed.cohort.carts, observed.timeline
    return {
        **scopes.share("conversion", timeline.paid != NEVER, carts),
        **scopes.share("abandonment", timeline.outcome == Outcome.ABANDONED, carts),
    }
