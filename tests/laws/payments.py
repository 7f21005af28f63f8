"""Methods of payment, customers who come back and gateways, of a drawn scenario."""

from __future__ import annotations

from typing import Any

from tests.laws.drawing import HOUR, MINUTE, SECOND, Draw, chance, one_of, percent, spread
from tests.laws.span import Span

Section = dict[str, Any]

SHARES = {1: (100,), 2: (60, 40), 3: (70, 0, 30)}


def tries(draw: Draw, span: Span, section: Section) -> None:
    """Adds one or several of what gives customers and gateways a choice."""
    if chance(draw, 6):
        count = one_of(draw, (2, 3, 1))
        names = ("card", "wallet", "slip")
        section["methods"] = {
            name: {"share": f"{share} %"} | _method(draw)
            for name, share in zip(names, SHARES[count], strict=False)
        }
    if chance(draw, 6):
        again, another = one_of(draw, ((22, 28), (0, 60), (50, 50), (40, 0)))
        section["comes_back"] = {
            "again": f"{again} %",
            "another": f"{another} %",
            "after": spread(draw, 10 * MINUTE, 0, HOUR),
            "at_most": one_of(draw, (2, 1, 4)),
        }
    if chance(draw, 6):
        section["second_gateway"] = _second(draw, span)
    if chance(draw, 4):
        section |= _failing(draw)


def _method(draw: Draw) -> Section:
    method: Section = {}
    if chance(draw, 4):
        method["authorization"] = spread(draw, 2 * SECOND, 0, 15 * SECOND)
    if chance(draw, 4):
        method["declined"] = {"soft": percent(draw, 40), "hard": percent(draw, 50)}
    if chance(draw, 4):
        method["slip"] = {
            "paid_after": spread(draw, 2 * HOUR, 0, 20 * MINUTE),
            "never": percent(draw, 50),
            "valid_for": one_of(draw, ("3 h", "20 min", "7 d")),
        }
    if chance(draw, 5):
        method |= {"fee_share": "1.2 %", "fee": "0.35 USD"}
    return method


def _second(draw: Draw, span: Span) -> Section:
    section: Section = {"recovers": percent(draw, 60)}
    if chance(draw, 4):
        section["authorization"] = spread(draw, 3 * SECOND, 0, 12 * SECOND)
    if chance(draw, 3):
        outage = {"at": f"{span.moment(draw):%Y-%m-%d %H:%M}", "for": "1 h"}
        section["outages"] = [outage | ({"name": "planned"} if chance(draw, 5) else {})]
    if chance(draw, 4):
        section |= _failing(draw)
    if chance(draw, 5):
        section |= {"fee_share": "0.5 %", "fee": "0.10 USD"}
    return section


def _failing(draw: Draw) -> Section:
    return {
        "every": one_of(draw, ("3 h", {"weibull": {"shape": 1.5, "scale": "90 min"}})),
        "repair": spread(draw, 25 * MINUTE, 0, 2 * HOUR),
    }
