"""The stage 'picking'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage, Station

PICKING = Stage(
    "picking",
    happens=(
        "Released orders queue for pickers, alone or to share a tour. A line that is not on the "
        "shelf is picked later or taken out."
    ),
    off="Orders pass at once.",
    activities=("picking",),
    stations=(Station("picking", "picking"),),
    causes=(
        Cause(
            "batching",
            "queued at picking while one of them is free: the batch or wave is still to come",
            spoken="batches or waves to come",
            doing="waiting",
            avoidable=True,
        ),
        Cause(
            "picking",
            "being picked; in zones while one of them works on it, in between it waits for the "
            "zone that is the last to finish, with pick and pass for the next one",
            spoken="picking itself",
        ),
    ),
    on_the_floor=True,
    times=(
        ("picking", ("picking.time.setup", "picking.time.per_line", "picking.time.per_unit")),
        ("cycle count", ("picking.short_picks.count",)),
    ),
    rules=(
        "picking.method.zones.style",
        "picking.method.zones.assign",
        "picking.layout.routing",
        "picking.layout.storage.classes",
        "picking.short_picks.then",
    ),
    nodes=("pick",),
    chart=(
        "pick[Picking: alone, or<br>on a tour of several] --> {next}",
        "pick -->|not on the shelf: later,<br>or in a further parcel| pick",
    ),
)
