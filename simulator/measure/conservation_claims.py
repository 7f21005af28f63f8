"""What must hold of claims in every run: each once, in sequence, paid back or sent again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simulator.measure.sequence import out_of_sequence
from simulator.results.claims import keeps_its_money
from simulator.results.outcomes import Outcome
from simulator.results.timeline import Timeline
from simulator.units import NEVER

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Finding = tuple[str, Flags]
"""What is broken, and for which orders."""


def ends(timeline: Timeline) -> tuple[Flags, Flags]:
    """(parcels,) Lost ones that are not paid back, and damaged ones that are."""
    claims, rows = timeline.claims, len(timeline.parcels.order)
    damaged = np.zeros(rows, dtype=np.bool_)
    if claims is not None:
        damaged[claims.parcel[claims.damaged & (claims.refunded != NEVER)]] = True
    return keeps_its_money(claims, rows), damaged


def sent_again(timeline: Timeline) -> Flags:
    """(m,) Lines whose units have left the shelf once more."""
    claims, gone = timeline.claims, np.zeros(len(timeline.parcels.order), dtype=np.bool_)
    if claims is not None:
        gone[claims.parcel[claims.picked != NEVER]] = True
    again: Flags = gone[timeline.line_parcel]
    return again


def findings(timeline: Timeline) -> Iterator[Finding]:
    """Made, sent again at most once, handed over, arrived: in sequence, or paid back."""
    claims, table = timeline.claims, timeline.parcels
    if claims is None:
        return

    def orders(wrong: Flags) -> Flags:
        rows = np.zeros(timeline.n, dtype=np.bool_)
        rows[table.order[claims.parcel[wrong]]] = True
        return rows

    steps = (claims.since, claims.made, claims.reshipped, claims.picked, claims.handed_over)
    for first, then in pairwise(steps):
        yield "claims out of sequence", orders(out_of_sequence(first, then))
    for end in (claims.arrived, claims.lost_again):
        yield "sent again before its hand-over", orders(out_of_sequence(claims.handed_over, end))
    yield (
        "arrived and lost at once",
        orders((claims.arrived != NEVER) & (claims.lost_again != NEVER)),
    )
    twice = np.bincount(claims.parcel, minlength=len(table.order)) > 1
    yield "a parcel claimed twice", orders(twice[claims.parcel])
    is_lost = table.outcome[claims.parcel] == Outcome.LOST
    yield "claimed as what did not become of it", orders(is_lost == claims.damaged)
    yield "claimed since another moment", orders(table.ended[claims.parcel] != claims.since)
    nothing_sent = (claims.reshipped == NEVER) & (claims.made != NEVER)
    yield "claimed, and nothing done", orders(nothing_sent & (claims.refunded == NEVER))
    vain = claims.lost_again != NEVER
    yield "lost once more and not paid back", orders(vain & (claims.refunded != claims.lost_again))
