"""Mistakes in labeling, each with its place, its cause and its remedy."""

from __future__ import annotations

from tests.scenario.texts import CREWS, wrong


def test_labeling():
    found = wrong(
        CREWS + "picking: on\npacking: on\nlabeling: {printers: 1, service: {every: 10 s}}\n"
    )
    assert found == [
        "labeling.service.every: it would fail more than once a minute; write a longer time, "
        "such as 200 h"
    ]
