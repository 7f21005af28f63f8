"""What a forecast says in a paragraph: whom to call, what is left by the end, and who is late."""

from __future__ import annotations

import re
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiments.forecast.events import when
from simulator.experiments.forecast.forecast import ENOUGH, HEADS, Call, Forecast, begins
from simulator.experiments.forecast.seen import Chance
from simulator.measure.statistics import Estimate
from simulator.reporting.conclusions import conclude
from simulator.reporting.labels import setting_words, words
from simulator.reporting.numbers import counted, shown, value_text
from simulator.reporting.style import band_shares
from simulator.scenario import Scenario

_CREW = re.compile(r"crews\.([^.]+)\.heads")
AS_IT_IS = "as it is"
_SAME = 1e-9
EVEN = 0.5
"""A chance is likely where its whole interval is above this, unlikely where it is below."""
AT_MOST = 8
"""Heads of a range that is proposed (assumption)."""


def conclusion(forecast: Forecast) -> str:
    """What to do for the first event, the backlog at the end, and who is late."""
    return conclude(
        "forecast",
        (),
        {"chance": chance_text, "orders": lambda number: counted(number, "order")},
        interrupted=forecast.interrupted,
        **_of_the_event(forecast),
        **_of_the_end(forecast),
    )


def verdict(forecast: Forecast) -> tuple[str, str]:
    """Whether the first event is likely, with whom is called; nothing where none is asked."""
    if not forecast.chances or not forecast.chances[0].trials:
        return "", ""
    most = max(forecast.calls, key=lambda each: each.chance.share, default=None)
    called = forecast.best or most
    chance = forecast.chances[0]
    if called is not None and called.chance.hits > chance.hits and chance.share < ENOUGH:
        chance = called.chance
    low, high = chance.interval
    with_call = " with the call" if chance is not forecast.chances[0] else ""
    if low > EVEN:
        return "met", f"Likely{with_call}"
    return ("missed", "Unlikely") if high < EVEN else ("undecided", "Not sure")


def _of_the_event(forecast: Forecast) -> dict[str, Any]:
    first = forecast.chances[0] if forecast.chances else None
    known = first if first is not None and first.trials else None
    most = max(forecast.calls, key=lambda each: each.chance.share, default=None)
    called = forecast.best or most
    nobody = bool(forecast.calls and known is not None and known.share >= ENOUGH)
    asked = known is not None and known.share < ENOUGH and not forecast.calls
    coming = who_could_come(forecast.scenario) if asked or first is None else ""
    return {
        "at": f"{forecast.scenario.clock.calendar.shown(forecast.scenario.clock.window[1]):%H:%M}",
        "event": None if first is None else first.event.phrase,
        "chance": known,
        "trials": forecast.replications if known is None else known.trials,
        "nobody": nobody,
        "call": None if called is None or nobody else call_words(forecast, called),
        "called": "" if called is None else called_words(forecast, called),
        "best": None if forecast.best is None else forecast.best.chance,
        "most": None if most is None else most.chance,
        "tried": len(forecast.calls),
        "cost": "" if called is None else cost_text(called.cost, forecast.scenario.currency),
        "asked": asked,
        "enough": percent_text(ENOUGH),
        "whom": coming,
    }


def _of_the_end(forecast: Forecast) -> dict[str, Any]:
    clock, state = forecast.scenario.clock, forecast.scenario.of_state
    low, mid, high = spread(forecast.inside[:, 0, -1])
    late = [each for each in forecast.late if not each.already]
    sure = sum(each.risk >= ENOUGH for each in late)
    return {
        "end": when(clock.calendar.shown(clock.window[1]), state.at).removeprefix("at "),
        "mid": counted(round(mid), "order"),
        "band": f"{low:,.0f} to {high:,.0f} {band_words(forecast.replications)}",
        "already": len(forecast.late) - len(late),
        "sure": sure,
        "may": len(late) - sure,
    }


