"""What orders cost, bring in and lose a second time: order by order, line by line, in plain Python.

Written from the definitions of the catalog. What follows the hand-over was drawn before the run: it
counts for an order that has left, whether it has happened by the horizon or not.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from simulator.results.timeline import Movement
from tests.laws.boxes import boxes_of, parcels_of
from tests.laws.drawing import DAY

if TYPE_CHECKING:
    from tests.laws.figures import Tables
    from tests.laws.runs import Run

Row = dict[str, Any]

CAUSES = {
    "declined": "payment", "payment_failed": "payment", "out_of_stock": "stock",
    "rejected": "fraud", "expired": "time_out",
}  # fmt: skip
OWN = ("packaging", "shipping", "delivery", "payment", "returns", "penalties")
LOSSES = ("payment", "stock", "fraud", "time_out", "loss", "undeliverable", "returns")


def packaging(run: Run, lines: list[int]) -> float:
    """The boxes that take the lines, and the material of every parcel."""
    packing = run.scenario.packing
    if packing is None:
        return 0.0
    boxes, loose = boxes_of(run, lines)
    parcels = max(len(boxes) + loose, 1)
    return packing.material * parcels + sum(open_.box.cost for open_ in boxes)


def worth(run: Run, lines: list[int], a_unit: Any) -> float:
    """Of lines at these cents a unit by SKU."""
    w = run.workload
    return sum(int(a_unit[w.line_sku[k]]) * int(w.line_units[k]) for k in lines) / 100


def kept_lines(run: Run, parcel: int) -> list[int]:
    """The lines of a parcel that were not taken out."""
    return [k for k in run.lines(parcel) if not run.timeline.line_canceled[k]]


def fate(run: Run, parcel: int) -> tuple[str, int]:
    """Whether a parcel that leaves is lost, undeliverable or arrives; its failed attempts."""
    w, order = run.workload, parcel % run.workload.n
    number = parcel // w.n
    if number > len(w.further):  # nothing is shipped, so that no road was drawn for it
        assert run.scenario.shipping is None
        return "arrives", 0
    way = w if number == 0 else w.further[number - 1]
    if way.lost[order]:
        return "loss", 0
    if run.scenario.delivery is None:
        return "arrives", 0
    failed = 0
    for fails in way.attempt_fails[order]:
        if not fails:
            return "arrives", failed
        failed += 1
    return "undeliverable", failed


def gone_parcels(run: Run, row: Row) -> list[int]:
    """The parcels of an order that has left, those without lines left out."""
    return [parcel for parcel in run.parcels_of(row["number"]) if kept_lines(run, parcel)]


def fee(run: Run, amount: float) -> float:
    """Of an approved payment."""
    payment = run.scenario.payment
    return payment.fee_share * amount + payment.fee if payment else 0.0


def postage(run: Run, row: Row) -> float:
    """Of one parcel, whether it has left or not."""
    shipping, w = run.scenario.shipping, run.workload
    if shipping is None:
        return 0.0
    carrier, service = w.services[w.service[row["number"]]]
    return shipping.carriers[carrier].services[service].cost


def own_costs(run: Run, row: Row) -> dict[str, float]:
    """By part, of an order that has left."""
    s, found = run.scenario, dict.fromkeys(OWN, 0.0)
    parcels = gone_parcels(run, row)
    for parcel in parcels:
        found["packaging"] += packaging(run, kept_lines(run, parcel))
        if s.shipping:
            found["shipping"] += postage(run, row) * parcels_of(run, parcel)
            found["delivery"] += fate(run, parcel)[1] * (
                s.delivery.failed_cost if s.delivery else 0
            )
    if s.payment:
        found["payment"] = fee(run, row["charged"])
    if returned(run, row) and s.returns:
        found["returns"] = s.returns.cost
    if row["ship_by"] is not None and row["left"] > row["ship_by"]:
        found["penalties"] = s.late_order_cost
    return found


def returned(run: Run, row: Row) -> bool:
    """Whether the customer gets all of an order that has left, and sends it back."""
    arrives = all(fate(run, parcel)[0] == "arrives" for parcel in gone_parcels(run, row))
    return bool(run.workload.returns[row["number"]]) and arrives


def trade(run: Run, row: Row) -> tuple[float, float]:
    """Revenue and cost of goods of an order that has left."""
    w, parcels = run.workload, gone_parcels(run, row)
    order = row["number"]
    refunded = [k for k in range(w.line_start[order], w.line_start[order + 1])
                if run.timeline.line_refunded[k]]  # fmt: skip
    revenue = row["charged"] - worth(run, refunded, w.supply.price)
    goods, back = 0.0, returned(run, row)
    for parcel in parcels:
        ends, lines = fate(run, parcel)[0], kept_lines(run, parcel)
        comes_back = back or ends == "undeliverable"
        if not (comes_back and w.restockable[order]):
            goods += worth(run, lines, w.supply.cost)
        if ends != "arrives":
            revenue -= worth(run, lines, w.supply.price) if order in run.split else revenue
    return (0.0 if back else revenue), goods


def lost(run: Run, row: Row) -> Counter[str]:
    """Lost margin of an order, by cause."""
    w, s, order = run.workload, run.scenario, row["number"]
    found: Counter[str] = Counter()
    every = list(range(w.line_start[order], w.line_start[order + 1]))
    if row["outcome"] in CAUSES:
        value = float(w.value[order]) / 100
        boxes, loose = boxes_of(run, every)
        posted = postage(run, row) * max(len(boxes) + loose, 1)
        paid = fee(run, row["charged"]) if row["paid_at"] is not None else 0.0
        saved = packaging(run, every) + posted + fee(run, value) - paid
        found[CAUSES[row["outcome"]]] = value - worth(run, every, w.supply.cost) - saved
    if row["accepted"]:
        share = s.payment.fee_share if s.payment else 0.0
        for k in every:
            if run.timeline.line_canceled[k]:
                price, goods = (worth(run, [k], a) for a in (w.supply.price, w.supply.cost))
                charged = bool(run.timeline.line_refunded[k])
                found["stock"] += price - goods - (0.0 if charged else share * price)
    if row["left"] is not None:
        for parcel in gone_parcels(run, row):
            ends, lines = fate(run, parcel)[0], kept_lines(run, parcel)
            price, goods = (worth(run, lines, a) for a in (w.supply.price, w.supply.cost))
            shelf = goods if w.restockable[order] else 0.0
            if ends == "loss":
                found["loss"] += price
            elif ends == "undeliverable":
                found["undeliverable"] += price - shelf
            elif returned(run, row):
                found["returns"] += price - shelf
    return found


def inventory_cost(run: Run) -> float:
    """Holding, reorders and shortage of the window, movement by movement."""
    section, log = run.scenario.inventory, run.timeline.stock
    if section is None:
        return 0.0
    low, high = run.scenario.clock.window
    on_hand, short = int(run.workload.supply.initial.sum()), 0
    on_shelf = {Movement.RECEIVED: 1, Movement.PICKED: -1, Movement.RESTOCKED: 1,
                Movement.WRITTEN_OFF: -1}  # fmt: skip
    owed = {Movement.BACKORDERED: 1, Movement.BACKORDER_ENDED: -1}
    total, reorders, before = 0.0, 0, low
    movements = zip(log.time.tolist(), log.kind.tolist(), log.units.tolist(), strict=True)
    for moment, kind, units in [*movements, (high, Movement.RECEIVED, 0)]:
        now = min(max(moment, low), high)
        a_day = section.holding_cost * on_hand + section.shortage_cost * short
        total += a_day * (now - before) / DAY
        before = now
        on_hand += on_shelf.get(Movement(kind), 0) * units
        short += owed.get(Movement(kind), 0) * units
        reorders += kind == Movement.ORDERED and low <= moment < high
    return total + section.reorder_cost * reorders


def pick_ups_cost(run: Run) -> float:
    """Of the pick-ups that came in the window."""
    if run.scenario.shipping is None:
        return 0.0
    low, high = run.scenario.clock.window
    carriers = list(run.scenario.shipping.carriers.values())
    log = run.timeline.pick_ups
    return sum(
        carriers[carrier].pick_up_cost
        for carrier, moment in zip(log.carrier.tolist(), log.time.tolist(), strict=True)
        if low <= moment < high
    )


def ratio(above: float, below: float) -> float:
    """NaN where there is nothing to divide by."""
    return above / below if below else math.nan


def money_by_scope(tables: Tables, rows: list[Row]) -> dict[str, float]:
    """Order costs, revenue, goods and lost margin of the cohort."""
    run = tables.run
    cohort = [row for row in rows if row["cohort"]]
    gone = [row for row in cohort if row["left"] is not None]
    parts = dict.fromkeys(OWN, 0.0)
    revenue = goods = 0.0
    for row in gone:
        for part, cost in own_costs(run, row).items():
            parts[part] += cost
        sold, of_goods = trade(run, row)
        revenue, goods = revenue + sold, goods + of_goods
    losses: Counter[str] = Counter()
    for row in cohort:
        losses.update(lost(run, row))
    n, own = len(gone), sum(parts.values())
    return {
        **{f"total_cost.{part}": cost for part, cost in parts.items()},
        **{f"cost_per_order.{part}": ratio(cost, n) for part, cost in parts.items()},
        **{f"lost_margin.{cause}": losses[cause] for cause in LOSSES},
        "lost_margin": sum(losses.values()),
        "orders.left": n,
        "orders.accepted": sum(row["accepted"] for row in cohort),
        "order_costs_per_order": ratio(own, n),
        "total_revenue": revenue,
        "total_goods": goods,
        "total_contribution": revenue - goods - own,
        "contribution_per_order": ratio(revenue - goods - own, n),
        "backlog.growth": growth(run, rows),
    }


def growth(run: Run, rows: list[Row]) -> int:
    """Orders released in the window, less those that left it or ended in it."""
    low, high = run.scenario.clock.window
    change = 0
    for row in rows:
        if row["released_at"] is not None:
            until = row["ended_at"] if row["left"] is None else row["left"]
            change += low <= row["released_at"] < high
            change -= until is not None and low <= until < high
    return change


def costs_of_the_house(tables: Tables, labor: float) -> dict[str, float]:
    """Cost and margin, from the wages of the window and what orders cost by themselves."""
    run, found = tables.run, money_by_scope(tables, tables.orders)
    house = {
        "labor": labor,
        "pick_ups": pick_ups_cost(run),
        "inventory": inventory_cost(run),
    }
    own = sum(found[f"total_cost.{part}"] for part in OWN)
    accepted = [row for row in tables.orders if row["accepted"]]
    gone = [row for row in tables.orders if row["cohort"] and row["left"] is not None]
    paid = sum(house.values())

    def each(column: str) -> float:
        bases = (sum(row[column] for row in rows) for rows in (accepted, gone))
        return sum(ratio(c, base) for c, base in zip((paid, own), bases, strict=True))

    cost = ratio(paid, len(accepted)) + ratio(own, len(gone))
    return {
        **{f"total_cost.{part}": value for part, value in house.items()},
        **{f"cost_per_order.{part}": ratio(v, len(accepted)) for part, v in house.items()},
        "cost_per_order": cost,
        "cost_per_line": each("lines"),
        "cost_per_unit": each("units"),
        "total_cost": paid + own,
        "total_margin": found["total_revenue"] - found["total_goods"] - paid - own,
        "margin_per_order": ratio(found["total_revenue"] - found["total_goods"], len(gone)) - cost,
    }
