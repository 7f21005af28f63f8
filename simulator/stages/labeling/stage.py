"""The stage 'labeling'."""

from __future__ import annotations

from simulator.stages.stage import Cause, Stage, Station

LABELING = Stage(
    "labeling",
    happens=(
        "Orders queue for printers. A failed label is made again; while the carrier's label "
        "service does not answer, it is tried again and then written by hand."
    ),
    off="Orders pass at once.",
    activities=("labeling",),
    stations=(Station("labeling", "labeling", "label printers", "printers"),),
    causes=(
        Cause(
            "labeling",
            "being labeled",
            spoken="labeling itself",
        ),
        Cause(
            "rework",
            "picked and packed again after a failed check, waits included",
            spoken="rework",
            avoidable=True,
        ),
    ),
    on_the_floor=True,
    times=(("labeling", ("labeling.carrier_call", "labeling.time", "labeling.service.manual")),),
    rules=("labeling.service.retries",),
    nodes=("label",),
    chart=("label[Shipping label] --> {next}",),
)
