"""Orders of a file outside of the simulated time are a warning with the clock that holds them."""

from __future__ import annotations

import yaml

from simulator.scenario.reading import loads
from simulator.stages.demand.trace_clock import outside_the_clock


def told(path, clock, **trace) -> list[str]:
    data = {"schema": "fulfillment/1", "name": "s", "clock": clock,
            "demand": {"trace": {"file": str(path), **trace}}}  # fmt: skip
    return list(outside_the_clock(loads(yaml.safe_dump(data)).scenario))


def test_the_clock_that_is_told_holds_all_orders(tmp_path):
    """Twenty days with an order each at 12:00, of which two days are simulated."""
    path = tmp_path / "orders.csv"
    rows = [f"{k},2026-03-{k:02} 12:00,A,1" for k in range(1, 21)]
    path.write_text("\n".join(["order_id,placed_at,sku,quantity", *rows, "x,2062-03-01,A,1"]))
    (warning,) = told(path, {"start": "2026-03-03", "run": "2 d"})
    assert warning.startswith("19 of the 21 orders of the file that ship lie outside")
    assert "write clock: {start: 2026-03-01, run: 20 d};" in warning
    assert told(path, {"start": "2026-03-01", "run": "20 d"}) == []
    assert told(path, {"start": "2026-03-01", "run": "19 d"}) == []  # 2 of 21
    assert len(told(path, {"start": "2026-03-01", "run": "18 d"})) == 1
    window = {"from": "2026-03-03", "to": "2026-03-04"}
    assert told(path, {"start": "2026-03-03", "run": "2 d"}, window=window) == []
    (warning,) = told(path, {"start": "2026-05-03", "run": "2 d"}, shift_to="2026-05-01")
    assert "write clock: {start: 2026-05-01, run: 20 d};" in warning
