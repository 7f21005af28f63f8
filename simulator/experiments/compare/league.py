"""All policies that could stand at a path, as choices to compare with the one that stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.experiments.alternatives import Alternative, texts_of
from simulator.experiments.compare.asked import Named
from simulator.mistakes import InputError
from simulator.policies import registry
from simulator.reading.mistakes import ScenarioError, one_of
from simulator.reporting.labels import path_words
from simulator.scenario.below import shown_path
from simulator.scenario.changes import split_path
from simulator.scenario.policies_used import Chosen, policies_chosen
from simulator.scenario.settings import Setting

OPTION = "--policies"


@dataclass(frozen=True)
class Unfit:
    """A policy that the scenario cannot have as it stands, and why."""

    name: str
    why: str

    @property
    def text(self) -> str:
        """''r Q' does not fit: inventory.policy: has no level r'."""
        return f"'{self.name}' does not fit: {self.why}"


@dataclass(frozen=True)
class League:
    """Every other policy at some paths: `changes` by name, those that are `unfit`, what is there.

    `present` are sentences that say which policy the baseline has.
    """

    changes: tuple[Named, ...] = ()
    unfit: tuple[Unfit, ...] = ()
    present: tuple[str, ...] = ()


def league(base: Alternative, paths: Sequence[str] | str) -> League:
    """The policies that are known, shipped and own, at each path; raises InputError."""
    wanted = dict.fromkeys(_at(base, path) for path in texts_of(paths, "policies"))
    changes, unfit, present = [], [], []
    for chosen in wanted:
        where = path_words(chosen.path) if len(wanted) > 1 else ""
        told = f"The {where} of" if where else f"The {chosen.kind} of"
        present.append(f"{told} '{base.name}' is '{chosen.name}'.")
        for other in registry.names(chosen.kind):
            if other == chosen.name:
                continue
            name = f"{where} = {other}" if where else other
            change = Setting(chosen.path, other, f"{OPTION} {chosen.path}")
            why = _misfit(base, change)
            if why:
                unfit.append(Unfit(name, why))
            else:
                changes.append((name, (change,)))
    return League(tuple(changes), tuple(unfit), tuple(present))


def _at(base: Alternative, path: str) -> Chosen:
    """The policy at a path; InputError, with the paths that have one, where there is none."""
    there = policies_chosen(base.scenario)
    try:
        keys = split_path(path)
    except ValueError as problem:
        raise InputError(f"{OPTION}: {problem}") from None
    for chosen in there:
        if split_path(chosen.path) == keys:
            return chosen
    known = one_of(chosen.path for chosen in there)
    raise InputError(f"{OPTION} {shown_path(keys)}: has no policy; write {known}")


def _misfit(base: Alternative, change: Setting) -> str:
    """Why the scenario cannot be changed so; empty where it can."""
    try:
        base.loaded.with_((change,))
    except ScenarioError as error:
        first = error.mistakes[0]
        return f"{first.path}: {first.message.partition('; ')[0]}"
    return ""
