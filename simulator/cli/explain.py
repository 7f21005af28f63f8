"""The command that says what a scenario asks for, before anything runs."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli import late
from simulator.cli.options import JsonOption, ScenarioArgument, SetOption, VariantOption
from simulator.cli.printing import say, say_json


def explain(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    variant: VariantOption = None,
    wait: Annotated[
        str, typer.Option(metavar="DURATION", help="Mean wait at a station to staff for.")
    ] = "10 min",
    as_json: JsonOption = False,
) -> None:
    """Set load against capacity by crew, zone, lane and hour, before anything runs."""
    source = scenario if variant is None else f"{scenario}#{variant}"
    found = late.explain.explain(source, wait=wait, overrides=set_ or [])
    if as_json:
        say_json(late.explain_text.as_json(found))
        return
    say(late.explain_text.text(found))
