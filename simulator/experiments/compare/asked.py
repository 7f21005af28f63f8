"""What a comparison is asked for: choices of the house, and circumstances that happen to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from simulator.experiments.alternatives import Source, made, split, texts_of, words_of
from simulator.mistakes import InputError
from simulator.reading.mistakes import did_you_mean
from simulator.scenario import Loaded, Scenario
from simulator.scenario.settings import Overrides, Setting, settings_of
from simulator.scenario.variants import AND, Variant
from simulator.units import shown

Variants = Mapping[str, Variant]
Changes = Mapping[str, Mapping[str, Any]]
"""What is changed, by name: {"one picker": {"shifts.day.heads.pickers": 1}}."""
EXAMPLE = '{"one picker": {"shifts.day.heads.pickers": 1}}'

ORDINARY = "ordinary case"
"""The name of no circumstance at all."""


@dataclass(frozen=True)
class Choice:
    """What the house may do: a scenario, variants of it, and values that are changed."""

    name: str
    path: str
    variants: tuple[str, ...] = ()
    sets: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Circumstance:
    """What may happen to it: variants of a scenario, or values that are changed."""

    name: str
    path: str
    variants: tuple[str, ...] = ()
    sets: tuple[Setting, ...] = ()


T = TypeVar("T", Choice, Circumstance)

Named = tuple[str, tuple[Setting, ...]]
"""A change's name and what it sets."""


@dataclass
class Asked:
    """All of it by different names, the first choice the baseline.

    `path` of each is the text or the number of what is asked about in `sources`, whose variants
    are in `known`.
    """

    choices: list[Choice] = field(default_factory=list)
    circumstances: list[Circumstance] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    known: dict[str, Variants] = field(default_factory=dict)

    def path_of(self, source: Source) -> str:
        """The text of a path; of a loaded scenario a number, the same when it is seen again."""
        if not isinstance(source, Loaded | Scenario):
            self.sources.setdefault(str(source), source)
            return str(source)
        for path, known in self.sources.items():
            if known is source:
                return path
        path = f"#{len(self.sources) + 1}"
        self.sources[path] = source
        return path

    def add(self, path: str, names: Sequence[str], name: str) -> None:
        """A file with variants: its choices are one choice, its circumstances one circumstance.

        `name` is that of the file by itself; named for a circumstance alone it is a choice unless
        it is one already, and no choice where it is empty.
        """
        kinds = self.known[path]
        happens = tuple(each for each in names if kinds[each].kind == "circumstance")
        does = tuple(each for each in names if each not in happens)
        there = any((choice.path, choice.variants) == (path, does) for choice in self.choices)
        if (does or name) and not (happens and there):
            self.choices.append(Choice(AND.join(does) or name, path, does))
        if happens and happens not in [
            circumstance.variants for circumstance in self.circumstances
        ]:
            self.circumstances.append(Circumstance(AND.join(happens), path, happens))


def houses_of(sources: Sequence[Source | Changes]) -> list[Source]:
    """The scenarios among what is to be compared, at least one; raises InputError."""
    houses = [source for source in sources if not isinstance(source, Mapping)]
    if not houses:
        raise InputError("there is nothing to compare; name a scenario")
    return houses


def asked(
    sources: Sequence[Source | Changes],
    *,
    variants: Sequence[str] | str = (),
    changed: Changes | Sequence[Named] = (),
    circumstances: Changes | Sequence[Named] = (),
    overrides: Overrides = None,
    more: Sequence[Named] = (),
) -> Asked:
    """Read what is to be compared; raises InputError.

    `sources` are scenarios, with variants behind a '#' ('NAME#A+B'); the first is the baseline, and
    a mapping among them is more of `changed`. `variants` are variants of the first source, or
    'all'; `changed` and `circumstances` are {NAME: {PATH: VALUE}}, or changes that were read
    already, as `more` are. What the file calls a circumstance is one, wherever it is named.
    `overrides` hold for all of it.
    """
    houses = houses_of(sources)
    question, settings = Asked(), settings_of(overrides)
    for source in houses:
        where, names = split(source)
        house = made(source, overrides=settings)
        path = question.path_of(where)
        question.known[path] = house.loaded.variants
        base = house if names is None else made(where, overrides=settings)
        question.add(path, _parts(names), base.scenario.name)
    first = question.choices[0]
    for text in _named(first.name, question.known[first.path], texts_of(variants, "variants")):
        question.add(first.path, _parts(text), "")
    for each in (changed, *(source for source in sources if isinstance(source, Mapping))):
        for name, sets in _changes(each, "changed"):
            question.choices.append(replace(first, name=name, sets=sets))
    question.choices += [replace(first, name=name, sets=sets) for name, sets in more]
    for name, sets in _changes(circumstances, "circumstances"):
        question.circumstances.append(Circumstance(name, first.path, sets=sets))
    question.choices = [replace(each, name=name) for each, name in _distinct(question.choices)]
    question.circumstances = [
        replace(each, name=name) for each, name in _distinct(question.circumstances, ORDINARY)
    ]
    return question


def _changes(given: Changes | Sequence[Named], keyword: str) -> Iterator[Named]:
    """Each change's name and what it sets."""
    if not isinstance(given, Mapping):
        if not isinstance(given, Sequence) or any(not isinstance(each, tuple) for each in given):
            raise InputError(f"{keyword}: {shown(str(given))} is not a mapping; write {EXAMPLE}")
        yield from given
        return
    for name, sets in given.items():
        if not isinstance(sets, Mapping | str | list | tuple):
            raise InputError(
                f"{keyword}: {shown(str(name))} changes nothing; write {EXAMPLE}, a mapping of "
                "paths to values below each name"
            )
        yield str(name), settings_of(sets, f"'{name}'")


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


def _distinct(things: Sequence[T], *reserved: str) -> Iterator[tuple[T, str]]:
    """Each with a name that no other has."""
    taken = dict.fromkeys(reserved, 1)
    for each in things:
        taken[each.name] = taken.get(each.name, 0) + 1
        yield each, each.name if taken[each.name] == 1 else f"{each.name} ({taken[each.name]})"
