"""What Tab offers behind a word of the command line, as the scenario that is named there has it.

Typer knows commands, options and their words, and has the scripts of the shells (`simulator
--install-completion`). A scenario that cannot be read offers nothing of its own, and no mistake of
it is told: the command tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from simulator.cli import late
from simulator.mistakes import InputError

if TYPE_CHECKING:
    from simulator.scenario import Loaded

Complete = Callable[[typer.Context, str], list[str]]
ENDINGS = (".yaml", ".yml")


def beginning(words: Iterable[str], incomplete: str) -> list[str]:
    """Those that go on from what is typed."""
    return [word for word in words if word.startswith(incomplete)]


def one_of(*words: str) -> Complete:
    """A fixed list of words."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        return beginning(words, incomplete)

    return complete


def scenarios(ctx: typer.Context, incomplete: str) -> list[str]:
    """Those that ship, and YAML files and folders that begin so."""
    start = Path(incomplete)
    folder, name = (start, "") if incomplete.endswith("/") else (start.parent, start.name)
    beginnings = beginning(late.scenario.shipped(), incomplete)
    with suppress(OSError):
        for path in sorted((folder if incomplete else Path()).iterdir()):
            if path.name.startswith(name) and (name or not path.name.startswith(".")):
                beginnings += [f"{path}/"] if path.is_dir() and incomplete else []
                beginnings += [str(path)] if path.suffix.lower() in ENDINGS else []
    return beginnings


def variants(ctx: typer.Context, incomplete: str) -> list[str]:
    """Of the scenario that is named, further ones behind a comma or a plus too."""
    loaded = _scenario(ctx)
    if loaded is None:
        return []
    at = max(incomplete.rfind(","), incomplete.rfind("+")) + 1
    before, last = incomplete[:at], incomplete[at:]
    return [f"{before}{name}" for name in beginning(loaded.variants, last)]


def paths(ctx: typer.Context, incomplete: str) -> list[str]:
    """Of the values of the scenario that is named; without one, of the keys that there are."""
    if "=" in incomplete:
        return []
    loaded = _scenario(ctx)
    if loaded is None:
        return keys(ctx, incomplete)
    return beginning(late.below.value_paths(loaded.source.root), incomplete)


def policies(ctx: typer.Context, incomplete: str) -> list[str]:
    """The paths of the scenario that is named at which a policy stands."""
    loaded = _scenario(ctx)
    if loaded is None:
        return []
    chosen = late.policies_used.policies_chosen(loaded.scenario)
    return beginning((each.path for each in chosen), incomplete)


def carriers(ctx: typer.Context, incomplete: str) -> list[str]:
    """The carriers of the scenario that is named, to go on with =-20%."""
    loaded = _scenario(ctx)
    shipping = None if loaded is None else loaded.scenario.shipping
    return beginning((f"{name}=" for name in (shipping.carriers if shipping else ())), incomplete)


def keys(ctx: typer.Context, incomplete: str) -> list[str]:
    """Of a scenario, by their paths, with NAME for names of the user's own."""
    return beginning((path for path, _ in late.described.kinds()), incomplete)


def kpis(ctx: typer.Context, incomplete: str) -> list[str]:
    """The names of figures, with a station, cause or crew where they have one."""
    loaded = _scenario(ctx)
    crews = () if loaded is None else tuple(loaded.scenario.crews)
    payment = None if loaded is None else loaded.scenario.payment
    methods = () if payment is None else tuple(payment.methods)
    return beginning(late.described.kpi_names(crews, methods), incomplete)


def keys_and_kpis(ctx: typer.Context, incomplete: str) -> list[str]:
    """What `simulator reference` knows."""
    return [*keys(ctx, incomplete), *kpis(ctx, incomplete)]


def systems(ctx: typer.Context, incomplete: str) -> list[str]:
    """The files of scenarios/verification."""
    folder = late.systems.scenario_file("").parent
    return beginning((path.stem for path in sorted(folder.glob("*.yaml"))), incomplete)


def _scenario(ctx: typer.Context) -> Loaded | None:
    """The first one that is named before the word that is typed."""
    # Behind an option that waits for its word, arguments are left as they are.
    named = (ctx.params.get("scenario"), *(ctx.params.get("scenarios") or ()), *ctx.args)
    given: Any = next((each for each in named if each), None)
    if not isinstance(given, str):
        return None
    name, _, variant = given.partition("#")
    try:
        return late.scenario.load(name, variant=ctx.params.get("variant") or variant or None)
    except (InputError, OSError):
        return None
