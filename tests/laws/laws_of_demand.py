"""Laws of what is drawn before the run: it is what the scenario says, within its limits."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from simulator.distributions import Distribution
from simulator.reading.times import Promise
from simulator.reading.transits import Transit
from simulator.stages.demand.section import DemandForecast
from simulator.units import NEVER
from simulator.workload import SOFT_DECLINE
from tests.laws.drawing import DAY, HOUR
from tests.laws.laws import law
from tests.laws.laws_of_orders import is_prepaid
from tests.laws.laws_of_payments import went
from tests.laws.laws_of_rates import postage_as_placed
from tests.laws.returned import at_points
from tests.laws.returned import price as price_of
from tests.laws.runs import Run, known


@law
def carts_come_when_there_is_demand(run: Run) -> Iterator[str]:
    """In the simulated time, in order of time, and never in an hour or on a day of weight 0."""
    created, demand = run.workload.created.tolist(), run.scenario.demand
    if created != sorted(created) or any(
        not 0 <= moment < run.planned_horizon for moment in created
    ):
        yield f"carts at {created[:3]} to {created[-3:]}, horizon {run.planned_horizon}"
    if demand.trace is not None:
        return
    told, by_hour = forecast_dates(run)
    for i, moment in enumerate(created):
        at = run.start + timedelta(milliseconds=moment)
        hours = demand.hour_of_day or (1,) * 24
        weight = hours[(at.weekday() * 24 + at.hour) % len(hours)]
        day = at.date().toordinal()
        if day in by_hour:
            weight = by_hour[day][at.hour]
        elif day not in told:
            weight *= demand.day_of_week[at.weekday()] if demand.day_of_week else 1
        if weight == 0:
            yield f"cart {i} at {at}, when nobody comes"


def forecast_dates(run: Run) -> tuple[set[int], dict[int, list[float]]]:
    """The dates that a demand forecast tells, as ordinals, and the orders by hour of some."""
    forecast = run.scenario.demand.forecast
    told: set[int] = set()
    by_hour: dict[int, list[float]] = {}
    if forecast is not None:
        for row in _rows_of(forecast):
            day = date.fromisoformat(row["date"]).toordinal()
            told.add(day)
            if "hour" in row:
                by_hour.setdefault(day, [0.0] * 24)[int(row["hour"])] = float(row["orders"])
    return told, by_hour


def _rows_of(forecast: DemandForecast) -> list[dict[str, str]]:
    """The rows of its file by the names of our columns."""
    header, *rows = csv.reader(forecast.file.read_text().splitlines())
    ours = {theirs: name for name, theirs in forecast.columns.items()}
    names = [ours.get(name, name) for name in header]
    return [dict(zip(names, row, strict=True)) for row in rows]


@law
def classes_come_as_a_forecast_tells(run: Run) -> Iterator[str]:
    """Nobody of a class that is told to have no orders on a date."""
    forecast = run.scenario.demand.forecast
    if forecast is None:
        return
    names = list(run.scenario.demand.classes)
    none = {
        (date.fromisoformat(row["date"]), names.index(row["class"]))
        for row in _rows_of(forecast)
        if "class" in row and float(row["orders"]) == 0
    }
    for i, moment in enumerate(run.workload.created.tolist()):
        day = (run.start + timedelta(milliseconds=moment)).date()
        if (day, int(run.workload.order_class[i])) in none:
            yield f"cart {i} on {day} is of a class without orders then"


@law
def orders_are_made_of_what_is_sold(run: Run) -> Iterator[str]:
    """Distinct SKUs, at least a unit each, at their prices; the priority is the class's."""
    w = run.workload
    classes = list(run.scenario.demand.classes.values())
    for i in run.orders:
        lines = range(w.line_start[i], w.line_start[i + 1])
        skus = [int(w.line_sku[k]) for k in lines]
        units = [int(w.line_units[k]) for k in lines]
        if (
            not skus
            or len(set(skus)) < len(skus)
            or min(units) < 1
            or max(skus) >= len(w.supply.sku)
        ):
            yield f"order {i}: SKUs {skus}, units {units}"
        if (len(skus), sum(units)) != (w.lines[i], w.units[i]):
            yield f"order {i}: {w.lines[i]} lines and {w.units[i]} units, not {units}"
        price = price_of(run, list(lines))
        if price != w.value[i]:
            yield f"order {i}: value {w.value[i]}, its lines cost {price}"
        if classes[w.order_class[i]].priority != w.priority[i]:
            yield f"order {i}: priority {w.priority[i]} of class {w.order_class[i]}"


