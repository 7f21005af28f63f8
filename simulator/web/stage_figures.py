"""Every figure of a run that is done, by the stage that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.experiments.results import Results
from simulator.measure.kpis import kpi
from simulator.reporting.labels import stage_label
from simulator.stages import SECTIONS
from simulator.web.figures import Figure, figure


@dataclass(frozen=True)
class StageFigures:
    """The figures of a stage, all orders together.

    `asked` says that the scenario adds the stage to the one that it extends, or that it was changed
    on the page: what is asked is then about it, and its figures are in sight.
    """

    title: str
    asked: bool
    figures: tuple[Figure, ...]


def of_stages(results: Results) -> tuple[StageFigures, ...]:
    """Those that are known, stage by stage; first those that the question is about."""
    stages: dict[str, list[Figure]] = {}
    for name, scope in results.keys:
        known = results.estimate(name, scope)
        if scope == "all" and known.mean == known.mean:
            stages.setdefault(kpi(name).stage, []).append(figure(results, name, scope))
    added = set(_added(results.loaded.origins))
    stages_shown = [
        StageFigures(stage_label(stage), stage in added, tuple(its))
        for stage, its in stages.items()
    ]
    return tuple(sorted(stages_shown, key=lambda each: not each.asked))


def _added(origins: Mapping[str, str]) -> Iterator[str]:
    """The stages whose section is of the file itself and not of one that it extends, or set."""
    files = {_file(at) for at in origins.values()} - {""}
    own = _file(origins["name"])
    for stage in SECTIONS:
        origin = origins.get(stage, "default")
        is_set = origin != "default" and not _file(origin)
        if is_set or (len(files) > 1 and _file(origin) == own):
            yield stage


def _file(origin: str) -> str:
    """Of a place in a file; empty for a value that is set or assumed."""
    return origin.rpartition(":")[0]
