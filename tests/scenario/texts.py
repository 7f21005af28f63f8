"""Small scenario texts for the tests of reading."""

from __future__ import annotations

from pathlib import Path

from simulator.scenario import ScenarioError, loads

SMALL = """\
schema: fulfillment/1
name: small
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 100}
"""

SAMPLE = Path(__file__).parents[2] / "scenarios" / "sample_orders.csv"
HERE = {"online_retail": {"demand.trace.file": str(SAMPLE)}}
"""A file in place of one that does not ship, by the variant that is for it."""


def mistakes(text: str, **options: object) -> list[str]:
    """The lines of the error that reading this text gives; none where it can be read."""
    try:
        loads(text, name="s.yaml", **options)  # type: ignore[arg-type]
    except ScenarioError as error:
        return str(error).splitlines()
    return []


LAYOUT = "layout: {aisles: 4, aisle_length: 30 m}, time: {per_line: 10 s}"
CREWS = "crews: {p: {skills: [picking], heads: 1}, q: {skills: [packing], heads: 1}}\n"
SHIPPING = (
    "shipping: {carriers: {c: {pick_ups: {daily: ['15:00']}, "
    "services: {a: {transit: 1 working day}}}}}\n"
)


def wrong(text: str) -> list[str]:
    """The mistakes of a small scenario with more lines, without their places."""
    return [line.split(": ", 1)[1] for line in mistakes(SMALL + text)]
