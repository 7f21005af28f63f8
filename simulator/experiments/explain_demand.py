"""What is expected to arrive, and what work it brings, from the scenario alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, sqrt

import numpy as np
import numpy.typing as npt

from simulator.calendars import Calendar, calendar
from simulator.experiments.explain_shortages import shortages
from simulator.scenario.packing import Packing
from simulator.scenario.picking import Layout, Picking
from simulator.scenario.returns import Returns
from simulator.scenario.scenario import Scenario
from simulator.units import HOUR, SECOND
from simulator.workload import arrivals
from simulator.workload.sampling import sample

Floats = npt.NDArray[np.float64]

_QUANTILES = 200


@dataclass(frozen=True)
class Arrivals:
    """Expected orders placed in each whole hour from the start to the horizon.

    `lines` and `units` are (mean, sd) an order; `unit` (mean, sd) of the units of a line.
    """

    orders: Floats
    lines: tuple[float, float]
    units_per_line: tuple[float, float]

    @property
    def units(self) -> float:
        """Mean units an order."""
        return self.lines[0] * self.units_per_line[0]

    @property
    def units_sd(self) -> float:
        """Of the units of an order: a random number of random terms."""
        (lines, lines_sd), (unit, unit_sd) = self.lines, self.units_per_line
        return sqrt(lines * unit_sd**2 + (lines_sd * unit) ** 2)


def dates_of(scenario: Scenario) -> Calendar:
    """The calendar of a scenario's clock."""
    return calendar(scenario.clock.start, scenario.clock.holidays, scenario.clock.horizon)


