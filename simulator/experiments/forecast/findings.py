"""A forecast for people: chances, fans of the backlog by stage, pick-ups, and who will be late."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.experiments.forecast.forecast import ENOUGH, Chance, Forecast
from simulator.experiments.provenance import of_one
from simulator.reporting.charts import Chart
from simulator.reporting.conclusions import conclude
from simulator.reporting.fan_plots import Fan, fans
from simulator.reporting.findings import MOST_ROWS, Findings
from simulator.reporting.grids import WideTable
from simulator.reporting.labels import setting_words, stage_label
from simulator.reporting.moments import moment_text
from simulator.reporting.numbers import count
from simulator.reporting.style import band_name, band_shares
from simulator.reporting.tables import Table
from simulator.units import HOUR
from simulator.workload.state_notes import state_notes

if TYPE_CHECKING:
    import pandas as pd

ALL_BACKLOG = "in the house"


def findings(found: Forecast, *, command: str, seconds: float) -> Findings:
    """The forecast as its reader wants it."""
    scenario = found.scenario
    tables = [table for table in (_calls(found), _pick_ups(found), _late(found)) if table.rows]
    return Findings(
        kind="fulfillment simulator forecast",
        title=f"{scenario.title or scenario.name}: forecast to {_end(found)}",
        question=scenario.question,
        conclusion=conclusion(found),
        main=_chances(found) if found.chances else _backlog(found),
        shown=((_backlog(found), *tables) if found.chances else tuple(tables)),
        charts={"backlog": _chart(found)},
        notes=state_notes(scenario),
        footnotes=(
            "Chances are shares of the replications, with Wilson's score interval at "
            f"{scenario.experiment.confidence:.0%}; they cover what is drawn (orders to come, "
            "times of work, absences), and not a state or inputs that are wrong.",
        ),
        frames={
            "chances": _chances_frame(found),
            "fans": _fans_frame(found),
            "pick_ups": _pick_ups_frame(found),
            "late": _late_frame(found),
            "calls": _calls_frame(found),
        },
        grids=tuple(_grids(found)),
        facts={"replications": found.replications, "enough": found.enough},
        manifest=of_one(found.loaded, command, seconds, found.replications),
    )


def conclusion(found: Forecast) -> str:
    """The first event and what brings it about, the backlog at the end, and who is late."""
    chance = found.chances[0] if found.chances else None
    low, mid, high = _spread(found.inside[:, 0, -1])
    best = next((one for _, one in found.calls if one.share >= ENOUGH), None)
    sure = sum(one.late >= ENOUGH * one.known for one in found.late)
    return conclude(
        "forecast",
        (),
        {"tally": _tally, "counted_orders": lambda k: f"{count(k)} order{'s' * (count(k) != '1')}"},
        event=None if chance is None else chance.event.text,
        chance=chance,
        call=None if found.enough is None else setting_words(found.path, found.enough),
        best=best,
        tried=len(found.calls),
        last=found.calls[-1][1] if found.calls else None,
        wide=setting_words(found.path, found.calls[-1][0]) if found.calls else "",
        end=_end(found),
        low=low,
        mid=mid,
        high=high,
        late=len(found.late),
        sure=sure,
        band=band_name(found.replications),
    )


def _tally(one: Chance) -> str:
    low, high = (f"{100 * bound:.0f}" for bound in one.interval)
    return f"{one.hits:,} of {one.trials:,} futures ({low} to {high} %)"


def _end(found: Forecast) -> str:
    clock = found.scenario.clock
    return moment_text(clock.calendar.shown(clock.window[1]))


def _spread(values: Any) -> tuple[float, float, float]:
    """The band's low end, the median and its high end."""
    low, high = band_shares(len(values))
    found = np.quantile(values, (low, 0.5, high), method="closest_observation")
    return float(found[0]), float(found[1]), float(found[2])


def _chances(found: Forecast) -> Table:
    rows = [(one.event.text, f"{100 * one.share:.0f} %", _tally(one)) for one in found.chances]
    return Table("How likely it is", ("Event", "Chance", "Happens in"), tuple(rows), 1)


def _calls(found: Forecast) -> Table:
    rows = [
        (setting_words(found.path, value), f"{100 * one.share:.0f} %", _tally(one))
        for value, one in found.calls
    ]
    return Table("What brings the first event about", ("With", "Chance", "Happens in"), tuple(rows))


