"""When carts are created: a Poisson process whose rate follows hour, weekday, day and events."""

from __future__ import annotations

import numpy as np
from scipy import special

from simulator.calendars import Calendar
from simulator.distributions import make
from simulator.kernels import flat, kernel
from simulator.ordering import count_up_to
from simulator.stages.checkout.section import Checkout
from simulator.stages.demand.forecast import expected, factors
from simulator.stages.demand.section import Demand
from simulator.streams import Words
from simulator.units import DAY, HOUR, MINUTE
from simulator.workload.draws import Draws, Floats, Integers, within

_CELL = 30 * MINUTE
"""Of a day on which the clock is put: no zone of today puts it by less."""


def kept(checkout: Checkout | None) -> float:
    """Share of the carts that become an order."""
    return 1.0 if checkout is None else 1 - checkout.abandonment


def mean_carts(demand: Demand, checkout: Checkout | None) -> float:
    """Mean carts a day, over a week without events, before any growth."""
    if demand.carts_per_day is not None:
        return demand.carts_per_day * demand.scale
    assert demand.orders_per_day is not None
    return demand.orders_per_day * demand.scale / kept(checkout)


def weekly_shape(demand: Demand) -> Floats:
    """(7, 24) shares of a mean day's demand by weekday and hour; they add up to 7."""
    hours = np.ones(24) if demand.hour_of_day is None else np.asarray(demand.hour_of_day)
    days = np.ones(7) if demand.day_of_week is None else np.asarray(demand.day_of_week)
    weights = (hours.reshape(-1, 24) if hours.size == 168 else np.tile(hours, (7, 1))).astype(float)
    if hours.size == 24:
        weights /= weights.sum(axis=1, keepdims=True)
    weights = weights * days[:, None]
    return np.asarray(7 * weights / weights.sum())


def _shape_of_days(demand: Demand) -> Floats:
    """(7, 24) the same, with the hours of a weekday of weight 0, on which a forecast may tell some.

    A weekday without any hour is even over the day.
    """
    shape = weekly_shape(demand)
    idle = shape.sum(axis=1) == 0
    if demand.forecast is None or not idle.any():
        return shape
    hours = weekly_shape(demand.model_copy(update={"day_of_week": None}))
    hours[hours.sum(axis=1) == 0] = 1.0
    shape[idle] = hours[idle]
    return shape


def expected_carts(
    demand: Demand, checkout: Checkout | None, dates: Calendar, horizon: int
) -> Floats:
    """Expected carts of each whole day, from day 0 to the day of the horizon."""
    days = np.arange(dates.last_day(horizon) + 1, dtype=np.int64)
    share = weekly_shape(demand).sum(axis=1)[dates.weekday(days)]
    if demand.growth is not None:
        level_on = dates.day_number(demand.growth.level_on)
        share *= demand.growth.a_week ** ((days - level_on) / 7)
    if demand.forecast is not None:
        known = expected(demand.forecast, tuple(demand.classes))
        rows, of_forecast = known.days(dates, int(days[-1]))
        orders_a_day = mean_carts(demand, checkout) / demand.scale * kept(checkout)
        share[of_forecast] = known.whole[rows] / orders_a_day
    for event in demand.events:
        first, last = dates.day_number(event.from_), dates.day_number(event.to)
        share[(days >= first) & (days <= last)] *= event.factor
    carts: Floats = mean_carts(demand, checkout) * share * lengths(demand, dates, days)
    return carts


def expected_orders(
    demand: Demand, checkout: Checkout | None, dates: Calendar, window: tuple[int, int]
) -> float:
    """Expected orders of a stretch of time: carts that are kept, before any draw.

    Of a day that lies partly in it, the hours that begin there, by the day's profile.
    """
    low, high = window
    carts = expected_carts(demand, checkout, dates, high)
    days = np.arange(len(carts), dtype=np.int64)
    whole = (dates.moment(days) >= low) & (dates.moment(days + 1) <= high)
    begins = dates.moment(days)[:, None] + np.arange(24) * HOUR
    shape = weekly_shape(demand)[dates.weekday(days)]
    inside = (shape * ((begins >= low) & (begins < high))).sum(axis=1)
    share = np.where(whole, 1.0, inside / np.maximum(shape.sum(axis=1), 1e-12))
    return float((carts * share).sum()) * kept(checkout)


def lengths(demand: Demand, dates: Calendar, days: Integers) -> Floats:
    """The demand of each day relative to that of its weekday: 1, unless the clock is put.

    A day of 23 hours lacks the demand of an hour, one of 25 has that of an hour twice.
    """
    factor = np.ones(len(days))
    shape = weekly_shape(demand)
    for day in changed_days(dates, days).tolist():
        usual = shape[int(dates.weekday(np.array(day)))]
        factor[day - days[0]] = _cells(dates, day, usual).sum() * _CELL / (usual.sum() * HOUR or 1)
    return factor


def changed_days(dates: Calendar, days: Integers) -> Integers:
    """Those of these days on which the clock on the wall is put."""
    if not dates.clock.at:
        return days[:0]
    changed: Integers = days[dates.moment(days + 1) - dates.moment(days) != DAY]
    return changed


