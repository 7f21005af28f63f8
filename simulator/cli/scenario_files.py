"""Commands on scenario files: validate, resolve, schema, list, init."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.options import ScenarioArgument, SetOption, VariantOption
from simulator.cli.printing import refuse, remark, say, say_document, say_json

if TYPE_CHECKING:
    from simulator.scenario import Loaded


def validate(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Check a scenario, its CSV files and variants included, and say every mistake in it."""
    from simulator.scenario import check_variants, load
    from simulator.scenario.reading import MOST_CHECKED
    from simulator.stages.demand.trace_clock import outside_the_clock
    from simulator.stages.demand.trace_notes import trace_notes
    from simulator.workload.sampling import prepare

    loaded = load(scenario, variant=variant, overrides=set_ or [])
    apart = check_variants(scenario, overrides=set_ or []) if variant is None else ()
    prepare(loaded.scenario)
    variants = _kinds(loaded, variant)
    for told in apart:
        remark(f"note: {told}")
    names = list(loaded.variants)[:MOST_CHECKED] if variant is None else []
    others = {name: load(scenario, variant=name, overrides=set_ or []) for name in names}
    for told in trace_notes(loaded.scenario):
        remark(told)
    for told in outside_the_clock(loaded.scenario):
        remark(f"warning: {told}")
    _prepare(loaded, others)
    for told in _idle(loaded, others):
        remark(f"warning: {told}")
    say(f"{scenario}: a valid scenario{f' ({variants})' if variants else ''}")


def resolve(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Print a scenario with everything it inherits and every default, and where each is from."""
    from simulator.scenario import load
    from simulator.scenario import resolve as resolved

    loaded = load(scenario, variant=variant, overrides=set_ or [])
    if variants := _kinds(loaded, variant):
        say_document(f"# {variants}")
    say_document(resolved(loaded))


def _prepare(loaded: Loaded, variants: Mapping[str, Loaded]) -> None:
    """Read the CSVs of variants that have others, or other boxes for what is in them."""
    from simulator.scenario import ScenarioError
    from simulator.workload.sampling import prepare

    base = loaded.scenario
    mistakes = []
    for name, variant in variants.items():
        other = variant.scenario
        if (other.catalog, other.packing, other.picking, other.demand.trace) == (
            base.catalog, base.packing, base.picking, base.demand.trace
        ):  # fmt: skip
            continue
        try:
            prepare(other)
        except ScenarioError as error:
            for one in error.mistakes:
                mistakes.append(replace(one, message=f"{one.message} (variant '{name}')"))
    if mistakes:
        raise ScenarioError(mistakes)


def _idle(loaded: Loaded, variants: Mapping[str, Loaded]) -> Iterator[str]:
    """Policies that can never act, what has no box; then what is so of a variant alone."""
    from simulator.experiments.gaps import idle_policies, without_a_box

    own = [*idle_policies(loaded.scenario), *without_a_box(loaded.scenario)]
    yield from own
    for name, variant in variants.items():
        for told in (*idle_policies(variant.scenario), *without_a_box(variant.scenario)):
            if told not in own:
                yield f"variant '{name}': {told}"


def _kinds(loaded: Loaded, variant: str | None) -> str:
    """The variants by kind: those that are asked for, else all that there are."""
    from simulator.scenario.variants import AND, by_kind

    asked = [name.strip() for name in (variant or "").split(AND) if name.strip()]
    return by_kind({name: loaded.variants[name] for name in asked or loaded.variants})


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from simulator.scenario import json_schema

    say_json(json_schema())


def list_scenarios() -> None:
    """List the scenarios that ship, with the question each answers and its variants."""
    from simulator.scenario import load, shipped
    from simulator.scenario.variants import by_kind

    for name in shipped():
        loaded = load(name)
        say(f"{name:18} {loaded.scenario.question}")
        if loaded.variants:
            say(f"{'':18} {by_kind(loaded.variants)}")


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
