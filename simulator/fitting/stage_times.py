"""How long the stages take, by the stamps that there are.

Begin and end tell it themselves. One stamp and a person tell it where the person's next order was
there already: from one completion to the next. Where only the entry to the queue and the end are
told, a crew's time is that in which it could work: at any moment as many of its heads are busy as
there are orders, at most all of them, and the mean service is that busy time over what it completed
(the utilization law, Denning and Buzen, 1978).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.fitting.estimate import Estimate, assumed
from simulator.fitting.families import shape
from simulator.fitting.history import EPOCH, Flags, Floats, Integers, weekday_of
from simulator.fitting.inputs import times_table
from simulator.fitting.scans import STAGES, Scans
from simulator.fitting.survival import Durations, Z, durations
from simulator.fitting.written import distribution
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, MINUTE, NEVER, SECOND

FEWEST = 30
"""Visits of a stage, with fewer its time stays assumed."""
HALF_AN_HOUR = 30 * MINUTE


@dataclass(frozen=True, eq=False)
class StageTime:
    """The time of a visit to a stage; `values` are None where only their mean is told."""

    stage: str
    values: Durations | None
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True)
class Heads:
    """How many people of a crew are there, from each moment on (milliseconds since 1970)."""

    at: Integers
    count: Floats


def stage_times(
    scans: Scans, base: Scenario | None, holidays: tuple[date, ...]
) -> tuple[StageTime, ...]:
    """The stages of which scans tell the time, and of those of which they do not, why."""
    times, left = [], []
    for stage in STAGES:
        mine = np.array(scans.activity) == stage
        if not mine.any():
            continue
        spans, people = _of_spans(scans, mine), _of_people(scans, mine)
        if len(spans) >= FEWEST:
            times.append(_told(stage, spans, "from begin to end"))
        elif len(people) >= FEWEST:
            of = f"{len(people):,} of {int(mine.sum()):,} visits, whose order was there already"
            method = f"from one completion of a person to the next, {of}"
            times.append(_told(stage, people, method))
        else:
            left.append(stage)
    return (*times, *_by_rosters(scans, left, base, holidays))


def _of_spans(scans: Scans, mine: Flags) -> Integers:
    """Milliseconds from begin to end of each visit that tells both.

    Orders that the same hands began and ended together were one tour, which is one visit: counted
    order by order its time would seem many times as sure as it is.
    """
    both = mine & (scans.began != NEVER) & (scans.ended != NEVER) & (scans.ended > scans.began)
    rows = np.flatnonzero(both).tolist()
    visits = {(int(scans.began[k]), int(scans.ended[k]), scans.person[k] or k) for k in rows}
    return np.array([ended - began for began, ended, _ in visits], dtype=np.int64)


def _of_people(scans: Scans, mine: Flags) -> Integers:
    """From each completion of a person to the next, if the order was in the queue by then."""
    told = mine & (scans.ended != NEVER) & np.array([bool(each) for each in scans.person])
    rows = np.flatnonzero(told)
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    people = np.unique(np.array(scans.person)[rows], return_inverse=True)[1]
    entered = _entered(scans)[rows]
    by = np.lexsort((scans.ended[rows], people))
    gaps = np.diff(scans.ended[rows][by])
    same = (np.diff(people[by]) == 0) & (gaps > 0)
    there = (entered[by][1:] != NEVER) & (entered[by][1:] <= scans.ended[rows][by][:-1])
    between: Integers = gaps[same & there]
    return between


def _entered(scans: Scans) -> Integers:
    """When each visit came to its stage: its own stamp, else the end of the order's last stage."""
    ended = np.where(scans.ended == NEVER, scans.queued, scans.ended)
    entered = scans.queued.copy()
    last: dict[str, int] = {}
    for row in np.argsort(ended, kind="stable").tolist():
        order = scans.order[row]
        if entered[row] == NEVER and order in last:
            entered[row] = last[order]
        if scans.ended[row] != NEVER:
            last[order] = int(scans.ended[row])
    return entered


