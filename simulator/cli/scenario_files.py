"""Commands on scenario files: validate, resolve, schema, list, init."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import late
from simulator.cli.options import ScenarioArgument, SetOption, VariantOption
from simulator.cli.printing import refuse, remark, say, say_document, say_json


def validate(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Check a scenario, its CSV files and variants included, and say every mistake in it."""
    loaded = late.scenario.load(scenario, variant=variant, overrides=set_ or [])
    variants = late.variants.kinds(loaded.variants, variant)
    for told in late.checked.remarks(loaded, scenario, set_ or [], variant):
        remark(told)
    say(f"{scenario}: a valid scenario{f' ({variants})' if variants else ''}")


def resolve(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Print a scenario with everything it inherits and every default, and where each is from."""
    loaded = late.scenario.load(scenario, variant=variant, overrides=set_ or [])
    if variants := late.variants.kinds(loaded.variants, variant):
        say_document(f"# {variants}")
    say_document(late.scenario.resolve(loaded))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    say_json(late.scenario.json_schema())


def list_scenarios() -> None:
    """List the scenarios that ship, with the question each answers and its variants."""
    for name in late.scenario.shipped():
        loaded = late.scenario.load(name)
        say(f"{name:18} {loaded.scenario.question}")
        if loaded.variants:
            say(f"{'':18} {late.variants.by_kind(loaded.variants)}")


def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scenario.yaml"),
) -> None:
    """Write a commented scenario to start from; an existing file is left alone."""
    try:
        with path.open("x", encoding="utf-8") as file:
            try:
                file.write(late.scenario.starter())
                file.flush()
            except OSError:
                path.unlink()
                raise
    except FileExistsError:
        refuse(f"{path}: exists already; give another path")
    except OSError as error:
        refuse(f"{path}: cannot be written: {error.strerror}; give another path")
    say(f"{path} written; try: simulator run {path}")
