"""The cheapest roster as tables of a workbook, with charts, and its heads by hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.experiments.alternatives import Alternative, changed_by
from simulator.experiments.explain.load_sheets import heads_of
from simulator.experiments.optimize.optimize import Optimum
from simulator.experiments.optimize.state import Seen
from simulator.reporting.grids import WideTable, crossed, points_frame
from simulator.reporting.labels import kpi_text, path_words, unit_of
from simulator.reporting.numbers import listed

if TYPE_CHECKING:
    import pandas as pd


def noun_of(optimum: Optimum) -> str:
    """What is chosen among: rosters, where heads are among the variables."""
    return "roster" if any(variable.is_heads for variable in optimum.variables) else "setting"


def setting_of(seen: Seen) -> dict[str, str]:
    """The values of a setting by their paths, as texts."""
    return dict(setting.split("=", 1) for setting in seen.settings)


def grids_of(optimum: Optimum, base: Alternative) -> Iterator[WideTable]:
    """Cost and verdict by the first two variables, at the other values of the best roster seen."""
    paths = [variable.path for variable in optimum.variables]
    heads = [path_words(path) for path in paths[:2]]
    best = optimum.best or optimum.closest or min(optimum.seen, key=lambda each: each.cost.mean)
    fixed = [setting_of(best)[path] for path in paths[2:]]
    mine = [
        each for each in optimum.seen if [setting_of(each)[path] for path in paths[2:]] == fixed
    ]
    mine.sort(key=lambda each: each.roster)
    across = heads[1] if len(heads) > 1 else None
    beside = listed(
        [f"{path_words(path)} {value}" for path, value in zip(paths[2:], fixed, strict=True)]
    )
    cost = kpi_text(optimum.objective)
    for name, unit, values in (
        (
            cost,
            unit_of(optimum.objective, base.scenario.currency),
            [each.cost.mean for each in mine],
        ),
        ("Verdict", "", [each.verdict for each in mine]),
    ):
        keys = ([setting_of(each)[path] for path in paths[:2]] for each in mine)
        rows = [(*key, value) for key, value in zip(keys, values, strict=True)]
        frame = crossed(points_frame(rows, [*heads, name]), heads[0], across, name)
        title = f"{name} by {listed(heads)}" + (f" ({beside})" if beside else "")
        yield WideTable(title, frame, unit, colored=True)
    yield _frontier(optimum, base)


def _frontier(optimum: Optimum, base: Alternative) -> WideTable:
    """Cost against service, a row per setting, the cheapest first."""
    import pandas as pd

    goal, currency = optimum.goals[0], base.scenario.currency
    rows = sorted((each.cost.mean, each.services[0].mean.mean) for each in optimum.seen)
    cost = f"{kpi_text(optimum.objective)}, {unit_of(optimum.objective, currency)}"
    frame = pd.DataFrame(rows, columns=[cost, kpi_text(*goal.key)])
    return WideTable("Cost against service", frame, unit_of(goal.kpi, currency), "scatter")


def heads_by_hour(optimum: Optimum, base: Alternative) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Heads by hour of the roster that is recommended, else of the one that is closest."""
    chosen = optimum.best or optimum.closest
    house = base if chosen is None else changed_by(base, "", chosen.settings, "--vary")
    return heads_of(house.scenario)
