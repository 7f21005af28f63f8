"""The question what makes a figure unsure, in Python."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

from simulator.experiments.alternatives import Source, made, texts_of
from simulator.experiments.answer import Answer, of_scenario
from simulator.experiments.trials import replications_of
from simulator.experiments.where import Keywords, Where, spelled_out
from simulator.experiments.worth import findings as worth_findings
from simulator.experiments.worth.worth import Worth
from simulator.experiments.worth.worth import worth as taken_apart
from simulator.scenario.settings import Overrides
from simulator.workload.sampling import prepare


@spelled_out
def worth(
    source: Source,
    *,
    kpis: Sequence[str] | str = (),
    replications: int | None = None,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Worth]:
    """How surely the targets hold, and how much of a KPI's spread comes from what.

    From the house (work, people, machines), from who orders what, and from the demand forecast if
    there is one. Without `kpis` it is about those of the targets. Raises InputError.
    """
    there = Where(**where)
    began = time.perf_counter()
    base = made(source, overrides=overrides, seed=seed)
    prepare(base.scenario)
    each = replications_of(base, replications)
    with there.batch() as batch:
        mixed = replace(batch, store=None)
        apart = taken_apart(base.loaded, texts_of(kpis, "kpis"), each, batch, mixed)
        seconds = time.perf_counter() - began
        told_of = worth_findings.findings(apart, command=there.command, seconds=seconds)
        return Answer(apart, of_scenario(told_of, base.loaded))
