"""What was done with the orders of a trace's file, in sentences with counts.

Nothing of somebody's file is dropped, merged, guessed or drawn by chance without such a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from simulator.intake.counts import Counts, far_from_others
from simulator.intake.layouts import names_class
from simulator.intake.order_file import OrderFile
from simulator.intake.what_ships import SAID
from simulator.scenario.scenario import Scenario
from simulator.stages.demand.section import Trace
from simulator.stages.demand.trace import sound_hand_over, sound_transit
from simulator.stages.demand.trace_names import Choice, named_of
from simulator.stages.demand.trace_window import (
    date_of,
    moved_to,
    ms_of,
    order_file,
    shift_of,
    window_of,
)
from simulator.stages.inventory.assortment import listed_skus
from simulator.units import DAY, NEVER, duration_text, shown
from simulator.workload.draws import Flags, Integers

NAMED = 5
"""Names that a sentence lists; the others are counted."""


def trace_notes(scenario: Scenario) -> tuple[str, ...]:
    """What was done with the file of the scenario's trace; nothing without one.

    Raises ScenarioError where it cannot be read.
    """
    trace = scenario.demand.trace
    if trace is None:
        return ()
    file = order_file(scenario, trace)
    named = named_of(scenario, trace, file)
    inside = window_of(trace, file)
    return (
        f"{trace.file.name}: {what_ships(file.counts)}",
        *what_was_read(file.counts),
        *far_orders(file.counts),
        *_class_elsewhere(named.classes, file.counts),
        *_named(named.classes, "class", "classes", tuple(scenario.demand.classes)),
        *_named(named.regions, "region", "regions", tuple(scenario.demand.regions)),
        *_unlisted(scenario, file),
        *_outside(scenario, trace, file, inside),
        *_without_effect(scenario),
        *_payments_untold(scenario, file),
        *_slips(file),
        *_taken_as_told(scenario, file, inside),
    )


OF_A_RATE = ("growth", "hour_of_day", "day_of_week", "day_to_day_cv", "lines", "units_per_line")
"""Keys of the demand that a trace needs not: its orders are what they were, and when."""


def _without_effect(scenario: Scenario) -> Iterator[str]:
    """Keys that are written, here or by a parent, and say nothing of a trace's orders."""
    demand = scenario.demand
    written = [name for name in OF_A_RATE if name in demand.model_fields_set]
    written += [
        f"{key} of class '{name}'"
        for name, each in demand.classes.items()
        for key in ("lines", "units_per_line")
        if getattr(each, key) is not None
    ]
    if written:
        keys = f"{len(written)} key{'s' * (len(written) > 1)} of demand"
        have = "has" if len(written) == 1 else "have"
        yield f"{keys} {have} no effect beside a trace: {', '.join(written)}."


def _payments_untold(scenario: Scenario, file: OrderFile) -> Iterator[str]:
    """That the moments of payments are of no use where all orders are paid as they are placed."""
    if scenario.payment is None and file.paid_after is not None:
        later = int(((file.paid_after != NEVER) & (file.paid_after > 0)).sum())
        if later:
            are = "is" if later == 1 else "are"
            wrong = f"{_n(later, 'order')} paid later than placed {are} taken as paid at once"
            why = "since payment is off; write payment: {} to use"
            yield f"{wrong}, {why} {shown(file.header('paid_at'))}."


def _slips(file: OrderFile) -> Iterator[str]:
    """Cells of what happened that count as empty, most likely a slip of the year, by column."""
    for header in dict.fromkeys(slip.header for slip in file.slips):
        mine = [slip for slip in file.slips if slip.header == header]
        named = "; ".join(
            f"{slip.place}: {shown(slip.word)} of order {shown(slip.order)}"
            for slip in mine[:NAMED]
        )
        more = len(mine) - NAMED
        named += f"; and {more:,} more" if more > 0 else ""
        counts = "counts" if len(mine) == 1 else "count"
        late = "half a year and more later after the order than all others"
        yield (f"{_n(len(mine), 'cell')} of {shown(header)}, {late}, {counts} as empty: {named}; "
               "is the year right?")  # fmt: skip


