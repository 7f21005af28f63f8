"""Shift templates: what people of a crew can be asked to work, from a table of a planner's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from simulator.experiments.roster.template_cells import (
    cost_of,
    days_of,
    duration_of,
    heads,
    hours_of,
    starts_of,
    weekdays_of,
    yes_or_no,
)
from simulator.mistakes import InputError
from simulator.reading.csv_files import (
    cells_without_value,
    place_in,
    separator,
    text_of,
)
from simulator.reading.mistakes import (
    MisreadingError,
    Mistake,
    Place,
    ScenarioError,
    did_you_mean,
    one_of,
)
from simulator.scenario import Scenario
from simulator.units import DAY, HOUR, MINUTE, shown

T = TypeVar("T")

OPTION = "--templates"
NEEDED = ("crew", "template", "starts", "hours")
COLUMNS = (
    *NEEDED,
    "every",
    "break",
    "break_after",
    "paid_break",
    "weekdays",
    "days_a_week",
    "rest",
    "at_most",
    "cost",
)
REST = 11 * HOUR
"""Between two shifts of a person, unless the table says otherwise (EU directive 2003/88)."""
DAYS = (1, 5)
"""A week, of a person, unless the table says otherwise."""
QUARTER = 15 * MINUTE
MOST_TEMPLATES = 100
_NAME = re.compile(r"\w[\w-]*")


@dataclass(frozen=True)
class Template:
    """A shift that people of a crew can be asked to work; times in milliseconds.

    A person of it begins at the same one of `starts` (after midnight) all week, on `days` (fewest
    and most) of the `weekdays`. `pause` of it, if any, begins `pause_after` the start, and is paid
    or not. `at_most` persons are of it, None without a limit; `cost` is that of one shift.
    """

    crew: str
    name: str
    starts: tuple[int, ...]
    length: int
    cost: float
    pause: int = 0
    pause_after: int = 0
    paid: bool = True
    weekdays: tuple[int, ...] = tuple(range(7))
    days: tuple[int, int] = DAYS
    rest: int = REST
    at_most: int | None = None

    @property
    def paid_hours(self) -> float:
        """Of one shift."""
        return (self.length - (0 if self.paid else self.pause)) / HOUR


def read_templates(path: Path, scenario: Scenario) -> tuple[Template, ...]:
    """The templates of a CSV or a sheet. Raises ScenarioError with all that is wrong in it."""
    if not path.is_file() and "#" not in path.name:
        raise InputError(f"{OPTION} {path}: there is no such file; write the path of a CSV")
    try:
        text = text_of(path)
        mark = separator(text, path)
        rows = list(csv.reader(io.StringIO(text), delimiter=mark))
    except (MisreadingError, csv.Error) as problem:
        raise ScenarioError([Mistake(Place(str(path)), "templates", str(problem))]) from None
    header = [_plain(cell) for cell in rows[0]] if rows else []
    written = [cell.strip() for cell in rows[0]] if rows else []
    mistakes = [*_of_header(path, header), *cells_without_value(path, written)]
    if mistakes:
        raise ScenarioError(mistakes)
    templates: dict[tuple[str, str], Template] = {}
    for line, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            row = _Row(path, line, header, cells, mark, mistakes)
            template = _template(row, scenario)
            if template is not None and (template.crew, template.name) in templates:
                row.wrong("template", f"{template.name!r} is there twice; give each a name")
            elif template is not None:
                templates[template.crew, template.name] = template
    if not templates and not mistakes:
        wrong = "has no templates; write rows such as pickers,early,06:00-08:00,8"
        mistakes.append(Mistake(place_in(path, None), "templates", wrong))
    if len(templates) > MOST_TEMPLATES:
        wrong = f"there are {len(templates):,} templates; write at most {MOST_TEMPLATES}"
        mistakes.append(Mistake(place_in(path, None), "templates", wrong))
    if mistakes:
        raise ScenarioError(mistakes)
    return tuple(templates.values())


def _plain(header: str) -> str:
    """A header as ours is written, where it differs in case, spaces and hyphens alone."""
    words = re.sub(r"[\s_-]+", "_", header.strip().casefold())
    return words if words in COLUMNS else header.strip().casefold()


def _of_header(path: Path, header: Sequence[str]) -> Iterator[Mistake]:
    if not any(header):
        wrong = f"has no header; write {','.join(NEEDED)} in line 1, and rows below"
        yield Mistake(place_in(path, 1), "templates", wrong)
        return
    for name in NEEDED:
        if name not in header:
            wrong = f"there is no column {name!r}; write {one_of(NEEDED)} in the header"
            yield Mistake(place_in(path, 1), "templates", wrong)
    for name in header:
        if name not in COLUMNS:
            wrong = f"{shown(name)} is not a column of it; {did_you_mean(name, COLUMNS)}"
            yield Mistake(place_in(path, 1, name), "templates", wrong)
        elif header.count(name) > 1:
            wrong = f"the column {name!r} is there twice; leave one out"
            yield Mistake(place_in(path, 1, name), "templates", wrong)


class _Row:
    """A line of the table, and what is wrong in it."""

    def __init__(
        self,
        path: Path,
        line: int,
        header: Sequence[str],
        cells: Sequence[str],
        mark: str,
        mistakes: list[Mistake],
    ) -> None:
        self._path, self._line, self._mistakes = path, line, mistakes
        self.mark = mark
        self.cells = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        self.is_good = True
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            self.wrong(header[-1], f"there are cells behind it; write {len(header)} cells a line")

    def wrong(self, column: str, said: str) -> None:
        """Something is wrong below this header."""
        self.is_good = False
        self._mistakes.append(Mistake(place_in(self._path, self._line, column), column, said))

    def read(self, column: str, reader: Callable[[str], T], otherwise: T) -> T:
        """The cell's value, or `otherwise` where it is empty or wrong."""
        text = self.cells.get(column, "")
        if not text:
            if column in NEEDED:
                self.wrong(column, f"is empty; write one such as {_EXAMPLES[column]}")
            return otherwise
        try:
            return reader(text)
        except MisreadingError as problem:
            self.wrong(column, str(problem))
            return otherwise


