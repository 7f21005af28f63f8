"""Policies of the user's: `@sim.policy("discipline")` makes a function known by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from simulator.mistakes import InputError
from simulator.own_functions import OwnFunction, captured, rebuilt
from simulator.policies import registry
from simulator.policies.kinds import KINDS, Kind
from simulator.reading.fields import NOTHING
from simulator.reading.mistakes import did_you_mean, one_of
from simulator.reading.nodes import plain_scalar
from simulator.units import shown

F = TypeVar("F", bound=Callable[..., object])


def policy(kind: str, *, name: str | None = None) -> Callable[[F], F]:
    """Make a function a policy of a kind, such as `@sim.policy("discipline")`.

    In YAML it is written by its name, or by `name`. The kinds and what each is asked are in the
    reference. What the function uses besides its arguments it must have as defaults. Another one of
    the same name takes its place. Raises InputError.
    """
    if not isinstance(kind, str):
        raise InputError('policy: has no kind; write @sim.policy("discipline")')
    if kind not in KINDS:
        wrong = f"policy: {shown(kind)} is not a kind of policy"
        raise InputError(f"{wrong}; {did_you_mean(kind, KINDS)}")

    def define(function: F) -> F:
        own = captured(function)
        chosen = own.name if name is None else name
        _check_name(KINDS[kind], chosen)
        _check_parameters(KINDS[kind], own)
        registry.add(registry.OwnPolicy(kind, chosen, own))
        return function

    return define


def _check_name(kind: Kind, name: object) -> None:
    """InputError for what could not be written in YAML, or is the name of another policy."""
    if not isinstance(name, str) or not registry.NAME.fullmatch(name):
        wrong = f"{shown(name)} is not a name, of letters, digits, spaces, _ and -"
    elif plain_scalar(name) != name or name in ("on", *NOTHING):
        wrong = f"{name} means something else in YAML"
    elif name in kind.shipped:
        wrong = f"{name} is the {kind.name} of that name that ships"
    else:
        return
    raise InputError(f'policy: {wrong}; write @sim.policy("{kind.name}", name="my rule")')


def _check_parameters(kind: Kind, own: OwnFunction) -> None:
    """InputError unless it takes what it is asked with, by these names; more needs defaults."""
    code = rebuilt(own).__code__
    names = code.co_varnames[: code.co_argcount]
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    free = set(keywords) - {name for name, _ in own.keyword_defaults}
    for asked in kind.parameters:
        more = len(names) - len(asked)
        if names[: len(asked)] == asked and more <= len(own.defaults) and not free:
            return
    written = one_of(f"def {own.name}({', '.join(each)})" for each in kind.parameters)
    raise InputError(
        f"policy: {own.name} has the parameters ({', '.join((*names, *keywords))}); a {kind.name} "
        f"is asked with others: write {written}, and give what else it needs a default"
    )
