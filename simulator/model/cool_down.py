"""A cool-down that ends early: once no order of the window is open in the house or on the road,
and every pallet that came in it is in its place.

It is looked at at the end of the window and at every whole hour after it, so that the rest of the
model does not know of it, and what has happened by then is the same as in a longer run.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.model.shop import Shop
from simulator.results.outcomes import Outcome
from simulator.units import HOUR, NEVER

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def run_until_done(shop: Shop) -> None:
    """Simulate to the end of the window, and on until all of its orders and pallets are done, or
    the horizon.

    Carts filled in the window count too, until it is known whether they are left or paid:
    conversion is about them. Of a run that begins with a state, who was in the house then does; of
    one that was cut from another, whoever did there, so that both end at the same moment.
    """
    env, workload = shop.env, shop.workload
    low, high = shop.scenario.clock.window
    begins = workload.begins
    if begins is not None and begins.counts_from is not None:
        low = begins.counts_from
    counts = (workload.placed >= low) & (workload.placed < high)
    if begins is not None and begins.counts_from is None:
        counts[begins.in_house] = True
    orders = np.flatnonzero(counts)
    in_window = (workload.created >= low) & (workload.created < high)
    carts = np.flatnonzero(in_window & ((workload.placed == NEVER) | (workload.placed >= high)))
    env.run_to(high)
    while env.now < workload.horizon:
        orders = orders[_is_open(shop, orders)]
        carts = carts[_is_undecided(shop, carts)]
        inbound = shop.receiving is not None and shop.receiving.is_open(low, high)
        if not len(orders) and not len(carts) and not inbound:
            return
        env.run_to(min(int(env.now) + HOUR, workload.horizon))


def _is_open(shop: Shop, orders: Numbers) -> Flags:
    """Which of these orders are in the house, on the road, on their way back, or claimed."""
    now = shop.env.now
    closed = np.frombuffer(shop.books.outcome, dtype=np.int8)[orders] != Outcome.IN_FLIGHT
    arrives = shop.deliveries.ended[orders]
    is_open: Flags = ~closed & ((arrives == NEVER) | (arrives > now))
    if shop.splits is not None and shop.parcels.of_split:
        for row in np.flatnonzero(np.isin(orders, list(shop.parcels.of_split))).tolist():
            ends = shop.splits.live_ends(int(orders[row]))
            is_open[row] = ends is None or any(moment > now for _, moment in ends.values())
    back = [shop.parcels.order(parcel) for parcel in shop.returns.under_way]
    back += shop.returns.refunds_due
    if back:
        is_open |= np.isin(orders, back)
    if shop.claims is not None:
        is_open |= np.isin(orders, shop.claims.open_orders())
    return is_open


def _is_undecided(shop: Shop, carts: Numbers) -> Flags:
    """Which of these carts may still be left, or become an order that is not paid yet."""
    workload, books = shop.workload, shop.books
    in_cart = (workload.created + workload.in_cart)[carts] > shop.env.now
    unpaid = np.frombuffer(books.paid, dtype=np.int64)[carts] == NEVER
    unpaid &= np.frombuffer(books.outcome, dtype=np.int8)[carts] == Outcome.IN_FLIGHT
    undecided: Flags = in_cart | (unpaid & ~workload.abandons[carts])
    return undecided
