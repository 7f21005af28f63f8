"""The run folder: everything a run leaves behind, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.experiments.own_told import kpis_told
from simulator.experiments.replays import WORST, engine_of, replay
from simulator.journey import simulate
from simulator.measure.kpis import known_as
from simulator.mistakes import InputError
from simulator.reading.sheet_paths import on_disk
from simulator.reporting.cost_groups import costs_file
from simulator.reporting.folder import folder_files, from_folder
from simulator.reporting.model_page import model_page
from simulator.reporting.report import figures, render
from simulator.reporting.workbook.workbooks import write_run as workbook_of_run
from simulator.results.folder import Content, NotARunFolderError, restore, write_folder
from simulator.results.ocel import write_ocel
from simulator.results.promises import as_promised
from simulator.results.writing import write_table
from simulator.scenario import Loaded, Scenario, resolve
from simulator.workload.sampling import sample

if TYPE_CHECKING:
    from simulator.experiments.results import Results


def write_run(
    results: Results,
    folder: Path,
    export: Collection[str] = (),
    asked: Mapping[str, Any] | None = None,
    replayed: str | date = WORST,
) -> Path:
    """Write report, tables, figures and scenario; `export` may name 'csv' and 'ocel'.

    `replayed` is the day that the report replays: see `replays.asked_day`.
    """
    content = results.report_input
    engine = engine_of(results.engines, results.seconds)
    film = replay(results.scenario, results.replications, replayed, engine)
    content = replace(
        content,
        manifest={**content.manifest, **(asked or {})},
        replay="" if film is None else film.json,
    )
    pictures = figures(content)
    scenario = scenario_files(results.loaded, folder)
    files: dict[str, Content] = {
        "report.html": render(content, pictures).encode(),
        **folder_files(content),
        "costs.csv": costs_file(content),
        **{f"figures/{name}.svg": chart.svg for name, chart in pictures.items()},
        **scenario,
        "model.md": model_page(content, scenario["scenario.yaml"].decode()).encode(),
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


def scenario_files(loaded: Loaded, folder: Path) -> dict[str, bytes]:
    """The resolved scenario and copies of its tables, by their paths in a folder that is to be run
    from anywhere.
    """
    text = resolve(loaded, folder.resolve())
    files: dict[str, bytes] = {}
    for number, path in enumerate(dict.fromkeys(map(on_disk, loaded.files)), start=1):
        name = f"inputs/{number}-{path.name}"
        text = text.replace(Path(os.path.relpath(path, folder.resolve())).as_posix(), name)
        files[name] = path.read_bytes()
    return {"scenario.yaml": text.encode(), **files}


def _ocel(path: Path, scenario: Scenario, number: int) -> None:
    """One replication's log for process mining; it is simulated again, which gives the same."""
    workload = sample(scenario, number)
    timeline = simulate(scenario, workload)
    workload = as_promised(workload, timeline.promises)
    write_ocel(path, scenario, workload, timeline)


def workbook_of(folder: Path, path: Path) -> Path:
    """Write the workbook of a run from its folder. Raises InputError."""
    content = from_folder(folder)
    with known_as(kpis_told(content.manifest)):
        return workbook_of_run(content, (folder / "scenario.yaml").read_text("utf-8"), path)


def rewrite_report(folder: Path) -> Path:
    """Make report.html, model.md and the figures of a run folder again, from what else is in it."""
    restore(folder)
    try:
        content = from_folder(folder)
        resolved = (folder / "scenario.yaml").read_text(encoding="utf-8")
        with known_as(kpis_told(content.manifest)):
            pictures = figures(content)
            page = render(content, pictures).encode()
            model = model_page(content, resolved).encode()
    except InputError:
        raise
    except Exception as problem:  # whatever can be wrong in six files of several formats
        wrong = f"{type(problem).__name__}: {' '.join(str(problem).split())[:200]}"
        raise NotARunFolderError(f"{folder}: its files are damaged ({wrong}); run again") from None
    kept = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    remade = {
        "report.html": page,
        "model.md": model,
        **{f"figures/{name}.svg": chart.svg for name, chart in pictures.items()},
    }
    write_folder(folder, kept | remade)
    return folder / "report.html"
