"""The fit of a scenario to a history: estimates, the proof on the part held out, the files."""

from __future__ import annotations

import atexit
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from simulator.calendars import days_of_country
from simulator.experiments.where import Keywords, Where, spelled_out
from simulator.fitting.by_what import asked_for
from simulator.fitting.estimate import Estimate, on_a_floor, told_alone
from simulator.fitting.fitted import Fitted
from simulator.fitting.held_out import ROAD, Proof, first_day, last_day, prove
from simulator.fitting.history import History, date_of
from simulator.fitting.house import How, has_floor, head_of, put
from simulator.fitting.inputs import ORDERS, input_files, orders_file
from simulator.fitting.proof import Row
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.read_history import since as placed_since
from simulator.fitting.stage_times import stage_files, stage_sections, stage_times
from simulator.fitting.told import findings
from simulator.fitting.uncertainty import Uncertainty
from simulator.fitting.uncertainty import input_uncertainty as spread_by_inputs
from simulator.fitting.written import (
    clock_of,
    next_clock,
    scenario_text,
    sections,
    study,
    targets_of,
    with_trace,
)
from simulator.intake.layouts import with_layout
from simulator.intake.prices import currency_of
from simulator.mistakes import InputError
from simulator.reading.times import holidays as holidays_of
from simulator.reporting.brief import html
from simulator.reporting.by_name import Figures
from simulator.reporting.findings import Findings
from simulator.reporting.numbers import counted
from simulator.results.folder import Content, write_folder
from simulator.scenario import Loaded, load
from simulator.units import DAY

if TYPE_CHECKING:
    import pandas as pd

    from simulator.scenario.scenario import Scenario

REPLICATIONS = 5


@dataclass(frozen=True, eq=False)
class Fit:
    """What `fit` found: the scenario with its files, its estimates, and how well it predicts.

    `proof` is None where nothing can be checked: no hand-overs, or too short a history. With a
    `floor` the base has stations, in place of one lag.
    `uncertainty` is None where it was not asked for. `command` is what asked for it, if one did.
    """

    read: Read
    fitted: Fitted
    proof: Proof | None
    files: Mapping[str, bytes]
    name: str
    floor: bool = False
    uncertainty: Uncertainty | None = None
    command: str = ""

    @property
    def estimates(self) -> pd.DataFrame:
        """One row per value: key, what, value, low, high, unit, n, method, source."""
        import pandas as pd

        return pd.DataFrame([_record(estimate) for estimate in self.fitted.estimates])

    @property
    def validation(self) -> pd.DataFrame:
        """One row per measure: predicted beside other means, limit, verdict; empty without any."""
        import pandas as pd

        return pd.DataFrame(self.records())

    @property
    def scenario(self) -> Loaded:
        """The scenario, to be run; `write` keeps its files longer than this process."""
        return load(put(self._room, self.files) / "scenario.yaml")

    @cached_property
    def _room(self) -> Path:
        folder = mkdtemp(prefix="fit-")
        atexit.register(rmtree, folder, ignore_errors=True)
        return Path(folder)

    @property
    def spread(self) -> pd.DataFrame:
        """One row a KPI: its mean, spread by chance and with inputs drawn anew, shares of each."""
        import pandas as pd

        rows = self.uncertainty.spreads if self.uncertainty is not None else ()
        return pd.DataFrame(
            {"kpi": row.kpi, "mean": row.mean, "sd_chance": row.alone, "sd_with_inputs": row.drawn,
             "chance": row.chance, **row.shares}
            for row in rows
        )  # fmt: skip

    def records(self) -> list[dict[str, Any]]:
        """The rows of the proof as records."""
        return [] if self.proof is None else [_of_row(row) for row in self.proof.rows]

    def write(self, folder: str | Path, more: Mapping[str, Content] | None = None) -> Path:
        """Write scenario and inputs into a folder, in place of an older one of a fit."""
        manifest = json.dumps({"kind": "fulfillment simulator fit"}).encode()
        return write_folder(Path(folder), {"manifest.json": manifest, **self.files, **(more or {})})

    @cached_property
    def told(self) -> Findings:
        """The page of the fit, as `write` of the command leaves it."""
        return findings(self, self.command)

    @property
    def conclusion(self) -> str:
        """A paragraph to act on."""
        return self.told.conclusion

    @cached_property
    def plot(self) -> Figures:
        """The figures of the page by name: `fit.plot.hours()`; called, it draws the first."""
        return Figures(self.told.charts)

    def _repr_html_(self) -> str:
        told = self.told
        has = "has estimates, validation, spread, scenario, write(folder), plot.NAME()"
        return html(told.title, told.conclusion, (told.main, *told.shown), told.warnings, has)

    def __repr__(self) -> str:
        verdicts = [row.verdict for row in self.proof.rows] if self.proof else []
        proved = f"{verdicts.count('met')} of {len(verdicts)} rows met" if verdicts else "no proof"
        return (
            f"<Fit of {self.read.history.name}: {len(self.fitted.estimates)} estimates, {proved}>"
        )


