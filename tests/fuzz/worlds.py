"""Scenarios of a few orders in which values are changed; what is valid must run to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import yaml

from tests.fuzz.harness import Case
from tests.fuzz.scenarios import NASTY, SHIPPED

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
SMALLER = (
    "clock.run=1 d",
    "clock.warm_up=1 d",
    "clock.cool_down=1 d",
    "demand.orders_per_day=30",
)
NUMBERS = ("0", "0.001", "0.5", "1", "2", "7", "40", "100", "999", "100000")
SPREADS = (
    *("0 s", "1 ms", "900 d", "9999 d", "{constant: 3 h}", "{exponential: {mean: 900 d}}"),
    *("{lognormal: {median: 1 s, cv: 90}}", "{lognormal: {median: 99 d, cv: 1e6}}"),
    *("{gamma: {mean: 1 h, cv: 40}}", "{gamma: {mean: 999 d, cv: 90}}"),
    *("{weibull: {p50: 1 s, p90: 9 h}}", "{weibull: {shape: 0.2, scale: 99 d}}"),
    *("{erlang: {k: 9999, mean: 1 s}}", "{uniform: {low: 0 s, high: 9999 d}}"),
    *("{values: [0 s, 9999 d]}", "{beta: {a: 9e-3, b: 1, high: 1 d}}"),
    *("{triangular: {low: 0 s, mode: 0 s, high: 1 ms}}", "{normal: {mean: 1 d, cv: 0.9}}"),
)
COUNTS = (
    *("1", "2", "1000", "10000000", "{values: [1, 100000]}", "{exponential: {mean: 50}}"),
    *("{shifted_geometric: {mean: 900}}", "{shifted_geometric: {mean: 2, max: 3}}"),
    "{lognormal: {median: 2, cv: 99}}",
)
STARTS = ("0001-01-01", "1969-12-31 23:59:59", "9999-12-01", "2026-03-02 23:59", "2028-02-29")


def cases(number: int, seed: int) -> Iterator[Case]:
    """Paths of the small scenario and of the baseline, set to something else."""
    random = Random(seed)
    for k in range(number):
        name = ("small", "baseline")[k % 2]
        changes = [_change(random, name) for _ in range(random.choice((1, 1, 2, 3)))]
        yield Case(f"world #{k}", (name, *SMALLER, *changes), {}, simulates=True)


def _change(random: Random, name: str) -> str:
    path, written = random.choice(LEAVES[name])
    holder = path.rpartition(".")[0] or path
    match random.randrange(12):
        case 0:
            return f"{holder}={random.choice(('off', 'on', '{}', '[]'))}"
        case 1:
            return f"{path}={random.choice(NASTY)}"
        case 2 | 3 | 4:
            return f"{random.choice(TIMES)}={random.choice(SPREADS)}"
        case 5:
            return f"demand.{random.choice(('lines', 'units_per_line'))}={random.choice(COUNTS)}"
        case 6:
            return f"clock.start={random.choice(STARTS)}"
        case _:
            return f"{path}={re.sub(r'[0-9][0-9.]*', random.choice(NUMBERS), written, count=1)}"


def _leaves(tree: Any, above: str = "") -> list[tuple[str, str]]:
    """Every path at which the file has a word or a number, and that."""
    if isinstance(tree, dict):
        return [
            leaf
            for key, value in tree.items()
            for leaf in _leaves(value, f"{above}.{key}" if above else str(key))
        ]
    if isinstance(tree, list):
        return [leaf for k, part in enumerate(tree) for leaf in _leaves(part, f"{above}.#{k + 1}")]
    return [(above, str(tree))]


LEAVES = {name: _leaves(yaml.load(SHIPPED[name], Loader=LOADER)) for name in ("small", "baseline")}
TIMES = (
    *("checkout.time_in_cart", "checkout.time_to_live", "payment.authorization", "payment.timeout"),
    *("inventory.lead_time", "inventory.backorder_limit", "notification.latency"),
    *(f"picking.time.{part}" for part in ("setup", "per_line", "per_unit")),
    *("packing.time.setup", "packing.time.per_unit", "labeling.carrier_call", "labeling.time"),
    *("shipping.carriers.parcelco.services.ground.transit", "delivery.between_attempts"),
    *("returns.after", "returns.inspection"),
)
"""Paths of durations."""
