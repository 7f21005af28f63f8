"""The run folder: everything a run leaves behind, written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.results.folder import parquet, write_folder
from simulator.scenario import resolve

if TYPE_CHECKING:
    from simulator.experiments.results import Results


def write_run(results: Results, folder: Path) -> Path:
    """Write `report.html`, the tables, the figures and the scenario; returns the folder."""
    from simulator.reporting.folder import folder_files
    from simulator.reporting.report import figures, render

    content = results.report_input
    pictures = figures(content)
    files: dict[str, bytes] = {
        "report.html": render(content, pictures).encode(),
        **folder_files(content),
        **{f"figures/{name}.svg": picture for name, picture in pictures.items()},
        "scenario.yaml": resolve(results.loaded).encode(),
    }
    for table in ("orders", "events"):
        if getattr(results.replications[0], table) is not None:
            files[f"{table}.parquet"] = parquet(getattr(results, table))
    return write_folder(folder, files)
