"""Small scenario texts for the tests of reading."""

from __future__ import annotations

from simulator.scenario import ScenarioError, loads

SMALL = """\
schema: fulfillment/1
name: small
clock: {start: 2026-03-02, run: 7 d}
demand: {orders_per_day: 100}
"""


def mistakes(text: str, **options: object) -> list[str]:
    """The lines of the error that reading this text gives; none where it can be read."""
    try:
        loads(text, name="s.yaml", **options)  # type: ignore[arg-type]
    except ScenarioError as error:
        return str(error).splitlines()
    return []
