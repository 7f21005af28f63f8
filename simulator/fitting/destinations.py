"""Where the orders of each class go, where classes go to other regions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simulator.fitting.association import MATTERS, association
from simulator.fitting.classes import FEWEST, Classes, label
from simulator.fitting.estimate import Estimate
from simulator.fitting.history import Floats, History, Integers
from simulator.scenario.below import shown_path

NAMED = 3
"""Regions of a class that its estimate names."""


def regions_by_class(
    history: History, classes: Classes, codes: Integers, regions: tuple[str, ...]
) -> tuple[Mapping[str, Floats], tuple[Estimate, ...]]:
    """(regions,) shares of the classes that have their own, with an estimate of each.

    None have where class and region do not go together (Cramér's V); classes with fewer than
    `FEWEST` orders go where all do. `codes` are the classes of the orders.
    """
    counts = _counts(history, codes, len(classes.names), regions)
    enough = np.flatnonzero(counts.sum(axis=1) >= FEWEST)
    strength = association(counts[enough]) if len(enough) > 1 else 0.0
    if strength < MATTERS:
        return {}, ()
    shares, estimates = {}, []
    for k in enough.tolist():
        name, mine = classes.names[k], counts[k] / counts[k].sum()
        shares[name] = mine
        most = np.argsort(-mine, kind="stable")[:NAMED].tolist()
        more = ", ..." if len(regions) > NAMED else ""
        told = ", ".join(f"{regions[at]} {100 * mine[at]:.1f} %" for at in most) + more
        method = f"shares; class and destination go together (Cramér's V {strength:.2f})"
        estimates.append(
            Estimate(shown_path(("demand", "classes", name, "regions")),
                     f"destinations of class '{name}'", None, "", int(counts[k].sum()), method,
                     told=told)
        )  # fmt: skip
    return shares, tuple(estimates)


def regions_again(
    history: History,
    codes: Integers,
    classes: Classes,
    regions: tuple[str, ...],
    like: Mapping[str, Floats],
) -> Mapping[str, Floats]:
    """Of other orders the shares of the same classes; a class without any has those of `like`."""
    counts = _counts(history, codes, len(classes.names), regions)
    again = dict(like)
    for name in like:
        mine = counts[classes.names.index(name)]
        if mine.any():
            again[name] = mine / mine.sum()
    return again


def _counts(history: History, codes: Integers, count: int, regions: tuple[str, ...]) -> Integers:
    """(classes, regions) orders."""
    table = np.zeros((count, len(regions)), dtype=np.int64)
    if history.region is None:
        return table
    names = {name: at for at, name in enumerate(regions)}
    at = np.array([names.get(label(word), -1) for word in history.region.names] + [-1])
    column = at[history.region.codes]
    np.add.at(table, (codes[column >= 0], column[column >= 0]), 1)
    return table