@spelled_out
def fit(
    history: str | Path | Sequence[str | Path],
    *,
    base: str | Path | None = None,
    holdout: float | date | str = 0.25,
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    layout: str = "auto",
    holidays: str | Sequence[date | str] = (),
    time_zone: str | None = None,
    class_by: str = "auto",
    transit_by: str = "auto",
    currency: str = "USD",
    replications: int = REPLICATIONS,
    since: date | str | None = None,
    input_uncertainty: int = 0,
    seed: int | None = None,
    **where: Unpack[Keywords],
) -> Fit:
    """A scenario fitted to a history, and proved on its last part.

    `history` is an order file with what happened, or a log; further files have scans of its orders.
    `columns` is their own header by what it is, `layout` whose columns the order file has: orders
    (ours), shopify, woocommerce or amazon; auto: as its header says. The part from `holdout` on (a
    share of the days, or a date) is predicted by what was known before it, then everything is
    fitted anew to all. `base` is a house to extend. `holidays` are dates or a country code.
    `class_by` makes classes of service, promise or none, `transit_by` splits transit by promise,
    class, region, lane (origin and destination), promise-region, promise-lane, class-region,
    class-lane or none; 'auto' is by what predicts. Orders placed before `since` count for nothing.
    `input_uncertainty` is a number of bootstrap samples of the inputs, 0 for none. `seed` is that
    of the replications of the proof and of these samples, and of the samples; None: the scenario's
    own, and 0. The store keeps the replications of the samples, the proof looks at single orders
    and is simulated each time.
    Raises ScenarioError with every mistake of the file, InputError for values that mean nothing.
    """
    there = Where(**where)
    _require_seed(seed)
    read = read_history(history, columns, with_layout(settings or {}, layout), time_zone)
    if since is not None:
        read = placed_since(read, first_day(since, read.history))
    class_by, transit_by = asked_for(class_by, transit_by, read.history)
    off = closed_days(holidays, read.history)
    house = None if base is None else load(base).scenario
    _require_currency(read, currency, house)
    times = () if read.scans is None else stage_times(read.scans, house, off)
    stages = stage_sections(times, house)
    how = How(
        off, class_by, transit_by, base, currency, replications, stages,
        stage_files(times, stages), seed,
    )  # fmt: skip
    fitted_model = how.fitted(read.history)
    more = tuple(estimate for each in times for estimate in each.estimates)
    floor = has_floor(house)
    own = on_a_floor(fitted_model.estimates) if floor else fitted_model.estimates
    if house is not None and house.returns is None:
        own = told_alone(own, "returns", "has no returns")
    fitted_model = replace(fitted_model, estimates=(*own, *more))
    name = Path(read.history.name).name.partition(".")[0].replace(" ", "_")
    there.announce(_planned(replications, input_uncertainty))
    with there.batch() as batch:
        proof = prove(read, fitted_model, how, holdout, batch)
        spread = None
        if input_uncertainty:
            spread = spread_by_inputs(read, fitted_model, how, input_uncertainty, batch)
    files = _files(name, read, fitted_model, how)
    command = where.get("command", "")
    return Fit(read, fitted_model, proof, files, name, floor, spread, command)


