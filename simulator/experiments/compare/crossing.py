"""Every choice under every circumstance and under none, all on the baseline's seed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from simulator.experiments.alternatives import (
    Alternative,
    Source,
    made,
    opened,
    seeded,
    words,
)
from simulator.experiments.compare.asked import (
    ORDINARY,
    Asked,
    Changes,
    Choice,
    Circumstance,
    Named,
    asked,
    houses_of,
)
from simulator.experiments.compare.league import Unfit, league
from simulator.experiments.estimate import long, size
from simulator.experiments.store.store import replication_key
from simulator.mistakes import InputError
from simulator.reading.crossing import undone
from simulator.scenario import Loaded
from simulator.scenario.below import shown_path
from simulator.scenario.changes import split_path
from simulator.scenario.settings import Overrides, Setting, settings_of
from simulator.scenario.sources import OWN
from simulator.scenario.variants import AND, conflict

MOST_SETS = 3
"""Values that are said to be so already."""
MANY_RUNS = 100
"""So many, and more, are announced before they begin."""
GIVE = "give a second scenario, --variants, --alternative or --circumstance"

Cell = tuple[str, str]
"""The names of a choice and of a circumstance."""


@dataclass(frozen=True)
class Equal:
    """What is left out, since it is the same as another.

    `sets` are what it would have changed, where it is the same as what is there already.
    """

    name: str
    of: str
    sets: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """''a' equals 'b' (x=1 holds already)'."""
        holds = f"{'; '.join(self.sets)} {'hold' if len(self.sets) > 1 else 'holds'} already"
        already = f" ({holds})" if 0 < len(self.sets) <= MOST_SETS else ""
        if self.of == ORDINARY:
            return f"'{self.name}' changes nothing{already}"
        return f"'{self.name}' equals '{self.of}'{already}"


@dataclass(frozen=True)
class Crossed:
    """The scenarios of a comparison by choice and circumstance; the first choice is the baseline.

    `choices` are in the ordinary case; `circumstances` are names, without the ordinary case.
    `equal` are what is left out; `present` says which policies the baseline has, if that is asked.
    `changed` are the values that are set, in words, of what is no variant and no policy, by name.
    """

    choices: tuple[Alternative, ...]
    circumstances: tuple[str, ...]
    cells: Mapping[Cell, Alternative]
    equal: tuple[Equal | Unfit, ...] = ()
    present: tuple[str, ...] = ()
    changed: Mapping[str, str] = field(default_factory=dict)

    @property
    def baseline(self) -> Alternative:
        """What the others are compared with, in the ordinary case."""
        return self.choices[0]

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """The ordinary case and the circumstances."""
        return (ORDINARY, *self.circumstances)

    def under(self, case: str) -> tuple[Alternative, ...]:
        """Every choice in one case, by its own name."""
        return tuple(self.cells[choice.name, case] for choice in self.choices)


def crossed(
    sources: Sequence[Source | Changes],
    *,
    variants: Sequence[str] | str = (),
    changed: Changes | Sequence[Named] = (),
    circumstances: Changes | Sequence[Named] = (),
    policies: Sequence[str] | str = (),
    overrides: Overrides = None,
    seed: int | None = None,
) -> Crossed:
    """Read all scenarios of a comparison (see `asked`); raises InputError.

    All get the first one's seed, or `seed`. What is the same as another is left out and named. At
    each path of `policies` every other policy that is known is a choice.
    """
    settings = settings_of(overrides)
    first = made(houses_of(sources)[0], overrides=settings, seed=seed)
    others = league(first, policies)
    wanted = asked(
        sources,
        variants=variants,
        changed=changed,
        circumstances=circumstances,
        overrides=settings,
        more=others.changes,
    )
    table = _Table(wanted, settings, first.scenario.experiment.seed)
    choices, equal = _different(table, wanted.choices)
    events, without_effect = _effective(table, choices, wanted.circumstances)
    cells = {
        (choice.name, event.name): table.crossed(choice, event)
        for event in events
        for choice in choices
    }
    events, twice = _different_events(choices, events, cells)
    left_out: tuple[Equal | Unfit, ...] = (*others.unfit, *equal, *without_effect, *twice)
    if len(choices) < 2 and not events:
        told = "; ".join(each.text for each in left_out)
        remedy = f"change another value, or {GIVE}" if left_out else GIVE
        raise InputError(f"there is nothing to compare: {f'{told}; ' if told else ''}{remedy}")
    ordinary = {choice.name: table.alone(choice) for choice in choices}
    kept = {event.name for event in events}
    crossing = Crossed(
        choices=tuple(ordinary.values()),
        circumstances=tuple(event.name for event in events),
        cells={(name, ORDINARY): each for name, each in ordinary.items()}
        | {key: cell for key, cell in cells.items() if key[1] in kept},
        equal=left_out,
        present=others.present,
        changed=_changed(wanted, {name for name, _ in others.changes}),
    )
    _require_comparable(crossing)
    return crossing


def _changed(wanted: Asked, policies: Collection[str]) -> dict[str, str]:
    """What choices and circumstances set, in words, of those that are not called so already."""
    every: list[Choice | Circumstance] = [*wanted.choices, *wanted.circumstances]
    told = {
        each.name: "; ".join(map(words, each.sets))
        for each in every
        if each.sets and not each.variants and each.name not in policies
    }
    return {name: text for name, text in told.items() if name != text}


def forecast(crossed: Crossed, replications: int, workers: int) -> Iterator[str]:
    """'4 choices x 3 cases x 60 replications = 720 runs, about 9 min on 2 processes', if many."""
    runs = len(crossed.cells) * replications
    if runs < MANY_RUNS:
        return
    took = long(size(crossed.baseline.scenario, workers).seconds_each * runs, workers)
    yield (
        f"{len(crossed.choices)} choices x {len(crossed.cases)} cases x {replications} "
        f"replications = {runs:,} runs, {took}"
    )


@dataclass
class _Table:
    """Makes the scenarios; each is read once."""

    asked: Asked
    overrides: tuple[Setting, ...]
    seed: int
    _read: dict[tuple[str, ...], Loaded] = field(default_factory=dict)

    def alone(self, choice: Choice) -> Alternative:
        """A choice in the ordinary case."""
        return self._made(choice.name, choice.path, choice.variants, choice.sets)

    def happens(self, event: Circumstance, path: str) -> Alternative:
        """A circumstance in a file as it stands; InputError where --set undoes it."""
        names, sets = self._in_file(event, path)
        changed = self._made("", path, names, sets)
        if names and self.overrides:
            source = self.asked.sources[path]
            bare = (opened(source), opened(source, variant=AND.join(names)), changed.loaded)
            lost = undone(*map(_data, bare))
            if lost is not None:
                raise InputError(
                    f"--set: {shown_path(lost)} is what the circumstance '{event.name}' changes; "
                    "leave one of the two out"
                )
        return changed

    def crossed(self, choice: Choice, event: Circumstance) -> Alternative:
        """A choice under a circumstance; InputError where one would undo the other."""
        names, sets = self._in_file(event, choice.path)
        does, gives = (*choice.variants, *names), (*choice.sets, *sets)
        both = self._made(choice.name, choice.path, does, gives)
        if not (choice.variants or choice.sets):
            return both
        base = _data(self.alone(Choice("", choice.path)).loaded)
        for changed in (self.alone(choice), self.happens(event, choice.path)):
            lost = undone(base, _data(changed.loaded), _data(both.loaded))
            if lost is not None:
                raise InputError(_conflict(choice, event, lost))
        return both

    def changes(self, choice: Choice | Circumstance) -> tuple[str, ...]:
        """What it sets, each PATH=VALUE; empty where that is not all."""
        written = [self.asked.known[choice.path][name].overrides for name in choice.variants]
        sets = (*(each for settings in written for each in settings or ()), *choice.sets)
        return tuple(each.text for each in sets)

    def _in_file(
        self, event: Circumstance, path: str
    ) -> tuple[tuple[str, ...], tuple[Setting, ...]]:
        """Its variants, where the file has them as circumstances; else the values that they set."""
        known = self.asked.known[path]
        if all(name in known and known[name].kind == "circumstance" for name in event.variants):
            return event.variants, event.sets
        written = [self.asked.known[event.path][name].overrides for name in event.variants]
        if None in written:
            raise InputError(
                f"{path}: has no circumstance '{event.name}', and that of {event.path} adds or "
                f"removes something; write it into {path} too, or leave one of the two out"
            )
        return (), tuple(each for settings in written for each in settings or ())

    def _made(
        self, name: str, path: str, variants: tuple[str, ...], sets: tuple[Setting, ...]
    ) -> Alternative:
        variant = AND.join(variants)
        key = (path, variant, *(f"{each.place} {each.text}" for each in sets))
        loaded = self._read.get(key)
        if loaded is None:
            given = (*self.overrides, *sets, *seeded(self.seed))
            source = self.asked.sources[path]
            loaded = opened(source, variant=variant or None, overrides=given)
            self._read[key] = loaded
        return Alternative(name, loaded)


def _conflict(choice: Choice, event: Circumstance, lost: tuple[str, ...]) -> str:
    """That a choice and a circumstance cannot hold at once, and what to write instead."""
    path = shown_path(lost)
    for each in choice.sets:
        whole = split_path(each.path)
        if len(whole) < len(lost) and lost[: len(whole)] == whole:
            written = shown_path(whole)
            return (
                f"{each.place}: replaces {written} as a whole and with it {path}, which the "
                f"circumstance '{event.name}' changes; write what changes below it one by one, as "
                f"{written}.KEY=VALUE"
            )
    text = conflict(f"'{choice.name}'", f"'{event.name}'", path)
    return f"{event.sets[0].place if event.sets else '--variants'}: {text}"


def _data(loaded: Loaded) -> dict[str, Any]:
    """The written values of a scenario, without what only describes it."""
    return {key: value for key, value in loaded.data.items() if key not in OWN}


def _different(
    table: _Table, wanted: Sequence[Choice]
) -> tuple[tuple[Choice, ...], tuple[Equal, ...]]:
    """The choices that differ from all before them, and those that do not."""
    first: dict[str, Choice] = {}
    equal = []
    for each in wanted:
        known = first.setdefault(_key(table.alone(each)), each)
        if known is not each:
            sets = table.changes(each) if known is wanted[0] else ()
            equal.append(Equal(each.name, known.name, sets))
    return tuple(first.values()), tuple(equal)


def _effective(
    table: _Table, choices: Sequence[Choice], events: Sequence[Circumstance]
) -> tuple[tuple[Circumstance, ...], tuple[Equal, ...]]:
    """The circumstances that change anything in one of the files, and those that do not."""
    paths = list(dict.fromkeys(choice.path for choice in choices))
    kept, equal = [], []
    for event in events:
        pairs = [(table.alone(Choice("", path)), table.happens(event, path)) for path in paths]
        if any(_key(plain) != _key(changed) for plain, changed in pairs):
            kept.append(event)
        else:
            equal.append(Equal(event.name, ORDINARY, table.changes(event)))
    return tuple(kept), tuple(equal)


def _different_events(
    choices: Sequence[Choice],
    events: Sequence[Circumstance],
    cells: Mapping[Cell, Alternative],
) -> tuple[tuple[Circumstance, ...], tuple[Equal, ...]]:
    """The circumstances that differ, under one choice at least, from all before them."""
    first: dict[tuple[str, ...], str] = {}
    kept, equal = [], []
    for event in events:
        keys = tuple(_key(cells[choice.name, event.name]) for choice in choices)
        known = first.setdefault(keys, event.name)
        if known == event.name:
            kept.append(event)
        else:
            equal.append(Equal(event.name, known))
    return tuple(kept), tuple(equal)


def _key(alternative: Alternative) -> str:
    return replication_key(alternative.scenario)


def _require_comparable(crossed: Crossed) -> None:
    """One currency; and no circumstance that lasts longer or shorter than the ordinary case."""
    first = crossed.baseline
    for (choice, case), cell in crossed.cells.items():
        if cell.scenario.currency != first.scenario.currency:
            raise InputError(
                f"'{choice}' is in {cell.scenario.currency} and '{first.name}' in "
                f"{first.scenario.currency}; write currency: {first.scenario.currency} and amounts "
                "in it"
            )
        if cell.scenario.clock.run != crossed.cells[choice, ORDINARY].scenario.clock.run:
            raise InputError(
                f"'{case}' changes clock.run, so that its cost would be that of another length of "
                "time; leave clock.run out of it"
            )
