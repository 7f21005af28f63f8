"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import completing, late
from simulator.cli.printing import remark

if TYPE_CHECKING:
    from simulator.experiments.store.store import Store


def few_enough(replications: int | None) -> int | None:
    """The number given, if so many can be kept.

    Raises typer.BadParameter beyond that.
    """
    most = late.checks_size.MOST_REPLICATIONS
    if replications is not None and replications > most:
        wrong = f"{replications:,} replications are too many; write at most {most}"
        raise typer.BadParameter(wrong)
    return replications


RANGES = "PATH=1..6, 1..2/0.2 (ends and step) or a,b,c (a list), with units where it has them"
"""How ranges are written, in the help of every command that takes them."""
ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        autocompletion=completing.scenarios,
        help="A path, or the name of one that ships.",
    ),
]
LAYOUTS = ("auto", "orders", "shopify", "woocommerce", "amazon")
LayoutOption = Annotated[
    str,
    typer.Option(
        "--layout",
        metavar="|".join(LAYOUTS),
        autocompletion=completing.one_of(*LAYOUTS),
        help="Whose columns the file has, orders being ours; auto: as its header says.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        autocompletion=completing.paths,
        help="Change a value; may be given many times.",
    ),
]
FromOption = Annotated[
    Path | None,
    typer.Option("--from", metavar="STATE", help="Folder of what is in the house at the start."),
]
VariantOption = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        autocompletion=completing.variants,
        help="One of the scenario's variants, or several at once: A+B.",
    ),
]
JobsOption = Annotated[
    int | None,
    typer.Option(min=1, max=256, metavar="N", help="Processes; default: one a processor."),
]
ExecutorOption = Annotated[
    str | None,
    typer.Option("--executor", metavar="dask://HOST:PORT", help="A running Dask cluster."),
]
NoStoreOption = Annotated[
    bool, typer.Option("--no-store", help="Neither read nor keep finished replications.")
]
EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="auto|simpy|compiled",
        autocompletion=completing.one_of("auto", "simpy", "compiled"),
        help="What simulates; default: auto. No figure depends on it.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def the_store() -> Store:
    """The store of finished replications; what it has to say goes to standard error."""
    folder = late.store.default_folder()
    return late.store.Store(folder, tell=lambda text: remark(f"note: {text}"))


def as_list(text: str | None) -> list[str]:
    """What may be given once: in a list, or none; an empty text is one too, and is refused."""
    return [] if text is None else [text]


def store_unless(no_store: bool) -> Store | None:
    """The store, or none."""
    return None if no_store else the_store()
