"""Targets: the three verdicts, what would decide, and the exit codes of --check."""

from __future__ import annotations

import subprocess
import sys
from math import isnan

import numpy as np
import pytest

from simulator.analysis.statistics import estimate, t_quantile
from simulator.experiments.run import run
from simulator.experiments.targets import needed, verdict

VALUES = [97.0, 99.5, 98.0, 99.0]  # mean 98.375


def test_an_undecided_target_says_what_would_decide_it():
    found = estimate(VALUES)
    assert verdict(found, "at least", 98.0) == "undecided"
    n = round(needed(found, "at least", 98.0))
    spread = np.std(VALUES, ddof=1)
    assert t_quantile(0.975, n - 1) * spread / np.sqrt(n) <= 0.375
    assert t_quantile(0.975, n - 2) * spread / np.sqrt(n - 1) > 0.375
    assert needed(found, "at most", 98.0) == n


def test_what_is_decided_or_cannot_be_needs_nothing_that_can_be_said():
    assert isnan(needed(estimate(VALUES), "at least", 50.0))
    assert isnan(needed(estimate([98.0]), "at least", 97.0))
    assert isnan(needed(estimate([97.0, 99.0]), "at least", 98.0))


MET, MISSED = "{kpi: on_time_ship, at_least: 1 %}", "{kpi: orders.placed, at_most: 1 orders}"
NEAR = "{kpi: cost_per_order, at_most: MEAN USD}"


@pytest.fixture(scope="module")
def mean():
    """Of a KPI; a goal just beside it cannot be decided by the same replications."""
    found = run("small", replications=3, jobs=1).estimate("cost_per_order")
    return found.mean + 0.2 * found.half_width


@pytest.mark.parametrize(
    ("goals", "code"),
    [((MET,), 0), ((MISSED, MET), 3), ((NEAR, MET), 4), ((NEAR, MISSED), 3)],
)
def test_exit_codes(goals, code, mean, tmp_path):
    targets = f"targets=[{', '.join(goals)}]".replace("MEAN", f"{mean:.4f}")
    words = [sys.executable, "-m", "simulator", "run", "small", "--replications", "3", "--check"]
    words += ["--set", targets, "--no-store", "--output", str(tmp_path / "o")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    if code == 4:
        assert "more replications" in " ".join(done.stdout.split())
