"""How orders and their parcels end, as in `model/shop.py`."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays
from simulator.compiled.events import happen_at
from simulator.compiled.kernel import compiled
from simulator.compiled.parcels import order_of
from simulator.compiled.stock_lines import release_stock


@compiled
def close(shop: Arrays, order: int, outcome: int) -> None:
    """The order ends here; what it holds goes back to stock, what it paid to the customer."""
    orders = shop.orders
    shop.marks[c.X_OUTCOME, order] = outcome
    orders[c.O_ENDED, order] = shop.state[c.NOW]
    if outcome != c.COMPLETED:
        orders[c.O_REFUNDED, order] = orders[c.O_CHARGED, order]
        if shop.state[c.HAS_INVENTORY]:
            release_stock(shop, order)


@compiled
def end_in_house(shop: Arrays, parcel: int, outcome: int) -> None:
    """A parcel is past the last stage that is on, or nothing is left of it."""
    orders, order = shop.orders, order_of(shop, parcel)
    if shop.marks[c.X_FURTHER, order] == 0:
        close(shop, order, outcome)
        return
    shop.marks[c.X_ENDS_AS, parcel] = outcome
    orders[c.O_ENDS_AT, parcel] = shop.state[c.NOW]
    end_parcel(shop, parcel)


@compiled
def end_parcel(shop: Arrays, parcel: int) -> None:
    """How a parcel of a split order ends is known; what follows once that is so of all of them."""
    orders, order = shop.orders, order_of(shop, parcel)
    shop.marks[c.X_OPEN_ENDS, order] -= 1
    if shop.marks[c.X_OPEN_ENDS, order]:
        return
    first, leaves, all_delivered = c.NOBODY, shop.state[c.NOW], True
    each = order
    while True:
        if shop.marks[c.X_ENDS_AS, each] != c.OUT_OF_STOCK:
            first = each if first == c.NOBODY else first
            leaves = max(leaves, orders[c.O_ENDS_AT, each])
            all_delivered = all_delivered and shop.marks[c.X_ENDS_AS, each] == c.DELIVERED
        each = shop.links[c.N_SIBLING, each]
        if each == c.NOTHING:  # a further parcel is never number 0
            break
    if first == c.NOBODY:
        close(shop, order, c.OUT_OF_STOCK)
    elif all_delivered and shop.marks[c.X_RETURNS, order] and leaves <= shop.state[c.HORIZON]:
        _send_back(shop, first, leaves, leaves + orders[c.O_RETURN_AFTER, order])


@compiled
def _send_back(shop: Arrays, first: int, leaves: int, arrives: int) -> None:
    """A customer sends back all parcels of an order; they are told by the first of them."""
    state, orders = shop.state, shop.orders
    orders[c.O_LEAVES, state[c.BACK]] = leaves
    orders[c.O_ARRIVES, state[c.BACK]] = arrives
    shop.marks[c.X_BY_CUSTOMER, first] = 1
    shop.links[c.N_BACK, state[c.BACK]] = first
    state[c.BACK] += 1
    expect_what_comes_back(shop)


@compiled
def expect_what_comes_back(shop: Arrays) -> None:
    """What was sent off and will come back is on its way."""
    state, orders = shop.state, shop.orders
    for k in range(state[c.BACK_SEEN], state[c.BACK]):
        parcel = shop.links[c.N_BACK, k]
        shop.marks[c.X_UNDER_WAY, order_of(shop, parcel)] += 1
        happen_at(shop, orders[c.O_ARRIVES, k], c.CAME_BACK, parcel)
    state[c.BACK_SEEN] = state[c.BACK]


@compiled
def end_what_was_sent_off(shop: Arrays) -> None:
    """Of parcels of split orders that a carrier has taken, how they end is known now."""
    state = shop.state
    for k in range(state[c.ENDING]):
        end_parcel(shop, shop.links[c.N_ENDING, k])
    state[c.ENDING] = 0
