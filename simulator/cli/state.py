"""The commands on what is in the house at a moment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import late
from simulator.cli.options import JsonOption
from simulator.cli.pairs import pairs
from simulator.cli.printing import say, say_json
from simulator.cli.workbook import leave_listing, say_workbook, workbook


def snapshot(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, or an event log.")],
    at: Annotated[str, typer.Option(metavar="TIME", help="Such as '2026-03-12 14:00'.")],
    output: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder of the state; default state-TIME in the run's."),
    ] = None,
    replication: Annotated[int, typer.Option(min=0, metavar="K", help="Which one (from 0).")] = 0,
    without_draws: Annotated[
        bool,
        typer.Option(
            "--without-draws", help="Tell where orders are, and nothing that only a model knows."
        ),
    ] = False,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS",
            help="A log's own header, as 'order=Case ID'; may be given many times.",
        ),
    ] = None,
    activities: Annotated[
        list[str] | None,
        typer.Option(
            metavar="THEIRS=OURS",
            help="What a log's activity is, as 'Pick goods=picking'; may be given many times.",
        ),
    ] = None,
    time_format: Annotated[
        str | None,
        typer.Option(metavar="FORMAT", help="How a log writes moments, as '%d/%m/%Y %H:%M'."),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Of the house, where a log's moments have offsets."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Cut the state of the house at a moment out of a run, for `run --from` to begin with."""
    taken = late.snapshot.snapshot(
        run,
        at,
        output,
        replication=replication,
        draws=not without_draws,
        columns=pairs(columns, "--columns", "OURS=THEIRS", "'order=Case ID'"),
        activities=pairs(activities, "--activities", "THEIRS=OURS", "'Pick goods=picking'"),
        time_format=time_format,
        time_zone=time_zone,
    )
    leave_listing(lambda: late.listings.of_state(taken))
    if as_json:
        about = {"folder": str(taken.folder), "at": str(taken.at), "orders": taken.stages}
        say_json({**about, "others": taken.others, **workbook().fact})
    else:
        say(str(taken))
        say(f"go on from there: {taken.next_command}")
        say_workbook()
