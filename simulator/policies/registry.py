"""The registry in which policies are found by kind and name: those that ship and the user's own.

What is known of the user's own is the one thing here that changes: `@sim.policy` adds to it, and a
worker is told what its replication needs (`known_as`).
"""

from __future__ import annotations

import dis
import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from types import CodeType
from typing import Any

from simulator.mistakes import InputError
from simulator.own_functions import OwnFunction, line_raised, rebuilt
from simulator.policies.kinds import KINDS, Rule
from simulator.reading.mistakes import did_you_mean, suggestion
from simulator.units import shown


class PolicyError(InputError):
    """A policy of the user's that raises an error, or answers what cannot be used."""


@dataclass(frozen=True)
class OwnPolicy:
    """A policy of the user's: its kind, the name that is written in YAML, and the function."""

    kind: str
    name: str
    function: OwnFunction


NAME = re.compile(r"[^\W\d]([\w -]{0,78}\w)?")
"""What the name of a policy of the user's looks like."""

_OWN: dict[tuple[str, str], OwnPolicy] = {}
_INSIDE: ContextVar[dict[tuple[str, str], OwnPolicy]] = ContextVar(
    "the user's policies of a task", default=_OWN
)
"""What is known in this thread: a worker may have several, each with a task of its own."""


def names(kind: str) -> tuple[str, ...]:
    """Every policy of a kind, those that ship first."""
    return (*KINDS[kind].shipped, *(name for of, name in _INSIDE.get() if of == kind))


def is_shipped(kind: str, name: str) -> bool:
    """Whether a policy is the program's."""
    return name in KINDS[kind].shipped


def own(kind: str, name: str) -> OwnPolicy | None:
    """A policy of the user's; None for one that ships, or is not known."""
    return _INSIDE.get().get((kind, name))


def any_own() -> bool:
    """Whether any policy of the user's is known."""
    return bool(_INSIDE.get())


def add(policy: OwnPolicy) -> None:
    """Make a policy of the user's known, in place of one of the same name."""
    _INSIDE.get()[policy.kind, policy.name] = policy


@contextmanager
def known_as(policies: Iterable[OwnPolicy]) -> Iterator[None]:
    """Inside, these and no others are the user's policies."""
    before = _INSIDE.set({(policy.kind, policy.name): policy for policy in policies})
    try:
        yield
    finally:
        _INSIDE.reset(before)


def rule(kind: str, name: str) -> Rule:
    """The function of a policy; one of the user's is made again and its answers are checked."""
    shipped = KINDS[kind].shipped.get(name)
    if shipped is not None:
        return shipped
    policy = own(kind, name)
    if policy is None:
        raise PolicyError(f"{shown(name)} {unknown(kind, name)}")
    return _checked(policy)


def unknown(kind: str, name: str) -> str:
    """What is wrong with a name that no policy has, and what to write; it goes on after the name.

    What reads as a name may be that of a policy of the user's which this process does not know; but
    not where it is a misspelt one, about as long as the right one.
    """
    here, close = "is not allowed here", suggestion(name, names(kind))
    misspelt = close is not None and abs(len(close) - len(name)) <= 2
    if NAME.fullmatch(name) and not misspelt:
        here += f', unless @sim.policy("{kind}") defines it first, in Python'
    return f"{here}; {did_you_mean(name, names(kind))}"


def about(kind: str, name: str) -> str:
    """The first paragraph of what a policy says of itself; empty without one.

    One of the user's may be unknown by now, where a report is written again.
    """
    policy = own(kind, name)
    if policy is None and not is_shipped(kind, name):
        return "A policy of the user's own; the manifest has its source."
    function = KINDS[kind].shipped[name] if policy is None else rebuilt(policy.function)
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def parameters(kind: str, name: str) -> tuple[str, ...]:
    """What a policy calls the things that it is asked with."""
    policy = own(kind, name)
    function = KINDS[kind].shipped[name] if policy is None else rebuilt(policy.function)
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return next(each for each in KINDS[kind].parameters if names[: len(each)] == each)


@cache
def reads(function: Rule, parameter: str) -> bool:
    """Whether a policy looks at one of the things that it is asked with."""
    return any(
        step.opname.startswith(("LOAD_FAST", "LOAD_DEREF", "LOAD_CLOSURE"))
        and parameter in (step.argval if isinstance(step.argval, tuple) else (step.argval,))
        for code in _codes(inspect.unwrap(function).__code__)
        for step in dis.get_instructions(code)
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


def as_python(value: object) -> str:
    """A value as Python writes it, cut where it is long."""
    return repr(value) if value is None or isinstance(value, bool) else shown(value)


@cache
def _checked(policy: OwnPolicy) -> Rule:
    """The function, which raises PolicyError for whatever goes wrong in it, or with its answer."""
    kind, function = KINDS[policy.kind], rebuilt(policy.function)

    @wraps(function)
    def answer(*asked: Any) -> object:
        try:
            given = function(*asked)
        except Exception as error:
            line = line_raised(policy.function, error)
            told = f"raises {type(error).__name__} ({error})" + (f" at '{line}'" if line else "")
            raise PolicyError(_told(policy, asked, f"{told}; mend it")) from error
        try:
            return kind.read(given, asked)
        except ValueError as problem:
            told = f"returns {as_python(given)}, which {problem}"
            raise PolicyError(_told(policy, asked, told)) from None

    return answer


def _told(policy: OwnPolicy, asked: Sequence[Any], what: str) -> str:
    """'discipline 'my_rule': asked with priority=1, requirement=5 it returns ...'."""
    function = rebuilt(policy.function)
    named = zip(parameters(policy.kind, policy.name), asked, strict=False)
    looked_at = [f"{name}={as_python(value)}" for name, value in named if reads(function, name)]
    given = f"asked with {', '.join(looked_at)} it " if looked_at else ""
    return f"{policy.kind} {shown(policy.name)}: {given}{what}"