def percent_text(share: float) -> str:
    """A chance to the per cent; what is not certain does not read so."""
    if isnan(share):
        return "not known"
    if 0 < share < 0.01 or 0.99 < share < 1:
        return "<1 %" if share < 0.5 else ">99 %"
    return f"{100 * share:.0f} %"


def interval_text(chance: Chance) -> str:
    """Its interval, within 0 and 100 %."""
    if not chance.trials:
        return "not known"
    low, high = (min(max(bound, 0.0), 1.0) for bound in chance.interval)
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def chance_text(chance: Chance) -> str:
    """A chance with its interval."""
    return f"{percent_text(chance.share)} ({interval_text(chance)})"


def cost_text(cost: Estimate, currency: str) -> str:
    """What is paid more; nothing where there are no wages, or where nothing is."""
    if isnan(cost.mean) or cost.mean <= 0:
        return ""
    if cost.half_width < _SAME * cost.mean:  # but for the last digits of sums
        return shown(round(cost.mean, 4), None, currency).text
    return value_text(cost, currency)


def spread(values: npt.NDArray[Any]) -> tuple[Any, Any, Any]:
    """The band's low end, the median and its high end over the futures, the first axis.

    Each is of a future that was seen, here, in tables and in figures: between two far apart there
    may be none.
    """
    low, high = band_shares(len(values))
    quantiles = np.quantile(values, (low, 0.5, high), axis=0, method="closest_observation")
    return quantiles[0], quantiles[1], quantiles[2]


def band_words(replications: int) -> str:
    """Of how many futures a band is."""
    whole = band_shares(replications) == (0.0, 1.0)
    return "in all futures" if whole else "in 8 of 10 futures"


def call_words(forecast: Forecast, call: Call) -> str:
    """'call 4 agency heads for the evening shift', and of those who are there how many more."""
    shift, crew = HEADS.fullmatch(forecast.path), _CREW.fullmatch(forecast.path)
    before = _heads_before(forecast.scenario, forecast.path)
    if before is None or not call.value.isdigit() or int(call.value) <= before:
        return f"take {setting_words(forecast.path, call.value)}"
    name = shift[2] if shift else crew[1] if crew else ""
    more = int(call.value) - before
    where = f" for the {words(shift[1])} shift" if shift else ""
    in_all = f", {call.value} in all" if before else ""
    return f"call {_heads(more, words(name), bool(before))}{where}{in_all}"


def called_words(forecast: Forecast, call: Call) -> str:
    """The same for a table and a legend: '4 agency heads', and what is not called 'as it is'."""
    if call.value == str(_heads_before(forecast.scenario, forecast.path)):
        return AS_IT_IS
    text = call_words(forecast, call).split(" for the ")[0]
    return text.removeprefix("call ").removeprefix("take ")


def _heads(number: int, crew: str, more: bool) -> str:
    """'4 agency heads', '2 more pickers', '1 more picker'."""
    plural = crew.endswith("s") and not crew.endswith("ss")
    several = crew if plural else f"{crew} heads"
    named = several.removesuffix("s") if number == 1 else several
    return f"{number}{' more' if more else ''} {named}"


def _heads_before(scenario: Scenario, path: str) -> int | None:
    """The heads that a path says now; None where it is not of heads, or dates say others."""
    shift, crew = HEADS.fullmatch(path), _CREW.fullmatch(path)
    if shift is not None and shift[1] in scenario.shifts:
        planned = scenario.shifts[shift[1]]
        other = any(shift[2] in each.heads for each in planned.heads_on)
        return None if other else planned.heads.get(shift[2], 0)
    return scenario.crews[crew[1]].heads if crew and crew[1] in scenario.crews else None


def who_could_come(scenario: Scenario) -> str:
    """A range for --call: of a shift that is still to come those of whom are fewest."""
    coming = [
        (heads, f"shifts.{name}.heads.{crew}")
        for name, shift in scenario.shifts.items()
        if begins(scenario, name)
        for crew, heads in shift.heads.items()
    ]
    if not coming:
        return ""
    now, path = min(coming, key=lambda each: each[0])
    return f"{path}={now}..{now + AT_MOST}"
