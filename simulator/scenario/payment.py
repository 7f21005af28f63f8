"""Authorization, declines, retries, fraud review and outages of the payment gateway."""

from __future__ import annotations

from pydantic import Field

from simulator.scenario.fields import (
    DurationDistribution,
    Moment,
    Money,
    Name,
    PositiveDuration,
    Section,
    Share,
)


class Declined(Section):
    """Shares of first attempts that are declined."""

    soft: Share = Field(default=0.084, description="Retryable (12 % declines, 70 % of them soft).")
    hard: Share = Field(default=0.036, description="Final (12 % declines, 30 % of them hard).")


class Retry(Section):
    """Automatic retries after a soft decline or an attempt that got no answer."""

    after: tuple[PositiveDuration, ...] = Field(
        default=("1 min", "10 min"), validate_default=True, description="Waits before each retry."
    )
    recovers: Share = Field(
        default=0.20, description="Share of soft declines approved per retry (consultancies: 0.20)."
    )


class FraudReview(Section):
    """Manual review of some paid orders by a crew with the skill `fraud_review`."""

    share: Share = Field(default=0.05, description="Share reviewed (CyberSource 2013: 5 %).")
    time: DurationDistribution = Field(
        default={"lognormal": {"mean": "8 min", "cv": 0.6}}, validate_default=True
    )
    rejects: Share = Field(default=0.0, description="Share of reviews that cancel the order.")


class PaymentOutage(Section):
    """The gateway answers nothing for a while."""

    at: Moment
    for_: PositiveDuration = Field(alias="for")
    name: Name = "outage"


class Payment(Section):
    """Authorization attempts and their outcome; the fee is part of the cost per order."""

    authorization: DurationDistribution = Field(
        default={"lognormal": {"median": "1.2 s", "sigma": 0.5}},
        validate_default=True,
        description="Latency of an attempt (payment trade sources).",
    )
    timeout: PositiveDuration | None = Field(
        default="10 s", validate_default=True, description="No answer by then: no verdict, retried."
    )
    declined: Declined = Field(default_factory=Declined)
    retry: Retry | None = Field(default_factory=Retry)
    fraud_review: FraudReview | None = None
    outages: tuple[PaymentOutage, ...] = ()
    fee_share: Share = Field(default=0.0, description="Payment fee, share of the order's value.")
    fee: Money = Field(default=0.0, description="Payment fee, fixed part an approved order.")
