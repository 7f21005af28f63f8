"""The report of a run: one self-contained HTML page, its figures and the console's table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from simulator.reporting import cost_groups, money, tables, target_plots
from simulator.reporting.answer import answer, precision_sentence, ranges_sentence, verdict_of_run
from simulator.reporting.by_name import Figures
from simulator.reporting.carriers import carriers
from simulator.reporting.charts import Chart, pictures
from simulator.reporting.dates import RunClock
from simulator.reporting.estimates import estimates
from simulator.reporting.labels import label, stage_label
from simulator.reporting.numbers import percent
from simulator.reporting.plots import FIGURES, charts
from simulator.reporting.replay.replay import of_page
from simulator.reporting.report_input import ReportInput
from simulator.reporting.still_open import open_note
from simulator.reporting.tables import stage_of
from simulator.reporting.templating import rendered
from simulator.stages import STAGES
from simulator.units import duration_text

if TYPE_CHECKING:
    from simulator.reporting.estimates import Estimates

__all__ = ["ReportInput", "figures", "render"]

CUSTOMERS = {
    "promise": "Promises at checkout, and whether they are kept",
    "cancellation": "Customers who cancel",
    "claims": "Lost and damaged parcels, and what becomes of them",
}
"""Stages that customers see, whose figures stand in words in a section of their own."""


def run_clock(run: ReportInput) -> RunClock:
    """The dates of the run's phases."""
    phases = (int(run.clock.get(name, 0)) for name in ("warm_up", "run", "cool_down"))
    return RunClock(run.start, *phases)


def figures(run: ReportInput) -> dict[str, Chart]:
    """Every figure that has something to show, by name."""
    drawn = charts(run.series, run_clock(run))
    at_targets = target_plots.chart(run)
    return drawn if at_targets is None else drawn | {"standing": at_targets}


def plots_of(run: ReportInput) -> Figures:
    """Every figure by name, also one that has nothing to show and says so."""
    drawn = {name: figure.chart(run.series, run_clock(run)) for name, figure in FIGURES.items()}
    return Figures(drawn | figures(run))


def render(run: ReportInput, figures: Mapping[str, Chart]) -> str:
    """The page, with these figures inside it; it needs no other file.

    Only the replay has a script; all else is there without.
    """
    return rendered("report.html.j2", _context(run, figures), html=True)


def _context(run: ReportInput, figures: Mapping[str, Chart]) -> dict[str, Any]:
    known = estimates(run.kpis)
    return {
        "run": run,
        "phases": phases(run),
        "conclusion": answer(run, known),
        "verdict": verdict_of_run(run),
        "precision": f"{ranges_sentence(run)} {precision_sentence(run)}".lstrip(),
        "cards": _cards(run, known),
        "targets": tables.targets(run),
        "outcomes": tables.outcomes(known),
        "in_flight": tables.in_flight(run),
        "figures": pictures(figures),
        "heads": tables.heads_table(run.heads),
        "crews": tables.crews(known),
        "stations": tables.stations(known),
        "machines": tables.machines(known),
        "handling": [
            table
            for stage in (each.name for each in STAGES if each.chart)
            if (table := tables.stage_kpis(known, stage, stage_label(stage)))
        ],
        "customers": [
            table
            for stage, caption in CUSTOMERS.items()
            if (table := tables.stage_kpis(known, stage, caption))
        ],
        "waits": tables.waits(run.waits),
        "carriers": carriers(run),
        "inventory": tables.stage_kpis(known, "inventory", "Inventory"),
        "costs": money.costs(known),
        "growth": money.growth(known),
        "margin": money.margin(known, tuple(cost_groups.paid(run))),
        "goods_left_out": money.goods_are_left_out(known),
        "lost_margin": money.lost_margin(known),
        "money_by_class": money.by_class(known),
        "money_by_service": cost_groups.by_service(run),
        "money_by_method": cost_groups.by_method(run),
        "money_by_day": cost_groups.by_day(run),
        "by_class": tables.by_class(known),
        "all_kpis": tables.all_kpis(known),
        "replications": tables.replications(run),
        "provenance": flat(run.manifest),
        **of_page(run.replay),
    }


def phases(run: ReportInput) -> list[tuple[str, str, str]]:
    """Name, first moment and length of each phase that there is."""
    at, phases = run.start, []
    for name, text in (("warm_up", "warm-up"), ("run", "measured"), ("cool_down", "cool-down")):
        length = int(run.clock.get(name, 0))
        told = run.cool_down if name == "cool_down" else ""
        if length or told:
            phases.append((text, f"{at:%Y-%m-%d %H:%M}", told or duration_text(length)))
        at += timedelta(milliseconds=length)
    return phases


def _cards(run: ReportInput, known: Estimates) -> dict[str, list[dict[str, str]]]:
    """The headline figures in order, outcomes of orders apart from the others."""
    cards: dict[str, list[dict[str, str]]] = {"figures": [], "outcomes": []}
    placed = known.mean("orders.placed")
    for name in run.headline:
        row = known.get(name)
        if row is None:
            continue
        counts = name.startswith("orders.")
        share = f"{percent(row.mean / placed)} of placed" if counts and placed else ""
        share = share or open_note(known, name)
        cards["outcomes" if counts else "figures"].append(
            {
                "label": label(name),
                "value": row.shown.value,
                "unit": "" if counts else row.shown.unit,
                "plus_minus": row.shown.plus_minus,
                "share": share,
                "definition": stage_of(name)[1],
            }
        )
    return cards


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)


def flat(manifest: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Nested mappings as rows: 'versions, python' and its value.

    Without what is for programs alone: the question, which the command line says too.
    """
    rows: list[tuple[str, str]] = []
    for key, value in manifest.items():
        if key == "question" and not above:
            continue
        name = f"{above}{str(key).replace('_', ' ')}"
        if isinstance(value, Mapping):
            rows += flat(value, f"{name}, ")
        elif isinstance(value, (list, tuple)):
            rows.append((name, ", ".join(str(each) for each in value)))
        elif value not in (None, ""):
            rows.append((name, _plain(value)))
    return rows
