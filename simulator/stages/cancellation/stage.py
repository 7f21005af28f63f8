"""The stage 'cancellation'."""

from __future__ import annotations

from simulator.stages.stage import Stage, StateColumn

CANCELLATION = Stage(
    "cancellation",
    happens=(
        "A customer may cancel a paid order until its packing begins. What waits leaves its queue "
        "at once; a review or pick tour that goes on is finished, and what was picked goes back to "
        "the shelf. Whoever asks later is refused. Where the house is one lag, it is early enough "
        "until the carrier has the order."
    ),
    off="No customer cancels an order once it is paid.",
    activities=("cancellation",),
    nodes=("called_off",),
    state=(
        StateColumn(
            "asked",
            "when its customer asked for a cancellation",
            "moment",
            needs="cancellation",
            called="cancellation",
        ),
    ),
    times=(
        (
            "customers' patience",
            ("cancellation.after", "cancellation.backorder_patience", "cancellation.put_back"),
        ),
    ),
)
