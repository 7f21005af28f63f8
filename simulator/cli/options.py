"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A path, or the name of one that ships.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be given many times."),
]
VariantOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="One of the scenario's variants.")
]
JobsOption = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes; default: one a processor.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
