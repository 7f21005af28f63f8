"""Laws of the promise at checkout: by the calendars, in plain Python, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from simulator.results.outcomes import Outcome
from simulator.stages.promise.kept import ends_of
from simulator.units import NEVER
from tests.laws.drawing import DAY
from tests.laws.laws import law
from tests.laws.laws_of_orders import is_prepaid
from tests.laws.laws_of_payments import went
from tests.laws.laws_of_roads import driven
from tests.laws.runs import Run, known


@law
def promises_at_checkout_follow_the_calendars(run: Run) -> Iterator[str]:
    """Day by day: the house, the carrier's pick-up, its days on the road, the delivery round."""
    if run.scenario.promise is None:
        return
    w = run.workload
    columns = w.added["promise"]
    added = columns.get("put_off", np.zeros(w.n, np.int64))
    traced = run.scenario.demand.trace is not None
    classes = list(run.scenario.demand.classes.values())
    for i in run.orders:
        placed = known(w.placed[i])
        counted = went(run, i, placed).now if is_prepaid(run, i) and placed is not None else placed
        due = (NEVER, NEVER) if counted is None else promise_of(run, i, counted, max(added[i], 0))
        found = int(columns["pick_up"][i]), int(w.deliver_by[i])
        if found[0] != due[0] or (not traced and found[1] != due[1]):
            yield f"order {i} of {counted}: pick-up and promise {found}, expected {due}"
        if classes[w.order_class[i]].ship_by is None and w.ship_by[i] != due[0]:
            yield f"order {i}: to be shipped by {w.ship_by[i]}, expected {due[0]}"
        if placed is not None and not columns["lost"][i]:
            shown = promise_of(run, i, placed, max(added[i], 0))[1]
            days = (run.date_of(shown - 1) - run.date_of(placed)).days
            if columns["days"][i] != days:
                yield f"order {i}: {columns['days'][i]} days told, expected {days}"


def promise_of(run: Run, i: int, placed: int, added: int = 0) -> tuple[int, int]:
    """The pick-up on which the promise of an order counts, and the end of the day promised.

    `added` are days of the house by which it is put off.
    """
    s, w = run.scenario, run.workload
    assert s.promise is not None
    assert s.shipping is not None
    assert s.delivery is not None
    region, (carrier_name, service) = w.regions[w.region[i]], w.services[w.service[i]]
    carrier = s.shipping.carriers[carrier_name]
    own = [c[n] for c, n in ((s.promise.cut_off_by_region, region),
                             (s.promise.cut_off_by_service, service)) if n in c]  # fmt: skip
    day = run.date_of(placed)
    if placed - run.at(day, 0) > min(own or [s.promise.cut_off]):
        day += timedelta(days=1)
    while not run.works(day, s.promise.works):
        day += timedelta(days=1)
    day = run.nth_working_day(day, s.promise.handling_days + int(added), s.promise.works)
    comes = tuple(k for k, times in enumerate(carrier.pick_ups) if times)
    while True:
        if run.works(day, comes, carrier_name):
            leaves = run.at(day, max(carrier.pick_ups[day.weekday()]))
            if leaves - carrier.cut_off >= placed:
                break
        day += timedelta(days=1)
    arrives = _arrives(run, i, leaves, s.promise.quantile)
    day = run.date_of(arrives)
    opens, closes = s.delivery.hours
    while not run.works(day, s.delivery.days, carrier_name) or run.at(day, opens) < arrives:
        day += timedelta(days=1)
    return leaves, run.at(run.date_of(run.at(day, closes) - 1), DAY)


def _arrives(run: Run, i: int, leaves: int, share: float) -> int:
    """When a parcel of this pick-up is at its depot, by the quantile of its service's transit."""
    w = run.workload
    carrier, service = w.services[w.service[i]]
    assert run.scenario.shipping is not None
    section = run.scenario.shipping.carriers[carrier]
    ways = section.services[service].transit
    way = ways.get(w.regions[w.region[i]]) or ways["all"]
    if way.duration is not None:
        took = round(float(way.duration.ppf(np.array([share]))[0]))
        return driven(run, leaves, took, carrier) if way.driving else leaves + took
    by_days, within, days = sorted(zip(way.working_days, way.weights, strict=True)), 0.0, 0
    while within < share * sum(way.weights) - 1e-9:
        days, weight = by_days.pop(0)
        within += weight
    if days == 0:
        return leaves
    return run.at(run.nth_working_day(run.date_of(leaves), days, section.drives, carrier), 0)


@law
def every_promise_is_kept_broken_or_open(run: Run) -> Iterator[str]:
    """One of them for each that is owed, none for any other; kept by the end of its day alone."""
    if run.scenario.promise is None:
        return
    t, w = run.timeline, run.workload
    ends = ends_of(run.scenario, w, t)
    left, arrived = run.workload.added["promise"]["pick_up"], Outcome.DELIVERED
    for i in run.orders:
        ways = [name for name, flags in vars(ends).items() if flags[i]]
        owed = t.paid[i] != NEVER and w.deliver_by[i] != NEVER
        owed &= t.outcome[i] in (Outcome.IN_FLIGHT, arrived, Outcome.LOST,
                                 Outcome.RETURNED_TO_SENDER)  # fmt: skip
        if len(ways) != owed:
            yield f"order {i}, {Outcome(t.outcome[i]).name}: its promise is {ways}"
        in_time = t.outcome[i] == arrived and t.delivered[i] <= w.deliver_by[i]
        if owed and in_time != (ways[0] in ("kept", "early")):
            yield f"order {i}: delivered {t.delivered[i]}, by {w.deliver_by[i]}, and {ways}"
        if (
            owed
            and ways == ["early"]
            and run.date_of(int(t.delivered[i])) >= run.date_of(int(w.deliver_by[i]) - 1)
        ):
            yield f"order {i}: early on its day"
        if owed and ways == ["house"] and known(t.handed_over[i]) and t.handed_over[i] <= left[i]:
            yield f"order {i}: handed over in time, and the house has broken its promise"
        if owed and ways == ["open"] and w.deliver_by[i] <= t.horizon:
            yield f"order {i}: open after its day"
    shares = [run.kpis.get((f"promise.{k}", "all"), 0.0) for k in
              ("kept", "broken_by_house", "broken_by_carrier", "broken_at_door")]  # fmt: skip
    if not any(map(_is_missing, shares)) and abs(sum(shares) - 100) > 1e-6:
        yield f"kept and broken make {sum(shares)} %"


def _is_missing(value: float) -> bool:
    return value != value


@law
def nobody_leaves_over_an_early_promise(run: Run) -> Iterator[str]:
    """Whoever does was promised a later day, is charged nothing and stays a cart."""
    section = run.scenario.promise
    if section is None:
        return
    columns = run.workload.added["promise"]
    for i in run.orders:
        if not columns["lost"][i]:
            continue
        if section.lost_a_day == 0 or columns["days"][i] <= section.lost_beyond:
            yield f"order {i} is lost, promised for day {columns['days'][i]}"
        if not run.workload.abandons[i] or run.timeline.paid[i] != NEVER:
            yield f"order {i} is lost and goes on"
