"""The question of heads by hour and rosters, in Python."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

from simulator.experiments.alternatives import Source, made
from simulator.experiments.answer import Answer, of_scenario
from simulator.experiments.estimate import long, size
from simulator.experiments.fewest import too_few_fresh
from simulator.experiments.goals import Constraints, goals_given, goals_of
from simulator.experiments.roster.findings import findings
from simulator.experiments.roster.roster import LOOKS, Rostered
from simulator.experiments.roster.roster import roster as rostered
from simulator.experiments.roster.templates import Template, read_templates
from simulator.experiments.state.folder import settings_from
from simulator.experiments.trials import replications_of
from simulator.experiments.where import Keywords, Where, spelled_out
from simulator.mistakes import InputError
from simulator.reporting.numbers import counted
from simulator.scenario import Scenario
from simulator.scenario.settings import Overrides, settings_of
from simulator.workload.sampling import prepare

FROM_FORECAST = "--from-forecast"


@spelled_out
def roster(
    source: Source,
    templates: str | Path | Sequence[Template],
    *,
    from_forecast: bool = False,
    from_: str | Path | None = None,
    subject_to: Constraints = (),
    replications: int | None = None,
    check: int = 20,
    overrides: Overrides = None,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Answer[Rostered]:
    """The cheapest weekly roster of shift templates with which the targets hold.

    `templates` is a CSV or a sheet, or values; a path that is not there is looked for beside the
    scenario. `subject_to` is what must hold, as for `optimize`, without it the targets; with
    'in 90 % of periods' behind it, in so many weeks. `from_forecast` insists on a scenario with
    a demand.forecast, `from_` is the folder of a state. `replications` of each roster (those of the
    scenario), then `check` fresh ones of the chosen one. Raises InputError.
    """
    there = Where(**where)
    began = time.perf_counter()
    given = [*settings_from(from_), *settings_of(overrides)]
    base = made(source, overrides=given, seed=seed)
    scenario = base.scenario
    if from_forecast and scenario.demand.forecast is None:
        wrong = f"{FROM_FORECAST}: {scenario.name} has no demand.forecast"
        raise InputError(f"{wrong}; write one, or leave {FROM_FORECAST} out")
    prepare(scenario)
    if isinstance(templates, str | Path):
        path = Path(templates).expanduser()
        beside = base.loaded.directory / path
        read = read_templates(beside if not path.exists() and beside.exists() else path, scenario)
    else:
        read = tuple(templates)
    goals = goals_given(subject_to, scenario, "--subject-to") or goals_of(scenario)
    each = replications_of(base, replications)
    there.announce(too_few_fresh(scenario, goals, check, check * 2 ** (LOOKS - 1)))
    with there.trials() as known:
        if goals:
            workers = known.batch.on.workers
            there.announce([_forecast(scenario, len(read), each, check, workers)])
        answer = rostered(base, read, goals, known, replications=each, check=check)
        seconds = time.perf_counter() - began
        told_of = findings(answer, base, known, command=there.command, seconds=seconds)
        return Answer(answer, of_scenario(told_of, base.loaded))


def _forecast(scenario: Scenario, templates: int, each: int, check: int, workers: int) -> str:
    """What is going to be run; how many rosters are looked at is not known before."""
    took = long(size(scenario, workers).seconds_each * each, workers)
    return (
        f"rosters of {counted(templates, 'template')}, some dozens one after the other: {each} "
        f"runs each ({took}), and {check} to {check * 2 ** (LOOKS - 1)} fresh ones of the answer"
    )
