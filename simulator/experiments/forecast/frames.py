"""The tables of a forecast: chances, fans, pick-ups, and who will be late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.experiments.forecast.conclusion import spread
from simulator.experiments.forecast.events import place_words
from simulator.experiments.forecast.forecast import Forecast
from simulator.experiments.forecast.seen import Chance
from simulator.reporting.conclusions import capital
from simulator.reporting.grids import WideTable

if TYPE_CHECKING:
    import pandas as pd


def frames(forecast: Forecast) -> dict[str, pd.DataFrame]:
    """By name, as they become files."""
    return {
        "chances": _frame_of([(each.event.text, each) for each in forecast.chances], "event"),
        "fans": fans_frame(forecast),
        "pick_ups": _pick_ups(forecast),
        "late": _late(forecast),
        "calls": _calls(forecast),
    }


def _calls(forecast: Forecast) -> pd.DataFrame:
    rows = [(f"{forecast.path}={each.value}", each.chance) for each in forecast.calls]
    costs = [each.cost for each in forecast.calls]
    return _frame_of(rows, "setting").assign(
        wages=[cost.mean for cost in costs], wages_half_width=[cost.half_width for cost in costs]
    )


def _frame_of(rows: list[tuple[str, Chance]], name: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            name: [text for text, _ in rows],
            "chance": [row.share for _, row in rows],
            "low": [row.interval[0] for _, row in rows],
            "high": [row.interval[1] for _, row in rows],
            "hits": [row.hits for _, row in rows],
            "replications": [row.trials for _, row in rows],
        }
    )


def fans_frame(forecast: Forecast) -> pd.DataFrame:
    """The bands of orders at each place by hour since the state."""
    import pandas as pd

    parts = []
    for k, place in enumerate(forecast.places):
        low, median, high = spread(forecast.inside[:, k])
        columns = {"low": low, "median": median, "mean": forecast.inside[:, k].mean(axis=0)}
        parts.append(
            pd.DataFrame({"place": place, "hours": forecast.hours, **columns, "high": high})
        )
    return pd.concat(parts, ignore_index=True)


def grids(forecast: Forecast) -> Iterator[WideTable]:
    """The fan of each place by the clock on the wall."""
    clock, fans_of = forecast.scenario.clock, fans_frame(forecast)
    start = clock.calendar.shown(clock.window[0])
    for place in forecast.places:
        frame = fans_of.loc[fans_of["place"] == place].drop(columns="place")
        title = capital(place_words(place))
        yield WideTable(
            title, frame, "orders", "line", start=start, time_zone=clock.time_zone or ""
        )


def _pick_ups(forecast: Forecast) -> pd.DataFrame:
    import pandas as pd

    spreads = [spread(forecast.handed_over[:, k]) for k in range(len(forecast.pick_ups))]
    return pd.DataFrame(
        {
            "hours": [hour for hour, _ in forecast.pick_ups],
            "carrier": [carrier for _, carrier in forecast.pick_ups],
            **{
                name: [spread[k] for spread in spreads]
                for k, name in enumerate(("low", "median", "high"))
            },
        }
    )


def _late(forecast: Forecast) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [(o.order, o.stage, o.ship_by, o.late, o.known, o.already) for o in forecast.late],
        columns=["order", "stage", "ship_by", "late", "known", "already"],
    )
