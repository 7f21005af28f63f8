"""A store of a test's own, and what it said."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.experiments.store.store import Store


@pytest.fixture(autouse=True, scope="module")
def _fast(all_fast: None) -> None:
    """Experiments are about replications, whatever simulates them."""


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def kept(tmp_path: Path, told: list[str]) -> Store:
    return Store(tmp_path / "store", told.append)
