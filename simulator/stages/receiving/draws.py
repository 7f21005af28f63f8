"""Which trucks come when, and how long the work at each of their pallets takes.

A truck is who it is by its supplier and its appointment, so that another appointment changes
nothing of it; of its pallets the k-th hangs on k, and the goods of a reorder on its SKU's name and
its number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.calendars import Calendar, pick_up_times
from simulator.scenario.scenario import Scenario
from simulator.stages.receiving.section import MOST_PALLETS, PalletWork, Receiving, Supplier
from simulator.stages.receiving.trucks import WORK, Trucks
from simulator.units import SECOND
from simulator.workload.draws import Draws, Integers, within
from simulator.workload.workload import Supply

NOTHING = PalletWork(per_pallet="0 s")
"""Where nobody checks."""
_PARTS = 1 << 11
"""More pallets than a truck has, for the numbers of the pallets of a day."""


def trucks(scenario: Scenario, supply: Supply, draws: Draws) -> Trucks | None:
    """All appointments within the horizon; None where receiving is off."""
    section = scenario.receiving
    if section is None:
        return None
    parts = [
        _of_supplier(scenario, section, number, name, draws)
        for number, name in enumerate(section.suppliers)
    ]
    every = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    by = np.lexsort((every["supplier"], every["appointment"]))
    counts = every["pallets"]
    times = np.split(every.pop("times"), np.cumsum(counts)[:-1]) if len(counts) else []
    ordered = {key: values[by] for key, values in every.items()}
    return Trucks(
        suppliers=tuple(section.suppliers),
        supplier=ordered["supplier"].astype(np.int16),
        appointment=ordered["appointment"],
        arrives=ordered["arrives"],
        comes=ordered["comes"],
        pallets=ordered["pallets"],
        pallet_start=np.concatenate([[0], np.cumsum(ordered["pallets"])]).astype(np.int64),
        times=np.concatenate([np.zeros((0, 3), np.int64), *(times[k] for k in by)]),
        **_of_reorders(section, supply, draws),
    )


def appointments(scenario: Scenario, supplier: Supplier) -> Integers:
    """Moments in [0, horizon], ascending: of the week, and those given as dates."""
    dates, horizon = scenario.clock.calendar, scenario.clock.horizon
    weekly = np.empty(0, dtype=np.int64)
    if supplier.appointments is not None:
        weekly = pick_up_times(dates, dict(enumerate(supplier.appointments)), horizon)
    listed = np.array([dates.since_start(each) for each in supplier.dates], dtype=np.int64)
    every = np.unique(np.concatenate([weekly, listed]))
    return every[(every >= 0) & (every <= horizon)]


def _of_supplier(
    scenario: Scenario, section: Receiving, number: int, name: str, draws: Draws
) -> dict[str, Any]:
    """The trucks of one supplier; `times` has a row for each of their pallets."""
    supplier, dates = section.suppliers[name], scenario.clock.calendar
    appointment = appointments(scenario, supplier)
    days, second = dates.day(appointment), dates.time_of_day(appointment) // SECOND
    by = (dates, days, second)
    pallets = np.zeros(len(appointment), dtype=np.int64)
    if supplier.pallets is not None:
        drawn = draws.dates(f"receiving.{name}.pallets", *by).integers(supplier.pallets)
        pallets = np.minimum(drawn, MOST_PALLETS)
    truck, place = within(pallets)
    of_pallet = (dates, days[truck], second[truck] * _PARTS + place)
    times = []
    for activity in WORK:
        work = getattr(section, activity) or NOTHING
        each = draws.dates(f"receiving.{name}.{activity}.per_pallet", *of_pallet)
        cases = draws.dates(f"receiving.{name}.{activity}.per_case", *of_pallet)
        of_cases = cases.integers(work.per_case) * supplier.cases_per_pallet
        times.append(each.integers(work.per_pallet) + of_cases)
    no_show = draws.dates(f"receiving.{name}.no_show", *by)
    return {
        "supplier": np.full(len(appointment), number),
        "appointment": appointment,
        "arrives": np.maximum(appointment + _off_time(supplier, name, by, draws), 0),
        "comes": ~no_show.happens(supplier.no_show),
        "pallets": pallets,
        "times": np.stack(times, axis=1),
    }


def _off_time(
    supplier: Supplier, name: str, by: tuple[Calendar, Integers, Integers], draws: Draws
) -> Integers:
    """(trucks,) Milliseconds by which each is late, negative if it is early."""
    off = np.zeros(len(by[1]), dtype=np.int64)
    early, late = supplier.early, supplier.late
    if early is None and late is None:
        return off
    u = draws.dates(f"receiving.{name}.off_time", *by).uniforms()
    ahead = 0.0 if early is None else early.share
    if early is not None:
        off -= draws.dates(f"receiving.{name}.early", *by).integers(early.by, u < ahead)
    if late is not None:
        is_late = (u >= ahead) & (u < ahead + late.share)
        off += draws.dates(f"receiving.{name}.late", *by).integers(late.by, is_late)
    return off


def _of_reorders(section: Receiving, supply: Supply, draws: Draws) -> dict[str, Any]:
    """Whose each SKU is, and the work at the pallets of each of its reorders."""
    none = np.zeros((0, len(WORK)), dtype=np.int64)
    if not supply.policed:
        of_sku = np.zeros(0, dtype=np.int16)
        return {"supplier_of_sku": of_sku, "per_pallet": none, "per_case": none}
    shares = [supplier.share for supplier in section.suppliers.values()]
    of_sku = draws.named("receiving.supplier", supply.sku).choose(shares).astype(np.int16)
    counts = np.diff(supply.lead_time_start)
    each, cases = [], []
    for activity in WORK:
        work = getattr(section, activity) or NOTHING
        skus = (supply.sku, counts)
        pallet = draws.named_lists(f"receiving.{activity}.per_pallet", *skus)
        case = draws.named_lists(f"receiving.{activity}.per_case", *skus)
        each.append(pallet.integers(work.per_pallet))
        cases.append(case.integers(work.per_case))
    return {
        "supplier_of_sku": of_sku,
        "per_pallet": np.stack(each, axis=1),
        "per_case": np.stack(cases, axis=1),
    }
