"""One scenario under a name of its own: a file, a variant of it, or values that are changed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.mistakes import InputError, refuse_text
from simulator.reading.mistakes import Place, ScenarioError
from simulator.reporting.labels import setting_words
from simulator.scenario import Loaded, Scenario, load


@dataclass(frozen=True)
class Alternative:
    """One scenario under a name of its own; `command` runs it alone."""

    name: str
    loaded: Loaded
    command: str

    @property
    def scenario(self) -> Scenario:
        """As it is run."""
        return self.loaded.scenario


def text_of(source: str | Path) -> str:
    """A path or name as text; InputError for anything else, as a scenario that is loaded."""
    if not isinstance(source, str | Path):
        raise InputError(
            "a scenario is asked about by its path or name, and this is a "
            f"{type(source).__name__}; give the path, and changes as overrides (sim.run takes a "
            "loaded scenario)"
        )
    return str(source)


def made(
    source: str | Path, *, overrides: Sequence[str] = (), seed: int | None = None
) -> Alternative:
    """One alternative of 'path' or 'path#variant', or of several at once, 'path#a+b'."""
    refuse_text("overrides", overrides)
    path, variant = split(text_of(source))
    given = list(overrides)
    if seed is not None:
        given.append(f"experiment.seed={seed}")
    loaded = load(path, variant=variant, overrides=given)
    words = ["simulator", "run", path]
    words += ["--variant", variant] if variant is not None else []
    for text in given:
        words += ["--set", text]
    return Alternative(variant or loaded.scenario.name, loaded, shlex.join(words))


@contextmanager
def said_of(option: str) -> Iterator[None]:
    """A mistake in a changed value is one of the option that it was given by, not of --set."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(
            [
                replace(one, place=Place(option)) if one.place.file == "--set" else one
                for one in error.mistakes
            ]
        ) from None


def changed_by(
    base: Alternative, name: str, overrides: Sequence[str], option: str = "--set"
) -> Alternative:
    """The base with further values changed by an option; its command says how."""
    words = shlex.split(base.command)[2:]
    source, variant, given = words[0], "", []
    for key, value in zip(words[1::2], words[2::2], strict=True):
        if key == "--variant":
            variant = f"#{value}"
        else:
            given.append(value)
    with said_of(option):
        one = made(f"{source}{variant}", overrides=[*given, *overrides])
    return Alternative(name, one.loaded, one.command)


def change(
    text: str, option: str = "--alternative", example: str = "a printer: labeling.printers=4"
) -> tuple[str, list[str]]:
    """'more pickers: a=1; b=2' as its name and its overrides; the name may be left out."""
    before, equals, _ = text.partition("=")
    if not equals:
        raise InputError(
            f"{option} {text!r}: has no value; "
            f'write "NAME: PATH=VALUE; PATH=VALUE", such as "{example}"'
        )
    name, colon, _ = before.partition(":")
    body = text[len(name) + 1 :] if colon else text
    sets = [part.strip() for part in body.split(";") if part.strip()]
    for part in sets:
        if "=" not in part:
            raise InputError(f"{option} {text!r}: {part!r} has no value; write PATH=VALUE")
    return (name.strip() if colon and name.strip() else "; ".join(map(_in_words, sets))), sets


def _in_words(override: str) -> str:
    """What is changed is called by it where it has no name: 'demand = 2'."""
    path, _, value = override.partition("=")
    return setting_words(path.strip(), value.strip())


def words_of(text: str, option: str, form: str) -> list[str]:
    """The words of a list with commas; InputError for an empty one."""
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise InputError(f"{option} {text!r}: a name is empty; write {option} {form}")
    return words


def split(source: str) -> tuple[str, str | None]:
    """The path and the variants of 'path' or 'path#variants'."""
    path, mark, variant = source.partition("#")
    if mark and not Path(source).is_file():
        return path, variant
    return source, None
