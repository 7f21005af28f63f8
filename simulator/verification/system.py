"""A system with a known answer: its scenario, its source, and the figures that are compared."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.verification.figures import Measure


@dataclass(frozen=True)
class Figure:
    """One figure of a system, its exact value, and how a run measures it."""

    name: str
    unit: str
    exact: float
    measure: Measure


@dataclass(frozen=True)
class System:
    """One system: `scenario` names a file of scenarios/verification, `source` whence its answer."""

    title: str
    source: str
    scenario: str
    figures: tuple[Figure, ...]
    variant: str | None = None
