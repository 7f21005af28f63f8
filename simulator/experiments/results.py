"""What a run gives: figures over replications, tables, plots and the run folder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiments.cool_downs import CoolDowns, cool_downs
from simulator.experiments.goals import Judged, goals_of
from simulator.experiments.precision import Stop
from simulator.experiments.replays import WORST, engine_of
from simulator.experiments.replays import replay as replay_of_run
from simulator.experiments.running.replication import Replication
from simulator.experiments.summary import report_input
from simulator.experiments.unpriced import headline_of
from simulator.experiments.writing import write_run
from simulator.measure.kpis import kpi as kpi_called
from simulator.measure.limiting import Limits, limits
from simulator.measure.open_ends import ends_of
from simulator.measure.statistics import Estimate, Numbers, estimate
from simulator.mistakes import InputError
from simulator.reporting.answer import answer
from simulator.reporting.brief import MOST_LINES, html, lines
from simulator.reporting.by_name import Figures
from simulator.reporting.estimates import estimates
from simulator.reporting.labels import label
from simulator.reporting.numbers import counted, shown
from simulator.reporting.replay.replay import Replay
from simulator.reporting.report import plots_of
from simulator.reporting.tables import Table
from simulator.reporting.workbook.workbooks import write_run as workbook_of_run
from simulator.scenario import Loaded, Scenario, resolve

if TYPE_CHECKING:
    import pandas as pd

    from simulator.reporting.report_input import ReportInput

Key = tuple[str, str]
"""A KPI's name and its scope: 'all' or an order class."""


