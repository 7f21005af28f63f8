"""The last mile: delivery hours, attempts, return to sender."""

from __future__ import annotations

from pydantic import Field

from simulator.reading.fields import (
    Count,
    Flag,
    Hours,
    Money,
    PositiveDuration,
    Section,
    Share,
    Weekdays,
    preset,
)
from simulator.stages.delivery.section_points import Points


class Delivery(Section):
    """Attempts within delivery hours; after the last failed one the parcel goes back."""

    hours: Hours | None = preset(
        "08:00-20:00",
        description="Of the courier (assumption). None: transit ends at the door, and an attempt "
        "is made as it does, at any hour of any day; a further one `between_attempts` later.",
    )
    days: Weekdays = preset("mon-sat", description="Of the courier (Olist: 1.4 % on Sundays).")
    first_attempt_fails: Share = preset("8 %", description="Trade: 8 % (5-30 %).")
    later_attempt_fails: Share | None = Field(default=None, description="None: as the first.")
    attempts: Count = preset(3, ge=1, description="Parcel-carrier terms: 3.")
    between_attempts: PositiveDuration = preset(
        "1 d", description="At least; then the next delivery day."
    )
    failed_cost: Money = preset(0, description="An attempt (assumption: 0; trade: 17.20 USD).")
    by_box: Flag = preset(
        False,
        description="Each box of an order has a transit of its own: the order is delivered with "
        "its last box. Otherwise (assumption) all its boxes travel as one.",
    )
    points: Points | None = Field(
        default=None,
        description="Parcel shops and lockers. None: every order goes to the door.",
        examples=[{"share": "30 %"}],
    )
