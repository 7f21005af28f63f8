"""What can be said of a scenario file and its variants without a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from simulator.experiments.gaps import idle_days_off, idle_policies, without_a_box
from simulator.experiments.rest import rest_and_breaks
from simulator.reading.csv_files import notes_on
from simulator.scenario import Loaded, Scenario, ScenarioError, check_variants, load
from simulator.scenario.reading import MOST_CHECKED, Variants
from simulator.stages.demand.forecast_notes import forecast_notes
from simulator.stages.demand.trace_clock import outside_the_clock
from simulator.stages.demand.trace_notes import trace_notes
from simulator.workload.sampling import prepare
from simulator.workload.state_notes import state_notes


def remarks(
    loaded: Loaded, source: str, overrides: Sequence[str], variant: str | None
) -> Iterator[str]:
    """Notes and warnings on a scenario, its CSV files and, without a variant, all its variants.

    Raises ScenarioError with every mistake in them.
    """
    every = variant is None
    apart = check_variants(source, overrides=overrides) if every else Variants()
    prepare(loaded.scenario)
    yield from (f"note: {told}" for told in apart.told)
    names = list(loaded.variants)[:MOST_CHECKED] if every else []
    names = [name for name in names if name not in apart.unchecked]
    others = {name: load(source, variant=name, overrides=overrides) for name in names}
    yield from notes_on(loaded.files)
    yield from trace_notes(loaded.scenario)
    yield from state_notes(loaded.scenario)
    yield from forecast_notes(loaded.scenario)
    yield from (f"warning: {told}" for told in outside_the_clock(loaded.scenario))
    _prepare(loaded, others)
    yield from (f"warning: {told}" for told in _idle(loaded, others))


def _prepare(loaded: Loaded, variants: Mapping[str, Loaded]) -> None:
    """Read the CSVs of variants that have others, or other boxes for what is in them."""
    base = loaded.scenario
    mistakes = []
    for name, variant in variants.items():
        other = variant.scenario
        if all(
            getattr(other, part) == getattr(base, part)
            for part in ("catalog", "packing", "picking", "shipping")
        ) and other.demand.trace == base.demand.trace:  # fmt: skip
            continue
        try:
            prepare(other)
        except ScenarioError as error:
            for mistake in error.mistakes:
                mistakes.append(replace(mistake, message=f"{mistake.message} (variant '{name}')"))
    if mistakes:
        raise ScenarioError(mistakes)


def _idle(loaded: Loaded, variants: Mapping[str, Loaded]) -> Iterator[str]:
    """Policies that can never act, what has no box, shifts without a break; then what is so of a
    variant alone.
    """
    own = _remarks(loaded.scenario)
    yield from own
    for name, variant in variants.items():
        for told in _remarks(variant.scenario):
            if told not in own:
                yield f"variant '{name}': {told}"


def _remarks(scenario: Scenario) -> list[str]:
    return [
        *idle_policies(scenario),
        *idle_days_off(scenario),
        *without_a_box(scenario),
        *rest_and_breaks(scenario),
    ]