def _told(stage: str, spans: Integers, method: str) -> StageTime:
    seconds = np.sort(spans) / SECOND  # sums alike whatever the order of rows
    mean, wide = float(seconds.mean()), Z * float(seconds.std(ddof=1)) / len(seconds) ** 0.5
    cv = float(seconds.std(ddof=1)) / mean
    estimates = (
        Estimate(f"{stage}.time", f"time of {stage}, mean of a visit", mean, "s", len(spans),
                 method, low=mean - wide, high=mean + wide),
        Estimate("", f"the same, coefficient of variation {cv:.2f}; P90",
                 float(np.quantile(seconds, 0.9)), "s", len(spans), method),
    )  # fmt: skip
    values = durations(spans.astype(np.float64), np.ones(len(spans), dtype=np.bool_))
    fits = shape(f"the time of {stage}", values, of="visits")
    return StageTime(stage, values, (*estimates, *fits))


def _by_rosters(
    scans: Scans, stages: Sequence[str], base: Scenario | None, holidays: tuple[date, ...]
) -> Iterable[StageTime]:
    """Of stages with entries and ends alone, the mean by the roster of the base."""
    crews = {} if base is None else {name: tuple(crew.skills) for name, crew in base.crews.items()}
    for group in _sharing(stages, crews):
        name = " and ".join(group)
        rows = np.flatnonzero(np.isin(np.array(scans.activity), group))
        queued, ended = _entered(scans)[rows], scans.ended[rows]
        told = queued != NEVER
        queued, ended = queued[told], ended[told]
        mine = [crew for crew, skills in crews.items() if {*skills} & {*group}]
        if base is None or not mine or (ended != NEVER).sum() < FEWEST:
            why = "neither begin and end, nor people, nor a --base whose crews do it"
            if base is not None and mine:
                why = f"fewer than {FEWEST} visits tell when they began, or entered the queue"
            of_base = "of the base" if base else "none"
            guess = assumed(f"{group[0]}.time", f"time of {name}", of_base, why, len(rows))
            yield StageTime(name, None, (guess,))
            continue
        span = (
            int(queued.min()) // DAY * DAY,
            int(max(queued.max(), ended.max())) // DAY * DAY + DAY,
        )
        yield StageTime(name, None, tuple(_roster_estimates(group, queued, ended, base, mine, span,
                                                            holidays)))  # fmt: skip


