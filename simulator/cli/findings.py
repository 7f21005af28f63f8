"""What the commands of experiments have in common: the folder, what is printed, the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import late
from simulator.cli.asked import asked
from simulator.cli.options import (
    EngineOption,
    ExecutorOption,
    JobsOption,
    JsonOption,
    NoStoreOption,
    QuietOption,
    SetOption,
    VariantOption,
    few_enough,
    store_unless,
)
from simulator.cli.places import FOLDER, Place, Settled
from simulator.cli.printing import INTERRUPTED, remark, say, say_json
from simulator.cli.workbook import leave, say_workbook, workbook

if TYPE_CHECKING:
    from simulator.reporting.findings import Findings

OutputOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder of the findings; default reports/NAME-COMMAND, or with a number.",
    ),
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="Replications of each alternative.", callback=few_enough),
]
SeedOption = Annotated[int | None, typer.Option(min=0, metavar="N", help="Seed of all randomness.")]


def folder_for(output: Path | None, name: str, command: str) -> Place:
    """Where the findings go; refused before anything is run if something else is there."""
    place = Place(asked(), output, FOLDER / f"{name}-{command}")
    place.settled()
    return place


Reader = Callable[[Any], Any]
"""Makes values of what is written in an option."""


def experiment(
    *without: str, read: Mapping[str, Reader] | None = None, **called: str
) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """A command of the question of `ask` that has its name: its own options, then those of all.

    The parameters of the function are its scenario or scenarios and the question's keywords, as
    options; what is not given is left to the question's own default. A function that is given
    `shared` asks itself: it gets the keywords that every question has (overrides, seed, jobs, ...)
    and gives the answer, or None where it only tells. `without` are options that it does not have,
    `called` those that the question calls otherwise, `read` makes values of the texts of others.
    """

    def command_of(question: Callable[..., Any]) -> Callable[..., None]:
        own = _parameters(question, Parameter.POSITIONAL_OR_KEYWORD)
        shared = _parameters(_work, Parameter.KEYWORD_ONLY)
        shared = {name: each for name, each in shared.items() if name not in without}

        def command(**options: Any) -> None:
            mine = {name: options.pop(name) for name in own}
            for name, reader in (read or {}).items():
                mine[name] = None if mine[name] is None else reader(mine[name])
            _work(question, {called.get(name, name): mine[name] for name in own}, **options)

        parameters = own | shared
        vars(command)["__signature__"] = Signature(
            [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in parameters.values()]
        )
        command.__annotations__ = {
            name: parameter.annotation for name, parameter in parameters.items()
        }
        command.__name__, command.__doc__ = question.__name__, question.__doc__
        return command

    return command_of


def _parameters(function: Callable[..., Any], kind: Any) -> dict[str, Parameter]:
    parameters = signature(function, eval_str=True).parameters
    return {name: each for name, each in parameters.items() if each.kind is kind}


def _work(
    question: Callable[..., Any],
    options: dict[str, Any],
    *,
    seed: SeedOption = None,
    set_: SetOption = None,
    variant: VariantOption = None,
    output: OutputOption = None,
    jobs: JobsOption = None,
    executor: ExecutorOption = None,
    engine: EngineOption = None,
    no_store: NoStoreOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Ask, write the folder and print."""
    overrides = set_ or []
    if variant is not None:
        options["scenario"] = f"{options['scenario']}#{variant}"
    first = options["scenario"] if "scenario" in options else options["scenarios"][0]
    place = folder_for(
        output, late.alternatives.made(first, overrides=overrides).scenario.name, question.__name__
    )
    silent = quiet or as_json
    with late.terminal.progress_bar(silent) as progress:
        answer = _asked(
            question,
            options,
            overrides=overrides,
            seed=seed,
            jobs=jobs,
            executor=executor,
            store=store_unless(no_store),
            progress=progress,
            tell=None if silent else remark,
            command=asked().command,
            engine=engine,
        )
    if answer is not None:
        publish(answer.findings, place, as_json, quiet)
        if answer.findings.interrupted:
            raise typer.Exit(INTERRUPTED)


def _asked(question: Callable[..., Any], options: dict[str, Any], **shared: Any) -> Any:
    """The answer of a command's function, or where that asks nothing itself of its namesake."""
    if "shared" in signature(question).parameters:
        return question(**options, **shared)
    given = {name: value for name, value in options.items() if value is not None}
    sources = given.pop("scenarios", None) or [given.pop("scenario")]
    return getattr(late.ask, question.__name__)(*sources, **given, **shared)


def publish(findings: Findings, place: Place, as_json: bool, quiet: bool) -> None:
    """Write the folder, and the workbook that is asked for, and print."""
    with place.room() as there:
        late.findings.write(findings, there.folder, place.asked.manifest)
    leave(findings)
    if as_json:
        also = {"earlier": there.line or None} | workbook().fact
        say_json(late.findings.as_json(findings, there.folder) | also)
    elif not quiet:
        late.terminal.wide_console().print(late.console.console(findings))
        for block in findings.blocks:
            say(f"\n{block}")
        say_where(there)
        say_workbook()


def say_where(there: Settled, page: str = "report.html") -> None:
    """Where the report is, and what became of an earlier one."""
    say(f"\nreport: {there.folder / page}")
    if there.line:
        say(there.line)
