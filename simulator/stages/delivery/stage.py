"""The stage 'delivery'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage

DELIVERY = Stage(
    "delivery",
    happens=(
        "The courier tries within the delivery hours until an attempt succeeds; after the last "
        "attempt the parcel goes back to the sender. An order to a pick-up point stands there "
        "until its customer collects it, or comes back."
    ),
    off="A parcel is delivered when it arrives.",
    activities=("delivery",),
    causes=(
        Cause(
            "delivery",
            "from the depot to the customer: delivery hours and attempts",
            doing="on the road",
        ),
    ),
    times=(
        ("until collected at a point", ("delivery.points.collected",)),
        ("road back from a point", ("delivery.points.back",)),
    ),
    rules=("delivery.points.kept", "delivery.points.reminded"),
    nodes=("attempt", "sender"),
)