def _cells(dates: Calendar, day: int, weights: Floats) -> Floats:
    """Weights of the stretches of `_CELL` of a day, by the hour that the clock then shows."""
    begin, end = (int(dates.moment(np.array(each))) for each in (day, day + 1))
    middles = np.arange(begin, end, _CELL) + _CELL // 2
    return weights[dates.time_of_day(middles) // HOUR]


def created(
    demand: Demand, checkout: Checkout | None, dates: Calendar, horizon: int, draws: Draws
) -> tuple[Integers, Words]:
    """Moments at which carts are created in [0, horizon), in no order, and who each cart is.

    The count of a day is a Poisson quantile of the date's uniform, so that it grows with the mean;
    given the count, the times are independent with the day's profile as density. A cart is the
    k-th that is drawn for its date, in no order of time: more of them leave the others alone.
    """
    carts = expected_carts(demand, checkout, dates, horizon)
    days = np.arange(len(carts), dtype=np.int64)
    profiles: dict[int, Floats] = {}
    if demand.forecast is not None:
        known = expected(demand.forecast, tuple(demand.classes))
        rows, of_forecast = known.days(dates, int(days[-1]))
        carts[of_forecast] *= factors(demand.forecast, known, dates, draws)[rows]
        profiles = known.profiles_by_day(dates)
    if demand.day_to_day_cv > 0:
        factor = make("gamma", mean=1, cv=demand.day_to_day_cv)
        carts = carts * factor.ppf(draws.dates("demand.day_factor", dates, days).uniforms())
    counts = poisson(draws.dates("demand.count", dates, days).uniforms(), carts)
    day, number = within(counts)
    identity = identities(dates, day, number)
    u = draws.of(identity).orders("demand.time").uniforms()
    shape = _shape_of_days(demand)
    moments = dates.moment(day, times_of_day(u, shape, dates.weekday(days), day))
    for told, profile in profiles.items():
        rows = np.flatnonzero(day == told)
        moments[rows] = dates.moment(day[rows], _within_day(u[rows], profile / profile.sum()))
    for changed in changed_days(dates, days).tolist():
        rows = np.flatnonzero(day == changed)
        usual = profiles.get(changed, shape[int(dates.weekday(np.array(changed)))])
        cells = _cells(dates, changed, usual)
        moments[rows] = dates.moment(day[rows]) + _within_day(u[rows], cells, _CELL)
    inside = np.flatnonzero((moments >= 0) & (moments < horizon))
    return moments.take(inside), identity.take(inside)


def identities(dates: Calendar, day: Integers, number: Integers) -> Words:
    """Who the carts are: the ordinal of the date, and in the low 32 bits the number within it."""
    ordinal = (day + dates.start.toordinal()).astype(np.uint64)
    return (ordinal << np.uint64(32)) | number.astype(np.uint64)


def times_of_day(u: Floats, shape: Floats, weekday: Integers, day: Integers) -> Integers:
    """Milliseconds after midnight of carts, by the day of each and the weekday of each day."""
    times = np.zeros(len(u), dtype=np.int64)
    put = _put_times_of_day()
    if put is not None:
        put(flat(u, np.float64), flat(shape, np.float64), flat(weekday, np.int64), day, HOUR, times)
        return times
    of_cart = weekday.take(day)
    for kind in range(len(shape)):
        rows = np.flatnonzero(of_cart == kind)
        if shape[kind].any():
            times[rows] = _within_day(u.take(rows), shape[kind])
    return times


_GUIDES = 64
"""Shares of a day for which it is known where to look for the hour."""


@kernel("void(float64[::1], float64[:, ::1], int64[::1], int64[::1], int64, int64[::1])")
def _put_times_of_day(
    u: Floats, shape: Floats, weekday: Integers, day: Integers, cell: int, times: Integers
) -> None:
    """What `_within_day` gives for each cart by the weekday of its day."""
    kinds, cells = shape.shape
    below, last = np.zeros((kinds, cells + 1)), np.zeros(kinds, np.int64)
    guide = np.zeros((kinds, _GUIDES), np.int64)
    for kind in range(kinds):
        for hour in range(cells):
            below[kind, hour + 1] = below[kind, hour] + shape[kind, hour]
            if shape[kind, hour] > 0:
                last[kind] = hour
        hour = 0
        for k in range(_GUIDES):
            while hour < last[kind] and below[kind, hour + 1] <= k / _GUIDES * below[kind, cells]:
                hour += 1
            guide[kind, k] = hour
    for cart in range(len(u)):
        kind = weekday[day[cart]]
        sought = u[cart] * below[kind, cells]
        if below[kind, cells] > 0:
            hour = guide[kind, int(u[cart] * _GUIDES)]
            while hour < last[kind] and below[kind, hour + 1] <= sought:
                hour += 1
            part = (sought - below[kind, hour]) / shape[kind, hour]
            times[cart] = min(int(np.floor((hour + part) * cell)), cells * cell - 1)


def _within_day(u: Floats, weights: Floats, cell: int = HOUR) -> Integers:
    """Milliseconds after midnight at the quantiles `u` of a density constant within each cell."""
    cumulative = np.concatenate([[0.0], np.cumsum(weights)])
    if cumulative[-1] == 0:
        return np.zeros(0, dtype=np.int64)
    hour = count_up_to(cumulative, u, cumulative[-1]) - 1
    hour = np.minimum(hour, np.flatnonzero(weights)[-1])
    part = (u * cumulative[-1] - cumulative.take(hour)) / weights.take(hour)
    last = len(weights) * cell - 1
    time: Integers = np.minimum(np.floor((hour + part) * cell).astype(np.int64), last)
    return time


def poisson(u: Floats, mean: Floats) -> Integers:
    """Poisson quantiles: the smallest k with P(N <= k) >= u."""
    positive = mean > 0
    safe = np.where(positive, mean, 1.0)
    k = np.ceil(special.pdtrik(u, safe))
    k = np.where(np.isnan(k) | (u <= 0), 0, np.maximum(k, 0))
    below = np.maximum(k - 1, 0)
    k = np.where(special.pdtr(below, safe) >= u, below, k)
    return np.where(positive, k, 0).astype(np.int64)