def _backlog(found: Forecast) -> Table:
    """Orders by stage now, half way and at the end."""
    places = [
        ALL_BACKLOG if p == "backlog" else f"at {stage_label(p).lower()}" for p in found.places
    ]
    at = [0, len(found.hours) // 2, len(found.hours) - 1]
    rows = []
    for k, place in enumerate(places):
        cells = [place, count(float(np.median(found.inside[:, k, 0])))]
        for moment in at[1:]:
            low, mid, high = _spread(found.inside[:, k, moment])
            cells.append(f"{count(mid)} ({count(low)} to {count(high)})")
        rows.append(tuple(cells))
    dates, low_end = found.scenario.clock.calendar, found.scenario.clock.window[0]
    shown = [dates.shown(round(low_end + found.hours[k] * HOUR)) for k in at]
    head = ("Orders", *(f"{moment:%a %H:%M}" for moment in shown))
    caption = f"Released and not handed over: median ({band_name(found.replications)})"
    return Table(caption, head, tuple(rows), 1)


def _pick_ups(found: Forecast) -> Table:
    dates, low_end = found.scenario.clock.calendar, found.scenario.clock.window[0]
    rows = []
    for k, (hour, carrier) in enumerate(found.pick_ups):
        low, mid, high = _spread(found.handed_over[:, k])
        moment = dates.shown(round(low_end + hour * HOUR))
        rows.append((moment_text(moment), carrier, count(mid), f"{count(low)} to {count(high)}"))
    head = ("Pick-up", "Carrier", "Orders, median", band_name(found.replications))
    return Table("Orders handed over", head, tuple(rows), 2)


def _late(found: Forecast) -> Table:
    rows = [
        (one.order, stage_label(one.stage), one.ship_by, f"{100 * one.late / one.known:.0f} %")
        for one in found.late
    ]
    caption = "Orders in the house that may be late, the surest first"
    if len(rows) > MOST_ROWS:
        caption += f" ({MOST_ROWS} of {len(rows):,})"
    return Table(caption, ("Order", "Now at", "Promised by", "Late in"), tuple(rows), 3)


def _chart(found: Forecast) -> Chart:
    low, high = band_shares(found.replications)
    parts = [
        Fan(
            ALL_BACKLOG if place == "backlog" else f"at {stage_label(place).lower()}",
            np.quantile(found.inside[:, k], low, axis=0),
            np.median(found.inside[:, k], axis=0),
            np.quantile(found.inside[:, k], high, axis=0),
        )
        for k, place in enumerate(found.places)
    ]
    begins = found.scenario.clock.calendar.shown(found.scenario.clock.window[0])
    return Chart(
        partial(fans, found.hours, parts, begins),
        "Orders in the house and at each stage",
        f"The line is the median of the futures, the band {band_name(found.replications)} of them: "
        "half of the futures lie above the line.",
    )


def _chances_frame(found: Forecast) -> pd.DataFrame:
    return _frame_of([(one.event.text, one) for one in found.chances], "event")


def _calls_frame(found: Forecast) -> pd.DataFrame:
    return _frame_of([(f"{found.path}={value}", one) for value, one in found.calls], "setting")


def _frame_of(rows: list[tuple[str, Chance]], name: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            name: [text for text, _ in rows],
            "chance": [one.share for _, one in rows],
            "low": [one.interval[0] for _, one in rows],
            "high": [one.interval[1] for _, one in rows],
            "hits": [one.hits for _, one in rows],
            "replications": [one.trials for _, one in rows],
        }
    )


def _fans_frame(found: Forecast) -> pd.DataFrame:
    import pandas as pd

    low, high = band_shares(found.replications)
    parts = [
        pd.DataFrame(
            {
                "place": place,
                "hours": found.hours,
                "low": np.quantile(found.inside[:, k], low, axis=0),
                "median": np.median(found.inside[:, k], axis=0),
                "mean": found.inside[:, k].mean(axis=0),
                "high": np.quantile(found.inside[:, k], high, axis=0),
            }
        )
        for k, place in enumerate(found.places)
    ]
    return pd.concat(parts, ignore_index=True)


def _grids(found: Forecast) -> Iterator[WideTable]:
    """The fan of each place by the clock on the wall."""
    clock, fans_of = found.scenario.clock, _fans_frame(found)
    start = clock.calendar.shown(clock.window[0])
    for place in found.places:
        frame = fans_of.loc[fans_of["place"] == place].drop(columns="place")
        title = ALL_BACKLOG if place == "backlog" else f"at {stage_label(place).lower()}"
        title = title[:1].upper() + title[1:]
        yield WideTable(
            title, frame, "orders", "line", start=start, time_zone=clock.time_zone or ""
        )


def _pick_ups_frame(found: Forecast) -> pd.DataFrame:
    import pandas as pd

    spreads = [_spread(found.handed_over[:, k]) for k in range(len(found.pick_ups))]
    return pd.DataFrame(
        {
            "hours": [hour for hour, _ in found.pick_ups],
            "carrier": [carrier for _, carrier in found.pick_ups],
            **{
                name: [one[k] for one in spreads]
                for k, name in enumerate(("low", "median", "high"))
            },
        }
    )


def _late_frame(found: Forecast) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [(o.order, o.stage, o.ship_by, o.late, o.known) for o in found.late],
        columns=["order", "stage", "ship_by", "late", "known"],
    )