def _taken_as_told(scenario: Scenario, file: OrderFile, inside: Flags) -> Iterator[str]:
    """How many orders leave and arrive as they did, and what of it cannot have been."""
    if file.handed_after is None:
        return
    handed = file.handed_after[inside]
    if scenario.handling is not None:
        yield f"{_n(int(sound_hand_over(handed).sum()), 'order')} handed over as told."
    early = int(((handed != NEVER) & (handed < 0)).sum())
    if early:
        yield f"{_n(early, 'order')} handed over before they were placed: drawn as others are."
    if file.delivered_after is not None:
        delivered = file.delivered_after[inside]
        yield f"{_n(int(sound_transit(handed, delivered).sum()), 'order')} with the transit told."
        odd = int(((delivered != NEVER) & ~sound_transit(handed, delivered)).sum())
        if odd:
            why = "delivered before they were handed over, or with no hand-over told"
            yield f"{_n(odd, 'order')} {why}: transit is drawn."


def what_ships(counts: Counts) -> str:
    """'1 of 3 orders ships. Left out: 2 canceled.'"""
    ships = "ships" if counts.ship == 1 else "ship"
    sentence = f"{counts.ship:,} of {_n(counts.orders, 'order')} {ships}."
    if counts.orders_out:
        out = ", ".join(f"{n:,} {SAID[reason]}" for reason, n in counts.orders_out)
        sentence += f" Left out: {out}."
    if counts.rows_out:
        out = ", ".join(f"{n:,} {SAID[reason]}" for reason, n in counts.rows_out)
        sentence += f" Rows left out of orders that ship: {out}."
    return sentence


def what_was_read(counts: Counts) -> Iterator[str]:
    """Sentences on what was read by a rule."""
    tells = (
        (counts.bad_rows, "row", "that cannot be read", "left out"),
        (counts.netted, "unit", "refunded or in rows of less than 0 units", "taken off"),
        (counts.repeated, "row", "with the SKU of another row of the order", "added to its line"),
        (counts.same_name, "order", "with the name of an earlier one", "named with (2) at the end"),
        (counts.twice, "order", "at a time that the clock shows twice", "placed at the first"),
        (counts.skipped, "order", "at a time that the clock skips", "moved forward"),
        (counts.dates_only, "order", "with a date and no time of day", "placed at 00:00"),
        (
            counts.promised_before,
            "order",
            "promised before it was placed",
            "kept as promised, and so late",
        ),
        (counts.unpriced, "row", "with an empty price", "free of charge"),
        (counts.paid_before, "order", "paid before it was placed", "paid at once"),
        (counts.unpaid, "order", "without a payment", "declined by the payment"),
        (counts.refunded_in_part, "order", "refunded in part, of units not said", "shipped whole"),
    )
    yield from (_done(*told) for told in tells if told[0])
    if counts.differ:
        named = ", ".join(shown(name) for name in counts.differ[:NAMED])
        more = len(counts.differ) - NAMED
        named += f" and {more:,} more" if more > 0 else ""
        has = "has" if len(counts.differ) == 1 else "have"
        yield (f"{_n(len(counts.differ), 'order')} {has} rows of different status: {named}; "
               "each row goes by its own.")  # fmt: skip


def far_orders(counts: Counts) -> Iterator[str]:
    """That some orders lie far from the others, most likely a slip of the year."""
    if counts.far:
        named = ", ".join(
            f"{shown(name)} on {date_of(day * DAY)}" for name, day in counts.far[:NAMED]
        )
        more = len(counts.far) - NAMED
        named += f" and {more:,} more" if more > 0 else ""
        lies = "lies" if len(counts.far) == 1 else "lie"
        yield (f"{_n(len(counts.far), 'order')} {lies} half a year and more from the others: "
               f"{named}; are these dates right?")  # fmt: skip


def _done(count: int, noun: str, which: str, done: str) -> str:
    """'2 orders with an empty class are left out.'"""
    return f"{_n(count, noun)} {which} {'is' if count == 1 else 'are'} {done}."


