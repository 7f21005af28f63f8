"""The command that looks at an order file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import late
from simulator.cli.asked import asked
from simulator.cli.findings import OutputOption, folder_for, publish
from simulator.cli.options import JsonOption, LayoutOption, QuietOption


def orders(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of real orders.")],
    layout: LayoutOption = "auto",
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="A key of demand.trace, such as 'columns.sku=Item SKU'; may be given many times.",
        ),
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Of the house, such as Europe/London.")
    ] = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Look at a file of real orders: what it is, what ships, when orders come, how to read it."""
    place = folder_for(output, file.name.partition(".")[0] or "orders", "orders")
    file = late.sources.table(file)
    said = [text.partition("=")[0].strip() for text in set_ or []]
    settings = late.layouts.with_layout({}, layout, said)
    seen = late.order_files.looked_at(file, settings, time_zone=time_zone, overrides=set_ or [])
    findings = late.order_files.findings(seen, asked().command)
    publish(findings, place, as_json, quiet)
