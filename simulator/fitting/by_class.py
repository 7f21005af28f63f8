"""Whether sizes of orders go with their class, which a fitted scenario draws apart from it."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

from simulator.fitting.classes import FEWEST, Classes
from simulator.fitting.estimate import Estimate
from simulator.fitting.history import Floats, History

BY_CHANCE = 0.001
"""Probability of means that differ so much among classes that are alike."""
MATTERS = 1.1
"""The largest mean over the least from which it is told."""
MOST = 4
"""Classes that are named."""
ALIKE = "told alone: the scenario draws all classes alike"
DRAWN_ANEW = (
    "history.yaml with --set demand.trace.resample=weeks draws weeks of the history anew, with "
    "orders as they came"
)


def sizes_by_class(history: History, classes: Classes) -> tuple[Estimate, ...]:
    """Mean lines and units a line by class, those that differ; none where all are alike.

    Means of classes with `FEWEST` orders are compared by the sum of squares of their distances
    from the common one, in standard errors (Cochran, 1937).
    """
    if not history.lines_told or len(classes.names) < 2:
        return ()
    codes, lines = classes.of(history), history.lines.astype(np.float64)
    told = (
        ("lines of an order, by class", lines),
        ("units of a line, by class", history.units / np.maximum(lines, 1)),
    )
    each = (_of(what, values, [values[codes == k] for k in range(len(classes.names))], classes)
            for what, values in told)  # fmt: skip
    return tuple(estimate for estimate in each if estimate is not None)


def _of(what: str, values: Floats, by_class: list[Floats], classes: Classes) -> Estimate | None:
    enough = [(name, own) for name, own in zip(classes.names, by_class, strict=True)
              if len(own) >= FEWEST]  # fmt: skip
    if len(enough) < 2:
        return None
    means = np.array([own.mean() for _, own in enough])
    errors = np.array([max(own.std(ddof=1), 1e-9) / len(own) ** 0.5 for _, own in enough])
    common = (means / errors**2).sum() / (1 / errors**2).sum()
    statistic = float((((means - common) / errors) ** 2).sum())
    if chdtrc(len(enough) - 1, statistic) > BY_CHANCE or means.max() < MATTERS * means.min():
        return None
    some = [f"{name} {mean:.3g}" for (name, _), mean in zip(enough, means, strict=True)]
    more = f" and {len(some) - MOST} more" if len(some) > MOST else ""
    return Estimate("", what, None, "", len(values), ALIKE, told=f"{', '.join(some[:MOST])}{more}")
