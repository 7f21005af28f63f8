"""The fit of a scenario to a history: estimates, the proof on the part held out, the files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.calendars import days_of_country
from simulator.fitting.estimate import Estimate
from simulator.fitting.fitted import Fitted, fitted
from simulator.fitting.history import EPOCH, History, date_of, happened
from simulator.fitting.inputs import ORDERS, input_files, orders_file
from simulator.fitting.outcomes import Outcomes, real, simulated
from simulator.fitting.proof import MEASURES, Row, by_month, chance, naive, resampled
from simulator.fitting.read_history import Read, read_history
from simulator.fitting.written import (
    Section,
    clock_of,
    next_clock,
    scenario_text,
    sections,
    study,
    with_trace,
)
from simulator.mistakes import InputError
from simulator.reading.times import holidays as holidays_of
from simulator.results.folder import Content, write_folder
from simulator.scenario import Loaded, load
from simulator.units import DAY

if TYPE_CHECKING:
    import pandas as pd

REPLICATIONS = 5
FEWEST_DAYS = 21
"""Of a history, so that there is something to hold out."""
FEWEST_KNOWN = 14
"""Days of its first part."""
ROAD = 100
"""Days behind the last order in which it may still arrive."""
STATIONS = ("picking", "packing", "labeling")


@dataclass(frozen=True, eq=False)
class Proof:
    """How the first part of a history predicted the rest, as `rows`; and lead times by month.

    `predicted` and `true` are the outcomes from `begin` on; `window` is the part held out.
    """

    window: tuple[int, int]
    rows: tuple[Row, ...]
    months: Mapping[str, tuple[float, ...]]
    predicted: Outcomes
    sampled: Outcomes
    true: Outcomes
    train: Fitted


@dataclass(frozen=True, eq=False)
class Fit:
    """What `fit` found: the scenario with its files, its estimates, and how well it predicts.

    `proof` is None where nothing can be checked: no hand-overs, or too short a history.
    """

    read: Read
    fitted: Fitted
    proof: Proof | None
    files: Mapping[str, bytes]
    name: str

    @property
    def estimates(self) -> pd.DataFrame:
        """One row a value: key, what, value, low, high, unit, n, method, source."""
        import pandas as pd

        return pd.DataFrame([_record(one) for one in self.fitted.estimates])

    @property
    def validation(self) -> pd.DataFrame:
        """One row a measure: predicted beside other means, limit and verdict; empty without any."""
        import pandas as pd

        return pd.DataFrame(self.records())

    @property
    def scenario(self) -> Loaded:
        """The scenario, read from files of a folder of its own; `write` keeps them."""
        with TemporaryDirectory(prefix="fit-") as folder:
            place = _put(Path(folder), self.files)
            return load(place / "scenario.yaml")

    def records(self) -> list[dict[str, Any]]:
        """The rows of the proof as records."""
        return [] if self.proof is None else [_of_row(row) for row in self.proof.rows]

    def write(self, folder: str | Path, more: Mapping[str, Content] | None = None) -> Path:
        """Write scenario and inputs into a folder, in place of an older one of a fit."""
        manifest = json.dumps({"kind": "fulfillment simulator fit"}).encode()
        return write_folder(Path(folder), {"manifest.json": manifest, **self.files, **(more or {})})

    def __repr__(self) -> str:
        verdicts = [row.verdict for row in self.proof.rows] if self.proof else []
        proved = f"{verdicts.count('met')} of {len(verdicts)} rows met" if verdicts else "no proof"
        return (
            f"<Fit of {self.read.history.name}: {len(self.fitted.estimates)} estimates, {proved}>"
        )


def fit(
    history: str | Path,
    *,
    base: str | Path | None = None,
    holdout: float | date | str = 0.25,
    columns: Mapping[str, str] | None = None,
    settings: Mapping[str, Any] | None = None,
    holidays: str | Sequence[date | str] = (),
    time_zone: str | None = None,
    class_by: str = "auto",
    transit_by: str = "auto",
    currency: str = "USD",
    replications: int = REPLICATIONS,
) -> Fit:
    """A scenario fitted to a history, and proved on its last part.

    `history` is an order file with what happened; `columns` is its own header by what it is. The
    part from `holdout` on (a share of the days, or a date) is predicted by what was known before
    it, then everything is fitted anew to all. `base` is a house to extend. `holidays` are dates or
    a country code. `class_by` makes classes of service, promise or none, `transit_by` splits
    transit by class, region, class-region or none; 'auto' is by what predicts. Raises
    ScenarioError with every mistake of the file, InputError for values that mean nothing.
    """
    read = read_history(history, columns, settings, time_zone)
    off = closed_days(holidays, read.history)
    how = How(off, class_by, transit_by, base, currency, replications)
    found = how.fitted(read.history)
    proof = _proof(read, found, how, holdout)
    name = Path(read.history.name).name.partition(".")[0].replace(" ", "_")
    return Fit(read, found, proof, _files(name, read, found, how), name)


@dataclass(frozen=True)
class How:
    """What is given for a fit besides the history."""

    holidays: tuple[date, ...]
    class_by: str
    transit_by: str
    base: str | Path | None
    currency: str
    replications: int

    def fitted(self, history: History) -> Fitted:
        """What a history tells by its end."""
        return fitted(history, self.holidays, self.class_by, self.transit_by)


def _files(name: str, read: Read, found: Fitted, how: How) -> dict[str, bytes]:
    """The scenario behind the history, that of the history itself, and their inputs."""
    history = read.history
    files = input_files(found, read) | {ORDERS: orders_file(found, read, history)}
    told = {
        "question": "What does our own history say?",
        "study": study(found, read.notes, history.left_out),
    }
    written = sections(found, next_clock(found))
    title, head = f"Fitted to {history.name}", _head(how, written) | told
    files["scenario.yaml"] = scenario_text(name, title, head, written, found).encode()
    days = (_last_day(history) - history.begin) // DAY
    real_orders = with_trace(sections(found, clock_of(found, history.begin, 0, days, ROAD)))
    title, head = f"{title}, its orders as they came", _head(how, real_orders) | told
    text = scenario_text(f"{name}-history", title, head, real_orders, found)
    files["history.yaml"] = text.encode()
    return files


def _last_day(history: History) -> int:
    """The midnight behind the last order."""
    return int(history.placed[-1]) // DAY * DAY + DAY


def closed_days(holidays: str | Sequence[date | str], history: History) -> tuple[date, ...]:
    """The holidays of a country, or those that are listed."""
    given = holidays if isinstance(holidays, str) else [f"{one}" for one in holidays]
    try:
        days = holidays_of(given) if given else ()
    except ValueError as problem:
        raise InputError(f"--holidays: {problem}") from None
    if isinstance(days, str):
        first, last = date_of(history.begin).year, date_of(history.end).year
        return days_of_country(days, first - 1, last + 2)
    return days


def holdout_from(holdout: float | date | str, history: History) -> int:
    """The moment from which orders are held out: the begin of a day."""
    last = int(history.placed[-1]) // DAY * DAY + DAY
    text = f"{holdout}".strip()
    try:
        if isinstance(holdout, date) or text.count("-") == 2:
            cut = (date.fromisoformat(text[:10]) - EPOCH).days * DAY
        else:
            share = float(text.rstrip("% ")) / (100 if text.endswith("%") else 1)
            if not 0 < share < 1:
                raise ValueError
            cut = last - round(share * (last - history.begin) / DAY) * DAY
    except ValueError:
        said = f"--holdout: {text!r} is neither a share nor a date"
        raise InputError(f"{said}; write 25% or {date_of(last - 28 * DAY)}") from None
    if not history.begin < cut < last:
        inside = f"{date_of(history.begin)} to {date_of(last - DAY)}"
        said = f"--holdout: {date_of(cut)} leaves nothing on one side"
        raise InputError(f"{said}; write a day within the orders, {inside}")
    return cut


def _proof(read: Read, every: Fitted, how: How, holdout: float | date | str) -> Proof | None:
    history = read.history
    if not can_be_proved(history):
        return None
    cut, last = holdout_from(holdout, history), _last_day(history)
    known = history.known_at(cut)
    if not can_be_proved(known, FEWEST_KNOWN):
        return None
    train, true = how.fitted(known), real(history)
    predicted, sampled, within = (
        _simulated(read, found, how, traced).until(true.end)
        for found, traced in ((train, True), (train, False), (every, True))
    )
    window, whole = (cut, last), (history.begin, last)
    lagged = resampled(known, history)
    rows = tuple(
        Row(
            measure,
            predicted=measure.apart(predicted, true, window),
            sampled=measure.apart(sampled, true, window),
            naive=naive(measure, known, true, window),
            resampled=measure.apart(lagged, true, window),
            chance=chance(measure, known),
            in_sample=measure.apart(within, true, whole),
        )
        for measure in MEASURES
    )
    months = by_month(predicted, true, window)
    return Proof(window, rows, months, predicted, sampled, true, train)


def can_be_proved(history: History, fewest: int = FEWEST_DAYS) -> bool:
    """Whether it has the length and the hand-overs to fit a part and check another."""
    days = (int(history.placed[-1]) - history.begin) / DAY if history.n else 0
    return (
        days >= fewest
        and history.handed_over is not None
        and int(happened(history.handed_over).sum()) >= fewest
    )


def _simulated(read: Read, found: Fitted, how: How, traced: bool) -> Outcomes:
    """What becomes of the orders of a history's time, real ones or sampled ones."""
    history = read.history
    days = (_last_day(history) - history.begin) // DAY
    written = sections(found, clock_of(found, history.begin, 0, days, ROAD))
    written = with_trace(written) if traced else written
    with TemporaryDirectory(prefix="fit-") as folder:
        files = input_files(found, read)
        if traced:
            files[ORDERS] = orders_file(found, read, history)
        head = _head(how, written)
        files["proof.yaml"] = scenario_text("proof", "", head, written, found).encode()
        scenario = load(_put(Path(folder), files) / "proof.yaml").scenario
        return simulated(scenario, how.replications)


