"""The answer of a run says why orders are declined, where many are."""

from __future__ import annotations

import pytest

import simulator as sim
from simulator.experiments.declines import why_declined
from simulator.reporting.answer import answer
from simulator.reporting.estimates import estimates
from tests.reporting.conclusion_rules import assert_plain

SHOP = """\
schema: fulfillment/1
name: paying
clock: {{start: 2026-03-02, run: 1 d, cool_down: 1 d}}
demand: {demand}
crews: {{pickers: {{skills: [picking], wage: 20 USD/h}}}}
shifts: {{day: {{days: daily, hours: 00:00-24:00, heads: {{pickers: 4}}}}}}
picking: {{time: {{setup: 1 min, per_line: 1 min, per_unit: 0 s}}}}
payment: {payment}
experiment: {{replications: 2}}
"""
DRAWN = "{orders_per_day: 400}"
FILE = """\
order_id,placed_at,sku,quantity,status
1,2026-03-02 08:00,A,1,paid
2,2026-03-02 09:00,A,1,pending
3,2026-03-02 10:00,A,1,paid
4,2026-03-02 11:00,A,1,paid
"""


@pytest.fixture
def shop(tmp_path):
    def written(payment, demand=DRAWN):
        (tmp_path / "orders.csv").write_text(FILE)
        path = tmp_path / "paying.yaml"
        path.write_text(SHOP.format(payment=payment, demand=demand))
        return str(path)

    return written


def told(path):
    run = sim.run(path, jobs=1).report_input
    text = answer(run, estimates(run.kpis))
    assert_plain(text)
    return text


@pytest.mark.parametrize(
    ("payment", "why"),
    [
        ("on", "12 % of first payments are refused, an assumed default"),
        ("{declined: {soft: 0 %}}", "3.6 % of first payments are refused"),
        ("{declined: {soft: 2 %, hard: 8.5 %}}", "10.5 % of first payments are refused"),
        ("{declined: {soft: 0 %, hard: 0 %}}", ""),
        ("off", ""),
    ],
)
def test_what_refuses_payments(shop, payment, why):
    assert why_declined(sim.load(shop(payment)).scenario) == why


def test_the_answer_says_it_where_many_are_declined(shop):
    text = told(shop("{declined: {soft: 0 %, hard: 30 %}}"))
    assert " % were declined (30 % of first payments are refused)." in text


def test_it_does_not_where_few_are(shop):
    text = told(shop("{declined: {soft: 0 %, hard: 2 %}}"))
    assert " % were declined." in text
    assert "refused" not in text


def test_orders_that_a_file_calls_unpaid_are_told_as_that(shop):
    """One of four is pending: the file decides, and not the shares."""
    text = told(shop("on", "{trace: {file: orders.csv}}"))
    assert "25.0 % were declined (the order file has no payment of theirs)." in text


def test_a_folder_keeps_it(shop, tmp_path):
    from simulator.reporting.folder import folder_files, from_folder

    run = sim.run(shop("on"), jobs=1).report_input
    kept = tmp_path / "run"
    kept.mkdir()
    for name, content in folder_files(run).items():
        (kept / name).write_bytes(content)
    assert run.why_declined
    assert from_folder(kept).why_declined == run.why_declined
