"""The stage 'payment'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage, StateColumn, Station

PAYMENT = Stage(
    "payment",
    happens=(
        "The payment is authorized. Soft declines and attempts without an answer are tried again "
        "after a wait, hard declines are final. Where there are several methods, customers whose "
        "payment failed may come back with the same or another one, bank slips are paid days later "
        "or never, and a second gateway is asked where the first does not answer or declines "
        "softly. A share of the paid orders may be reviewed for fraud."
    ),
    off="Every order is paid as it is placed.",
    activities=(
        "payment",
        "fraud_review",
    ),
    stations=(Station("fraud_review", "payment.fraud_review"),),
    causes=(
        Cause(
            "payment",
            "authorization attempts and the waits between them",
            spoken="payments",
            avoidable=True,
        ),
        Cause(
            "fraud_review",
            "being reviewed",
            spoken="the fraud review itself",
        ),
    ),
    times=(
        ("authorization", ("payment.authorization", "payment.methods.NAME.authorization")),
        ("slip to be paid", ("payment.methods.NAME.slip.paid_after",)),
        ("customer comes back", ("payment.comes_back.after",)),
        ("second gateway", ("payment.second_gateway.authorization",)),
        ("fraud review", ("payment.fraud_review.time",)),
    ),
    rules=("payment.timeout", "payment.retry.after"),
    nodes=("pay", "declined", "failed"),
    state=(
        StateColumn(
            "paid",
            "when it was paid",
            "moment",
            needs="payment.has_tries",
            called="payment by several methods or tries",
        ),
        StateColumn(
            "paid_with",
            "the method with which it is paid, or is being paid",
            needs="payment.methods",
            called="payment.methods",
        ),
    ),
)