_EXAMPLES: Mapping[str, str] = {
    "crew": "pickers",
    "template": "early",
    "starts": "06:00-08:00",
    "hours": "8",
}


def _template(row: _Row, scenario: Scenario) -> Template | None:
    length = row.read("hours", hours_of(row.mark), 8 * HOUR)
    crew = row.read("crew", lambda text: _crew(text, scenario), "")
    every = row.read("every", duration_of("1 h"), HOUR)
    pause = row.read("break", duration_of("30 min"), 0)
    after = row.read("break_after", duration_of("4 h"), length // 2 // QUARTER * QUARTER)
    paid = row.read("paid_break", yes_or_no, True)
    days = row.read("weekdays", weekdays_of, tuple(range(7)))
    least, most = row.read("days_a_week", days_of, (1, min(DAYS[1], len(days))))
    rest = row.read("rest", hours_of(row.mark), REST)
    paid_hours = (length - (0 if paid else pause)) / HOUR
    wage = scenario.crews[crew].wage if crew in scenario.crews else 0.0
    cost = row.read("cost", cost_of(paid_hours, scenario.currency, row.mark), wage * paid_hours)
    name = row.read("template", _template_name, "")
    none: tuple[int, ...] = (0,)
    starts = row.read("starts", lambda text: starts_of(text, every), none)
    at_most = row.read("at_most", heads, None)
    if length + rest > DAY:
        wrong = f"{_h(length)} and {_h(rest)} of rest are more than a day; write at most "
        row.wrong("hours", f"{wrong}{(DAY - rest) / HOUR:g}, or a shorter rest")
    if pause and after + pause > length:
        row.wrong("break", f"ends after the shift of {_h(length)}; write an earlier break_after")
    if row.cells.get("every") and "-" not in row.cells.get("starts", ""):
        wrong = "is for a range of starts, and none is written; write starts such as 06:00-10:00"
        row.wrong("every", f"{wrong}, or leave it empty")
    for column in () if row.cells.get("break") else ("break_after", "paid_break"):
        if row.cells.get(column):
            wrong = "is for a break, and none is written; write a break such as 30 min"
            row.wrong(column, f"{wrong}, or leave it empty")
    if least > len(days):
        wrong = f"{least} days do not fit on {len(days)} weekdays; write at most {len(days)}"
        row.wrong("days_a_week", wrong)
    if not row.is_good:
        return None
    return Template(
        crew, name, starts, length, cost, pause, after if pause else 0, paid, days,
        (least, min(most, len(days))), rest, at_most,
    )  # fmt: skip


def _h(duration: int) -> str:
    return f"{duration / HOUR:g} h"


def _crew(text: str, scenario: Scenario) -> str:
    if text not in scenario.crews:
        wrong = f"there is no crew {shown(text)} in {scenario.name}"
        raise MisreadingError(f"{wrong}; {did_you_mean(text, scenario.crews)}")
    crew = scenario.crews[text]
    if crew.on_call is not None or crew.heads is not None:
        how = "comes when called" if crew.on_call is not None else "has the same heads at all hours"
        others = [n for n, c in scenario.crews.items() if c.on_call is None and c.heads is None]
        remedy = f"write {one_of(others)}" if others else "give it shifts in the scenario"
        raise MisreadingError(f"'{text}' {how}, not in shifts; {remedy}")
    return text


def _template_name(text: str) -> str:
    if not _NAME.fullmatch(text):
        plain = "_".join(re.findall(r"[\w-]+", text)) or "early"
        raise MisreadingError(f"{shown(text)} is not a name; write {plain}")
    return text
