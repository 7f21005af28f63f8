"""The stage 'payment'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage, Station

PAYMENT = Stage(
    "payment",
    happens=(
        "The payment is authorized. Soft declines and attempts without an answer are tried again "
        "after a wait, hard declines are final. A share of the paid orders may be reviewed for "
        "fraud."
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
        ("authorization", ("payment.authorization",)),
        ("fraud review", ("payment.fraud_review.time",)),
    ),
    rules=("payment.timeout", "payment.retry.after"),
    nodes=("pay", "declined", "failed"),
)
