"""The stage 'handling'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage

HANDLING = Stage(
    "handling",
    happens=(
        "What happens to an order in the house is one lag in working hours; no crew is asked for "
        "it, and no order waits for another."
    ),
    off="Nothing takes time in the house but what its stations do.",
    activities=("handling",),
    causes=(
        Cause(
            "handling",
            "in the house, by a lag in working hours whose inside is not modeled",
            spoken="handling as a whole",
        ),
    ),
    lag=True,
    times=(("handling as a whole, in working time", ("handling.lag",)),),
    nodes=("handle",),
    chart=("handle[Handling<br>as one lag] --> {next}",),
)