def expected_arrivals(scenario: Scenario) -> Arrivals:
    """From the demand's rates, or by counting a trace."""
    if scenario.demand.trace is not None:
        return _of_trace(scenario)
    demand, clock, dates = scenario.demand, scenario.clock, dates_of(scenario)
    kept = 1.0 if scenario.checkout is None else 1 - scenario.checkout.abandonment
    by_day = arrivals.expected_carts(demand, scenario.checkout, dates, clock.horizon) * kept
    profile = arrivals.weekly_shape(demand)[dates.weekday(np.arange(len(by_day)))]
    total = profile.sum(axis=1, keepdims=True)
    shares = np.divide(profile, total, out=np.zeros_like(profile), where=total > 0)
    hours = (by_day[:, None] * shares).ravel()
    # Hours of the calendar against hours since the start: the part of the hour before it is cut.
    edges = (np.arange(-(-clock.horizon // HOUR) + 1) * HOUR).clip(max=clock.horizon)
    until = np.concatenate([[0.0], hours.cumsum()])
    at = np.interp((edges + dates.offset) / HOUR, np.arange(len(until)), until)
    lines, unit = demand.lines, demand.units_per_line
    return Arrivals(np.diff(at), (max(lines.mean, 1), lines.sd), (max(unit.mean, 1), unit.sd))


def _of_trace(scenario: Scenario) -> Arrivals:
    workload = sample(scenario, 0)
    placed = workload.placed[~workload.abandons]
    hours = -(-scenario.clock.horizon // HOUR)
    inside = placed[(placed >= 0) & (placed < scenario.clock.horizon)]
    lines, each = workload.lines[~workload.abandons], workload.line_units
    return Arrivals(
        np.bincount(inside // HOUR, minlength=hours).astype(np.float64),
        (float(lines.mean()) if len(lines) else 1.0, float(lines.std()) if len(lines) else 0.0),
        (float(each.mean()) if len(each) else 1.0, float(each.std()) if len(each) else 0.0),
    )


def approved_share(scenario: Scenario) -> float:
    """Placed orders that are paid: soft declines recover by retries; no time-outs or outages."""
    payment = scenario.payment
    if payment is None:
        return 1.0
    retries = len(payment.retry.after) if payment.retry else 0
    recovers = payment.retry.recovers if payment.retry else 0.0
    return 1 - payment.declined.hard - payment.declined.soft * (1 - recovers) ** retries


def accepted_share(scenario: Scenario) -> float:
    """Placed orders that are paid and pass the fraud review, and so reach the floor."""
    review = scenario.payment.fraud_review if scenario.payment else None
    rejected = review.share * review.rejects if review is not None else 0.0
    return approved_share(scenario) * (1 - rejected)


@dataclass(frozen=True)
class Service:
    """The work of a station: a task's mean and spread at speed 1, and tasks a placed order.

    `hours` is the mean work of one task, a pick tour of `together` orders being one. `delays` are
    equally likely hours from the order to the task; none: at once, which leaves the queues out.
    """

    station: str
    tasks_per_order: float
    hours: float
    cv: float
    exponential: bool = False
    together: float = 1.0
    delays: tuple[float, ...] = ()

    @property
    def hours_per_order(self) -> float:
        """Mean work that a placed order brings, repeats included."""
        return self.tasks_per_order * self.hours

    def arriving(self, orders: Floats) -> Floats:
        """Of the orders placed in each hour, those whose task comes in each hour."""
        if not self.delays:
            return orders
        share = np.bincount(np.asarray(self.delays, dtype=np.int64)) / len(self.delays)
        return np.asarray(np.convolve(orders, share)[: len(orders)])


def services(scenario: Scenario, coming: Arrivals) -> dict[str, Service]:
    """The work of every station that is on."""
    paid, accepted = approved_share(scenario), accepted_share(scenario)
    found: dict[str, Service] = {}
    review = scenario.payment.fraud_review if scenario.payment else None
    if review is not None:
        found["fraud_review"] = _service("fraud_review", paid * review.share, review.time)
    again, short = _picked_again(scenario), shortages(scenario, coming.lines[0])
    if scenario.picking is not None:
        found["picking"] = _picking(scenario.picking, coming, accepted, (again, short.tours))
    if scenario.packing is not None:
        packed = _packing(scenario, coming, accepted * (1 + again))
        found["packing"] = _with_second_parcels(packed, scenario.packing, short.second_parcels)
    if scenario.labeling is not None:
        section = scenario.labeling
        mean = section.carrier_call.mean + section.time.mean
        one = section.carrier_call.sd**2 + section.time.sd**2
        tries, fails = 1 / (1 - section.failure), section.failure
        # Tries are geometric: Var = E[N] Var(one) + Var(N) E[one]².
        spread = sqrt(tries * one + fails * tries**2 * mean**2)
        hours = mean * tries / HOUR
        labels = accepted * (1 + short.second_parcels)
        found["labeling"] = Service("labeling", labels, hours, _cv(spread, mean * tries))
    if scenario.returns is not None:
        section_ = scenario.returns
        back = accepted * section_.share * _delivered(scenario)
        inspection = _service("inspection", back, section_.inspection)
        found["inspection"] = replace(inspection, delays=_until_back(scenario, section_))
    return found


def _until_back(scenario: Scenario, section: Returns) -> tuple[float, ...]:
    """Hours from an order to its return: a day inside, the mean transit, then the quantiles.

    Five working days are taken as seven.
    """
    delivered = 24.0 if scenario.shipping is None else 24.0 + _mean_transit(scenario)
    quantiles = section.after.ppf((np.arange(_QUANTILES) + 0.5) / _QUANTILES)
    return tuple((delivered + quantiles / HOUR).tolist())


def _mean_transit(scenario: Scenario) -> float:
    """Hours, over regions and services alike."""
    assert scenario.shipping is not None
    means = []
    for carrier in scenario.shipping.carriers.values():
        for service in carrier.services.values():
            for way in service.transit.values():
                if way.duration is not None:
                    means.append(way.duration.mean / HOUR)
                else:
                    days = np.average(way.working_days, weights=way.weights)
                    means.append(float(days) * 24 * 7 / 5)
    return float(np.mean(means))


def _service(station: str, tasks: float, time: object) -> Service:
    from simulator.distributions import Distribution

    assert isinstance(time, Distribution)
    return Service(station, tasks, time.mean / HOUR, time.cv, time.kind == "exponential")


def _delivered(scenario: Scenario) -> float:
    """Shipped orders that are delivered rather than lost or sent back."""
    kept = 1.0
    if scenario.shipping is not None:
        lost = [s.lost for c in scenario.shipping.carriers.values() for s in c.services.values()]
        kept = 1 - sum(lost) / len(lost)
    section = scenario.delivery
    if section is not None and section.attempts >= 1:
        kept *= 1 - section.first_attempt_fails**section.attempts
    return kept


def _picked_again(scenario: Scenario) -> float:
    """Tours for orders whose mispick the quality check finds, an order."""
    check = scenario.packing.quality_check if scenario.packing else None
    if check is None or scenario.picking is None:
        return 0.0
    return scenario.picking.mispick * check.share * check.finds


def _picking(
    section: Picking, coming: Arrivals, accepted: float, further: tuple[float, float]
) -> Service:
    """A tour: a set-up, the walk, and the lines and units of its orders.

    `further` tours of an order are to all of its lines, and to one that was not on the shelf.
    """
    time = section.time
    (lines, lines_sd), (unit, unit_sd) = coming.lines, coming.units_per_line
    line = time.per_line.mean + unit * time.per_unit.mean
    line_variance = time.per_line.sd**2 + (time.per_unit.mean * unit_sd) ** 2
    line_variance += time.per_unit.sd**2 * (unit**2 + unit_sd**2)
    variance = lines * line_variance + (lines_sd * line) ** 2
    together = _tour_size(section, coming, accepted)
    tour = time.setup.mean + together * lines * line
    alone, to_one = time.setup.mean + lines * line, time.setup.mean + line
    if section.layout is not None:
        tour += _walk(section.layout, together * lines)
        alone += _walk(section.layout, lines)
        to_one += _walk(section.layout, 1)
    spread = sqrt(time.setup.sd**2 + together * variance)
    again, short = further
    tours = 1 / together + again + short
    hours = (tour / together + again * alone + short * to_one) / tours / HOUR
    alone_is_setup = section.layout is None and line == 0 and together == 1
    exponential = alone_is_setup and time.setup.kind == "exponential"
    return Service("picking", accepted * tours, hours, _cv(spread, tour), exponential, together)


def _tour_size(section: Picking, coming: Arrivals, accepted: float) -> float:
    """Mean orders a tour: a batch leaves when it is full or its first order has waited enough.

    With Poisson arrivals of mean m within the wait it has 1 + min(Poisson(m), up_to - 1) orders;
    averaged over the hours, by their orders. A wave's batches are taken as full.
    """
    method = section.method
    if method.wave is not None:
        return float(method.wave.up_to)
    if method.batch is None:
        return 1.0
    orders = coming.orders * accepted
    if not orders.sum():
        return 1.0
    levels, which = np.unique(np.round(orders, 3), return_inverse=True)
    wait = method.batch.wait_at_most / HOUR
    sizes = np.array([_filled(level * wait, method.batch.up_to) for level in levels])
    tours = (orders / sizes[which]).sum()
    return float(orders.sum() / tours)


def _filled(mean: float, up_to: int) -> float:
    """1 + E[min(Poisson(mean), up_to - 1)]."""
    size, chance, at_most = 1.0, exp(-mean), 0.0
    for k in range(up_to - 1):
        at_most += chance
        size += 1 - at_most
        chance *= mean / (k + 1)
    return size


def _walk(layout: Layout, stops: float) -> float:
    """Milliseconds of a tour's walk, by Hall (1993) for S-shape routing and random storage.

    Aisles visited times their length, half an aisle more for an odd number, and twice the spread of
    the stops along the front. Taken for the other routings and storages too.
    """
    aisles, length = layout.aisles, float(layout.aisle_length)
    visited = aisles * (1 - (1 - 1 / aisles) ** stops)
    across = 2 * (aisles - 1) * float(layout.aisle_spacing) * max(stops - 1, 0) / (stops + 1)
    walked: float = visited * length + 0.5 * length + across
    return walked / layout.speed * SECOND


def _packing(scenario: Scenario, coming: Arrivals, orders: float) -> Service:
    """(set-up + units x per unit) x noise, and the check of a share."""
    section = scenario.packing
    assert section is not None
    time = section.time
    base = time.setup.mean + coming.units * time.per_unit.mean
    variance = time.setup.sd**2 + (coming.units_sd * time.per_unit.mean) ** 2
    variance += time.per_unit.sd**2 * (coming.units**2 + coming.units_sd**2)
    variance = variance * (1 + time.cv**2) + (base * time.cv) ** 2
    mean = base
    check = section.quality_check
    if check is not None:
        mean += check.share * check.time
        variance += check.share * (1 - check.share) * check.time**2
    only_setup = mean == time.setup.mean and time.cv == 0
    exponential = only_setup and time.setup.kind == "exponential"
    return Service("packing", orders, mean / HOUR, _cv(sqrt(variance), mean), exponential)


def _with_second_parcels(packed: Service, section: Packing, share: float) -> Service:
    """Each takes a set-up more; the units are packed once."""
    if share == 0:
        return packed
    hours = packed.hours + share * section.time.setup.mean / HOUR
    return replace(
        packed, tasks_per_order=packed.tasks_per_order * (1 + share), hours=hours / (1 + share)
    )


def _cv(spread: float, mean: float) -> float:
    return spread / mean if mean > 0 else 0.0
