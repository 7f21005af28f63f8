"""The stage 'notification'."""

from __future__ import annotations

from simulator.stages.stage import Stage

NOTIFICATION = Stage(
    "notification",
    happens=(
        "Messages follow the payment, the hand-over and the delivery. Each takes a while and may "
        "bounce; nothing waits for it."
    ),
    off="No message is sent.",
    times=(("message", ("notification.latency",)),),
    nodes=("confirm",),
)
