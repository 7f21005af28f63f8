"""How long a label waits for the carrier's service, as in `stages/labeling/process.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of
from simulator.compiled.stations import first_from


@compiled
def ask_the_service(shop: Arrays, task: int) -> None:
    """The service is asked for all labels at once, when the task is started."""
    state, tasks, orders = shop.state, shop.tasks, shop.orders
    parcel = tasks[task, c.T_FIRST]
    after, retries = state[c.LABEL_RETRY_AFTER], state[c.LABEL_RETRIES]
    for tried in range(retries + 1):
        moment = state[c.NOW] + tried * after
        edges = first_from(shop, state[c.LABEL_EDGES], state[c.LABEL_EDGE_COUNT], moment + 1)
        if edges % 2 == 0:
            tasks[task, c.T_REQUIREMENT] += tried * after
            return
    shop.marks[c.X_BY_HAND, order_of(shop, parcel)] = 1
    tasks[task, c.T_REQUIREMENT] = retries * after + orders[c.O_LABEL_HAND, parcel]
