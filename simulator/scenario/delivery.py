"""The last mile: delivery hours, attempts, return to sender."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import Hours, Money, PositiveDuration, Section, Share, Weekdays


class Delivery(Section):
    """Attempts within delivery hours; after the last failed one the parcel goes back."""

    hours: Hours = Field(default="08:00-20:00", validate_default=True)
    days: Weekdays = Field(default="mon-sat", validate_default=True)
    first_attempt_fails: Share = Field(default=0.08, description="Trade: 8 % (5-30 %).")
    later_attempt_fails: Share | None = Field(default=None, description="None: as the first.")
    attempts: int = Field(default=3, ge=1, description="Parcel-carrier terms: 3.")
    between_attempts: PositiveDuration = Field(
        default="1 d", validate_default=True, description="At least; then the next delivery day."
    )
    failed_cost: Money = Field(default=0.0, description="A failed delivery (trade: 17.20 USD).")
