"""What is wrong in a `returns` section, and what to write."""

from __future__ import annotations

import pytest

from simulator.scenario import loads, resolve
from tests.scenario.texts import SHIPPING, SMALL, wrong

CREWS = "crews: {p: {skills: [inspection, refurbishing], heads: 1}}\n"


def test_what_a_run_writes_of_graded_returns_can_be_read() -> None:
    section = "returns: {grading: on, reasons: {torn: {share: 100 %, grading: on}}}\n"
    loaded = loads(f"{SMALL}{CREWS}{SHIPPING}delivery: on\n{section}")
    assert loads(resolve(loaded)).scenario == loaded.scenario


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            "by_class: {expres: 9 %}",
            "returns.by_class.expres: there is no class 'expres'; write all",
        ),
        ("window: 0 d", "returns.window: '0 d' has no length; write a duration such as 10 min"),
        (
            "grading: {restock: 90 %}",
            "returns.grading: restock, refurbish and scrap add up to 111 %; make them add up to "
            "100 %",
        ),
        (
            "reasons: {worn: {share: 60 %}, torn: {share: 30 %}}",
            "returns.reasons: the shares of the reasons add up to 90 %; make them add up to 100 %",
        ),
        (
            "reasons: {worn: {share: 100 %, grading: on}}",
            "returns.reasons.worn.grading: units are not graded where returns.grading is off; "
            "write returns.grading: on, or remove this",
        ),
        (
            "restock: 80 %, grading: on",
            "returns.restock: there is a grading too; keep one of the two",
        ),
        (
            "refurbishing: on",
            "returns.refurbishing: nothing is graded to be refurbished; write returns.grading: "
            "{restock: 79 %, refurbish: 17 %, scrap: 4 %}, or remove it",
        ),
        (
            "refund: {after: arival}",
            "returns.refund.after: 'arival' is not allowed here; did you mean arrival?",
        ),
    ],
)
def test_mistakes(section: str, line: str) -> None:
    assert wrong(f"{CREWS}{SHIPPING}delivery: on\nreturns: {{{section}}}\n") == [line]
