"""What the page asks: the same as an address and as a command line."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from simulator.cli.changes import change
from simulator.experiments.alternatives import words
from simulator.mistakes import InputError
from simulator.reporting.numbers import counted
from simulator.scenario.checks_size import MOST_REPLICATIONS
from simulator.scenario.settings import Setting, settings_of
from simulator.units import shown

SCENARIO, VARIANT, SET, REPLICATIONS, ALTERNATIVE = KEYS = (
    "scenario",
    "variant",
    "set",
    "replications",
    "alternative",
)
"""Keys of an address, called as the options of the command line."""
MOST = 500
"""Values set, and alternatives, of one question."""


@dataclass(frozen=True)
class Question:
    """A scenario, what is changed in it, and how often it is to be run.

    `settings` are texts PATH=VALUE; `alternatives` texts 'NAME: PATH=VALUE; ...' that are pinned,
    each on top of `settings`. Without `replications` they are those of the scenario.
    """

    scenario: str
    variant: str | None = None
    settings: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    replications: int | None = None

    @property
    def changes(self) -> tuple[Setting, ...]:
        """What is set, read as --set is."""
        return settings_of(self.settings)

    @property
    def address(self) -> str:
        """The page that asks it, from its root."""
        pairs = [(SCENARIO, self.scenario)]
        pairs += [(VARIANT, self.variant)] if self.variant is not None else []
        pairs += [(SET, text) for text in self.settings]
        pairs += [(ALTERNATIVE, text) for text in self.alternatives]
        pairs += [(REPLICATIONS, str(self.replications))] if self.replications is not None else []
        return f"/?{urlencode(pairs)}"

    @property
    def command(self) -> str:
        """The command that gives the same answer."""
        return shlex.join(["simulator", "run", *self._words(self.settings)])

    @property
    def comparison(self) -> str:
        """The command that compares what is pinned with the scenario; empty if nothing is."""
        if not self.alternatives:
            return ""
        base = self.scenario if self.variant is None else f"{self.scenario}#{self.variant}"
        common = [word for text in self.settings for word in ("--set", text)]
        pinned = [word for text in self.alternatives for word in ("--alternative", text)]
        return shlex.join(["simulator", "compare", base, *common, *pinned, *self._number])

    @property
    def _number(self) -> list[str]:
        return [] if self.replications is None else ["--replications", str(self.replications)]

    def _words(self, settings: Iterable[str]) -> list[str]:
        chosen = [] if self.variant is None else ["--variant", self.variant]
        return [self.scenario, *chosen, *(w for s in settings for w in ("--set", s)), *self._number]

    def pinned(self) -> dict[str, Question]:
        """Each pinned alternative by its name, as a question; raises InputError."""
        questions: dict[str, Question] = {}
        for text in self.alternatives:
            name, settings = change(text)
            if name in questions:
                raise InputError(f"{shown(name)}: is pinned twice; give one another name")
            texts = (*self.settings, *(setting.text for setting in settings))
            questions[name] = replace(self, settings=texts, alternatives=())
        return questions


def titled(question: Question) -> str:
    """What a question changes, in words; what else differs from the scenario as it is written."""
    changed = [words(setting) for setting in question.changes]
    if question.variant is not None:
        changed.insert(0, f"variant {question.variant}")
    if question.replications is not None:
        changed.append(counted(question.replications, "replication"))
    return "; ".join(changed) or "as it is written"


def question_of(given: Mapping[str, Any] | Iterable[tuple[str, str]], usual: str) -> Question:
    """A question from an address' pairs, or from JSON; raises InputError.

    `usual` is the scenario where none is named.
    """
    pairs = _pairs(given)
    strange = sorted({key for key, _ in pairs} - set(KEYS))
    if strange:
        raise InputError(f"{shown(strange[0])}: is not asked for here; write {', '.join(KEYS)}")
    many = {key: tuple(value for name, value in pairs if name == key) for key in KEYS}
    for key in (SET, ALTERNATIVE):
        if len(many[key]) > MOST:
            raise InputError(f"{key}: {len(many[key]):,} are too many; write at most {MOST}")
    for key in (SCENARIO, VARIANT, REPLICATIONS):
        if len(many[key]) > 1:
            raise InputError(f"{key}: is there {len(many[key])} times; write it once")
    return Question(
        scenario=next(iter(many[SCENARIO]), usual),
        variant=next(iter(many[VARIANT]), None),
        settings=many[SET],
        alternatives=many[ALTERNATIVE],
        replications=_number(next(iter(many[REPLICATIONS]), None)),
    )


def _pairs(given: Mapping[str, Any] | Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    if not isinstance(given, Mapping):
        return list(given)
    pairs = []
    for key, value in given.items():
        values = value if isinstance(value, list) else [] if value is None else [value]
        if not all(isinstance(each, str | int) for each in values):
            raise InputError(f"{shown(str(key))}: is not a text; write one, or a list of texts")
        pairs += [(str(key), str(each)) for each in values]
    return pairs


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_REPLICATIONS:
        wrong = f"replications: {shown(text)} is not a number of replications"
        raise InputError(f"{wrong}; write 1 to {MOST_REPLICATIONS}")
    return int(text)
