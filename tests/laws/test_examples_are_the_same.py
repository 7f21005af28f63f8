"""What Hypothesis draws depends on the test alone, not on what else its process has loaded."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st


def drawn() -> list[int]:
    """What a law of whole numbers is tried on."""
    found: list[int] = []

    @settings(max_examples=300)
    @given(st.integers())
    def law(number: int) -> None:
        found.append(number)

    law()
    return found


def load_constants(folder: Path) -> None:
    """A module of many numbers comes to those that are loaded."""
    file = folder / "numbers_of_a_house.py"
    file.write_text("\n".join(f"N{n} = {982_451_000 + 7 * n}" for n in range(500)))
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)


def test_constants_of_a_module_that_is_loaded_change_nothing(tmp_path: Path) -> None:
    before = drawn()
    load_constants(tmp_path)
    try:
        assert drawn() == before
    finally:
        del sys.modules["numbers_of_a_house"]
