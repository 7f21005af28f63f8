"""The stage 'shipping'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage

SHIPPING = Stage(
    "shipping",
    happens=(
        "Parcels wait at the dock for their carrier's pick-up; what misses the cut-off or does not "
        "fit waits for the next one. Then they are in transit, where some are lost; in a delay of "
        "their carrier they stand still."
    ),
    off="An order is completed after the last stage in the house.",
    activities=(
        "shipping",
        "transit",
    ),
    causes=(
        Cause(
            "pick_up",
            "labeled and waiting for the carrier's first pick-up for which it is in time",
            spoken="the times of the pick-ups",
            doing="waiting",
        ),
        Cause(
            "late_pick_up",
            "in time for a pick-up whose truck was late or did not come, up to one that comes",
            spoken="late and missing trucks",
            doing="waiting",
            avoidable=True,
        ),
        Cause(
            "pick_up_capacity",
            "waiting for a later pick-up after one that had no room for it",
            spoken="full pick-ups",
            doing="waiting",
            avoidable=True,
        ),
        Cause(
            "transit",
            "with the carrier, up to the delivery depot",
            doing="on the road",
        ),
        Cause(
            "road_delay",
            "longer with the carrier, as nothing of it moved for a while",
            doing="on the road",
        ),
    ),
    rules=("shipping.choice",),
    nodes=("dock", "transit", "lost"),
)
