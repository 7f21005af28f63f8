"""The run folder: everything a run leaves behind, written whole or not at all."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.results.folder import Content, restore, write_folder
from simulator.results.writing import write_table
from simulator.scenario import Scenario, resolve

if TYPE_CHECKING:
    from simulator.experiments.results import Results


def write_run(results: Results, folder: Path, export: Collection[str] = ()) -> Path:
    """Write report, tables, figures and scenario; `export` may name 'csv' and 'ocel'."""
    from simulator.reporting.folder import folder_files
    from simulator.reporting.report import figures, render

    content = results.report_input
    pictures = figures(content)
    files: dict[str, Content] = {
        "report.html": render(content, pictures).encode(),
        **folder_files(content),
        **{f"figures/{name}.svg": picture for name, picture in pictures.items()},
        "scenario.yaml": resolve(results.loaded, folder.resolve()).encode(),
    }
    for table in results.kept_tables:
        for suffix in ("parquet", "csv"):
            if suffix == "parquet" or suffix in export:
                files[f"{table}.{suffix}"] = partial(write_table, frame=getattr(results, table))
    if "ocel" in export:
        first = results.replications[0].number
        files["events.ocel.json"] = partial(_ocel, scenario=results.scenario, number=first)
    write_folder(folder, files)
    return folder


def _ocel(path: Path, scenario: Scenario, number: int) -> None:
    """One replication's log for process mining; it is simulated again, which gives the same."""
    from simulator.model.pipeline import simulate
    from simulator.results.ocel import write_ocel
    from simulator.workload.sampling import sample

    workload = sample(scenario, number)
    write_ocel(path, scenario, workload, simulate(scenario, workload))


def rewrite_report(folder: Path) -> Path:
    """Make report.html and the figures of a run folder again, from what else is in it."""
    from simulator.reporting.folder import from_folder
    from simulator.reporting.report import figures, render

    restore(folder)
    content = from_folder(folder)
    pictures = figures(content)
    kept = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    remade = {
        "report.html": render(content, pictures).encode(),
        **{f"figures/{name}.svg": picture for name, picture in pictures.items()},
    }
    write_folder(folder, kept | remade)
    return folder / "report.html"
