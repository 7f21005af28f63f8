"""Commands on scenario files: validate, resolve, schema, list, init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.options import ScenarioArgument, SetOption, VariantOption
from simulator.cli.printing import refuse, say, say_document, say_json


def validate(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Check a scenario, its CSV files included, and say every mistake in it."""
    from simulator.scenario import load
    from simulator.workload.sampling import prepare

    loaded = load(scenario, variant=variant, overrides=set_ or [])
    prepare(loaded.scenario)
    say(f"{scenario}: a valid scenario")


def resolve(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Print a scenario with everything it inherits and every default, and where each is from."""
    from simulator.scenario import load
    from simulator.scenario import resolve as resolved

    say_document(resolved(load(scenario, variant=variant, overrides=set_ or [])))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from simulator.scenario import json_schema

    say_json(json_schema())


def list_scenarios() -> None:
    """List the scenarios that ship, with the question each answers."""
    from simulator.scenario import load, shipped

    for name in shipped():
        say(f"{name:18} {load(name).scenario.question}")


def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.yaml"),
) -> None:
    """Write a commented scenario to start from; an existing file is left alone."""
    from simulator.scenario import starter

    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(starter())
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        refuse(f"{path}: exists already; give another path")
    except OSError as error:
        refuse(f"{path}: cannot be written: {error.strerror}; give another path")
    say(f"{path} written; try: simulator run {path}")
