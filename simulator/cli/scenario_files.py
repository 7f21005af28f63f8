"""Commands on scenario files: validate, resolve, schema, list, init."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import completing, late
from simulator.cli.options import ScenarioArgument, SetOption, VariantOption
from simulator.cli.printing import refuse, remark, say, say_document, say_json
from simulator.cli.workbook import leave_listing, say_workbook

QUESTION_NAMES = (
    "staffing", "peak", "bottleneck", "volume", "cut_off", "picking", "extra_hands", "outage",
    "absence", "stock", "carrier", "next_week", "tonight", "heads", "truck_day", "promise",
    "history",
)  # fmt: skip
"""Those of `simulator.scenario.questions`, which is not loaded for the help; a test compares."""


def validate(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Check a scenario, its CSV files and variants included, and say every mistake in it."""
    loaded = late.scenario.load(scenario, variant=variant, overrides=set_ or [])
    variants = late.variants.kinds(loaded.variants, variant)
    remarks = []
    for told in late.checked.remarks(loaded, scenario, set_ or [], variant):
        remarks.append(told)
        remark(told)
    verdict = f"{scenario}: a valid scenario{f' ({variants})' if variants else ''}"
    say(verdict)
    leave_listing(lambda: late.listings.of_values(loaded, scenario, [verdict], remarks))
    say_workbook()


def resolve(
    scenario: ScenarioArgument, set_: SetOption = None, variant: VariantOption = None
) -> None:
    """Print a scenario with everything it inherits and every default, and where each is from."""
    loaded = late.scenario.load(scenario, variant=variant, overrides=set_ or [])
    if variants := late.variants.kinds(loaded.variants, variant):
        say_document(f"# {variants}")
    say_document(late.scenario.resolve(loaded))
    leave_listing(lambda: late.listings.of_values(loaded, scenario, [scenario, variants], []))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    say_json(late.scenario.json_schema())


def reference(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH|KPI",
            autocompletion=completing.keys_and_kpis,
            help="A key's path, or a KPI's name.",
        ),
    ] = None,
) -> None:
    """Say what a key of a scenario or a KPI means, its unit, its default and an example."""
    lines = late.described.contents() if name is None else late.described.described(name)
    say_document("\n".join(lines))
    leave_listing(lambda: late.listings.of_reference(name))


def list_scenarios() -> None:
    """List the scenarios that ship, with the question each answers and its variants."""
    for name in late.scenario.shipped():
        loaded = late.scenario.load(name)
        say(f"{name:18} {loaded.scenario.question}")
        if loaded.variants:
            say(f"{'':18} {late.variants.by_kind(loaded.variants)}")
    leave_listing(lambda: late.listings.of_shipped())
    say_workbook()


def init(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")] = Path(
        "scenario.yaml"
    ),
    question: Annotated[
        str | None,
        typer.Option(
            metavar="QUESTION",
            autocompletion=completing.one_of(*QUESTION_NAMES),
            help=f"One that asks this: {', '.join(QUESTION_NAMES)}.",
        ),
    ] = None,
    minimal: Annotated[
        bool, typer.Option("--minimal", help="The fewest lines that a shop needs.")
    ] = False,
) -> None:
    """Write a commented scenario, and the tables it needs; an existing file is left alone."""
    if minimal and question is not None:
        refuse("--minimal and --question: give one of the two")
    if not path.name:
        refuse(f"{path}: is a folder; give the path of a file")
    beside: dict[Path, str] = {}
    if minimal:
        text = late.scenario.minimal().replace("FILE", shlex.quote(str(path)))
        command = f"simulator run {shlex.quote(str(path))}"
    elif question is None:
        text, command = late.scenario.starter(), f"simulator run {shlex.quote(str(path))}"
    else:
        text = late.questions.asking(question, str(path))
        beside = late.questions.tables(question, path)
        command = late.questions.command_of(question, path)
    _write_new({path: text, **beside})
    names = ", ".join(str(file) for file in (path, *beside))
    say(f"{names} written; try: {command}")


def _write_new(texts: Mapping[Path, str]) -> None:
    """All of these files, or none where one exists or cannot be written."""
    written: list[Path] = []
    try:
        for path, text in texts.items():
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for made in written:
            made.unlink()
        if isinstance(error, FileExistsError):
            refuse(f"{path}: exists already; give another path")
        refuse(f"{path}: cannot be written: {error.strerror}; give another path")