def _head(how: How, written: Section) -> Section:
    """What stands before the sections: of a base, what of it gives way to the history."""
    if how.base is None:
        return {"currency": how.currency}
    house = load(how.base)
    if any(getattr(house.scenario, stage) is not None for stage in STATIONS):
        written.pop("handling", None)
    given = Path(how.base)
    path = str(given.resolve()) if given.exists() else str(how.base)
    there = [name for name in ("demand", "catalog", "payment", "handling", "shipping")
             if name in written and getattr(house.scenario, name, None) is not None]  # fmt: skip
    return {"extends": path, "remove": there}


def _put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def _record(one: Estimate) -> dict[str, Any]:
    return {
        "key": one.key, "what": one.what, "value": one.value, "low": one.low, "high": one.high,
        "unit": one.unit, "n": one.n, "method": one.method, "source": one.source, "told": one.text,
    }  # fmt: skip


def _of_row(row: Row) -> dict[str, Any]:
    numbers = {
        name: None if np.isnan(value) else round(float(value), 6)
        for name in ("predicted", "sampled", "naive", "resampled", "chance", "in_sample")
        for value in [getattr(row, name)]
    }
    return {
        "measure": row.measure.name, "what": row.measure.what, "unit": row.measure.unit,
        **numbers, "limit": row.measure.limit, "verdict": row.verdict, "remedy": row.remedy,
    }  # fmt: skip
