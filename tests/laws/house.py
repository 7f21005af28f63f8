"""Sections of a drawn scenario: what happens in the shop and in the warehouse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

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


def inventory(draw: Draw, in_csv: bool) -> Section:
    """A policy whose stock runs out now and then."""
    low, above = draw(st.integers(0, 8)), draw(st.integers(1, 12))
    kind = one_of(draw, ("s S", "r Q"))
    unit = one_of(draw, ("units", "cover"))
    policy: Section = {"kind": kind}
    if unit == "cover":
        first, second = ("s", "S") if kind == "s S" else ("r", "Q")
        policy |= {f"cover_{first}": "2 h", f"cover_{second}": one_of(draw, ("1 d", "5 h"))}
    elif kind == "s S":
        policy |= {"s": low, "S": low + above}
    else:
        policy |= {"r": low, "Q": above}
    if in_csv and chance(draw, 3):
        policy = {"kind": kind}
    if chance(draw, 4):
        policy["review"] = one_of(draw, ("1 d", "7 h"))
    section: Section = {
        "policy": policy,
        "lead_time": spread(draw, 3 * HOUR, 0, DAY, 10 * HOUR),
        "when_short": one_of(draw, ("backorder", "cancel line", "backorder", "cancel order")),
        "initial": one_of(draw, ("spread", "full")),
    }
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


def people(draw: Draw, span: Span, data: Section) -> dict[str, Section]:
    """Crews and shifts for the stages that are on."""
    skills = []
    if "fraud_review" in data.get("payment", {}):
        skills.append("fraud_review")
    skills += [stage for stage in ("picking", "packing", "labeling") if stage in data]
    if "returns" in data:
        skills.append("inspection")
    benches = {"stations", "lanes"} & set(data.get("packing", {}))
    alone = {"labeling"} | ({"packing"} if benches else set())
    count = draw(st.integers(1, 3))
    able: list[list[str]] = [[] for _ in range(count)]
    for skill in skills:
        if skill in alone and chance(draw, 4):
            continue
        able[draw(st.integers(0, count - 1))].append(skill)
        for others in able:
            if skill not in others and chance(draw, 3):
                others.insert(draw(st.integers(0, len(others))), skill)
    crews = {f"crew{k}": _crew(draw, mine) for k, mine in enumerate(able) if mine}
    if not crews:
        return {}
    return {"crews": crews, **_shifts(draw, span, crews)}


def _crew(draw: Draw, skills: list[str]) -> Section:
    crew: Section = {"skills": skills}
    if chance(draw, 3):
        crew["heads"] = draw(st.integers(1, 4))
    if chance(draw, 3):
        crew["speed"] = one_of(draw, (0.79, 2, 1.3))
    if chance(draw, 6):
        crew["wage"] = "18 USD/h"
    if chance(draw, 4):
        crew["overtime"] = "27.50 USD/h"
    if chance(draw, 3):
        crew["absence"] = one_of(draw, ("3.1 %", "40 %"))
    return crew


HOURS = {
    "early": ("06:00-14:00", "10:00", "13:30"),
    "late": ("14:00-22:00", "18:00", "14:00"),
    "night": ("22:00-06:00", "02:00", "23:30"),
    "office": ("08:30-17:15", "12:00", "15:00"),
    "whole": ("00:00-24:00", "11:00", "00:00"),
    "overlapping": ("12:00-20:00", "16:00", "12:15"),
}


def _shifts(draw: Draw, span: Span, crews: Section) -> dict[str, Section]:
    """Heads of every crew in one shift at least that falls into the simulated time."""
    without = [name for name, crew in crews.items() if "heads" not in crew]
    if not without:
        return {}
    shifts: dict[str, Section] = {}
    main = one_of(draw, tuple(HOURS))
    for name in HOURS:
        if name != main and not chance(draw, 2):
            continue
        hours, pause, other = HOURS[name]
        shift: Section = {"hours": hours}
        if name == main and span.length < DAY:
            shift["hours"] = f"{span.start.hour:02}:00-{(span.start.hour + 9) % 24:02}:00"
        elif chance(draw, 5):
            spans = [{"at": pause, "for": one_of(draw, ("30 min", "1 h"))}]
            if chance(draw, 3):
                spans.append({"at": other, "for": "15 min"})
            shift["breaks"] = spans
            shift["paid_breaks"] = not chance(draw, 5)
        if name != main:
            shift["days"] = one_of(draw, ("daily", "mon-fri", "sat,sun"))
        if chance(draw, 3):
            shift["on_holidays"] = True
        least = 1 if name == main else 0
        shift["heads"] = {crew: draw(st.integers(least, 4)) for crew in without}
        shifts[name] = shift
    return {"shifts": shifts}
