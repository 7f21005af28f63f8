"""Which policies a scenario has, and which of them are the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from simulator.policies import registry
from simulator.policies.names import PolicyName
from simulator.policies.registry import OwnPolicy
from simulator.scenario.below import Path, shown_path
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Chosen:
    """A policy at its path, by kind and name."""

    path: str
    kind: str
    name: str

    @property
    def own(self) -> OwnPolicy | None:
        """The user's function; None for a policy that ships, or that is not known here."""
        return registry.own(self.kind, self.name)


def policies_chosen(scenario: Scenario) -> tuple[Chosen, ...]:
    """Every policy that is named in what is on, defaults too, in the order of the schema."""
    return tuple(_chosen(scenario, ()))


def own_policies(scenario: Scenario) -> tuple[OwnPolicy, ...]:
    """The user's own policies that a scenario has, each once."""
    if not registry.any_own():
        return ()
    own = (chosen.own for chosen in policies_chosen(scenario))
    return tuple(dict.fromkeys(policy for policy in own if policy is not None))


def _chosen(part: Any, at: Path) -> Iterator[Chosen]:
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value, path = getattr(part, name), (*at, field.alias or name)
            kinds = [mark.kind for mark in field.metadata if isinstance(mark, PolicyName)]
            if kinds:
                yield Chosen(shown_path(path), kinds[0], value)
            else:
                yield from _chosen(value, path)
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _chosen(value, (*at, str(name)))
    elif isinstance(part, tuple):
        for number, value in enumerate(part, start=1):
            if isinstance(value, BaseModel):
                yield from _chosen(value, (*at, f"#{number}"))
