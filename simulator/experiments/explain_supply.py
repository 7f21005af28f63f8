"""Pick-ups against expected parcels, and stock cover against lead-time demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from simulator.calendars import pick_up_times
from simulator.experiments.explain_demand import dates_of
from simulator.experiments.explain_work import Work
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR
from simulator.workload.sampling import sample
from simulator.workload.workload import Supply


@dataclass(frozen=True)
class PickUps:
    """One carrier in the measurement window; `capacity` is None without a limit.

    `fullest` are the parcels of the fullest pick-up if every parcel were ready as soon as its order
    could be picked, what does not fit waiting for the next; `left` still wait at the end.
    """

    carrier: str
    visits: int
    parcels: float
    capacity: float | None
    fullest: float
    left: float


def pick_ups(scenario: Scenario, work: Work) -> list[PickUps]:
    """Every carrier's pick-ups against the parcels that are expected for it."""
    if scenario.shipping is None:
        return []
    clock, found = scenario.clock, []
    moments = np.arange(work.hours.shape[1] + 1, dtype=np.int64) * work.step
    for name, carrier in scenario.shipping.carriers.items():
        until = np.concatenate([[0.0], work.parcels[name].cumsum()])
        times = pick_up_times(dates_of(scenario), dict(enumerate(carrier.pick_ups)), clock.horizon)
        ready = np.interp(np.maximum(times - carrier.cut_off, 0), moments, until)
        low, high = clock.window
        waiting, loaded, fullest = 0.0, 0.0, 0.0
        for moment, now, before in zip(times, ready, [0.0, *ready[:-1]], strict=True):
            waiting += now - before
            taken = min(waiting, carrier.capacity or np.inf)
            waiting -= taken
            if low <= moment < high:
                loaded, fullest = loaded + taken, max(fullest, taken)
        visits = int(((times >= low) & (times < high)).sum())
        parcels = float(np.interp(high, moments, until) - np.interp(low, moments, until))
        limit = None if carrier.capacity is None else float(carrier.capacity * visits)
        found.append(PickUps(name, visits, parcels, limit, fullest, waiting))
    return found


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


def cover(scenario: Scenario) -> Cover | None:
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
    unit, unit_sd = _units_per_line(scenario)
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


def _units_per_line(scenario: Scenario) -> tuple[float, float]:
    """Mean and standard deviation, as demanded or as in the trace."""
    if scenario.demand.trace is None:
        unit = scenario.demand.units_per_line
        return max(unit.mean, 1.0), unit.sd
    units = sample(scenario, 0).line_units
    return (float(units.mean()), float(units.std())) if len(units) else (1.0, 0.0)


def _supply(scenario: Scenario) -> Supply:
    """Levels and demand by SKU; of a short replication, since neither depends on how long it is."""
    if scenario.demand.trace is not None:
        return sample(scenario, 0).supply
    clock = scenario.clock.model_copy(update={"warm_up": 0, "run": HOUR, "cool_down": 0})
    return sample(scenario.model_copy(update={"clock": clock}), 0).supply
