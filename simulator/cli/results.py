"""The commands on finished runs: the replications that are kept, and the report of a folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import late
from simulator.cli.options import JsonOption, the_store
from simulator.cli.printing import refuse, say, say_json
from simulator.cli.workbook import leave_by, leave_listing, say_workbook, workbook

if TYPE_CHECKING:
    from simulator.experiments.store.store import Entry


def results(
    sql: Annotated[
        str | None,
        typer.Option("--sql", metavar="SELECT", help="Query the table kpis, e.g. 'FROM kpis'."),
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Delete them.")] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="With --clear: those of other versions only.")
    ] = False,
    older_than: Annotated[
        str | None,
        typer.Option(metavar="DURATION", help="With --clear: those untouched for so long."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List, query or delete the finished replications that are kept for later runs."""
    store = the_store()
    if (stale or older_than) and not clear:
        refuse("--stale and --older-than: belong to --clear; give it too")
    if sql is not None and clear:
        refuse("--sql and --clear: give one of the two")
    if clear:
        _clear(stale, older_than)
    elif sql is not None:
        frame = late.queries.query(store, sql)
        leave_listing(lambda: late.listings.of_query(frame, sql))
        if as_json:
            say_json(json.loads(frame.to_json(orient="records", date_format="iso")))
        else:
            say(frame.to_string(index=False, max_rows=200))
            say_workbook()
    else:
        leave_listing(lambda: late.listings.of_store(store))
        _list(as_json)


def _clear(stale: bool, older_than_text: str | None) -> None:
    days = 0.0
    if older_than_text is not None:
        try:
            days = late.quantities.positive_duration(older_than_text) / late.units.DAY
        except ValueError as error:
            refuse(f"--older-than: {error}")
    old = late.store.older_than(days)

    def goes(entry: Entry) -> bool:
        return (not stale or not entry.current) and (older_than_text is None or old(entry))

    freed = the_store().clear(goes)
    say(f"{_megabytes(freed)} freed in {the_store().folder}")


def _list(as_json: bool) -> None:
    store = the_store()
    entries = store.entries()
    size = sum(entry.size for entry in entries)
    if as_json:
        rows = [
            {
                **entry.about,
                "replications": len(entry.numbers),
                "bytes": entry.size,
                "current": entry.current,
                "changed": datetime.fromtimestamp(entry.changed).isoformat(timespec="seconds"),
            }
            for entry in entries
        ]
        about = {"folder": str(store.folder), "bytes": size, "scenarios": rows}
        say_json(about | workbook().fact)
        return
    say(f"{'scenario':24} {'key':8} {'seed':>10} {'replications':>12} {'size':>10}  changed")
    for entry in entries:
        if not entry.current:
            continue
        changed = datetime.fromtimestamp(entry.changed)
        say(
            f"{entry.about['scenario']:24} {entry.folder.name[:8]} {entry.about['seed']:>10} "
            f"{len(entry.numbers):>12} {_megabytes(entry.size):>10}  {changed:%Y-%m-%d %H:%M}"
        )
    if others := [entry.size for entry in entries if not entry.current]:
        say(
            f"and {len(others)} of other versions, {_megabytes(sum(others))}, which are never "
            "read: simulator results --clear --stale deletes them"
        )
    say(f"{len(entries)} scenarios, {_megabytes(size)} in {store.folder}")
    if size > late.store.LARGE:
        say("That is a lot; simulator results --clear --stale, or --clear --older-than 30d.")
    say_workbook()


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A run folder.")],
) -> None:
    """Make the report and the figures of a run folder again."""
    say(f"report: {late.writing.rewrite_report(folder)}")
    leave_by(lambda path: late.writing.workbook_of(folder, path))
    say_workbook()
