"""Pick-ups against expected parcels, and stock cover against lead-time demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from simulator.calendars import pick_up_times
from simulator.experiments.explain_demand import Arrivals, accepted_share, dates_of
from simulator.experiments.explain_shortages import shortages
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample
from simulator.workload.workload import Supply


@dataclass(frozen=True)
class PickUps:
    """One carrier in the measurement window; `capacity` is None without a limit.

    `fullest` are the parcels of the fullest pick-up if every parcel were ready at the hour of its
    order, what does not fit waiting for the next; `left` are those still waiting at the end.
    """

    carrier: str
    visits: int
    parcels: float
    capacity: float | None
    fullest: float
    left: float


def pick_ups(scenario: Scenario, coming: Arrivals) -> list[PickUps]:
    """Every carrier's pick-ups against the parcels that are expected for it."""
    if scenario.shipping is None:
        return []
    clock, found = scenario.clock, []
    each = 1 + shortages(scenario, coming.lines[0]).second_parcels
    until = np.concatenate([[0.0], np.cumsum(coming.orders * accepted_share(scenario) * each)])
    hours = np.arange(len(until), dtype=np.float64)
    for name, share in carrier_shares(scenario).items():
        carrier = scenario.shipping.carriers[name]
        times = pick_up_times(dates_of(scenario), dict(enumerate(carrier.pick_ups)), clock.horizon)
        ready = np.interp(np.maximum(times - carrier.cut_off, 0) / HOUR, hours, until) * share
        low, high = clock.window
        waiting, loaded, fullest = 0.0, 0.0, 0.0
        for moment, now, before in zip(times, ready, [0.0, *ready[:-1]], strict=True):
            waiting += now - before
            taken = min(waiting, carrier.capacity or np.inf)
            waiting -= taken
            if low <= moment < high:
                loaded, fullest = loaded + taken, max(fullest, taken)
        visits = int(((times >= low) & (times < high)).sum())
        parcels = float(np.interp(high / HOUR, hours, until) - np.interp(low / HOUR, hours, until))
        limit = None if carrier.capacity is None else float(carrier.capacity * visits)
        found.append(PickUps(name, visits, parcels * share, limit, fullest, waiting))
    return found


def carrier_shares(scenario: Scenario) -> dict[str, float]:
    """Share of all parcels by carrier: of the services that name a class, else of the others."""
    if scenario.shipping is None:
        return {}
    offered = [
        (name, service)
        for name, carrier in scenario.shipping.carriers.items()
        for service in carrier.services.values()
    ]
    shares = dict.fromkeys(scenario.shipping.carriers, 0.0)
    for title, order_class in scenario.demand.classes.items():
        named = [one for one in offered if title in one[1].serves]
        candidates = named or [one for one in offered if not one[1].serves]
        total = sum(service.share for _, service in candidates)
        for name, service in candidates:
            shares[name] += order_class.share * service.share / total
    return shares


@dataclass(frozen=True)
class Cover:
    """Stock of all SKUs against the demand of a lead time, weighted by demand.

    `cover_days` is the reorder point in days of demand, `lead_days` the mean lead time with the
    review period; `service` the expected share of reorder cycles without a shortage, the demand of
    a lead time taken as normal; `short` are the SKUs whose reorder point is below its mean.
    """

    skus: int
    units_a_day: float
    cover_days: float
    lead_days: float
    service: float
    short: int
    reorders_a_day: float


def cover(scenario: Scenario, coming: Arrivals) -> Cover | None:
    """None without stock. Orders come as Poisson with a number of units a line each."""
    if scenario.inventory is None:
        return None
    supply = _supply(scenario)
    rate = supply.demand_rate
    sold = rate > 0
    if not sold.any():
        return None
    lead = scenario.inventory.lead_time
    review = scenario.inventory.policy.review
    extra = 0.0 if review == "continuous" else float(review) / DAY
    days, spread = lead.mean / DAY + extra, lead.sd / DAY
    unit, unit_sd = coming.units_per_line
    in_lead = rate * days
    # Compound Poisson demand over a random time: Var = d L E[u²]/E[u] + d² Var(L).
    variance = in_lead * (unit**2 + unit_sd**2) / unit + (rate * spread) ** 2
    point = supply.reorder_point.astype(np.float64)
    deviation = np.sqrt(np.where(sold, variance, 1.0))
    enough = ndtr((point + 0.5 - in_lead) / deviation)
    lot = np.maximum(supply.order_up_to - supply.reorder_point, unit)
    return Cover(
        skus=len(rate),
        units_a_day=float(rate.sum()),
        cover_days=float(point[sold].sum() / rate.sum()),
        lead_days=days,
        service=float(np.average(enough[sold], weights=rate[sold])),
        short=int((point[sold] < in_lead[sold]).sum()),
        reorders_a_day=float((rate[sold] / lot[sold]).sum()),
    )


def _supply(scenario: Scenario) -> Supply:
    """Levels and demand by SKU; of a short replication, since neither depends on how long it is."""
    if scenario.demand.trace is not None:
        return sample(scenario, 0).supply
    clock = scenario.clock.model_copy(update={"warm_up": 0, "run": HOUR, "cool_down": 0})
    return sample(scenario.model_copy(update={"clock": clock}), 0).supply
