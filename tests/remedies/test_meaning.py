"""What a remedy offers means what was meant: 1.6 orders a minute are 2304 a day."""

from __future__ import annotations

import re

import pytest

from simulator.scenario import ScenarioError, load

PATHS = {
    "orders": "demand.orders_per_day",
    "scale": "demand.scale",
    "heads": "shifts.day.heads.pickers",
    "run": "clock.run",
    "wage": "crews.pickers.wage",
    "price": "catalog.price",
    "share": "delivery.first_attempt_fails",
    "cut_off": "shipping.carriers.parcelco.cut_off",
    "pick_ups": "shipping.carriers.parcelco.pick_ups",
    "days": "shifts.day.days",
    "hours": "shifts.day.hours",
    "start": "clock.start",
    "promise": "demand.classes.standard.ship_by",
    "weight": "catalog.unit_weight",
    "volume": "catalog.unit_volume",
    "time": "packing.time.setup",
    "lines": "demand.lines",
    "flag": "shifts.day.paid_breaks",
}


def remedy(path: str, value: str) -> str:
    """What the error about a value of the small scenario says to do."""
    with pytest.raises(ScenarioError) as error:
        load("small", overrides=[f"{path}={value}"])
    return str(error.value).partition("; ")[2]


@pytest.mark.parametrize(
    ("what", "written", "to_do"),
    [
        ("orders", "1.6 /min", "write 2304"),
        ("orders", "90 per hour", "write 2160"),
        ("orders", "90 orders/h", "write 2160"),
        ("orders", "3150 a week", "write 450"),
        ("orders", "450 orders", "write 450"),
        ("orders", "'1,500'", "write 1500 or 1.500"),
        ("orders", "1.2k", "write 1200"),
        ("orders", "450 kg", "write one such as 450"),
        ("scale", "150 %", "write 1.5"),
        ("scale", "2x", "write 2"),
        ("scale", "2 h", "write one such as 1.5"),
        ("heads", "inf", "write one such as 12"),
        ("heads", "3 pickers", "write 3"),
        ("heads", "50 %", "write one such as 12"),
        ("run", "5", "write 5 s, 5 min, 5 h or 5 d"),
        ("run", "2 months", "write 60 d"),
        ("run", "1 year", "write 365 d"),
        ("run", "1:30:00", "write 1 h 30 min"),
        ("run", "'1,5 d'", "write 1.5 d"),
        ("run", "5 hrs", "write 5 h"),
        ("run", "5 kg", "write a duration such as 40 s"),
        ("wage", "18", "write 18 USD/h"),
        ("wage", "18 USD", "write 18 USD/h"),
        ("wage", "$18 per hour", "write 18 USD/h"),
        ("wage", "0.3 USD/min", "write 18 USD/h"),
        ("wage", "144 USD/d", "write one such as 18 USD/h"),
        ("price", "5 usd", "write 5 USD"),
        ("price", "$5.20", "write 5.20 USD"),
        ("price", "'1.234,50 USD'", "write 1234.50 USD"),
        ("price", "5 USD/h", "write one such as 5 USD"),
        ("price", "5 EUR", "write it in USD, or currency: EUR for all of it"),
        ("share", "98", "write 98 %"),
        ("share", "5 pct", "write 5 %"),
        ("share", "5 s", "write one such as 5 %"),
        ("share", "-5 %", "write a share such as 5 %"),
        ("cut_off", "1:30", "write 1 h 30 min or 1 min 30 s"),
        ("pick_ups", "{mon-fri: 3pm}", "write 15:00"),
        ("pick_ups", "{mon-fri: '17.30'}", "write 17:30"),
        ("days", "mon-fry", "did you mean mon-fri?"),
        ("days", "'mon, wen'", "did you mean mon, wed?"),
        ("hours", "6am-2pm", "write 06:00-14:00"),
        ("hours", "8-17", "write 08:00-17:00"),
        ("hours", "8 to 5", "write 08:00-17:00 or 08:00-05:00"),
        ("start", "3/2/2026", "write 2026-03-02 or 2026-02-03"),
        ("start", "2.3.2026", "write 2026-03-02"),
        ("start", "2026-3-2 7pm", "write 2026-03-02 19:00"),
        ("promise", "24", "write 24 h or 24 d"),
        ("promise", "next-day", "write next day"),
        ("promise", "2 business days", "write 2 working days"),
        ("weight", "2 lb", "write 907.18474 g"),
        ("weight", "2 KG", "write 2 kg"),
        ("volume", "2 gal", "write 7.570823568 l"),
        ("time", "{exponential: 1 min}", "write {mean: 1 min}"),
        ("time", "{gamma: 1 min}", "write parameters such as {mean: 1 min, cv: 0.5}"),
        ("time", "{normal: {mean: 3 min, std: 1 min}}", "write {mean: 3 min, sd: 1 min}"),
        ("time", "{normal: {mean: 1 min, sd: 2 min}}", "write {gamma: {mean: 1 min, sd: 2 min}}"),
        ("time", "{uniform: {low: 9 s, high: 5 s}}", "write {low: 5 s, high: 9 s}"),
        ("time", "{erlang: {mean: 1 min, k: 1.5}}", "write {gamma: {mean: 1 min, shape: 1.5}}"),
        ("time", "[5 s, 9 s]", "write {values: [5 s, 9 s]}"),
        ("lines", "5 %", "write one such as 12"),
        ("flag", "yes", "write true"),
    ],
)  # fmt: skip
def test_what_is_offered_means_what_was_written(what: str, written: str, to_do: str) -> None:
    assert remedy(PATHS[what], written) == to_do


@pytest.mark.parametrize("number", ["1234567", "0.0000125", "123456.789"])
def test_no_digit_is_lost(number: str) -> None:
    assert remedy(PATHS["run"], number).startswith(f"write {number} s")
    assert re.search(rf"\b{re.escape(number)} USD", remedy(PATHS["price"], number))
