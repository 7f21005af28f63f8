"""A rate card's file: bands of weight, and the price of each in each zone."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.reading.csv_files import (
    MOST_COLUMNS,
    all_wrong,
    cells_without_value,
    decimal,
    mistake_in,
    place_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    ScenarioError,
    mistake_at,
    one_of,
)
from simulator.reading.quantities import LARGEST
from simulator.reading.sheet_paths import modified
from simulator.units import shown

KEY = "shipping.rate_cards"
UNITS = {"up_to_kg": 1000.0, "up_to_g": 1.0, "up_to_lb": 453.59237, "up_to_oz": 28.349523125}
"""Grams by the header of the weights."""

_ALMOST = 1 + 1e-12
"""A pound and its grams are floats: a box of just the weight of a band is in it."""


@dataclass(frozen=True)
class RateTable:
    """(bands,) grams up to which each band goes, rising; (bands, zones) cents of a box."""

    up_to: npt.NDArray[np.float64]
    zones: tuple[str, ...]
    cents: npt.NDArray[np.int64]

    @property
    def heaviest(self) -> float:
        """The most grams that have a price."""
        return float(self.up_to[-1]) * _ALMOST

    def column(self, region: str, zones: dict[str, str]) -> int | None:
        """The column of prices to a region; None where the card has none for it."""
        if len(self.zones) == 1 and region not in zones:
            return 0
        name = zones.get(region, region)
        return self.zones.index(name) if name in self.zones else None

    def band(self, grams: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """The band of each weight, which has one."""
        bands: npt.NDArray[np.int64] = np.searchsorted(self.up_to * _ALMOST, grams, side="left")
        return bands


def rate_table(path: Path) -> RateTable:
    """What a file says. Raises ScenarioError with all that is wrong in it."""
    return _read(path, modified(path))


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> RateTable:
    """`changed` only makes a changed file a new one."""
    try:
        text = text_of(path)
        mark = separator(text, path)
        lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    except (MisreadingError, csv.Error) as problem:
        raise mistake_at(str(path), None, KEY, str(problem)) from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    unit, zones = _header(path, header)
    if unread := cells_without_value(path, set(header)):
        raise ScenarioError(unread)
    up_to: list[float] = []
    rows: list[list[int]] = []
    wrong: list[Mistake] = []
    for line, cells in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            said = f"there are {len(cells)} cells below {len(header)} columns"
            said += "; write one for each column"
            wrong.append(Mistake(place_in(path, line), "", said))
            continue
        text_in = dict(zip(header, (decimal(c) if mark != "," else c for c in cells), strict=False))
        row = {name: _number(text_in.get(name, "")) for name in (unit, *zones)}
        bad = {name: said for name, said in row.items() if isinstance(said, str)}
        weight = row[unit]
        if not isinstance(weight, str):
            if weight * UNITS[unit] <= (up_to[-1] if up_to else 0):
                said = "the weights do not rise" if up_to else "the weight is not above 0"
                bad[unit] = f"{said}; write the bands from light to heavy"
            up_to.append(weight * UNITS[unit])
        wrong += [Mistake(place_in(path, line, name), name, said) for name, said in bad.items()]
        rows.append([0 if name in bad else round(100 * float(row[name])) for name in zones])
    if wrong:
        raise all_wrong(path, wrong)
    if not rows:
        raise mistake_in(path, 2, unit, "no weight at all; write a row for each band, such as 1,9")
    return RateTable(np.array(up_to), zones, np.array(rows, dtype=np.int64))


def _header(path: Path, header: list[str]) -> tuple[str, tuple[str, ...]]:
    """The column of weights and those of prices."""
    if len(header) > MOST_COLUMNS:
        wrong = f"there are {len(header):,} columns; write at most {MOST_COLUMNS:,}"
        raise mistake_in(path, 1, "", wrong)
    weights = [name for name in header if name in UNITS]
    if len(weights) != 1:
        wrong = (
            f"there are {len(weights)} columns of weights" if weights else "no column of weights"
        )
        raise mistake_in(path, 1, "", f"{wrong}; write one of {one_of(UNITS)} in the header")
    zones = tuple(name for name in header if name != weights[0])
    twice = next((name for name in zones if not name or zones.count(name) > 1), None)
    if not zones or twice is not None:
        wrong = f"{shown(twice)} does not name one zone" if zones else "no column of prices"
        raise mistake_in(path, 1, "", f"{wrong}; write a name such as zone2 for each column")
    return weights[0], zones


def _number(text: str) -> float | str:
    """The number of a cell, 0 or more; or what is wrong with it."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < LARGEST / 100:
        return f"{shown(text)} is not a number of 0 or more; write one such as 9.80"
    return number
