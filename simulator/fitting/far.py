"""Moments of a history that are slips of the pen: years from all others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.fitting.history import HAPPENED, Flags, History, Integers
from simulator.intake.counts import far_from_others
from simulator.units import DAY, NEVER

REASON = "placed half a year and more from all others"


def without_far(history: History) -> tuple[History, list[str]]:
    """Without the few orders, and the few moments, that lie half a year and more from the others.

    A history would last as long as its last one, and all that is open would be open as long. Also
    sentences with counts.
    """
    notes: list[str] = []
    far = far_from_others(history.placed)
    near = np.ones(history.n, dtype=np.bool_)
    near[far] = False
    kept = history.only(near)
    columns: dict[str, Any] = {}
    for name in HAPPENED:
        moments = getattr(kept, name)
        if moments is None:
            continue
        wrong = _far(moments)
        columns[name] = np.where(wrong, NEVER, moments)
        if wrong.any():
            count = int(wrong.sum())
            what = f"{count:,} cell{'s' * (count > 1)} of {name}_at"
            notes.append(f"{what}, half a year and more from all others, count as empty.")
    if not len(far) and not notes:
        return history, []
    told = [moments for moments in columns.values() if moments is not None]
    last = max(int(each.max()) for each in (kept.placed, *told))
    begin = int(kept.placed.min()) // DAY * DAY
    out = (*history.left_out, *([(REASON, len(far))] if len(far) else []))
    gone = history.unshipped.placed_in(begin, last + 1)
    without = replace(kept, **columns, begin=begin, end=last + 1, unshipped=gone, left_out=out)
    return without, notes


def _far(moments: Integers) -> Flags:
    """(n,) Which of these moments, NEVER for none, are a few far from the others."""
    wrong = np.zeros(len(moments), dtype=np.bool_)
    by = np.argsort(moments, kind="stable")
    by = by[moments[by] != NEVER]
    wrong[by[far_from_others(moments[by])]] = True
    return wrong