def _sharing(stages: Sequence[str], crews: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The stages in groups that share a crew: what is done with the same hands is one."""
    groups = [{stage} for stage in stages]
    for skills in crews.values():
        together = [group for group in groups if group & {*skills}]
        if len(together) > 1:
            groups = [group for group in groups if group not in together]
            groups.append(set().union(*together))
    return [tuple(stage for stage in stages if stage in group) for group in groups]


def _roster_estimates(
    group: tuple[str, ...], queued: Integers, ended: Integers, base: Scenario, crews: list[str],
    span: tuple[int, int], holidays: tuple[date, ...],
) -> Iterable[Estimate]:  # fmt: skip
    def mean(more: int = 0, longer: int = 0) -> tuple[float, float]:
        return mean_service(
            queued, ended, heads_of(base, crews, span, holidays, more, longer), span
        )

    n, name = int((ended != NEVER).sum()), " and ".join(group)
    value, error = mean()
    others = {skill for crew in crews for skill in base.crews[crew].skills} - {*group}
    besides = f" (with what they do besides: {', '.join(sorted(others))})" if others else ""
    method = (
        f"busy time of {', '.join(crews)}{besides} over completions, by the roster of the base; "
        f"one head more {mean(1)[0]:.1f} s, one less {mean(-1)[0]:.1f} s, half an hour longer "
        f"{mean(0, HALF_AN_HOUR)[0]:.1f} s"
    )
    sentence = f"time of {name}, mean of a visit" + (", pooled" if len(group) > 1 else "")
    yield Estimate(f"{group[0]}.time" if len(group) == 1 else "", sentence, value, "s", n, method,
                   low=value - Z * error, high=value + Z * error)  # fmt: skip


def heads_of(
    base: Scenario, crews: Sequence[str], span: tuple[int, int], holidays: tuple[date, ...],
    more: int = 0, longer: int = 0,
) -> Heads:  # fmt: skip
    """How many people of some crews are there, by the shifts of a scenario and their breaks.

    `more` heads in every shift that has some, `longer` milliseconds at its end.
    """
    off = {(holiday - EPOCH).days for holiday in holidays}
    steps: list[tuple[int, float]] = []
    for shift in base.shifts.values():
        heads = sum(int(shift.heads.get(crew, 0)) for crew in crews)
        heads = max(heads + more, 0) if heads else 0
        opens, closes = shift.hours[0], shift.hours[1] + longer
        for day in range(span[0] // DAY - 1, span[1] // DAY + 1):
            open_ = int(weekday_of(np.array(day))) in shift.days
            if not open_ or (day in off and not shift.on_holidays) or not heads:
                continue
            steps += [(day * DAY + opens, heads), (day * DAY + closes, -heads)]
            for pause in shift.breaks:
                first = day * DAY + pause.at + (DAY if pause.at < opens else 0)
                part = heads / pause.waves
                for wave in range(pause.waves):
                    begin = first + wave * pause.for_
                    steps += [(begin, -part), (begin + pause.for_, part)]
    steps.sort()
    at = np.array([moment for moment, _ in steps] or [span[0]], dtype=np.int64)
    changes = np.array([change for _, change in steps] or [0.0], dtype=np.float64)
    return Heads(at, np.cumsum(changes))


def mean_service(
    queued: Integers, ended: Integers, heads: Heads, span: tuple[int, int]
) -> tuple[float, float]:
    """Seconds a visit, and its standard error over days: busy time over completions."""
    done = ended != NEVER
    at = np.concatenate([queued, ended[done]])
    change = np.concatenate([np.ones(len(queued)), -np.ones(int(done.sum()))])
    by = np.argsort(at, kind="stable")
    inside_at, inside = at[by], np.cumsum(change[by])
    midnights = np.arange(span[0], span[1] + DAY, DAY)
    edges = np.unique(np.concatenate([inside_at, heads.at, midnights]))
    edges = edges[(edges >= span[0]) & (edges <= span[1])]
    orders = _value_at(edges[:-1], inside_at, inside)
    people = _value_at(edges[:-1], heads.at, heads.count)
    busy = np.minimum(orders, people) * np.diff(edges) / SECOND
    days = (span[1] - span[0]) // DAY
    of_day = np.bincount((edges[:-1] - span[0]) // DAY, busy, minlength=days)
    completed = np.bincount((ended[done] - span[0]) // DAY, minlength=days)
    mean = float(of_day.sum() / completed.sum())
    apart = of_day - mean * completed
    error = float((apart**2).sum() * days / max(days - 1, 1)) ** 0.5 / float(completed.sum())
    return mean, error


def _value_at(moment: Integers, at: Integers, values: Floats | Integers) -> Floats:
    """The last value at or before each moment, 0 before the first."""
    row = np.searchsorted(at, moment, side="right") - 1
    return np.where(row < 0, 0.0, np.asarray(values, dtype=np.float64)[np.maximum(row, 0)])


def stage_sections(
    times: Iterable[StageTime], base: Scenario | None
) -> dict[str, dict[str, Mapping[str, object]]]:
    """The times of the base's stages as sections: a visit as a whole, whatever its lines.

    A tour of several orders is not a visit of one, so that a base that picks in batches, waves or
    zones keeps its own time.
    """
    sections = {}
    for time in times:
        if base is None or time.values is None or getattr(base, time.stage, None) is None:
            continue
        spread = distribution(time.values, stage_file(time.stage))
        if time.stage == "labeling":
            sections[time.stage] = {"time": spread}
        elif time.stage == "packing":
            sections[time.stage] = {"time": {"setup": spread, "per_unit": "0 s", "cv": 0}}
        elif time.stage == "picking" and _one_by_one(base):
            sections[time.stage] = {"time": {"setup": spread, "per_line": "0 s", "per_unit": "0 s"}}
    return sections


def _one_by_one(base: Scenario) -> bool:
    picking = base.picking
    if picking is None or picking.layout is not None:
        return False
    method = picking.method
    return method.batch is None and method.wave is None and method.zones is None


def stage_file(stage: str) -> str:
    """The file of a stage's times, by path."""
    return f"inputs/{stage}.csv"


def stage_files(times: Iterable[StageTime], stages: Iterable[str]) -> dict[str, bytes]:
    """The times of these stages, by path."""
    return {
        stage_file(time.stage): times_table(time.values)
        for time in times
        if time.values is not None and time.stage in stages
    }
