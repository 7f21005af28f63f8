"""Service levels: on time, in full, perfect, accurate and unharmed."""

from __future__ import annotations

import numpy as np

from simulator.measure.observation import Observation
from simulator.measure.scopes import Kpis
from simulator.results.parcels import damaged_orders
from simulator.results.timeline import Outcome


def service_levels(observed: Observation) -> Kpis:
    """On time, in full, perfect, accurate and unharmed; of delivery only if that is on."""
    scopes, cohort, timeline = observed.scopes, observed.cohort, observed.timeline
    rows = np.repeat(np.arange(timeline.n), observed.workload.lines)
    short = np.bincount(rows[timeline.line_canceled], minlength=timeline.n) > 0
    damaged = damaged_orders(observed.workload, timeline)
    on_time, due = cohort.delivered_on_time, cohort.delivery_due
    perfect = on_time & ~short & ~damaged & ~timeline.wrong_items
    delivery = {
        **scopes.share("on_time_delivery", on_time, due),
        **scopes.share("otif", on_time & ~short, due),
        **scopes.share("perfect_order", perfect, due),
    }
    return {
        **scopes.share("on_time_ship", cohort.ship_on_time, cohort.ship_due),
        **(delivery if observed.scenario.delivery is not None else {}),
        **scopes.share("in_full", ~short, cohort.finished),
        **scopes.share("order_accuracy", ~timeline.wrong_items, cohort.shipped),
        **scopes.share("damage_rate", damaged, cohort.shipped),
        **scopes.share("loss_rate", timeline.outcome == Outcome.LOST, cohort.shipped),
    }
