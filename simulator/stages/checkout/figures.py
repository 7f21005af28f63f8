"""How many carts become orders."""

from __future__ import annotations

from simulator.measure.figures import Kpi, Kpis, figures
from simulator.measure.observation import Observation


@figures(
    Kpi("conversion", "%", "checkout", "paid orders / carts created in the window", "higher"),
    Kpi("abandonment", "%", "checkout", "abandoned carts / carts created in the window", "lower"),
    group="sales",
)
def conversion(observed: Observation) -> Kpis:
    """Carts that become paid orders, and those that are left."""
    carts = observed.carts
    return {
        **carts.scopes.share("conversion", carts.paid, carts.created),
        **carts.scopes.share("abandonment", carts.abandoned, carts.created),
    }
