"""What is written down as it happens: movements of stock and rows of the log."""

from __future__ import annotations

from simulator.compiled import columns as c
from simulator.compiled.arrays import Arrays, FullError
from simulator.compiled.kernel import compiled


@compiled
def note_movement(shop: Arrays, sku: int, kind: int, units: int, order: int) -> None:
    """Some units of one SKU move, for an order or (NEVER) for nobody."""
    state, moves = shop.state, shop.moves
    row = state[c.MOVES]
    if row == len(shop.moved):
        raise FullError("moves")
    state[c.MOVES] = row + 1
    shop.moved[row] = state[c.NOW]
    shop.kinds[row] = kind
    moves[row, c.W_SKU] = sku
    moves[row, c.W_UNITS] = units
    moves[row, c.W_ORDER] = order if order != c.NEVER else c.NOBODY


@compiled
def new_row(shop: Arrays, what: int) -> int:
    """A row of the log for one of FURTHER, STRETCH, EXTRA, DOWN and TOUR."""
    row = shop.state[c.LOGGED]
    if row == len(shop.log):
        raise FullError("log")
    shop.state[c.LOGGED] = row + 1
    shop.log[row, c.K_WHAT] = what
    return row


@compiled
def further_visit(shop: Arrays, parcel: int, activity: int, place: int) -> int:
    """A row for a visit after the first; which one it is follows from the rows before it."""
    log, row = shop.log, new_row(shop, c.FURTHER)
    log[row, c.K_PARCEL] = parcel
    log[row, c.K_ACTIVITY] = activity
    log[row, c.K_ROW] = c.NOBODY
    log[row, c.K_QUEUED] = shop.state[c.NOW]
    log[row, c.K_BEGAN] = c.NEVER
    log[row, c.K_ENDED] = c.NEVER
    log[row, c.K_SERVER] = -1
    log[row, c.K_PLACE] = place
    return row


@compiled
def extra_heads(shop: Arrays, team: int, kind: int, change: int) -> None:
    """So many more of a team's crew, or fewer, are at work beside the plan from now on."""
    log, row, crew = shop.log, new_row(shop, c.EXTRA), shop.floor[team, c.E_CREW]
    log[row, c.K_CREW] = shop.floor[crew, c.C_INDEX]
    log[row, c.K_KIND] = kind
    log[row, c.K_BEGIN] = shop.state[c.NOW]
    log[row, c.K_END] = c.MUCH
    log[row, c.K_HEADS] = change
    log[row, c.K_PAID] = shop.floor[team, c.E_PAYS_PAUSES]


@compiled
def note_down(shop: Arrays, machine: int, change: int, failure: int) -> None:
    """A machine goes down (1) or comes up (-1), by a failure or as planned."""
    log, row, floor = shop.log, new_row(shop, c.DOWN), shop.floor
    log[row, c.K_PARCEL] = floor[machine, c.M_STATION]
    log[row, c.K_AT] = shop.state[c.NOW]
    log[row, c.K_MACHINE] = floor[machine, c.M_NUMBER]
    log[row, c.K_CHANGE] = change
    log[row, c.K_FAILURE] = failure
