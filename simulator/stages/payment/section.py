"""Authorization, declines, retries, fraud review and outages of the payment gateway."""

from __future__ import annotations

from pydantic import Field

from simulator.engine.section_equipment import DISCIPLINE
from simulator.policies.names import DisciplineName
from simulator.reading.fields import (
    DurationDistribution,
    Label,
    Moment,
    Money,
    PositiveDuration,
    Section,
    Share,
    preset,
)


class Declined(Section):
    """Shares of first attempts that are declined."""

    soft: Share = preset("8.4 %", description="Retryable (12 % declines, 70 % of them soft).")
    hard: Share = preset("3.6 %", description="Final (12 % declines, 30 % of them hard).")


class Retry(Section):
    """Automatic retries after a soft decline or an attempt that got no answer."""

    after: tuple[PositiveDuration, ...] = preset(
        ["1 min", "10 min"], description="Waits before each retry (assumption)."
    )
    recovers: Share = preset(
        "20 %",
        description="Share of soft declines approved per retry (consultancies: 0.20).",
    )


class FraudReview(Section):
    """Manual review of some paid orders by a crew with the skill `fraud_review`."""

    share: Share = preset("5 %", description="Share reviewed (CyberSource 2013: 5 %).")
    time: DurationDistribution = preset(
        {"lognormal": {"mean": "8 min", "cv": 0.6}},
        description="Of a review (8 min: CyberSource 2013; the spread is assumed).",
    )
    rejects: Share = preset("0 %", description="Reviews that cancel the order (assumption: 0).")
    discipline: DisciplineName = preset("priority", description=DISCIPLINE)


class PaymentOutage(Section):
    """The gateway answers nothing for a while."""

    name: Label = preset("outage", description="By which changes address it.")
    at: Moment = Field(description="Begins.")
    for_: PositiveDuration = Field(alias="for", description="Lasts.")


class Payment(Section):
    """Authorization attempts and their outcome; the fee is part of the cost per order."""

    authorization: DurationDistribution = preset(
        {"lognormal": {"median": "1.2 s", "sigma": 0.5}},
        description="Latency of an attempt (payment trade sources).",
    )
    timeout: PositiveDuration | None = preset(
        "10 s", description="No answer by then: no verdict, retried."
    )
    declined: Declined = preset({}, description="Verdicts of the first attempt.")
    retry: Retry | None = preset({}, description="None: no retries.")
    fraud_review: FraudReview | None = Field(default=None, description="None: no review.")
    outages: tuple[PaymentOutage, ...] = preset([], description="Planned as dates.")
    fee_share: Share = preset(
        "0 %", description="Payment fee, share of the order's value (assumption: 0)."
    )
    fee: Money = preset(0, description="Payment fee, fixed part an approved order (assumption: 0).")
