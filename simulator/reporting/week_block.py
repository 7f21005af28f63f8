"""Orders by weekday and hour in letters, for who has no figure."""

from __future__ import annotations

import numpy as np

from simulator.reporting.dates import WEEKDAYS
from simulator.reporting.style import Numbers
from simulator.reporting.week_charts import enough_for_a_map, left_out_text

_SHADES = " .-+#"
SHARES = (1.0, 0.75, 0.5, 0.25)
"""Of the fullest hour: the hour itself, and above which the three fuller marks are written."""


def week_block(week: Numbers, orders: int) -> tuple[str, ...]:
    """Of (7, 24) mean orders in each hour: a line per weekday, a mark per hour, fuller for more.

    One line for all weekdays where the figure has no map either; nothing without orders.
    """
    if not orders:
        return ()
    rows, by = [*zip(WEEKDAYS, week, strict=True)], "weekday and hour"
    if not enough_for_a_map(orders):
        rows, by = [("All", week.mean(axis=0))], "hour of the day"
    most = max(float(hours.max()) for _, hours in rows)
    lines = [f"Orders by {by}", "", "    0     6     12    18"]
    for name, hours in rows:
        steps = np.ceil(hours / most * (len(_SHADES) - 1)).astype(int)
        lines.append(f"{name} {''.join(_SHADES[k] for k in steps)}".rstrip())
    at = [f"{part * most:,.1f}" if most >= 1 else f"{part * most:.2g}" for part in SHARES]
    lines.append("(at most {} an hour: # above {}, + above {}, - above {}, . fewer)".format(*at))
    if not enough_for_a_map(orders):
        lines.append(left_out_text(orders))
    return ("\n".join(lines),)
