"""What is explained of a scenario, as the frames and sentences of its run's report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.experiments.explain.load import GroupLoad
from simulator.experiments.explain.steps import WEEKDAYS
from simulator.experiments.explain.work import Floats
from simulator.reporting.report_input import HEADS_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from simulator.experiments.explain.explain import Explanation, Load

REPLICATION = 0
"""Under which the curves stand in the series table: they are the same for all replications."""


def rests_on(load: Load) -> tuple[str, ...]:
    """Defaults that carry weight, with where they are written, and that nothing varies."""
    lines = [f"{each.text} ({each.path})." for each in load.assumed]
    return (*lines, load.nothing_varies) if load.nothing_varies else tuple(lines)


def heads(load: Load | Explanation) -> pd.DataFrame:
    """HEADS_COLUMNS, one row per group of crews and shift."""
    import pandas as pd

    rows = [
        (
            group.name,
            ", ".join(group.stations),
            shift.shift,
            group.load,
            shift.there,
            shift.needed,
            shift.most,
            f"{WEEKDAYS[shift.hour // 24]} {shift.hour % 24}:00",
        )
        for group in load.loads
        if group.people
        for shift in group.shifts
    ]
    return pd.DataFrame(rows, columns=list(HEADS_COLUMNS))


def curves(load: Load | Explanation) -> pd.DataFrame:
    """SERIES_COLUMNS by hour of the week: the load of each group, its heads planned and needed."""
    import pandas as pd

    frames = [_curve(name, group, values) for group in load.loads if group.shifts
              for name, values in (
                  ("load_by_hour_of_week", _load(group)),
                  ("heads_planned_by_hour_of_week", group.heads),
                  ("heads_needed_by_hour_of_week", group.needed),
              )]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _load(group: GroupLoad) -> Floats:
    """Missing where nobody is there."""
    there = group.capacity > 0
    load = np.divide(group.work, group.capacity, out=np.full(len(there), np.nan), where=there)
    return np.asarray(load, dtype=np.float64)


def _curve(name: str, group: GroupLoad, values: Floats) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "replication": REPLICATION,
            "series": name,
            "group": group.name,
            "x": np.arange(len(values), dtype=np.float64),
            "value": values,
        }
    )