def _planned(replications: int, samples: int) -> Iterator[str]:
    """What is to be simulated, in a line."""
    drawn = f", and {counted(samples, 'sample')} of its inputs" if samples > 0 else ""
    yield f"The proof: 3 times {counted(replications, 'replication')} of the history{drawn}."


def _require_seed(seed: int | None) -> None:
    """InputError for what is not a seed, before it is needed."""
    if seed is not None and (not isinstance(seed, int) or seed < 0):
        raise InputError(f"--seed {seed!r}: is not a whole number from 0 on; write one such as 7")


def _require_currency(read: Read, currency: str, house: Scenario | None) -> None:
    """InputError where the file's prices are in another currency than the scenario will be."""
    told = currency_of(read.looked.seen.cells.columns)
    ours = currency if house is None else house.currency
    if told and ours not in told:
        remedy = f"--currency {told[0]}" if house is None else f"a base in {told[0]}"
        wrong = f"its prices are in {told[0]}, and the scenario in {ours}; write {remedy}"
        raise InputError(f"{read.history.name}: {wrong}")


def _files(name: str, read: Read, fitted: Fitted, how: How) -> dict[str, bytes]:
    """The scenario behind the history, that of the history itself, and their inputs."""
    history = read.history
    files = {**input_files(fitted, read), **how.files} | {
        ORDERS: orders_file(fitted, read, history)
    }
    told = {
        "question": "What does our own history say?",
        "study": study(fitted, read.notes, history.left_out),
    }
    written = sections(fitted, next_clock(fitted))
    title, head = f"Fitted to {history.name}", head_of(how, written) | told
    files["scenario.yaml"] = scenario_text(name, title, head, written, fitted).encode()
    days = (last_day(history) - history.begin) // DAY
    real_orders = with_trace(sections(fitted, clock_of(fitted, history.begin, 0, days, ROAD)))
    head = head_of(how, real_orders) | told
    real_orders["targets"] = targets_of(fitted)
    title = f"{title}, its orders as they came"
    text = scenario_text(f"{name}-history", title, head, real_orders, fitted)
    files["history.yaml"] = text.encode()
    return files


def closed_days(holidays: str | Sequence[date | str], history: History) -> tuple[date, ...]:
    """The holidays of a country, those that are listed, or both: 'BR', 'BR,2017-06-15'."""
    given = holidays.strip("[] ").split(",") if isinstance(holidays, str) else holidays
    first, last = date_of(history.begin).year, date_of(history.end).year
    days: set[date] = set()
    for part in (f"{each}".strip() for each in given):
        try:
            told = holidays_of(part if part[:1].isalpha() else [part]) if part else ()
        except ValueError as problem:
            raise InputError(f"--holidays: {problem}") from None
        days |= {*(days_of_country(told, first - 1, last + 2) if isinstance(told, str) else told)}
    return tuple(sorted(days))


def _record(value: Estimate) -> dict[str, Any]:
    return {
        "key": value.key, "what": value.what, "value": value.value,
        "low": value.low, "high": value.high,
        "unit": value.unit, "n": value.n, "method": value.method,
        "source": value.source, "told": value.text,
    }  # fmt: skip


def _of_row(row: Row) -> dict[str, Any]:
    numbers = {
        name: None if np.isnan(value) else round(float(value), 6)
        for name in (
            "predicted",
            "sampled",
            "naive",
            "resampled",
            "chance",
            "in_sample",
            "in_part",
            "naive_error",
        )
        for value in [getattr(row, name)]
    }
    return {
        "measure": row.measure.name, "what": row.measure.what, "unit": row.measure.unit,
        **numbers, "limit": row.measure.limit, "verdict": row.verdict, "remedy": row.remedy,
    }  # fmt: skip
