"""Values as a workbook keeps them: numbers with the format of their unit, in tables too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from simulator.measure.kpis import UnknownKpiError
from simulator.reporting.labels import label, path_words, unit_of, words
from simulator.reporting.tables import Table
from simulator.reporting.workbook.parts import Column

if TYPE_CHECKING:
    import pandas as pd

PERCENT = "0.0%"
MOMENT = "yyyy-mm-dd hh:mm"
DAY = "yyyy-mm-dd"
IN_UNIT = (
    "mean", "half_width", "half_width_together", "target", "lowest", "highest", "p10", "p90",
    "baseline", "value", "difference", "undisturbed", "disturbed", "low", "high",
)  # fmt: skip
"""Columns of frames with a column `unit` whose values are in it."""
OF_PERCENT = ("share_low", "share_high", "in_periods")
"""Columns of frames that are always in per cent."""
IDS = frozenset((
    "order", "sku", "key", "identity", "id", "class", "region", "crew", "variant", "scenario",
    "alternative", "column", "header", "status", "path", "person",
))  # fmt: skip
"""Columns of frames that hold what people call things: texts, though one may look like a number."""
VERSIONS = "versions"
"""Rows of where an answer comes from that are texts: 3.10 is not 3.1."""
MOST_DIGITS = 15
"""That a number of a spreadsheet keeps; what has more is somebody's number of a thing."""
_NUMBER = re.compile(
    r"([+−-]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?)(?: (%|[A-Za-z/]+))?"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")


def form_of(unit: str, like: float = 1.0) -> str:
    """The number format of a unit, with three decimals for what is below 1 as `like` is.

    Of per cent it is that of a share of 1.
    """
    if unit == "%":
        return PERCENT
    places = "0.00" if unit.isupper() and len(unit) == 3 else "0.0"
    places = "0.000" if 0 < abs(like) < 1 and places == "0.0" else places
    safe = unit.replace('"', "")
    return f'#,##{places} "{safe}"' if safe else "#,##0.###"


def in_unit(value: Any, unit: str) -> Any:
    """A value for that format: 98.2 % is 0.982."""
    return value / 100 if unit == "%" and isinstance(value, int | float) else value


def typed(text: str) -> tuple[Any, str]:
    """A text that is a number with perhaps a unit, or a date, as that with its format.

    Others stay as they are: so does what begins with a zero, as 00042 of a SKU.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _dated(text)
    digits, unit = match[1].replace(",", "").replace("−", "-"), match[2] or ""
    if "." not in digits and len(digits) > MOST_DIGITS:
        return text, ""
    number = float(digits)
    places = len(digits.partition(".")[2])
    if unit == "%":
        return number / 100, f"0.{'0' * places}%" if places else "0%"
    form = f"#,##0.{'0' * places}" if places else "#,##0"
    return number, f'{form} "{unit}"' if unit else form


def _dated(text: str) -> tuple[Any, str]:
    """A date, or a moment without an offset, as that."""
    if _MOMENT.fullmatch(text) is None:
        return text, ""
    try:
        if len(text) == len("2026-03-02"):
            return date.fromisoformat(text), DAY
        return datetime.fromisoformat(text), MOMENT
    except ValueError:  # the 31st of February, as somebody's name of a thing
        return text, ""


def about_columns(rows: Sequence[tuple[str, str]]) -> list[Column]:
    """Where an answer comes from: names and values, versions as texts."""
    cells = [(text, "") if name.startswith(VERSIONS) else typed(text) for name, text in rows]
    values = Column("Value", [value for value, _ in cells], [form for _, form in cells])
    return [Column("What", [name for name, _ in rows]), values]


def columns_of_table(table: Table) -> list[Column]:
    """A table of texts, its numbers as numbers."""
    columns = []
    for k, head in enumerate(table.head):
        texts = [row[k] for row in table.rows]
        cells = [typed(text) if k not in table.code_columns else (text, "") for text in texts]
        columns.append(Column(head, [value for value, _ in cells], [form for _, form in cells]))
    return columns


def columns_of_frame(frame: pd.DataFrame, currency: str) -> list[Column]:
    """A frame with a heading in words, units beside numbers, each number in its format."""
    units = [str(unit) for unit in frame["unit"]] if "unit" in frame else []
    columns = []
    for name in frame:
        whole = frame[name].astype(object)
        values = whole.where(whole.notna(), None).tolist()
        head, unit = _heading(str(name), currency)
        if name == "kpi":
            columns.append(Column("KPI", [label(str(value)) for value in values]))
            continue
        if units and name in IN_UNIT:
            as_change = name == "difference"
            forms = [_change_form(unit) if as_change else form_of(unit) for unit in units]
            cells = [value if as_change else in_unit(value, each)
                     for value, each in zip(values, units, strict=True)]  # fmt: skip
            columns.append(Column(head, cells, forms))
            continue
        unit = "%" if name in OF_PERCENT else unit
        if name not in IDS and any(isinstance(value, str) for value in values):
            columns.append(_of_texts(head, values))
            continue
        columns.append(
            Column(head, [in_unit(value, unit) for value in values], _form(values, unit))
        )
    return columns


def _of_texts(head: str, values: Sequence[Any]) -> Column:
    """A column with texts: those that are numbers or dates as that."""
    cells = [typed(value) if isinstance(value, str) else (value, "") for value in values]
    return Column(head, [value for value, _ in cells], [form for _, form in cells])


def _change_form(unit: str) -> str:
    """Of a difference; per cent are points."""
    return '+0.0 "points";-0.0 "points";0.0 "points"' if unit == "%" else form_of(unit)


def _form(values: Sequence[Any], unit: str) -> str:
    if unit:
        return form_of(unit)
    filled = [value for value in values if value is not None and value == value]
    if filled and all(isinstance(value, date) for value in filled):
        return MOMENT if any(hasattr(value, "hour") for value in filled) else DAY
    if any(isinstance(value, float) and not value.is_integer() for value in filled):
        return "#,##0.0##"
    return ""


def _heading(name: str, currency: str) -> tuple[str, str]:
    """A column's name in words, and its unit where it is that of a KPI."""
    kpi, _, part = name.rpartition(".")
    for called, beside in ((name, ""), (kpi, part)):
        try:
            unit = unit_of(called, currency)
        except UnknownKpiError:
            continue
        counts = beside in ("hits", "trials")
        text = f"{label(called)}, {words(beside)}" if beside else label(called)
        return text, "" if counts else unit
    if "." in name:
        return path_words(name), ""
    text = words(name)
    return text[:1].upper() + text[1:], ""
