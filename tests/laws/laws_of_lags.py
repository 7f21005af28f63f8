"""Laws of handling as one lag, in working time or in whole working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from simulator.units import HOUR
from tests.laws.laws import law
from tests.laws.runs import Run


@law
def a_lag_takes_its_working_time(run: Run) -> Iterator[str]:
    """Hours of working days alone, counted day by day; it is queued and begun at once."""
    section = run.scenario.handling
    if section is None or section.leaves is not None:
        return
    lags = run.workload.added["handling"]["lag"]
    fastest = max((pace for _, _, pace in _hours_of_work(run)), default=1)
    for i in run.parcels:
        visit, lag = run.visit(i, "handling"), int(lags[i % run.workload.n])
        if visit is None:
            continue
        if visit.began != visit.queued:
            yield f"order {i}: {visit} does not begin at once"
        until = run.horizon if visit.ended is None else visit.ended
        worked = sum(
            pace * max(min(until, end) - max(visit.queued or 0, begin), 0)
            for begin, end, pace in _hours_of_work(run)
        )
        near = 2 * fastest if section.pace else 0  # rounded to milliseconds at both ends
        if visit.ended is not None and abs(worked - lag) > near:
            yield f"order {i}: {worked} ms of work in {visit}, drawn {lag}"
        if visit.ended is None and worked > lag + near:
            yield f"order {i}: {visit} has not ended after {worked} of {lag} ms"


@law
def what_is_over_leaves_at_the_hours_of_leaving(run: Run) -> Iterator[str]:
    """Parts of working days that pass before an order and with its lag, counted day by day."""
    section = run.scenario.handling
    if section is None or section.leaves is None:
        return
    length, days = section.hours[1] - section.hours[0], _days_of_work(run)
    gone = [sum(section.leaves[:hour]) / sum(section.leaves) for hour in range(25)]
    for i in run.parcels:
        visit, lag = run.visit(i, "handling"), _lag_of(run, i)
        if visit is None or visit.queued is None or visit.ended is None:
            continue
        begun = 0.0
        for hours in days.values():
            whole = sum((end - begin) * pace for begin, end, pace in hours)
            done = sum(max(min(end, visit.queued) - begin, 0) * pace for begin, end, pace in hours)
            begun += length * done / whole
        over = sum(day < run.date_of(visit.ended) for day in days)
        at = (visit.ended - run.at(run.date_of(visit.ended), 0)) / HOUR
        if run.date_of(visit.ended) in days and at < 24:
            part = gone[int(at)] + (at % 1) * (gone[int(at) + 1] - gone[int(at)])
            left = (over + part) * length
            if visit.ended > visit.queued and abs(left - begun - lag) > 9:
                yield f"order {i}: {visit} is {left - begun} ms of work, drawn {lag}"
            if visit.ended == visit.queued and lag and left + 9 < begun + lag:
                yield f"order {i}: {visit} ends at once, drawn {lag}"


def _lag_of(run: Run, parcel: int) -> int:
    """The lag of a parcel is that of its order."""
    return int(run.workload.added["handling"]["lag"][parcel % run.workload.n])


def _days_of_work(run: Run) -> dict[date, list[tuple[int, int, float]]]:
    """The hours of each working day."""
    days: dict[date, list[tuple[int, int, float]]] = {}
    for begin, end, pace in _hours_of_work(run):
        days.setdefault(run.date_of(begin), []).append((begin, end, pace))
    return days


def _hours_of_work(run: Run) -> Iterator[tuple[int, int, float]]:
    """Begin, end and pace of each working hour, from the day before the start to the horizon."""
    section = run.scenario.handling
    opens, closes = section.hours
    hours = [(max(opens, h * HOUR), min(closes, (h + 1) * HOUR)) for h in range(opens // HOUR, 48)]
    hours = [(low, high) for low, high in hours if high > low]

    def weight(day: int, at: int) -> float:
        if not section.pace:
            return 1.0
        hour = at // HOUR
        return section.pace[(24 * (day % 7) + hour) % len(section.pace)]

    usual = sum((high - low) * weight(day, low) for day in section.days for low, high in hours)
    usual /= len(section.days) * (closes - opens)
    for day in run.dates():
        if day.weekday() in section.days and (section.on_holidays or day not in run.holidays):
            for low, high in hours:
                pace = weight(day.weekday(), low) / usual if section.pace else 1
                yield run.at(day, low), run.at(day, high), pace
