"""Pick-ups against expected parcels, and stock cover against lead-time demand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from simulator.experiments.explain.work import Sampled
from simulator.scenario.scenario import Scenario
from simulator.stages.packing.cartons import as_ordered
from simulator.stages.shipping.box_sizes import mean_size
from simulator.stages.shipping.draws_pick_ups import Room, comes_at, room_at
from simulator.units import DAY
from simulator.workload import Workload


@dataclass(frozen=True)
class PickUps:
    """One carrier in the measurement window; `capacity` is None without a limit.

    It leaves out the share of trucks that do not come. Where weight or volume fills a truck it is
    that of parcels of mean size, each `size` of `unit` (kg or l); else `unit` is parcels. `called`
    is whether other trucks may be called, which are not among the visits.

    `fullest` are the parcels of the fullest pick-up if every parcel were ready as soon as its order
    could be picked, what does not fit waiting for the next; `left` still wait at the end.
    """

    carrier: str
    visits: int
    parcels: float
    capacity: float | None
    fullest: float
    left: float
    unit: str = "parcels"
    size: float = 1.0
    called: bool = False

    @property
    def stranded(self) -> bool:
        """Whether parcels come for it, and no truck."""
        return not self.visits and not self.called and self.parcels > 0


def pick_ups(scenario: Scenario, work: Sampled) -> list[PickUps]:
    """Every carrier's pick-ups against the parcels that come for it."""
    if scenario.shipping is None:
        return []
    clock, by_carrier = scenario.clock, []
    moments = np.arange(work.hours.shape[1] + 1, dtype=np.int64) * work.step
    for name, carrier in scenario.shipping.carriers.items():
        until = np.concatenate([[0.0], work.parcels[name].cumsum()])
        times = comes_at(clock, carrier)
        ready = np.interp(np.maximum(times - carrier.cut_off, 0), moments, until)
        low, high = clock.window
        waiting, loaded, fullest = 0.0, 0.0, 0.0
        sizes = _mean_sizes(scenario, work.first)
        rooms = room_at(clock, carrier, times)
        room = [_parcels_in(each, sizes) for each in rooms]
        for moment, now, before, most in zip(times, ready, [0.0, *ready[:-1]], room, strict=True):
            waiting += now - before
            taken = min(waiting, most)
            waiting -= taken
            if low <= moment < high:
                loaded, fullest = loaded + taken, max(fullest, taken)
        measured = (times >= low) & (times < high)
        visits, fits = int(measured.sum()), float(np.sum(room, where=measured))
        parcels = float(np.interp(high, moments, until) - np.interp(low, moments, until))
        limit = fits * (1 - carrier.no_show) if np.isfinite(fits) else None
        unit, size = _unit(rooms[int(np.argmin(room))], sizes) if rooms else ("parcels", 1.0)
        called = carrier.on_call is not None
        by_carrier.append(
            PickUps(name, visits, parcels, limit, fullest, waiting, unit, size, called)
        )
    return by_carrier


def _mean_sizes(scenario: Scenario, workload: Workload) -> tuple[float, float]:
    """Grams and cubic centimeters of a parcel, on average; 0 where no truck is full by them."""
    if scenario.packing is None or not any(each.has_sizes for each in scenario.carriers.values()):
        return 0.0, 0.0
    boxes = as_ordered(scenario.packing, workload, np.arange(workload.n))
    return mean_size(scenario.packing, boxes)


def _unit(room: Room, sizes: tuple[float, float]) -> tuple[str, float]:
    """What fills a truck with parcels of mean size first, and how much of it each of them is."""
    limits = [
        (limit / size, unit, size / by)
        for limit, unit, size, by in (
            (room.parcels, "parcels", 1.0, 1.0),
            (room.grams, "kg", sizes[0], 1000.0),
            (room.volume, "l", sizes[1], 1000.0),
        )
        if limit is not None and size
    ]
    return min(limits)[1:] if limits else ("parcels", 1.0)


def _parcels_in(room: Room, sizes: tuple[float, float]) -> float:
    """Parcels of mean size that fit; infinite without a limit."""
    limits = ((room.parcels, 1.0), (room.grams, sizes[0]), (room.volume, sizes[1]))
    return min(
        (limit / size for limit, size in limits if limit is not None and size), default=np.inf
    )


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


def cover(scenario: Scenario, workload: Workload) -> Cover | None:
    """None without stock, or where nothing is sold; orders come as Poisson with a line each."""
    supply, units = workload.supply, workload.line_units
    rate = supply.demand_rate
    sold = rate > 0
    if scenario.inventory is None or not sold.any():
        return None
    lead, review = scenario.inventory.lead_time, scenario.inventory.policy.review
    days = (lead.mean + (0 if review == "continuous" else review)) / DAY
    # Compound Poisson demand over a random time: Var = d L E[u²]/E[u] + d² Var(L).
    unit = float(units.mean()) if len(units) else 1.0
    square = float((units.astype(np.float64) ** 2).mean()) if len(units) else 1.0
    in_lead = rate * days
    deviation = np.sqrt(in_lead * square / unit + (rate * lead.sd / DAY) ** 2)
    point = supply.reorder_point.astype(np.float64)
    enough = ndtr((point[sold] + 0.5 - in_lead[sold]) / deviation[sold])
    lot = np.maximum(supply.order_up_to - supply.reorder_point, unit)
    return Cover(
        skus=len(rate),
        units_a_day=float(rate.sum()),
        cover_days=float(point[sold].sum() / rate.sum()),
        lead_days=days,
        service=float(np.average(enough, weights=rate[sold])),
        short=int((point[sold] < in_lead[sold]).sum()),
        reorders_a_day=float((rate[sold] / lot[sold]).sum()),
    )
