"""A fit for people: the conclusion, the table of the proof, estimates, plots."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from simulator.fitting.articles import articles
from simulator.fitting.articles import told as of_articles
from simulator.fitting.held_out import FEWEST_DAYS, Proof, can_be_proved
from simulator.fitting.history import date_of, told_by
from simulator.fitting.missed import orders_to_come
from simulator.fitting.plots import charts
from simulator.fitting.proof import Row
from simulator.fitting.read_history import Read
from simulator.fitting.sheets import grids
from simulator.fitting.uncertainty import Uncertainty
from simulator.measure.kpis import kpi
from simulator.reporting.conclusions import conclude
from simulator.reporting.findings import Findings
from simulator.reporting.findings import html as page
from simulator.reporting.labels import label
from simulator.reporting.moments import day_text
from simulator.reporting.tables import Table
from simulator.results.cells import to_csv

if TYPE_CHECKING:
    import pandas as pd

    from simulator.fitting.fit import Fit

NONE = "–"
MARKS = {"met": "met", "missed": "missed", "not told": ""}
ONE_LAG = (
    "Handling is fitted as one lag: the scenario answers no question about people or machines."
)

STATIONS = (
    "Orders go through the stations of the base: the lag from release to hand-over is told alone, "
    "and the proof is that of its crews and hours."
)


def findings(fit: Fit, command: str) -> Findings:
    """The page of a fit."""
    proof = fit.proof
    missed = [row for row in proof.rows if row.verdict == "missed"] if proof else []
    history = fit.fitted.history
    return Findings(
        kind="fulfillment simulator fit",
        title=f"Fitted to {history.name}",
        question="What does our own history say, and how well does it predict?",
        conclusion=_conclusion(fit, missed),
        verdict=_verdict(fit),
        main=_proved(proof) if proof else _estimates(fit),
        shown=(
            *((_months(proof),) if proof and proof.months and fit.fitted.transit else ()),
            *((_spread(fit.uncertainty),) if fit.uncertainty is not None else ()),
        ),
        more=tuple(
            each
            for each in (*([_estimates(fit)] if proof else []), _tried(fit),
                         what_is_told(fit.read))
            if each.rows
        ),
        charts=charts(fit),
        warnings=_warnings(proof, missed),
        notes=tuple(_notes(fit)),
        footnotes=_footnotes(fit),
        frames=_frames(fit),
        grids=tuple(grids(proof, fit.fitted.arrivals.days)),
        scenario=fit.files["scenario.yaml"].decode(),
        facts={"verdicts": {row.measure.name: row.verdict for row in proof.rows} if proof else {}},
        manifest={"command": command, "file": history.name},
    )  # fmt: skip


def _frames(fit: Fit) -> dict[str, pd.DataFrame]:
    """By name, those that have a row; the estimates always."""
    frames = {"estimates": fit.estimates, "validation": fit.validation,
              "left_out": _left_out(fit), "input_uncertainty": fit.spread}  # fmt: skip
    return {name: frame for name, frame in frames.items() if len(frame)}


def files(fit: Fit, told: Findings, asked: Mapping[str, Any]) -> dict[str, bytes]:
    """What a fit leaves besides scenario and inputs; `asked` is for the manifest."""
    facts = {
        "history": fit.fitted.history.name,
        "orders": fit.fitted.history.n,
        "left_out": dict(fit.read.history.left_out),
        "conclusion": told.conclusion,
        "estimates": json.loads(fit.estimates.to_json(orient="records")),
        "validation": fit.records(),
        "input_uncertainty": json.loads(fit.spread.to_json(orient="records")),
    }
    manifest = {"kind": told.kind, **told.manifest, **asked}
    return {
        "manifest.json": json.dumps(manifest, indent=2, default=str).encode(),
        "fit.html": page(told).encode(),
        "fit.json": json.dumps(facts, indent=2, ensure_ascii=False).encode(),
        **{f"figures/{name}.svg": chart.svg for name, chart in told.charts.items()},
        **{f"{name}.csv": to_csv(frame) for name, frame in told.frames.items()},
    }


def _conclusion(fit: Fit, missed: list[Row]) -> str:
    proof, history = fit.proof, fit.fitted.history
    window = None
    if proof is not None:
        window = {
            "first": day_text(date_of(proof.window[0])),
            "last": day_text(date_of(proof.window[1] - 1)),
            "met": sum(row.verdict == "met" for row in proof.rows),
            "rows": sum(row.verdict != "not told" for row in proof.rows),
            "missed": [row.measure.what for row in missed],
            "off": list(_off(proof)),
            "short": proof.short,
        }
    return conclude(
        "fit",
        orders=f"{history.n:,}",
        history=history.name,
        first=day_text(date_of(history.begin)),
        last=day_text(date_of(int(history.placed[-1]))),
        window=window,
        fewest=FEWEST_DAYS,
        lag=fit.fitted.lag is not None and not fit.floor,
    )


def _warnings(proof: Proof | None, missed: list[Row]) -> tuple[str, ...]:
    """What to do about rows that are missed; where the part held out is short, that alone."""
    if proof is not None and proof.short:
        return (f"{_capital(proof.short)}.",)
    return tuple(f"{_capital(row.measure.what)}: {row.remedy}." for row in missed)


OFF = {
    "lead_p50": "the median time from order to door by {:.1f} %",
    "lead_p90": "that within which nine of ten orders arrive by {:.1f} %",
    "late": "the share of broken promises by {:.1f} points",
    "weekly": "the hand-overs of a week by {:.1f} % on average",
}
"""What a planner asks of a prediction, by the name of its measure."""


def _off(proof: Proof) -> Iterable[str]:
    """By how much the figures were missed that a planner works with."""
    told = {row.measure.name: row.predicted for row in proof.rows}
    for name, words in OFF.items():
        if not isnan(told.get(name, float("nan"))):
            yield words.format(told[name])


def _verdict(fit: Fit) -> tuple[str, str]:
    """How much of what was held out is predicted within its limits."""
    if fit.proof is None:
        return "undecided", "Not proved"
    told = [row.verdict for row in fit.proof.rows if row.verdict != "not told"]
    met = told.count("met")
    few = 2 * met < len(told) and not fit.proof.short
    word = "met" if met == len(told) else "missed" if few else "undecided"
    return word, f"{met or 'None'} of {len(told)} figures proved"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _cell(value: float, unit: str) -> str:
    if isnan(value):
        return NONE
    return f"{value:.3f}" if not unit else f"{value:.1f}"


def _proved(proof: Proof) -> Table:
    rows = []
    for row in proof.rows:
        unit = row.measure.unit
        others = (row.sampled, row.naive, row.resampled, row.chance, row.in_sample)
        name = f"{row.measure.what}{f', {unit}' if unit else ''}"
        limit = f"{row.measure.limit:g}"
        off = (_cell(row.predicted, unit), limit)
        rows.append((name, row.verdict, *off, *(_cell(value, unit) for value in others)))
    return Table(
        "How far the part held out is from what was predicted for it, and from other guesses",
        ("What", "Verdict", "Off by", "Limit", "Sampled orders", "Last period", "Past lags",
         "Chance", "Fitted to all"),
        tuple(rows),
        text_columns=2,
        marks=tuple(MARKS[row.verdict] for row in proof.rows),
    )  # fmt: skip


def _months(proof: Proof) -> Table:
    rows = tuple(
        (month, *(f"{value:.1f}" for value in values)) for month, values in proof.months.items()
    )
    head = ("Placed in", "Median, predicted", "Median, real", "P90, predicted", "P90, real")
    return Table("Days from order to door", head, rows)


def _spread(uncertainty: Uncertainty) -> Table:
    """What chance and each input add to the spread of each KPI."""
    names = tuple(uncertainty.spreads[0].shares) if uncertainty.spreads else ()
    rows = []
    for spread in uncertainty.spreads:
        shares = (spread.chance, *spread.shares.values())
        figures = (spread.mean, spread.alone, spread.drawn)
        told = (f"{value:,.4g}" for value in figures)
        rows.append((label(spread.kpi), *told, kpi(spread.kpi).unit,
                     *(f"{100 * share:.0f} %" for share in shares)))  # fmt: skip
    head = ("Figure of four weeks", "Mean", "SD by chance", "SD with inputs", "Unit",
            "Of it: chance", *names)  # fmt: skip
    return Table("How sure the next weeks are, and what that hangs on", head, tuple(rows), 1)


def _estimates(fit: Fit) -> Table:
    rows = tuple(
        (
            estimate.what,
            estimate.text,
            estimate.interval or NONE,
            f"{estimate.n:,}",
            estimate.method,
            estimate.source,
        )
        for estimate in fit.fitted.estimates
    )
    head = ("What", "Value", "95 % interval", "n", "Method", "From")
    return Table("What was estimated", head, rows, text_columns=6)


def _tried(fit: Fit) -> Table:
    """The ways that were compared, by their error on later parts of the history."""
    rows = []
    if fit.fitted.lag is not None:
        rows += [("handling", each.name, f"{each.error:.5f}") for each in fit.fitted.lag.tried]
    if fit.fitted.transit is not None:
        rows += [("transit", each.name, f"{each.error:.5f}") for each in fit.fitted.transit.tried]
    head = ("Of", "Way", "Error (Brier)")
    return Table("Ways that were compared on later parts of the history", head, tuple(rows), 2)


def what_is_told(read: Read) -> Table:
    """How many orders the file tells what of, and how many are left out for what."""
    history = read.history
    stamps = [
        (what, "no column" if count is None else f"{count:,}") for what, count in told_by(history)
    ]
    out = [(f"left out: {reason}", f"{count:,}") for reason, count in history.left_out]
    rows = (("orders", f"{history.n:,}"), *stamps, *out)
    return Table("What the file tells", ("What", "Orders"), tuple(rows))


def look(read: Read, command: str) -> Findings:
    """What a history tells, without a fit."""
    history = read.history
    return Findings(
        kind="fulfillment simulator history",
        title=f"{history.name}: a history",
        question="What does the file tell?",
        conclusion=conclude(
            "fit_check",
            orders=f"{history.n:,}",
            history=history.name,
            first=day_text(date_of(history.begin)),
            last=day_text(date_of(int(history.placed[-1]))),
            lacks=[what for what, count in told_by(history) if not count and what != "returned"],
            proves=can_be_proved(history),
        ),
        main=what_is_told(read),
        notes=read.notes,
        manifest={"command": command, "file": history.name},
    )


def _left_out(fit: Fit) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(fit.read.history.left_out, columns=["reason", "orders"])


def _notes(fit: Fit) -> Iterable[str]:
    out = ", ".join(f"{count:,} {reason}" for reason, count in fit.read.history.left_out)
    if out:
        yield f"Orders left out: {out}."
    yield from fit.read.notes
    if fit.fitted.closed:
        days = ", ".join(day_text(each) for each in fit.fitted.closed)
        yield f"Working days found closed, and taken for holidays: {days}."
    yield from fit.fitted.arrivals.left_out
    for day, factor in fit.fitted.arrivals.unusual:
        times = f"{factor:.1f} times what was expected"
        yield f"Orders on {day_text(day)} were {times}; that changes nothing."
    yield from of_articles(articles(fit.read, fit.fitted.history, fit.fitted.classes))
    yield from _near_as_naive(fit)
    if fit.proof is not None:
        yield from orders_to_come(fit.proof.rows, fit.proof.train)
    if fit.floor and fit.fitted.lag is not None:
        yield STATIONS
    elif fit.fitted.lag is not None:
        yield ONE_LAG
    if fit.proof is None:
        yield "Nothing was held out: the history is too short, or no column says when orders left."


def _near_as_naive(fit: Fit) -> Iterable[str]:
    for row in fit.proof.rows if fit.proof else ():
        if row.verdict == "met" and row.naive < row.predicted:
            apart = _cell(row.predicted - row.naive, row.measure.unit)
            chance = _cell(row.naive_error, row.measure.unit)
            yield (
                f"{_capital(row.measure.what)}: the last period alone is nearer by {apart}, which "
                f"is no more than chance ({chance} is its standard error)."
            )


def _footnotes(fit: Fit) -> tuple[str, ...]:
    return (
        "Off by: how far the scenario is, fitted to what was known before the part held out and "
        "run on the real orders of it (in validation.csv: predicted). Sampled orders: on orders of "
        "its own (sampled). Last period: that before it, taken for it (naive). Past lags: the real "
        "orders with lags drawn from past ones (resampled). Chance: two halves of the history by "
        "weeks at random. Fitted to all: to all of the history, and looked at in all of it "
        "(in_sample). A row is met within its limit if the last period alone is not nearer by more "
        "than 1.64 standard errors of the difference, from weeks drawn anew.",
        "Distributions are compared by the largest difference of their distribution functions, "
        "what was still open by Kaplan and Meier's estimate.",
        *_of_inputs(fit),
    )


def _of_inputs(fit: Fit) -> tuple[str, ...]:
    spread = fit.uncertainty
    if spread is None:
        return ()
    floor = ", times of the stages as they are" if fit.floor else ""
    return (
        f"Spread by inputs: {spread.samples} times {spread.weeks} weeks drawn anew with "
        f"replacement, each input estimated from them in the way that was chosen{floor}. SD is of "
        "a replication, shares are of its variance; more history narrows what is not chance. "
        "Where another number of orders is drawn the orders are others, which counts as 'orders'. "
        f"A standard deviation of {spread.samples} samples is itself within about "
        f"{100 * 1.96 / (2 * (spread.samples - 1)) ** 0.5:.0f} %.",
    )
