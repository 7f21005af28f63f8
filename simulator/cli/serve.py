"""The command that serves the what-if page."""

from __future__ import annotations

import webbrowser
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import late
from simulator.cli.options import (
    ScenarioArgument,
    SetOption,
    VariantOption,
    few_enough,
    the_store,
)
from simulator.cli.printing import refuse, say

if TYPE_CHECKING:
    from simulator.web.serving import Opening


def serve(
    scenario: ScenarioArgument,
    set_: SetOption = None,
    variant: VariantOption = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Number of replications.", callback=few_enough),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, metavar="N", help="Port; default: the first free from 8735."
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open no browser.")
    ] = False,
) -> None:
    """Open a page in the browser on which a scenario can be changed and its figures seen."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        refuse("simulator serve: needs pip install 'fulfillment-simulator[web]'; run that first")

    def opened(opening: Opening) -> None:
        say(f"The page is at {opening.address}")
        say("It answers this machine alone, to whoever has that address. Ctrl-C ends it.")
        if not no_browser:
            webbrowser.open(opening.address)

    question = late.question.Question(
        scenario, variant, tuple(set_ or ()), replications=replications
    )
    late.serving.serve(question, the_store(), port, opened)
