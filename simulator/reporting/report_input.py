"""What a report is made of: the content of one run, whatever it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

OVERALL = "all"
"""The scope of a KPI over all order classes."""

KPI_COLUMNS = ("kpi", "scope", "unit", "mean", "half_width", "confidence", "replications")
SERIES_COLUMNS = ("replication", "series", "group", "x", "value")
IN_FLIGHT_COLUMNS = ("replication", "where", "orders", "oldest_hours", "of_window")
TARGET_COLUMNS = (
    "kpi", "scope", "relation", "target", "unit", "in_periods", "hits", "trials", "left_out",
    "share_low", "share_high", "mean", "half_width", "lowest", "highest", "p10", "p90", "verdict",
    "replications_needed",
)  # fmt: skip
HEADS_COLUMNS = (
    "who", "works_at", "shift", "load", "scheduled", "needed", "needed_at_most", "in_hour",
)  # fmt: skip
REPLICATION_COLUMNS = ("replication", "seed", "command", "orders_placed", "flagged", "remark")

Wait = tuple[str, float | None, float | None, float | None]
"""What orders wait for: its name, hours an order, how busy it is in per cent, and the per cent of
the late orders that it made late; None where there is no such figure."""


@dataclass(frozen=True)
class ReportInput:
    """One run. A frame without rows means that there is nothing of the kind; none may be None.

    Columns, in this order: `kpis` KPI_COLUMNS, values in the KPI's unit (98.2 for 98.2 %) and a
    missing `half_width` with one replication; `series` SERIES_COLUMNS (`measure.series`);
    `in_flight` IN_FLIGHT_COLUMNS, at the end of the simulated time, `of_window`
    those of the orders that were placed in the window; `targets` TARGET_COLUMNS with
    relation 'at least' or 'at most', verdict 'met', 'missed' or 'undecided', and the replications
    in all that should decide an undecided one, missing where that cannot be said; `replications`
    REPLICATION_COLUMNS, where `command` repeats that replication alone. A target holds in `hits` of
    `trials` replications and is undefined in `left_out` more; `share_low` and `share_high` are
    Wilson's bounds in per cent, `in_periods` the share that is asked for, missing where the mean
    decides; `p10` and `p90` are missing below 20 trials. `heads` has HEADS_COLUMNS, a row per group
    of crews and shift, as `simulator explain` works them out; `load` is a share of 1.
    """

    title: str
    name: str
    question: str
    currency: str
    start: datetime
    clock: Mapping[str, int]
    """`warm_up`, `run` and `cool_down` in milliseconds, as far as every replication went."""
    kpis: pd.DataFrame
    series: pd.DataFrame
    in_flight: pd.DataFrame
    targets: pd.DataFrame
    replications: pd.DataFrame
    heads: pd.DataFrame
    headline: tuple[str, ...]
    """KPI names, most important first."""
    warnings: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    """Of these, what the scenario does not say and the answer rests on, or what can never act."""
    off_stages: tuple[str, ...] = ()
    """Stages of the journey that this scenario switches off."""
    assumptions: tuple[tuple[str, str, str], ...] = ()
    """(path, value, origin) of the resolved values that the scenario leaves at their default."""
    demand_note: str = ""
    """What ± does not cover where every replication has the same demand, a sentence."""
    premises: tuple[str, ...] = ()
    """What the answer rests on, short: the heaviest defaults, days that are alike, what has no
    price; a sentence each."""
    rests_on: tuple[str, ...] = ()
    """Defaults that carry weight, and that nothing varies where that is so, a sentence each."""
    order_file: tuple[str, ...] = ()
    """What was done with the file of a trace, a sentence with counts each."""
    limited: str = ""
    """What limits the house, in a sentence."""
    why_declined: str = ""
    """What refuses payments for good, to stand behind the share of declined orders."""
    same_orders: bool = False
    """Whether every replication has the orders of one trace."""
    waits: tuple[Wait, ...] = ()
    limits: tuple[str, ...] = ()
    """What the simulator does not model, a sentence each."""
    time_zone: str = ""
    """`clock.time_zone`, in which moments are what the clock on the wall shows; empty for none."""
    cool_down: str = ""
    """How long the cool-downs were that ended when all orders were done; empty for one length."""
    replay: str = ""
    """What the replay of a day is drawn from, as JSON; empty where there is none."""
    manifest: Mapping[str, Any] = field(default_factory=dict)
    """Scenario hash, seed, replications, versions, machine, seconds; nested mappings allowed."""

    @property
    def confidence(self) -> float:
        """Of all half-widths, as a share; 0.95 where there is no KPI."""
        return float(self.kpis["confidence"].iloc[0]) if len(self.kpis) else 0.95
