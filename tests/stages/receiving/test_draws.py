"""Which trucks come when, with what."""

from __future__ import annotations

import numpy as np

from simulator.scenario import loads
from simulator.units import HOUR, MINUTE
from simulator.workload.sampling import sample

TEXT = """
schema: fulfillment/1
name: dock
clock: {{start: 2026-03-02, run: 7 d, holidays: [2026-03-04]}}
demand: {{orders_per_day: 20}}
crews: {{d: {{skills: [unloading, put_away], heads: 1}}}}
receiving:
  doors: 2
  suppliers:
    acme: {{{acme}}}
{more}
"""
DAILY = "appointments: {mon-fri: ['08:00']}, pallets: 20"


def trucks(acme: str, more: str = "", replication: int = 0, **changes: str):
    found = sample(loads(TEXT.format(acme=acme, more=more), name="d.yaml").scenario, replication)
    return found.trucks


def test_appointments_are_those_of_the_week_without_holidays_and_the_dates():
    found = trucks(f"{DAILY}, dates: [2026-03-07 10:30, 2026-03-02 08:00]")
    hours = [day * 24 + 8 for day in (0, 1, 3, 4)] + [5 * 24 + 10.5]
    assert found.appointment.tolist() == [hour * HOUR for hour in hours]
    assert (found.arrives == found.appointment).all()
    assert found.comes.all()
    assert found.pallets.tolist() == [20] * 5
    assert found.pallet_start.tolist() == [0, 20, 40, 60, 80, 100]
    times = [2 * MINUTE, 0, 4 * MINUTE]
    assert (found.times == times).all()


MANY = "appointments: {daily: ['00:30', '06:00', '12:00', '18:00', '23:30']}, pallets: 1"


def test_some_come_early_some_late_and_none_before_the_start():
    found = trucks(
        f"{MANY}, early: {{share: 40 %, by: 1 h}}, late: {{share: 40 %, by: 2 h}}, no_show: 20 %"
    )
    off = (found.arrives - found.appointment)[1:]  # the first may be cut at the start
    assert set(off.tolist()) == {-HOUR, 0, 2 * HOUR}
    assert found.arrives.min() >= 0
    assert 0 < np.count_nonzero(~found.comes) < len(found.comes)


def test_a_truck_is_the_same_beside_other_appointments_and_suppliers():
    late = "late: {share: 50 %, by: {exponential: {mean: 1 h}}}, no_show: 30 %"
    spread = MANY.replace("pallets: 1", "pallets: {uniform: {low: 1, high: 30}}")
    many = trucks(f"{spread}, {late}", "    other: {appointments: {daily: ['09:00']}, pallets: 5}")
    few = trucks(f"{spread.replace(chr(39) + '06:00' + chr(39) + ', ', '')}, {late}")
    mine = (many.supplier == 0) & (many.appointment % (24 * HOUR) != 6 * HOUR)
    for column in ("appointment", "arrives", "comes", "pallets"):
        assert getattr(many, column)[mine].tolist() == getattr(few, column).tolist()


def test_work_is_a_pallet_and_its_cases():
    work = "  unloading: {per_pallet: 1 min, per_case: 3 s}"
    found = trucks(f"{MANY}, cases_per_pallet: 20", work)
    assert set(found.times[:, 0].tolist()) == {2 * MINUTE}


STOCK = """
catalog: {skus: 400}
inventory: {policy: {s: 1, S: 5}}
"""


def test_skus_come_from_suppliers_by_their_shares():
    text = "appointments: {daily: ['08:00']}, share: 75 %"
    other = "    other: {appointments: {daily: ['09:00']}, share: 25 %}"
    found = trucks(text, other + STOCK)
    share = float(np.mean(found.supplier_of_sku == 0))
    assert 0.65 < share < 0.85  # 400 SKUs: 4.6 standard deviations
    assert len(found.per_pallet) == len(found.per_case) > 0
