"""Sections of a drawn scenario: what happens in the shop and in the warehouse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from simulator.policies.registry import names, parameters
from simulator.policies.replenishment import REVIEWED
from tests.laws.drawing import DAY, HOUR, MINUTE, SECOND, Draw, chance, one_of, percent, spread
from tests.laws.drawing import text as duration
from tests.laws.span import Span

Section = dict[str, Any]


def checkout(draw: Draw) -> Section:
    """Carts."""
    section: Section = {
        "abandonment": one_of(draw, ("0 %", "30 %", "60 %")),
        "time_in_cart": spread(draw, 6 * MINUTE, 0, 90 * MINUTE),
        "reserve": one_of(draw, ("at checkout", "at cart", "at payment")),
    }
    if chance(draw, 5):
        section["time_to_live"] = one_of(draw, ("10 min", "5 s", "2 h"))
    return section


LEVELS_OF = {kind: parameters("replenishment", kind)[1:] for kind in names("replenishment")}


def inventory(draw: Draw, in_csv: bool) -> Section:
    """A policy whose stock runs out now and then."""
    low, above = draw(st.integers(0, 8)), draw(st.integers(1, 12))
    kind = one_of(draw, names("replenishment"))
    unit = one_of(draw, ("units", "cover"))
    policy: Section = {"kind": kind}
    *first, second = LEVELS_OF[kind]
    if unit == "cover":
        policy |= {f"cover_{name}": "2 h" for name in first}
        policy[f"cover_{second}"] = one_of(draw, ("1 d", "5 h"))
    else:
        policy |= dict.fromkeys(first, low) | {second: above if second == "Q" else low + above}
    if in_csv and chance(draw, 3):
        policy = {"kind": kind}
    if kind in REVIEWED:
        policy["review"] = one_of(draw, ("1 d", "7 h"))
    elif kind != "base stock" and chance(draw, 4):
        policy["review"] = one_of(draw, ("1 d", "7 h", "continuous"))
    if chance(draw, 5):
        policy |= {"case_size": draw(st.integers(1, 6)), "minimum_order": draw(st.integers(1, 9))}
    section: Section = {
        "policy": policy,
        "lead_time": spread(draw, 3 * HOUR, 0, DAY, 10 * HOUR),
        "when_short": one_of(draw, ("backorder", "cancel line", "split", "cancel order")),
        "initial": one_of(draw, ("spread", "full")),
    }
    if section["when_short"] == "split" and chance(draw, 5):
        section["parcels_at_most"] = one_of(draw, (3, 4, 2))
    if section["when_short"] == "split" and chance(draw, 5):
        section["goes_ahead"] = one_of(draw, names("splitting"))
    if chance(draw, 5):
        section["allocation"] = one_of(draw, names("allocation"))
    if chance(draw, 5):
        section["backorder_limit"] = one_of(draw, ("30 min", "6 h"))
    if chance(draw, 5):
        section |= {
            "holding_cost": "0.01 USD", "reorder_cost": "2 USD", "shortage_cost": "0.50 USD"
        }  # fmt: skip
    return section


def payment(draw: Draw, span: Span, traced: bool) -> Section:
    """Authorization; where a trace tells payments it cannot time out."""
    section: Section = {"authorization": spread(draw, 2 * SECOND, 0, 8 * SECOND, 5 * MINUTE)}
    section["timeout"] = "none" if traced or chance(draw, 3) else one_of(draw, ("10 s", "6 min"))
    soft, hard = one_of(draw, (0, 8, 30)), one_of(draw, (0, 4, 15))
    section["declined"] = {"soft": f"{soft} %", "hard": f"{hard} %"}
    if chance(draw, 3):
        section["retry"] = "none"
    else:
        after = one_of(draw, (["1 min", "10 min"], ["2 s"], ["1 h", "1 min", "30 min"]))
        section["retry"] = {"after": after, "recovers": percent(draw, 60)}
    if chance(draw, 6):
        section["fraud_review"] = {
            "share": percent(draw),
            "time": spread(draw, 8 * MINUTE, 0, MINUTE),
            "rejects": percent(draw, 30),
        }
    if chance(draw, 5):
        begins = span.moment(draw)
        first = one_of(draw, (2 * MINUTE, 2 * HOUR))
        outages = [{"at": f"{begins:%Y-%m-%d %H:%M}", "for": duration(first)}]
        again = begins + timedelta(milliseconds=first)
        if chance(draw, 3) and again < span.start + timedelta(milliseconds=span.length):
            outages.append({"name": "again", "at": f"{again:%Y-%m-%d %H:%M}", "for": "10 min"})
        section["outages"] = outages
    if chance(draw, 5):
        section |= {"fee_share": "2.9 %", "fee": "0.30 USD"}
    return section


def notification(draw: Draw) -> Section:
    """Messages."""
    return {"latency": spread(draw, 5 * SECOND, 0, HOUR), "bounces": percent(draw, 30)}


def picking(draw: Draw) -> Section:
    """One by one or batches."""
    section: Section = {
        "time": {
            "setup": spread(draw, MINUTE, 0, 6 * MINUTE),
            "per_line": spread(draw, 40 * SECOND, 0, 4 * MINUTE),
            "per_unit": spread(draw, 3 * SECOND, 0),
        },
        "mispick": one_of(draw, ("0 %", "30 %", "60 %")),
    }
    if chance(draw, 5):
        section["method"] = {
            "batch": {
                "up_to": draw(st.integers(1, 6)),
                "wait_at_most": one_of(draw, ("10 min", "2 h", "1 min")),
            }
        }
        if chance(draw, 2):
            section["method"]["batch"]["form"] = "when free"
            if chance(draw, 3):
                section["method"]["batch"]["wait_at_most"] = "0 s"
    return section


def packing(draw: Draw) -> Section:
    """Benches, a quality check."""
    section: Section = {
        "time": {
            "setup": spread(draw, 30 * SECOND, 0, 10 * MINUTE),
            "per_unit": spread(draw, 10 * SECOND, 0, 2 * MINUTE),
            "cv": one_of(draw, (0, 0.4)),
        },
        "damage": percent(draw, 20),
    }
    if chance(draw, 4):
        section["stations"] = {"count": draw(st.integers(1, 3))}
    if chance(draw, 6):
        section["quality_check"] = {
            "share": one_of(draw, ("10 %", "60 %", "100 %")),
            "finds": one_of(draw, ("95 %", "50 %", "100 %")),
            "time": one_of(draw, ("40 s", "5 min")),
        }
    if chance(draw, 4):
        section["material"] = "0.80 USD"
    return section


def labeling(draw: Draw) -> Section:
    """Printers."""
    return {
        "printers": draw(st.integers(1, 3)),
        "carrier_call": spread(draw, SECOND, 0, 30 * SECOND),
        "time": spread(draw, 12 * SECOND, 0, 6 * MINUTE),
        "failure": percent(draw, 50),
    }


def handling(draw: Draw) -> Section:
    """A lag in working hours, short enough to end now and then."""
    section: Section = {"lag": spread(draw, 2 * HOUR, 0, DAY)}
    if chance(draw, 5):
        section["hours"] = one_of(draw, ("09:00-17:00", "22:00-06:00", "00:00-24:00"))
    if chance(draw, 5):
        section["days"] = one_of(draw, ("daily", "mon-sat", ["tue", "sun"]))
    if chance(draw, 3):
        section["on_holidays"] = True
    if chance(draw, 3):
        section["pace"] = {"counts": one_of(draw, ([1, 4] * 12, [0.5, 2, 3] * 56))}
    if chance(draw, 3):
        if section.get("hours") == "22:00-06:00":
            section["hours"] = "10:00-20:00"
        leaves = ([0] * 12 + [1, 3] * 6, [2, 1] * 12)
        section["leaves"] = {"counts": one_of(draw, leaves)}
    return section
