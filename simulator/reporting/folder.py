"""What a report needs of a run folder, written and read, so that a report can be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.reporting.report_input import (
    HEADS_COLUMNS,
    IN_FLIGHT_COLUMNS,
    KPI_COLUMNS,
    REPLICATION_COLUMNS,
    SERIES_COLUMNS,
    TARGET_COLUMNS,
    ReportInput,
)
from simulator.results.cells import to_csv
from simulator.results.folder import NotARunFolderError
from simulator.results.loading import read_kpis
from simulator.results.writing import parquet, read_parquet

if TYPE_CHECKING:
    import pandas as pd

FRAMES = {
    "in_flight": IN_FLIGHT_COLUMNS,
    "targets": TARGET_COLUMNS,
    "replications": REPLICATION_COLUMNS,
    "heads": HEADS_COLUMNS,
}
FLOATS = (
    "orders", "oldest_hours", "of_window", "target", "in_periods", "share_low", "share_high",
    "mean", "half_width", "lowest", "highest", "p10", "p90", "replications_needed",
    "load", "scheduled", "needed", "needed_at_most",
)  # fmt: skip


def folder_files(run: ReportInput) -> dict[str, bytes]:
    """File name -> content, from which `from_folder` gives an equal input."""
    summary = {
        "title": run.title,
        "name": run.name,
        "question": run.question,
        "cool_down": run.cool_down,
        "currency": run.currency,
        "start": run.start.isoformat(),
        "time_zone": run.time_zone,
        "clock": {name: int(value) for name, value in run.clock.items()},
        "headline": list(run.headline),
        "warnings": list(run.warnings),
        "gaps": list(run.gaps),
        "off_stages": list(run.off_stages),
        "assumptions": [list(row) for row in run.assumptions],
        "demand_note": run.demand_note,
        "premises": list(run.premises),
        "rests_on": list(run.rests_on),
        "order_file": list(run.order_file),
        "limited": run.limited,
        "why_declined": run.why_declined,
        "waits": [list(row) for row in run.waits],
        "limits": list(run.limits),
        **{name: _records(getattr(run, name), columns) for name, columns in FRAMES.items()},
    }
    return {
        "kpis.csv": to_csv(run.kpis[list(KPI_COLUMNS)]),
        "series.parquet": parquet(run.series[list(SERIES_COLUMNS)]),
        "summary.json": _json(summary),
        "manifest.json": _json(run.manifest),
        **({"replay.json": f"{run.replay}\n".encode()} if run.replay else {}),
    }


def from_folder(path: Path) -> ReportInput:
    """The input of the report of a run folder; `NotARunFolderError` names what is missing."""
    needed = ("kpis.csv", "series.parquet", "summary.json", "manifest.json")
    absent = [name for name in needed if not (path / name).is_file()]
    if absent:
        raise NotARunFolderError(f"{path}: is not a run folder, it has no {', no '.join(absent)}")
    summary = json.loads((path / "summary.json").read_text(encoding="utf-8"))
    frames: dict[str, Any] = {
        name: _frame(summary.pop(name, []), columns) for name, columns in FRAMES.items()
    }
    start = datetime.fromisoformat(summary.pop("start"))
    lists: dict[str, Any] = {
        name: tuple(
            tuple(item) if isinstance(item, list) else item for item in summary.pop(name, ())
        )
        for name in (
            "headline",
            "warnings",
            "gaps",
            "off_stages",
            "assumptions",
            "premises",
            "rests_on",
            "order_file",
            "waits",
            "limits",
        )
    }
    return ReportInput(
        **summary,
        **lists,
        start=start,
        kpis=read_kpis(path / "kpis.csv"),
        series=read_parquet(path / "series.parquet"),
        **frames,
        manifest=json.loads((path / "manifest.json").read_text(encoding="utf-8")),
        replay=_replay(path / "replay.json"),
    )


def _replay(path: Path) -> str:
    """The replay; empty in the folder of a run without one."""
    return path.read_text(encoding="utf-8").rstrip("\n") if path.is_file() else ""


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _records(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows as plain values; a missing number is None."""
    chosen = _with_floats(frame[list(columns)]).astype(object)
    rows = chosen.where(chosen.notna(), None).to_dict("records")
    return [{str(k): _plain(v) for k, v in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return _with_floats(pd.DataFrame(rows, columns=list(columns)))


def _with_floats(frame: pd.DataFrame) -> pd.DataFrame:
    """Measured columns as numbers, also where there is no row or every value is missing."""
    return frame.astype({column: "float64" for column in FLOATS if column in frame})