@dataclass(frozen=True)
class Results:
    """All replications of one scenario, in the order of their numbers.

    The tables are pandas frames with a column `replication`; times are timestamps, durations carry
    their unit in the column's name. `command` makes the same run from a shell. `stopped` says why a
    sequential run ended; `reused` counts the replications that were read from the store,
    `engines` the others by what simulated them, SimPy with the reason.
    """

    loaded: Loaded
    command: str
    replications: tuple[Replication, ...]
    seconds: float
    interrupted: bool = False
    stopped: Stop | None = None
    reused: int = 0
    engines: Mapping[str, int] = field(default_factory=dict)

    @property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        return self.loaded.scenario

    def values(self, kpi: str, scope: str = "all") -> list[float]:
        """One value per replication, NaN where it is undefined; KeyError for an unknown KPI."""
        return [replication.measurement.kpis[kpi, scope] for replication in self.replications]

    def ends(self, key: Key) -> Numbers:
        """(replications, 2) A figure should all orders still open end badly, and well."""
        measured = (replication.measurement for replication in self.replications)
        return ends_of(((each.kpis, each.open_ends) for each in measured), key)

    def estimate(self, kpi: str, scope: str = "all") -> Estimate:
        """Mean and half-width over the replications."""
        return estimate(self.values(kpi, scope), self.scenario.experiment.confidence)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """How each target of the scenario is met; `targets` has the same as a frame."""
        confidence = self.scenario.experiment.confidence
        return tuple(
            goal.judged(self.values(*goal.key), confidence, self.ends(goal.key))
            for goal in goals_of(self.scenario)
        )

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Every (KPI, scope) that was measured, in the order of the catalog."""
        return tuple(self.replications[0].measurement.kpis)

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """One row a KPI and scope: kpi, scope, unit, mean, half_width, confidence, replications."""
        import pandas as pd

        rows = []
        for name, scope in self.keys:
            value = self.estimate(name, scope)
            unit = kpi_called(name).unit_in(self.scenario.currency)
            rows.append(
                (name, scope, unit, value.mean, value.half_width, value.confidence, value.n)
            )
        columns = ["kpi", "scope", "unit", "mean", "half_width", "confidence", "replications"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def orders(self) -> pd.DataFrame:
        """One row per order of the replications that were kept."""
        return _stacked(self.replications, "orders")

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row per activity of the replications that were kept."""
        return _stacked(self.replications, "events")

    @cached_property
    def stock(self) -> pd.DataFrame:
        """One row per stock movement of the replications that were kept."""
        return _stacked(self.replications, "stock")

    @cached_property
    def roster(self) -> pd.DataFrame:
        """One row per crew and quarter of an hour of the replications that were kept."""
        return _stacked(self.replications, "roster")

    @cached_property
    def receipts(self) -> pd.DataFrame:
        """One row per activity of a supplier's truck or pallet of those that were kept."""
        return _stacked(self.replications, "receipts")

    @cached_property
    def series(self) -> pd.DataFrame:
        """Curves and profiles: replication, series, group, x, value (see `measure.series`)."""
        import pandas as pd

        return pd.concat(
            [
                pd.DataFrame({"replication": replication.number, **replication.measurement.series})
                for replication in self.replications
            ],
            ignore_index=True,
        )

    @cached_property
    def limits(self) -> Limits:
        """What limits the house, by who could have served its orders."""
        return limits(self.scenario, [replication.measurement for replication in self.replications])

    @cached_property
    def report_input(self) -> ReportInput:
        """All that the report says."""
        return report_input(self)

    @cached_property
    def cool_downs(self) -> CoolDowns | None:
        """When the cool-downs ended that go on until all is done; None for a given length."""
        return cool_downs(self.scenario, self.replications)

    @property
    def conclusion(self) -> str:
        """A paragraph to act on."""
        return answer(self.report_input, estimates(self.kpis))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What could bend a figure."""
        return self.report_input.warnings

    @property
    def targets(self) -> pd.DataFrame:
        """The scenario's targets: in how many replications each holds, its mean, its verdict."""
        return self.report_input.targets

    @cached_property
    def plot(self) -> Figures:
        """The report's figures, one method each: `results.plot.queue_lengths()`."""
        return plots_of(self.report_input)

    def __repr__(self) -> str:
        head = f"<results of {self.scenario.name}, {self._replications}; runs by `{self.command}`>"
        figures = [f"{label(name)}: {self._shown(name)}" for name in self._headline]
        return lines([head, *figures[: MOST_LINES - 4], f"has {self._more}"])

    def _repr_html_(self) -> str:
        rows = tuple((label(name), self._shown(name)) for name in self._headline)
        table = Table(self._replications, ("KPI", "Mean"), rows)
        title = self.scenario.title or self.scenario.name
        return html(title, self.conclusion, [table], self.warnings, self._more)

    @property
    def _replications(self) -> str:
        return counted(len(self.replications), "replication")

    @property
    def _headline(self) -> list[str]:
        return list(headline_of(self))

    def _shown(self, name: str) -> str:
        value = self.estimate(name)
        unit = kpi_called(name).unit_in(self.scenario.currency)
        return shown(value.mean, value.half_width, unit, value.n).text

    @property
    def _more(self) -> str:
        tables = ", ".join(("kpis", "targets", *self.kept_tables))
        return (
            f"{tables}, plot.NAME(), conclusion, warnings, replay(), write(folder), to_xlsx(path)"
        )

    @property
    def kept_tables(self) -> tuple[str, ...]:
        """Names of the tables that were kept, of one replication at least."""
        return tuple(
            dict.fromkeys(name for replication in self.replications for name in replication.tables)
        )

    def write(
        self,
        folder: str | Path,
        export: Collection[str] = (),
        asked: Mapping[str, Any] | None = None,
        replay: str | date = WORST,
    ) -> Path:
        """Write the run folder, replacing an older run folder of that name whole.

        `export` may name further formats of the tables: 'csv', 'ocel'. `asked` is what
        the manifest says besides of what was asked. `replay` is the day that the report replays, as
        in `replay`, or 'off'.
        """
        return write_run(self, Path(folder), export, asked, replay)

    def replay(self, day: str | date = WORST) -> Replay:
        """A day replayed, for a notebook or by `to_html(path)` for a browser.

        `day` is a date of the run, 'worst' (that with most waiting, and others as far as they are
        small) or 'all'. It is the replication nearest to the median, which is simulated again if
        there are several. Raises InputError for a date outside the run.
        """
        engine = engine_of(self.engines, self.seconds)
        picture = replay_of_run(self.scenario, self.replications, day, engine)
        if picture is None:
            raise InputError("replay: is off; write a date of the run, worst or all")
        return picture

    def to_xlsx(self, path: str | Path, asked: Mapping[str, Any] | None = None) -> Path:
        """Write one workbook with answer, targets, KPIs, heads by hour and the scenario.

        Needs the extra [excel]. A workbook of an answer is replaced unless somebody edited it, and
        nothing else is. `asked` is what it says besides of what was asked.
        """
        content = self.report_input
        content = replace(content, manifest={**content.manifest, **(asked or {})})
        return workbook_of_run(content, resolve(self.loaded), Path(path))


def _stacked(replications: Sequence[Replication], table: str) -> pd.DataFrame:
    import pandas as pd

    frames = [
        pd.DataFrame({"replication": np.int64(replication.number), **replication.tables[table]})
        for replication in replications
        if table in replication.tables
    ]
    if not frames:
        raise LookupError(
            f"no {table} were kept; run with orders='first' or orders='all' to have them"
        )
    return pd.concat(frames, ignore_index=True)
