"""A carrier that comes at noon, and shops of two weeks that ship by it."""

from __future__ import annotations

from simulator.units import DAY


def carrier(pick_ups, transit="1 working days", **more):
    service = {"transit": transit, "lost": "0 %", "damaged": "0 %"}
    return {"carriers": {"carrier": {"pick_ups": pick_ups, "services": {"ground": service}} | more}}


DAILY = {"daily": ["12:00"]}
LONG = {"start": "2026-03-02", "run": "14 d"}
TWO_WEEKS = 14 * DAY