def _named(choice: Choice, single: str, many: str, known: Sequence[str]) -> Iterator[str]:
    """Orders that name nothing that the scenario has."""
    orders = sum(count for _, count in choice.unknown)
    names = _listed(choice.unknown)
    if choice.instead is not None:
        if orders:
            only = "only " if len(known) == 1 else ""
            which = f"whose {choice.header!r} names none of the {many} ({names})"
            yield _done(orders, "order", which, f"of the {only}{single}, {choice.instead!r}")
        return
    by_shares = f"given a {single} by the shares"
    if choice.header is None:
        yield f"No column has the {single} of an order: it is drawn by the shares."
    elif choice.empty:
        yield _done(choice.empty, "order", f"with an empty {choice.header!r}", by_shares)
    if orders:
        yield _done(orders, "order", f"of no {single} of the scenario ({names})", by_shares)


def _class_elsewhere(choice: Choice, counts: Counts) -> Iterator[str]:
    """That a column which is not used is called as one of the class is."""
    if choice.header is None and choice.instead is None:
        for header in filter(names_class, counts.unused):
            yield (f"Column {header!r} is not used; if it has the class of an order, write "
                   f'demand.trace.columns: {{service: "{header}"}}.')  # fmt: skip


def _unlisted(scenario: Scenario, file: OrderFile) -> Iterator[str]:
    """SKUs that the catalog's CSV does not have, with the lines that have them."""
    rows = listed_skus(scenario.catalog)
    if scenario.catalog.file is None:
        return
    lines = np.bincount(file.line_sku, minlength=len(file.sku))
    lacking = [
        (sku, int(n)) for sku, n in zip(file.sku, lines, strict=True) if n and sku not in rows
    ]
    if not lacking:
        return
    lacking.sort(key=lambda pair: (-pair[1], pair[0]))
    bare = {sku.lstrip("0") for sku in rows}
    lost = sum(sku.lstrip("0") in bare for sku, _ in lacking)
    zeros = f"; but for leading zeros {lost:,} would be" if lost else ""
    which = f"not in {scenario.catalog.file.name} (lines: {_listed(lacking)}{zeros})"
    yield _done(len(lacking), "SKU", which, "given the price and levels of the scenario")


def _outside(scenario: Scenario, trace: Trace, file: OrderFile, inside: Flags) -> Iterator[str]:
    """Orders outside of the window, and of it those that are not simulated."""
    if trace.window is not None and not inside.all():
        yield _done(int((~inside).sum()), "order", "outside of the trace's window", "left out")
    if trace.resample is not None:
        return
    shift = shift_of(trace, file, inside)
    rows = np.flatnonzero(inside)
    created = moved_to(scenario, file, rows, np.full(len(rows), shift))
    before, after = int((created < 0).sum()), int((created >= scenario.clock.horizon).sum())
    if before:
        yield _done(before, "order", "placed before the simulated time starts", "left out")
        near = created[~_far(file, rows)]
        yield from _as_backlog(scenario, int(near.min()) if len(near) else 0)
    if after:
        yield _done(after, "order", "placed after the simulated time ends", "left out")
    put = np.diff(created) != np.diff(file.placed[rows])
    if shift and put.any():
        yield (
            "The clocks are put between some of the moved orders, or were between them as they "
            "were placed: each keeps its time of day, and not its distance to the next."
        )


def _far(file: OrderFile, rows: Integers) -> Flags:
    """Which of these orders lie far from the others."""
    far: Flags = np.zeros(len(rows), dtype=np.bool_)
    far[far_from_others(file.wall[rows])] = True
    return far


def _as_backlog(scenario: Scenario, first: int) -> Iterator[str]:
    """The clock with which orders from before the start are in the house as the window begins.

    `first` is when the first of them was placed, in milliseconds since the start. Where a state
    says what is in the house, its files do.
    """
    if scenario.state is not None or first >= 0:
        return
    clock = scenario.clock
    days = -((first + ms_of(clock.start) % DAY) // DAY)
    start = clock.start.date() - timedelta(days=days)
    sooner = days * DAY + ms_of(clock.start) % DAY
    yield (
        f"To have what is still open of them in the house as the window begins, write clock.start: "
        f"{start} and clock.warm_up: {duration_text(clock.warm_up + sooner)}."
    )


def _listed(names: Sequence[tuple[str, int]]) -> str:
    more = len(names) - NAMED
    listed = ", ".join(f"{shown(name)} {count:,}" for name, count in names[:NAMED])
    return f"{listed} and {more:,} more" if more > 0 else listed


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else f'{noun}s'}"
