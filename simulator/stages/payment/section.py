"""Authorization, declines, retries, fraud review and outages of the payment gateway."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import Field

from simulator.distributions import Distribution
from simulator.engine.section_equipment import DISCIPLINE, BetweenFailures
from simulator.policies.names import DisciplineName
from simulator.reading.fields import (
    Count,
    DurationDistribution,
    Label,
    Moment,
    Money,
    Name,
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


class Slip(Section):
    """A bill that the customer pays later, at a bank or by transfer; the order waits for it.

    It is money in hand before the order has its stock again, where the reservation ran out.
    """

    paid_after: DurationDistribution = preset(
        {"gamma": {"shape": 1.765, "scale": "19.07 h"}},
        description="From the slip to its payment (Olist 2016-2018, bank slips).",
    )
    never: Share = preset(
        "0 %", description="Slips that nobody pays (assumption: 0; no measured share is known)."
    )
    valid_for: PositiveDuration = preset(
        "7 d", description="Not paid by then it lapses, and the order ends (assumption)."
    )


class PaymentMethod(Section):
    """A way to pay; what is not written of it is that of `payment`."""

    share: Share = Field(
        description="Customers who try it first; the methods add up to 100 % (Olist 2016-2018: "
        "cards 75.4 %, bank slips 19.9 %, vouchers 3.2 %, debit 1.5 %).",
        examples=["75 %", "100 %"],
    )
    authorization: DurationDistribution | None = Field(
        default=None, description="Latency of an attempt; none: payment.authorization."
    )
    declined: Declined | None = Field(
        default=None, description="Verdicts of a first attempt; none: payment.declined."
    )
    slip: Slip | None = Field(default=None, description="None: paid as it is approved.")
    fee_share: Share | None = Field(
        default=None, description="Share of the order's value; none: payment.fee_share."
    )
    fee: Money | None = Field(
        default=None, description="Fixed part an approved order; none: payment.fee."
    )


@dataclass(frozen=True)
class Way:
    """A method with all that holds for it, written there or inherited."""

    name: str
    share: float
    authorization: Distribution
    declined: Declined
    slip: Slip | None
    fee_share: float
    fee: float


class ComesBack(Section):
    """Customers whose payment failed, for whatever reason: some try again, the others leave.

    Each try has its automatic retries, and meets a verdict of its own.
    """

    again: Share = preset("22 %", description="Try the same way again (ClearSale: 22 %).")
    another: Share = preset(
        "28 %",
        description="Try another method, by the methods' shares, or another card where there is "
        "but one method (41st Parameter 2013: 28 %).",
    )
    after: DurationDistribution = preset(
        {"lognormal": {"median": "10 min", "cv": 2}},
        description="From the failure to the next try (assumption).",
    )
    at_most: Count = preset(2, ge=1, le=12, description="Tries after the first (assumption).")


class SecondGateway(Section):
    """Asked at once where the first gateway does not answer, or softly declines for the first time.

    A card whose first gateway did not answer meets the verdict that it would have met there.
    """

    recovers: Share = preset(
        "25 %", description="Soft declines that it approves (orchestration vendors: 20-30 %)."
    )
    authorization: DurationDistribution | None = Field(
        default=None, description="Latency of an attempt; none: that of the method."
    )
    outages: tuple[PaymentOutage, ...] = preset([], description="Planned as dates.")
    every: BetweenFailures | None = Field(
        default=None,
        description="Up between failures: the mean of an exponential, or a distribution; none: "
        "only the outages.",
    )
    repair: DurationDistribution = preset(
        {"exponential": {"mean": "25 min"}}, description="Down until it is repaired (assumption)."
    )
    fee_share: Share = preset(
        "0 %", description="Share of the value of what it approves, on top (assumption: 0)."
    )
    fee: Money = preset(0, description="Of an order that it approves, on top (assumption: 0).")


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
    every: BetweenFailures | None = Field(
        default=None,
        description="The gateway is up between failures: the mean of an exponential, or a "
        "distribution; none: only the outages (99.9 % up is 17 d 8 h, with repairs of 25 min).",
    )
    repair: DurationDistribution = preset(
        {"exponential": {"mean": "25 min"}}, description="Down until it is repaired (assumption)."
    )
    methods: dict[Name, PaymentMethod] = preset(
        {}, description="Ways to pay by name; none: one, which is as written here."
    )
    comes_back: ComesBack | None = Field(
        default=None, description="None: a customer whose payment failed leaves."
    )
    second_gateway: SecondGateway | None = Field(
        default=None, description="None: there is one gateway."
    )

    @property
    def has_tries(self) -> bool:
        """Whether customers or gateways have a choice, or the gateway fails at random."""
        further = self.comes_back is not None or self.second_gateway is not None
        return bool(self.methods) or further or self.every is not None

    @property
    def ways(self) -> tuple[Way, ...]:
        """The methods with everything written; without any the one that `payment` is."""
        methods = self.methods or {"": PaymentMethod(share=1.0)}
        return tuple(
            Way(
                name=name,
                share=each.share,
                authorization=each.authorization or self.authorization,
                declined=each.declined or self.declined,
                slip=each.slip,
                fee_share=self.fee_share if each.fee_share is None else each.fee_share,
                fee=self.fee if each.fee is None else each.fee,
            )
            for name, each in methods.items()
        )

    @property
    def most_tries(self) -> int:
        """Of a customer, the first one included."""
        return 1 if self.comes_back is None else 1 + self.comes_back.at_most
