"""Prices in another currency than the house's, by hand."""

from __future__ import annotations

import pytest

from simulator.experiments.order_files import looked_at
from simulator.intake.look import look
from simulator.intake.numbers import currency_in, number
from simulator.intake.reading import Reading

HEADER = "order_id,placed_at,sku,quantity,unit_price"


def rows(tmp_path, *cells: str, header: str = HEADER):
    lines = [f"{k},2026-03-02 09:00,A,1,{cell}" for k, cell in enumerate(cells, 1)]
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def mistakes(path, currency="USD"):
    return look(path, Reading(currency=currency)).mistakes


@pytest.mark.parametrize(
    ("cell", "code"),
    [('"12,50 €"', "EUR"), ("£12.50", "GBP"), ("R$ 12.50", "BRL"), ("12.50 EUR", "EUR"),
     ("EUR 12.50", "EUR"), ("12.50 zł", "PLN"), ("CHF 12.50", "CHF")],
)  # fmt: skip
def test_a_price_in_another_currency_is_refused_where_it_stands(tmp_path, cell, code):
    (told,) = mistakes(rows(tmp_path, cell))
    assert ":2: unit_price: " in told
    assert told.endswith(
        f"is in {code}, and the scenario in USD; write prices in USD, or currency: {code} for all "
        "of the scenario"
    )
    assert mistakes(rows(tmp_path, cell), currency=code) == ()


@pytest.mark.parametrize("currency", ["USD", "CAD", "AUD"])
def test_a_dollar_is_that_of_the_house(tmp_path, currency):
    assert mistakes(rows(tmp_path, "$12.50"), currency) == ()


def test_a_column_of_the_currency_counts_too(tmp_path):
    path = rows(tmp_path, "12.50,EUR", "10,USD", "10,", header=f"{HEADER},currency")
    (told,) = mistakes(path)
    assert "orders.csv:2: currency: 'EUR' is in EUR, and the scenario in USD" in told


def test_without_a_scenario_prices_are_of_one_currency(tmp_path):
    assert mistakes(rows(tmp_path, "12.50 €", "10 €"), None) == ()
    (told,) = mistakes(rows(tmp_path, "12.50 €", "10.00 €", "£9"), None)
    assert ":4: unit_price: '£9' is in GBP, and the rest of the file in EUR" in told
    assert looked_at(rows(tmp_path, "12.50 €")).mistakes == ()


def test_the_sign_is_not_part_of_the_number():
    assert (currency_in("12,50 €"), number("12,50 €", "comma")) == ("€", 12.5)
    assert (currency_in("R$ 12.50"), number("R$ 12.50", "point")) == ("R$", 12.5)
    assert currency_in("12.50") == ""