@law
def promises_are_kept_by_the_calendar(run: Run) -> Iterator[str]:
    """Elapsed promises by the clock; working days from the day of the order or after it."""
    w = run.workload
    classes = list(run.scenario.demand.classes.values())
    traced = run.scenario.demand.trace is not None
    for i in run.orders:
        section = classes[w.order_class[i]]
        placed = known(w.placed[i])
        counted = went(run, i, placed).now if is_prepaid(run, i) and placed is not None else placed
        shipping = run.scenario.shipping
        picks_up = drives = tuple(range(5))
        name_of_carrier = None
        if shipping is not None:
            name_of_carrier = w.services[w.service[i]][0]
            carrier = shipping.carriers[name_of_carrier]
            picks_up = tuple(day for day, times in enumerate(carrier.pick_ups) if times)
            drives = carrier.drives
        for name, promise, days, cut_off, promised in (
            ("ship_by", section.ship_by, picks_up, section.order_cut_off, w.ship_by[i]),
            (
                "deliver_by",
                section.deliver_within,
                drives,
                section.deliver_cut_off,
                w.deliver_by[i],
            ),
        ):
            due = NEVER
            if promise is not None and counted is not None:
                due = deadline(run, counted, promise, days, cut_off, name_of_carrier)
            told = run.scenario.promise is not None and promise is None  # at checkout
            drawn = name == "deliver_by" and section.promised_days is not None
            if promised != due and not told and not drawn and not (traced and name == "deliver_by"):
                yield f"order {i}, placed at {placed}: {name} {promised}, expected {due}"


