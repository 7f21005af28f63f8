"""The figures of a forecast: fans of orders, and what each call does for the chance."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import numpy as np
import numpy.typing as npt

from simulator.experiments.forecast.conclusion import (
    AS_IT_IS,
    band_words,
    called_words,
    spread,
)
from simulator.experiments.forecast.events import place_words
from simulator.experiments.forecast.forecast import ENOUGH, Forecast
from simulator.reporting.charts import Chart
from simulator.reporting.conclusions import capital
from simulator.reporting.fan_plots import Fan, Target, Window, chances, fan, stages
from simulator.reporting.labels import axis_words
from simulator.reporting.periods import share_text
from simulator.units import HOUR


def charts(forecast: Forecast) -> dict[str, Chart]:
    """The place of the first event, the stages each by itself, and what each call is worth."""
    window = Window(forecast.hours, partial(shown, forecast), forecast.pick_ups)
    band = f"the band has what is {band_words(forecast.replications)}."
    line, called = (
        f"The line is the median of the futures; {band}",
        band_words(forecast.replications),
    )
    made = {"backlog": _of_the_event(forecast, window, line)}
    parts = [
        _fan(capital(place_words(each)), forecast.inside[:, k])
        for k, each in enumerate(forecast.places)
        if each != "backlog"
    ]
    if any(part.high.max(initial=0) > 0 for part in parts):
        reading = f"Each has a scale of its own. {line}"
        made["stages"] = Chart(
            partial(stages, window, parts, called), "Orders at each stage", reading
        )
    if len(forecast.calls) > 1:
        made["calls"] = _of_the_calls(forecast)
    return made


def shown(forecast: Forecast, hour: float) -> datetime:
    """The moment so many hours after the state, by the clock on the wall."""
    clock = forecast.scenario.clock
    return clock.calendar.shown(round(clock.window[0] + hour * HOUR))


def _of_the_event(forecast: Forecast, window: Window, line: str) -> Chart:
    """Orders at its place, or in the house; also with what is called."""
    event = forecast.chances[0].event if forecast.chances else None
    place = event.place if event is not None and event.place else "backlog"
    target = None
    if event is not None and event.place:
        at = (event.moment - forecast.scenario.clock.window[0]) / HOUR
        target = Target(at, event.orders, event.relation == "<=")
    call = forecast.best or max(forecast.calls, key=lambda each: each.chance.share, default=None)
    parts = [_fan(AS_IT_IS if call else "orders", forecast.inside[:, forecast.places.index(place)])]
    if call is not None and called_words(forecast, call) != AS_IT_IS:
        parts.append(_fan(f"with {called_words(forecast, call)}", call.inside))
    marks = " Dotted lines are pick-ups." if forecast.pick_ups else ""
    aim = " The red mark is what is aimed at." if target else ""
    where = place_words(place)
    return Chart(
        partial(fan, window, parts, target, where, band_words(forecast.replications)),
        f"Orders {where}",
        f"{line}{marks}{aim}",
    )


def _of_the_calls(forecast: Forecast) -> Chart:
    return Chart(
        partial(
            chances,
            [each.value for each in forecast.calls],
            [each.chance.share for each in forecast.calls],
            [each.chance.interval for each in forecast.calls],
            ENOUGH,
            axis_words(forecast.path),
        ),
        "What each call does for the chance",
        "The point is the share of the futures in which it is so, the bar its interval; the dashed "
        f"line is the chance of {share_text(ENOUGH)} at which no more are called.",
    )


def _fan(name: str, inside: npt.NDArray[np.int64]) -> Fan:
    return Fan(name, *spread(inside))
