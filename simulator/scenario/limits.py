"""The limits of marketplaces: targets by name, each a KPI with its value and its windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from simulator.reading.mistakes import MisreadingError, did_you_mean
from simulator.units import shown

SOURCE = (
    "as sellers' guides and help pages of the marketplaces have it in 2025, while yours may have "
    "another"
)


@dataclass(frozen=True)
class Limit:
    """What a marketplace asks of its sellers; `days` are its windows, none where it says none."""

    kpi: str
    relation: str
    value: str
    days: tuple[int, ...] = ()

    @property
    def windows(self) -> str:
        """'10 and 30 days'"""
        return f"{' and '.join(map(str, self.days))} days"


SHIPS, ARRIVES = "on_time_ship", "on_time_delivery"
CANCELS, TRACKS = "seller_cancellation_rate", "valid_tracking"
CHARGED, REFUNDED = "total_charged", "total_refunded"
ON_DEMAND = (CANCELS, TRACKS, CHARGED, REFUNDED)
"""What is measured only where a target asks for it."""
LIMITS: Mapping[str, Limit] = {
    "amazon late shipment": Limit(SHIPS, "at_least", "96 %", (10, 30)),
    "amazon cancellations": Limit(CANCELS, "at_most", "2.5 %", (7,)),
    "amazon valid tracking": Limit(TRACKS, "at_least", "95 %", (30,)),
    "amazon on-time delivery": Limit(ARRIVES, "at_least", "90 %", (14,)),
    "walmart cancellations": Limit(CANCELS, "at_most", "2 %"),
    "walmart on-time delivery": Limit(ARRIVES, "at_least", "90 %"),
    "walmart valid tracking": Limit(TRACKS, "at_least", "99 %"),
    "ebay late shipment": Limit(SHIPS, "at_least", "93 %"),
    "ebay cancellations": Limit(CANCELS, "at_most", "2 %"),
}
"""By name. Late shipments of at most 4 % are 96 % shipped on time."""


def limit_name(value: Any) -> str:
    """The limit of a marketplace, by its name in the description of `targets.limit`."""
    if isinstance(value, str) and value in LIMITS:
        return value
    near = did_you_mean(value, LIMITS) if isinstance(value, str) else ""
    remedy = near if near.endswith("?") else "write one such as amazon late shipment"
    raise MisreadingError(f"{shown(value)} is not a limit of a marketplace; {remedy}")


def filled(written: Any) -> Any:
    """A target as it is written, with the figure and the value of its limit.

    A value of one's own stays; MisreadingError for a figure beside the limit.
    """
    if not isinstance(written, dict) or not isinstance(written.get("limit"), str):
        return written
    limit = LIMITS.get(written["limit"])
    if limit is None:
        return written
    if written.get("kpi") not in (None, "", limit.kpi):
        wrong = f"the limit is on {limit.kpi}"
        raise MisreadingError(f"{wrong}; remove kpi, or write it without limit", "kpi")
    own = {name for name in ("at_least", "at_most") if written.get(name) is not None}
    value = {} if own else {limit.relation: limit.value}
    return {**written, "kpi": limit.kpi, **value}


def _told(name: str, limit: Limit) -> str:
    relation = limit.relation.replace("_", " ")
    window = f" over {limit.windows}" if limit.days else ""
    return f"{name} ({limit.kpi} {relation} {limit.value}{window})"


_ALL = "; ".join(_told(name, limit) for name, limit in LIMITS.items())
ABOUT = f"A limit of a marketplace in place of kpi and value, {SOURCE}: {_ALL}."
LimitName = Annotated[
    str,
    BeforeValidator(limit_name),
    WithJsonSchema({"type": "string", "enum": list(LIMITS), "examples": ["amazon late shipment"]}),
]
