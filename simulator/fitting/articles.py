"""Which articles are ordered how often, by classes too where these order others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from simulator.fitting.association import MATTERS, association
from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.history import Floats, History, Integers
from simulator.fitting.read_history import Read

PRIOR = 100
"""Lines of all orders' mix that a class's own are added to, so that nothing is ruled out by its
absence (assumption)."""


@dataclass(frozen=True, eq=False)
class Articles:
    """(articles,) Lines of each that was ordered, `rows` of the read lines' names.

    `weights` has those of the classes that order by their own, with `association` between article
    and class (Cramér's V, less what chance makes of it); empty where they do not.
    """

    rows: Integers
    count: Integers
    weights: Mapping[str, Floats]
    association: float


def lines_of(read: Read, history: History) -> tuple[Integers, Integers]:
    """(lines,) The lines of the history's orders, and the row of each one's order."""
    names = {name: k for k, name in enumerate(history.order_id)}
    looked = read.looked
    every = looked.seen.names(np.arange(looked.seen.cells.orders))
    row = np.array([names.get(name, -1) for name in every], dtype=np.int64)
    lines = np.flatnonzero(row[looked.lines.order] >= 0)
    return lines, row[looked.lines.order[lines]]


def articles(read: Read, history: History, classes: Classes) -> Articles:
    """The articles of a history's orders, compared among classes with `FEWEST` orders."""
    lines, row = lines_of(read, history)
    of = read.looked.lines
    sku, codes = of.sku[lines], classes.of(history)
    count = np.bincount(sku, minlength=len(of.names))
    rows = np.flatnonzero(count)
    rows = rows[np.argsort([of.names[k] for k in rows.tolist()], kind="stable")]
    enough = [k for k in range(len(classes.names)) if (codes == k).sum() >= FEWEST]
    by_class = np.array(
        [np.bincount(sku[codes[row] == k], minlength=len(of.names))[rows] for k in enough]
    ).reshape(len(enough), len(rows))
    strength = association(by_class) if history.lines_told and len(enough) > 1 else 0.0
    if strength < MATTERS:
        return Articles(rows, count[rows], {}, strength)
    all_ = count[rows] / count.sum()
    weights = {
        classes.names[k]: own + PRIOR * all_ for k, own in zip(enough, by_class, strict=True)
    }
    return Articles(rows, count[rows], weights, strength)


def told(ordered: Articles) -> Iterator[str]:
    """That classes order other articles, where they do."""
    if ordered.weights:
        yield (
            f"Classes order other articles (Cramér's V {ordered.association:.2f}): those with "
            f"{FEWEST} orders have a column of weights each in inputs/skus.csv."
        )
