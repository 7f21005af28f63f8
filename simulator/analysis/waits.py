"""What stands behind the hours of an order: a cause, where it is, and who could have served it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Behind:
    """A cause of `kpi_catalog.CAUSES` with what it is at.

    `place` is the station, zone or lane (`packing`, `picking.front`) of `labor`, `off_shift`,
    `equipment` and `batching`. `who` is the crew of `labor` and `off_shift`, of `shift` where it
    works in shifts, and the carrier of `pick_up` and `pick_up_capacity`. `left_over` are closed
    hours of an order that had found the crew at work and was not served before it went.
    """

    cause: str
    place: str = ""
    who: str = ""
    shift: str = ""
    left_over: bool = False


@dataclass(frozen=True)
class Waits:
    """Hours of a replication's cohort by what stands behind them; finished orders and open ones.

    An open order counts up to the horizon. `hours` has those of all `orders`, and those of the
    `late` among them: of the `promised` ones (whose time to ship has come; where none is promised,
    to deliver) those that are not on time.
    """

    orders: int = 0
    promised: int = 0
    late: int = 0
    hours: Mapping[Behind, tuple[float, float]] = field(default_factory=dict)
