"""A forecast for people: chances, whom to call, who will be late, pick-ups, and fans by stage."""

from __future__ import annotations

from datetime import datetime
from math import isnan

import numpy as np

from simulator.experiments.forecast.charts import charts, shown
from simulator.experiments.forecast.conclusion import (
    called_words,
    conclusion,
    cost_text,
    interval_text,
    percent_text,
    spread,
    verdict,
)
from simulator.experiments.forecast.events import place_words
from simulator.experiments.forecast.forecast import Forecast
from simulator.experiments.forecast.frames import frames, grids
from simulator.experiments.forecast.seen import Late
from simulator.experiments.provenance import of_one
from simulator.measure.statistics import Estimate
from simulator.reporting.conclusions import capital
from simulator.reporting.findings import MOST_ROWS, Findings
from simulator.reporting.moments import moment_text, short_moment
from simulator.reporting.numbers import count
from simulator.reporting.periods import share_text
from simulator.reporting.style import band_name
from simulator.reporting.tables import Table
from simulator.stages.demand.forecast_notes import forecast_notes
from simulator.workload.state_notes import state_notes

MOST_LATE = 40
"""Orders in the page's table of who may be late; the file has all."""


def findings(forecast: Forecast, *, command: str, seconds: float) -> Findings:
    """The forecast as its reader wants it."""
    scenario = forecast.scenario
    tables = [_calls(forecast), _late(forecast), _pick_ups(forecast)]
    clock = scenario.clock
    end = moment_text(clock.calendar.shown(clock.window[1]))
    return Findings(
        kind="fulfillment simulator forecast",
        title=f"{scenario.title or scenario.name}: forecast to {end}",
        question=scenario.question,
        conclusion=conclusion(forecast),
        verdict=verdict(forecast),
        main=_chances(forecast) if forecast.chances else _backlog(forecast),
        shown=(
            *(table for table in tables if table.rows),
            *((_backlog(forecast),) if forecast.chances else ()),
        ),
        charts=charts(forecast),
        interrupted=bool(forecast.interrupted),
        notes=(*state_notes(scenario), *forecast_notes(scenario)),
        footnotes=(
            "Chances are shares of the replications, with Wilson's score interval at "
            f"{share_text(scenario.experiment.confidence)}; they cover what is drawn (orders to "
            "come, times of work, absences), and not a state or inputs that are wrong.",
            "An order is late in a future if it is handed over after its promise, or is still "
            "there when that has passed; a promise after the end of the forecast is not judged.",
        ),
        frames=frames(forecast),
        grids=tuple(grids(forecast)),
        facts={"replications": forecast.replications, "enough": forecast.enough},
        manifest=of_one(forecast.loaded, command, seconds, forecast.replications),
    )


def _chances(forecast: Forecast) -> Table:
    rows = [
        (
            each.event.text,
            percent_text(each.share),
            interval_text(each),
            f"{each.hits:,} of {each.trials:,}",
        )
        for each in forecast.chances
    ]
    head = ("Event", "Chance", _interval_head(forecast), "Futures")
    return Table(
        "How likely it is" + (", as it is" if forecast.calls else ""), head, tuple(rows), 1
    )


def _interval_head(forecast: Forecast) -> str:
    return f"{share_text(forecast.scenario.experiment.confidence)} interval"


def _calls(forecast: Forecast) -> Table:
    currency = forecast.scenario.currency
    rows = [
        (
            capital(called_words(forecast, each)),
            percent_text(each.chance.share),
            interval_text(each.chance),
            f"{each.chance.hits:,} of {each.chance.trials:,}",
            _wages(each.cost, currency),
        )
        for each in forecast.calls
    ]
    event = forecast.chances[0].event.phrase if forecast.chances else ""
    head = ("With", "Chance", _interval_head(forecast), "Futures", "More wages")
    return Table(f"What brings about {event}", head, tuple(rows))


def _wages(cost: Estimate, currency: str) -> str:
    return "not known" if isnan(cost.mean) else cost_text(cost, currency) or "none"


def _late(forecast: Forecast) -> Table:
    """Those that can still be helped first, by risk; then those that are late already."""
    rows = [
        (each.order, short_moment(datetime.fromisoformat(each.ship_by)), place_words(each.stage),
         "late already" if each.already else _risk(each))
        for each in sorted(forecast.late, key=lambda each: each.already)[:MOST_LATE]
    ]  # fmt: skip
    caption = "Orders in the house that may be late, by risk"
    if len(forecast.late) > len(rows):
        caption += f" ({len(rows)} of {len(forecast.late):,}; late.csv has all)"
    elif len(rows) > MOST_ROWS:
        caption += f" ({len(rows)})"
    return Table(caption, ("Order", "Promised by", "Now", "Late in"), tuple(rows), 3)


def _risk(late: Late) -> str:
    """Of how many futures in which it is known."""
    return f"{percent_text(late.risk)} of futures"


def _pick_ups(forecast: Forecast) -> Table:
    rows = []
    for k, (hour, carrier) in enumerate(forecast.pick_ups):
        low, mid, high = spread(forecast.handed_over[:, k])
        moment = short_moment(shown(forecast, hour))
        rows.append((moment, carrier, count(mid), f"{count(low)} to {count(high)}"))
    head = ("Pick-up", "Carrier", "Orders, median", band_name(forecast.replications))
    return Table("Orders handed over" + _as_it_is(forecast), head, tuple(rows), 2)


def _as_it_is(forecast: Forecast) -> str:
    return ", as it is" if forecast.calls else ""


def _backlog(forecast: Forecast) -> Table:
    """Orders by stage now, half way and at the end."""
    at = [0, len(forecast.hours) // 2, len(forecast.hours) - 1]
    rows = []
    for k, place in enumerate(forecast.places):
        cells = [capital(place_words(place)), count(float(np.median(forecast.inside[:, k, 0])))]
        for moment in at[1:]:
            low, mid, high = spread(forecast.inside[:, k, moment])
            cells.append(f"{count(mid)} ({count(low)} to {count(high)})")
        rows.append(tuple(cells))
    head = ("Orders", *(f"{shown(forecast, float(forecast.hours[k])):%a %H:%M}" for k in at))
    name = band_name(forecast.replications)
    caption = f"Released and not handed over{_as_it_is(forecast)}: median ({name})"
    return Table(caption, head, tuple(rows), 1)
