"""Inventory systems."""

from __future__ import annotations

from simulator.units import convert
from simulator.verification.figures import end_of_day_cost, kpi, law_cost_a_month
from simulator.verification.system import Figure, System
from simulator.verification.theory import stock as theory

LAW_POLICIES = (
    (20, 40), (20, 60), (20, 80), (20, 100), (40, 60), (40, 80), (40, 100), (60, 80), (60, 100)
)  # fmt: skip
"""The nine policies (s, S) that Law compares."""


def systems() -> tuple[System, ...]:
    """Continuous review with lost sales and backorders, periodic review, and Law's system."""
    return (*_one_for_one(), _fixed_quantity(), *_periodic(), *_law())


def _levels(levels: theory.Levels) -> tuple[Figure, ...]:
    return (
        Figure("unit fill rate", "%", 100 * levels.fill_rate, kpi("fill_rate.unit")),
        Figure("on hand", "units", levels.on_hand, kpi("on_hand.mean")),
    )


def _backorders(levels: theory.Levels) -> tuple[Figure, ...]:
    owed = Figure("backordered", "units", levels.backordered, kpi("backordered.mean"))
    return (*_levels(levels), owed)


def _one_for_one() -> tuple[System, ...]:
    lost = theory.base_stock_lost_sales(5, 5)
    owed = theory.base_stock_backorders(8, 6)
    reordering = 0.01 * convert(1, "d", "min")  # an order a minute, each reordered
    cost = owed.on_hand + 9 * owed.backordered + reordering
    return (
        System(
            "Base stock 5, lost sales",
            "Karush 1957 (Erlang B)",
            "lost_sales",
            (
                Figure(
                    "orders lost", "%", 100 * (1 - lost.fill_rate), kpi("cancellation_rate.stock")
                ),
                *_levels(lost),
            ),
        ),
        System(
            "Base stock 8, backorders",
            "Palm 1938; Feeney & Sherbrooke 1966",
            "base_stock",
            (
                *_backorders(owed),
                Figure("cost", "USD/d", cost, kpi("inventory.cost_per_day")),
            ),
        ),
    )


def _fixed_quantity() -> System:
    return System(
        "(r, Q) = (5, 6), backorders",
        "Hadley & Whitin 1963, section 4-7",
        "fixed_quantity",
        _backorders(theory.fixed_quantity(5, 6, 6)),
    )


def _periodic() -> tuple[System, ...]:
    return tuple(
        System(
            f"Periodic (s, S) = ({s}, {up_to}), mean {mean}",
            "Zheng & Federgruen 1991",
            f"periodic_{mean}",
            (
                Figure(
                    "cost a period",
                    "",
                    theory.periodic_cost(mean, s, up_to, setup=64, holding=1, penalty=9),
                    end_of_day_cost(setup=64, holding=1, penalty=9),
                ),
            ),
        )
        for mean, s, up_to in ((10, 6, 40), (50, 42, 108))
    )


def _law() -> tuple[System, ...]:
    return tuple(
        System(
            f"Law's inventory, (s, S) = ({s}, {up_to})",
            "Law 2015, section 1.5; expectation computed",
            "law_inventory",
            (Figure("cost a month", "", theory.law_cost(s, up_to), law_cost_a_month),),
            variant=f"s{s}_S{up_to}",
        )
        for s, up_to in LAW_POLICIES
    )
