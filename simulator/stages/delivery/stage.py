"""The stage 'delivery'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage

DELIVERY = Stage(
    "delivery",
    happens=(
        "The courier tries within the delivery hours until an attempt succeeds; after the last "
        "attempt the parcel goes back to the sender."
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
    nodes=("attempt", "sender"),
)
