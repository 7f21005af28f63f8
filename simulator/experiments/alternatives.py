"""What is compared: files, variants and changed values, all on the baseline's seed."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.mistakes import InputError
from simulator.scenario import Loaded, Scenario, load
from simulator.scenario.mistakes import Place, ScenarioError, did_you_mean


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


def alternatives(
    sources: Sequence[str | Path],
    *,
    variants: Sequence[str] = (),
    changed: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int | None = None,
) -> tuple[Alternative, ...]:
    """The alternatives of a comparison, the baseline first; raises InputError.

    `sources` are paths or names, with a variant behind a '#'. `variants` are variants of the first
    source, or 'all'; `changed` are 'name: path=value; path=value' of the first source. `overrides`
    hold for every one of them. All get the first one's seed, or `seed`.
    """
    if not sources:
        raise InputError("there is nothing to compare; name a scenario")
    baseline, _ = _split(str(sources[0]))
    first = made(sources[0], overrides=overrides, seed=seed)
    common = first.scenario.experiment.seed
    found = [first]
    found += [made(source, overrides=overrides, seed=common) for source in sources[1:]]
    for variant in _named(first, variants):
        found.append(made(f"{baseline}#{variant}", overrides=overrides, seed=common))
    for text in changed:
        name, sets = change(text)
        with said_of(f"--alternative {text!r}"):
            one = made(sources[0], overrides=[*overrides, *sets], seed=common)
        found.append(Alternative(name, one.loaded, one.command))
    return _distinct(found)


def made(
    source: str | Path, *, overrides: Sequence[str] = (), seed: int | None = None
) -> Alternative:
    """One alternative of 'path' or 'path#variant'."""
    path, variant = _split(str(source))
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


def change(text: str) -> tuple[str, list[str]]:
    """'more pickers: a=1; b=2' as its name and its overrides; the name may be left out."""
    before, equals, _ = text.partition("=")
    if not equals:
        raise InputError(
            f"--alternative {text!r}: has no value; "
            'write "NAME: PATH=VALUE; PATH=VALUE", such as "a printer: labeling.printers=4"'
        )
    name, colon, _ = before.partition(":")
    body = text[len(name) + 1 :] if colon else text
    sets = [part.strip() for part in body.split(";") if part.strip()]
    for part in sets:
        if "=" not in part:
            raise InputError(f"--alternative {text!r}: {part!r} has no value; write PATH=VALUE")
    return (name.strip() if colon and name.strip() else "; ".join(sets)), sets


def words_of(text: str, option: str, form: str) -> list[str]:
    """The words of a list with commas; InputError for an empty one."""
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise InputError(f"{option} {text!r}: a name is empty; write {option} {form}")
    return words


def _split(source: str) -> tuple[str, str | None]:
    path, mark, variant = source.partition("#")
    if mark and not Path(source).is_file():
        return path, variant
    return source, None


def _named(first: Alternative, variants: Sequence[str]) -> list[str]:
    known = first.loaded.variants
    wanted = [name for text in variants for name in words_of(text, "--variants", "A,B")]
    if wanted == ["all"]:
        wanted = list(known)
        if not wanted:
            raise InputError(f"--variants all: {first.name} has none; use --alternative instead")
    for name in wanted:
        if name not in known:
            raise InputError(f"--variants {name}: there is no such variant; {_remedy(name, known)}")
    return wanted


def _remedy(name: str, known: Collection[str]) -> str:
    return did_you_mean(name, known) if known else "the scenario has none"


def _distinct(found: Sequence[Alternative]) -> tuple[Alternative, ...]:
    """The same, under names that differ."""
    taken: dict[str, int] = {}
    renamed = []
    for one in found:
        taken[one.name] = taken.get(one.name, 0) + 1
        name = one.name if taken[one.name] == 1 else f"{one.name} ({taken[one.name]})"
        renamed.append(Alternative(name, one.loaded, one.command))
    return tuple(renamed)
