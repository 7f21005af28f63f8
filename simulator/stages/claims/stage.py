"""The stage 'claims'."""

from __future__ import annotations

from simulator.stages.stage import Stage

CLAIMS = Stage(
    "claims",
    happens=(
        "Customers claim what was lost, or came damaged. It is sent again, once, by all stages of "
        "the floor and with stock of its own, or the money is given back."
    ),
    off="What is lost is paid back, and nobody claims what came damaged.",
    times=(("claim", ("claims.after",)),),
)
