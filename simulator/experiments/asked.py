"""What a comparison is asked for: choices of the house, and circumstances that happen to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from simulator.experiments.alternatives import change, made, split, text_of, words_of
from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.scenario.variants import AND, Variant

Variants = Mapping[str, Variant]

ORDINARY = "ordinary case"
"""The name of no circumstance at all."""


@dataclass(frozen=True)
class Choice:
    """What the house may do: a file, variants of it, and values that `option` sets."""

    name: str
    path: str
    variants: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    option: str = "--set"


@dataclass(frozen=True)
class Circumstance:
    """What may happen to it: variants of a file, or values that `option` sets."""

    name: str
    path: str
    variants: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    option: str = "--set"


T = TypeVar("T", Choice, Circumstance)


@dataclass
class Asked:
    """All of it by different names, the first choice the baseline; `known` are variants by file."""

    choices: list[Choice] = field(default_factory=list)
    circumstances: list[Circumstance] = field(default_factory=list)
    known: dict[str, Variants] = field(default_factory=dict)

    def add(self, path: str, names: Sequence[str], name: str) -> None:
        """A file with variants: its choices are one choice, its circumstances one circumstance.

        `name` is that of the file by itself; named for a circumstance alone it is a choice unless
        it is one already, and no choice where it is empty.
        """
        kinds = self.known[path]
        happens = tuple(each for each in names if kinds[each].kind == "circumstance")
        does = tuple(each for each in names if each not in happens)
        there = any((one.path, one.variants) == (path, does) for one in self.choices)
        if (does or name) and not (happens and there):
            self.choices.append(Choice(AND.join(does) or name, path, does))
        if happens and happens not in [one.variants for one in self.circumstances]:
            self.circumstances.append(Circumstance(AND.join(happens), path, happens))


def asked(
    sources: Sequence[str | Path],
    *,
    variants: Sequence[str] = (),
    changed: Sequence[str] = (),
    circumstances: Sequence[str] = (),
    overrides: Sequence[str] = (),
) -> Asked:
    """Read what is to be compared; raises InputError.

    `sources` are paths or names, with variants behind a '#' ('NAME#A+B'); the first is the
    baseline. `variants` are variants of the first source, or 'all'; `changed` and `circumstances`
    are 'name: path=value; path=value'. What the file calls a circumstance is one, wherever it is
    named. `overrides` hold for all of it.
    """
    if not sources:
        raise InputError("there is nothing to compare; name a scenario")
    found = Asked()
    for source in sources:
        path, names = split(text_of(source))
        one = made(source, overrides=overrides)
        found.known[path] = one.loaded.variants
        base = one if names is None else made(path, overrides=overrides)
        found.add(path, _parts(names), base.scenario.name)
    path, names = split(str(sources[0]))
    first = found.choices[0]
    for text in _named(first.name, found.known[path], variants):
        found.add(path, _parts(text), "")
    for text in changed:
        name, sets = change(text)
        option = f"--alternative {text!r}"
        found.choices.append(replace(first, name=name, sets=tuple(sets), option=option))
    for text in circumstances:
        name, sets = change(text, "--circumstance", "flu: crews.pickers.absence=10 %")
        option = f"--circumstance {text!r}"
        found.circumstances.append(Circumstance(name, path, sets=tuple(sets), option=option))
    found.choices = [replace(one, name=name) for one, name in _distinct(found.choices)]
    found.circumstances = [
        replace(one, name=name) for one, name in _distinct(found.circumstances, ORDINARY)
    ]
    return found


def _parts(names: str | None) -> list[str]:
    return [] if names is None else [name.strip() for name in names.split(AND)]


def _named(first: str, known: Variants, variants: Sequence[str]) -> list[str]:
    wanted = [name for text in variants for name in words_of(text, "--variants", "A,B")]
    if wanted == ["all"]:
        if not known:
            raise InputError(f"--variants all: {first} has none; use --alternative instead")
        return list(known)
    for text in wanted:
        for name in _parts(text):
            if name not in known:
                remedy = did_you_mean(name, known) if known else "the scenario has none"
                raise InputError(f"--variants {text}: there is no such variant; {remedy}")
    return wanted


def _distinct(found: Sequence[T], *reserved: str) -> Iterator[tuple[T, str]]:
    """Each with a name that no other has."""
    taken = dict.fromkeys(reserved, 1)
    for one in found:
        taken[one.name] = taken.get(one.name, 0) + 1
        yield one, one.name if taken[one.name] == 1 else f"{one.name} ({taken[one.name]})"
