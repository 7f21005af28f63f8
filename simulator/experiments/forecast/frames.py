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


def frames(found: Forecast) -> dict[str, pd.DataFrame]:
    """By name, as they become files."""
    return {
        "chances": _frame_of([(each.event.text, each) for each in found.chances], "event"),
        "fans": fans_frame(found),
        "pick_ups": _pick_ups(found),
        "late": _late(found),
        "calls": _calls(found),
    }


def _calls(found: Forecast) -> pd.DataFrame:
    rows = [(f"{found.path}={each.value}", each.chance) for each in found.calls]
    costs = [each.cost for each in found.calls]
    return _frame_of(rows, "setting").assign(
        wages=[cost.mean for cost in costs], wages_half_width=[cost.half_width for cost in costs]
    )


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


def fans_frame(found: Forecast) -> pd.DataFrame:
    """The bands of orders at each place by hour since the state."""
    import pandas as pd

    parts = []
    for k, place in enumerate(found.places):
        low, median, high = spread(found.inside[:, k])
        columns = {"low": low, "median": median, "mean": found.inside[:, k].mean(axis=0)}
        parts.append(pd.DataFrame({"place": place, "hours": found.hours, **columns, "high": high}))
    return pd.concat(parts, ignore_index=True)


def grids(found: Forecast) -> Iterator[WideTable]:
    """The fan of each place by the clock on the wall."""
    clock, fans_of = found.scenario.clock, fans_frame(found)
    start = clock.calendar.shown(clock.window[0])
    for place in found.places:
        frame = fans_of.loc[fans_of["place"] == place].drop(columns="place")
        title = capital(place_words(place))
        yield WideTable(
            title, frame, "orders", "line", start=start, time_zone=clock.time_zone or ""
        )


def _pick_ups(found: Forecast) -> pd.DataFrame:
    import pandas as pd

    spreads = [spread(found.handed_over[:, k]) for k in range(len(found.pick_ups))]
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


def _late(found: Forecast) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        [(o.order, o.stage, o.ship_by, o.late, o.known, o.already) for o in found.late],
        columns=["order", "stage", "ship_by", "late", "known", "already"],
    )