@law
def drawn_promises_end_a_day_of_their_region(run: Run) -> Iterator[str]:
    """Whole days from that of the order, which goes where its class does."""
    w = run.workload
    for i in run.orders:
        section = list(run.scenario.demand.classes.values())[w.order_class[i]]
        where, placed = w.regions[w.region[i]], known(w.placed[i])
        if run.scenario.demand.trace is not None or placed is None:
            continue
        if section.regions is not None and not section.regions.get(where):
            yield f"order {i} goes to {where}, its class to {section.regions}"
        if section.promised_days is None:
            continue
        spread = section.promised_days.get(where) or section.promised_days["all"]
        low, high = (min(end // DAY, 3 * 366) for end in _range(spread))
        first = run.date_of(placed)
        days = [first + timedelta(days=int(low) + k) for k in range(int(high - low) + 1)]
        if w.deliver_by[i] not in [run.at(day, DAY) for day in days]:
            yield f"order {i}, placed at {placed}, is promised {w.deliver_by[i]}: {spread}"


def deadline(
    run: Run,
    placed: int,
    promise: Promise,
    days: tuple[int, ...],
    cut_off: int | None,
    carrier: str | None = None,
) -> int:
    """The last moment that keeps a promise."""
    if promise.kind == "elapsed":
        return placed + promise.amount
    day: date = run.date_of(placed)
    if cut_off is not None and placed - run.at(day, 0) > cut_off:
        day += timedelta(days=1)
    while not run.works(day, days, carrier):
        day += timedelta(days=1)
    return run.at(run.nth_working_day(day, promise.amount, days, carrier), DAY)


def _range(spread: Distribution) -> tuple[float, float]:
    """The smallest and the largest value that a distribution gives, as far as it is bounded."""
    numbers = spread.numbers
    if spread.kind in ("constant", "empirical"):
        return min(numbers), max(numbers)
    if spread.kind in ("uniform", "triangular"):
        return numbers[0], numbers[-1]
    if spread.kind in ("beta", "normal"):
        return numbers[2], numbers[3]
    return 0, float("inf")


@law
def durations_are_within_their_distributions(run: Run) -> Iterator[str]:
    """Constants to the millisecond, bounded families within their bounds, sums of parts too."""
    w, s = run.workload, run.scenario
    placed = [i for i in run.orders if not w.abandons[i]]
    checks: list[tuple[str, list[int], Any]] = []
    traced = s.demand.trace is not None
    if s.checkout and not traced:
        checks += [
            ("time_in_cart", run.column(w.in_cart), lambda i: _range(s.checkout.time_in_cart))
        ]
    if s.picking:
        time = s.picking.time
        line, unit = _range(time.per_line), _range(time.per_unit)
        checks += [
            ("setup", w.pick_setup.tolist(), lambda i: _range(time.setup)),
            ("pick", w.pick.tolist(), lambda i: tuple(
                a * w.lines[i] + b * w.units[i] for a, b in zip(line, unit, strict=True))),
        ]  # fmt: skip
    if s.packing and s.packing.time.cv == 0:
        pack = _range(s.packing.time.setup), _range(s.packing.time.per_unit)
        checks += [("pack", w.pack.tolist(), lambda i: tuple(
            a + b * w.units[i] for a, b in zip(*pack, strict=True)))]  # fmt: skip
    if s.labeling:
        label = _range(s.labeling.carrier_call), _range(s.labeling.time)
        checks += [("label", w.label.tolist(), lambda i: tuple(
            (a + b) * (1 + w.label_failures[i]) for a, b in zip(*label, strict=True)))]  # fmt: skip
    if s.payment and not traced and not s.payment.has_tries:
        usual = _range(s.payment.authorization)
        for k, column in enumerate(w.authorization.T):
            checks += [(f"authorization {k}", column.tolist(),
                        lambda i, k=k: usual if _may_be_tried(run, i, k) else (0, 0))]  # fmt: skip
    for name, values, limits in checks:
        for i in placed:
            low, high = limits(i)
            slack = 1 + int(w.units[i]) * 2 if low != high else (w.units[i] if low % 1 else 0)
            if not low - slack <= values[i] <= high + slack:
                yield f"order {i}: {name} takes {values[i]}, not {low} to {high}"


def _may_be_tried(run: Run, order: int, attempt: int) -> bool:
    """Whether each attempt before it may have been declined for now, or not answered in time."""
    section, w = run.scenario.payment, run.workload
    if section.outages or w.verdict[order] == SOFT_DECLINE:
        return True
    before = w.authorization[order, :attempt]
    return (section.timeout is not None and bool((before > section.timeout).all())) or not attempt


AFTER_CHECKOUT = (
    *("mispicked", "damaged_inside", "checked", "check_finds", "label_failures", "reviewed"),
    *("rejected", "attempt_fails", "returns", "restockable", "message_bounces", "lost"),
)


@law
def shares_of_nothing_and_of_all_are_exact(run: Run) -> Iterator[str]:
    """0 % never happens, 100 % always; to a cart that is left nothing happens but that."""
    w, s = run.workload, run.scenario
    placed = ~w.abandons
    flags: list[tuple[str, float, Any]] = []
    if s.checkout and s.demand.trace is None:
        lost = w.added["promise"]["lost"] if s.promise else np.zeros(w.n, np.bool_)
        flags.append(("abandons", s.checkout.abandonment, w.abandons[~lost]))
    if s.picking:
        flags.append(("mispicked", s.picking.mispick, w.mispicked[placed]))
    if s.packing:
        flags.append(("damaged", s.packing.damage, w.damaged_inside[placed]))
        if check := s.packing.quality_check:
            for k, name in enumerate(w.classes):
                share = check.by_class.get(name, check.share)
                of_class = placed & (w.order_class == k)
                flags.append((f"checked of {name}", share, w.checked[of_class]))
            flags.append(("check_finds", check.finds, w.check_finds[placed]))
    if s.labeling and s.labeling.failure == 0:
        flags.append(("label failures", 0.0, w.label_failures))
    if s.payment and s.payment.fraud_review:
        flags.append(("reviewed", s.payment.fraud_review.share, w.reviewed[placed]))
        flags.append(("rejected", s.payment.fraud_review.rejects, w.rejected[w.reviewed]))
    if s.delivery:
        at_door = placed & ~at_points(run).at_point
        flags.append(("first attempt", s.delivery.first_attempt_fails, w.attempt_fails[at_door, 0]))
    if s.returns:
        wanted = w.returns | w.added.get("returns", {}).get("too_late", np.zeros(w.n, np.bool_))
        in_hand = ~at_points(run).uncollected  # what nobody collects comes back by no share
        for k, name in enumerate(w.classes):
            share = s.returns.by_class.get(name, s.returns.share)
            of_class = placed & in_hand & ~w.wrong_items & (w.order_class == k)
            flags.append((f"returns of {name}", share, wanted[of_class]))
        flags.append(
            ("returns of wrong items", s.returns.wrong_items, wanted[in_hand & w.wrong_items])
        )
        flags.append(("restockable", s.returns.restock, w.restockable[placed]))
    if s.notification:
        flags.append(("bounces", s.notification.bounces, w.message_bounces[placed].any(axis=1)))
    flags += [
        (f"{name} of carts left", 0.0, getattr(w, name)[w.abandons]) for name in AFTER_CHECKOUT
    ]
    for name, share, values in flags:
        if (share == 0 and values.any()) or (
            share == 1 and name != "rejected" and not values.all()
        ):
            yield f"{name}: {int(values.sum())} of {len(values)}, share {share}"


@law
def the_cheapest_or_the_fastest_service_takes_an_order(run: Run) -> Iterator[str]:
    """None that serves the order's class is better, where the scenario chooses so."""
    shipping, w = run.scenario.shipping, run.workload
    if shipping is None or shipping.choice == "by share":
        return
    terms = [shipping.carriers[carrier].services[name] for carrier, name in w.services]
    named = {name for one in terms for name in one.serves}

    def terms_for(k: int, region: str, i: int, carded: bool) -> tuple[float, float]:
        way = terms[k].transit.get(region) or terms[k].transit["all"]
        if way.duration is None:
            days = np.average(way.working_days, weights=way.weights) * DAY
        else:
            days = way.duration.mean
        cost = postage_as_placed(run, i, terms[k]) if carded else round(100 * terms[k].cost)
        both = cost, round(days)
        return both if shipping.choice == "cheapest" else both[::-1]

    for i in run.orders:
        if not w.abandons[i]:
            name, region = w.classes[w.order_class[i]], w.regions[w.region[i]]
            able = [k for k, one in enumerate(terms)
                    if name in one.serves or (not one.serves and name not in named)]  # fmt: skip
            carded = any(terms[k].rates is not None for k in able)
            best = min(able, key=lambda k: (terms_for(k, region, i, carded), k))
            if w.service[i] != best:
                yield f"order {i} of {name} to {region}: service {w.service[i]}, not {best}"


@law
def services_serve_their_classes_and_regions(run: Run) -> Iterator[str]:
    """An order's service names its class, or nobody's; its transit is one the service has."""
    shipping, w = run.scenario.shipping, run.workload
    if shipping is None:
        return
    terms = [shipping.carriers[carrier].services[name] for carrier, name in w.services]
    named = {name for one in terms for name in one.serves}
    for i in run.orders:
        if w.abandons[i]:
            continue
        mine, name = terms[w.service[i]], w.classes[w.order_class[i]]
        if (mine.serves and name not in mine.serves) or (not mine.serves and name in named):
            yield f"order {i} of class {name}: {w.services[w.service[i]]}"
        way = mine.transit.get(w.regions[w.region[i]]) or mine.transit["all"]
        if not any(
            _takes(one, int(w.transit_days[i]), int(w.transit[i])) for one in _bands(run, i, way)
        ):
            yield f"order {i}: transit {w.transit_days[i]} days, {w.transit[i]} ms, {way}"


def _takes(way: Transit, days: int, time: int) -> bool:
    """Whether it may take so many working days, or so long."""
    if way.duration is None:
        return days in way.working_days and time == 0
    low, high = _range(way.duration)
    return days == (-1 if way.driving else 0) and low - 1 <= time <= high + 1


def _bands(run: Run, i: int, way: Transit) -> list[Transit]:
    """What the promise from the order on lets it take; all of them where a file promises."""
    if not way.by_promise:
        return [way]
    w = run.workload
    placed, demand = known(w.placed[i]), run.scenario.demand
    if demand.trace is not None or placed is None:
        return [band for _, band in way.by_promise]
    section = list(demand.classes.values())[w.order_class[i]]
    if section.promised_days is not None:
        own = int(w.deliver_by[i]) - placed
        return [next(band for most, band in way.by_promise if own <= most)]
    promise = section.deliver_within
    shipping = run.scenario.shipping
    if promise is None or shipping is None:
        return [way.by_promise[-1][1]]
    carrier = w.services[w.service[i]][0]
    drives = shipping.carriers[carrier].drives
    cut_off = section.deliver_cut_off
    within = deadline(run, placed, promise, drives, cut_off, carrier) - placed
    return [next(band for most, band in way.by_promise if within <= most)]


@law
def stock_starts_within_its_policy(run: Run) -> Iterator[str]:
    """Levels as written (in units, or days of demand, or in a CSV); full, or spread above s."""
    inventory, supply = run.scenario.inventory, run.workload.supply
    if inventory is None:
        return
    policy = inventory.policy
    low, high = policy.levels[0], policy.levels[-1]
    units = getattr(policy, low), getattr(policy, high)
    listed = run.scenario.catalog.file is not None
    for k in range(len(supply.sku)):
        point, top = int(supply.reorder_point[k]), int(supply.order_up_to[k])
        if units[0] is not None and not listed:
            expected = (units[0], sum(units) if high == "Q" else units[1])
            if low == high:
                expected = (units[1] - 1, units[1])
            if (point, top) != expected:
                yield f"SKU {k}: levels {point}, {top}, written {units}"
        if low != high and getattr(policy, f"cover_{low}") is not None and not listed:
            days = getattr(policy, f"cover_{low}") / (24 * HOUR)
            if not 0 <= point - days * supply.demand_rate[k] < 1 + 1e-6:
                yield f"SKU {k}: level {point} covers {days} days of {supply.demand_rate[k]}"
        start = int(supply.initial[k])
        full = inventory.initial == "full"
        if not listed and not (start == top if full else point < start <= top):
            yield f"SKU {k}: starts with {start}, levels {point}, {top}"
