"""The script that compares figures and tables with those written down: what it sees and says.

Exact hashes hold on one machine: the last digit of a mean depends on processor and NumPy. What does
not are moments, whole numbers and texts, of which the event log and the stock movements consist.
They are compared here, of some of the drawn worlds; all the rest is `make same`.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOME = 15
"""Drawn worlds that are simulated here, at equal distances among all of them."""


def script():
    """benchmarks/same_bytes.py, which is not in a package."""
    path = ROOT / "benchmarks" / "same_bytes.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SAME = script()
HASHES = SAME.read(Path(__file__).parent / "hashes.json")[1]
WORLDS = SAME.worlds()
DRAWN = [world for world in WORLDS if world.group == "drawn"]


def table() -> pd.DataFrame:
    """A column of each kind, with something missing in each."""
    return pd.DataFrame(
        {
            "order": pd.Categorical(["a", None, "b"]),
            "lines": pd.array([1, None, 3], dtype="Int64"),
            "reworked": pd.array([True, None, False], dtype="boolean"),
            "value": [0.1, np.nan, 2.0],
            "placed_at": np.array(["2026-03-02", "NaT", "2026-03-03"], dtype="datetime64[ms]"),
        }
    )


OTHERS = {
    "order": pd.Categorical(["a", "a", "b"]),
    "lines": pd.array([1, 0, 3], dtype="Int64"),
    "reworked": pd.array([True, False, False], dtype="boolean"),
    "value": [np.nextafter(0.1, 1), np.nan, 2.0],
    "placed_at": np.array(["2026-03-02T00:00:00.001", "NaT", "2026-03-03"], dtype="M8[ms]"),
}
"""A value per column that differs by as little as can be, or is no longer missing."""


@pytest.mark.parametrize("column", OTHERS)
def test_the_smallest_difference_in_a_column_is_another_hash_and_is_told(column: str) -> None:
    other = table().assign(**{column: OTHERS[column]})
    assert SAME.digest(other) != SAME.digest(table())
    assert f"column {column}: was" in SAME.first_difference(table(), other)


def test_order_of_rows_and_of_columns_and_names_are_in_the_hash() -> None:
    hashes = {
        SAME.digest(table()),
        SAME.digest(table()[::-1]),
        SAME.digest(table()[table().columns[::-1]]),
        SAME.digest(table().rename(columns={"lines": "units"})),
        SAME.digest(table()[:2]),
        SAME.digest(table().assign(lines=table()["lines"].astype("Float64"))),
    }
    assert len(hashes) == 6


def test_how_a_table_is_held_is_not_in_the_hash() -> None:
    held = table()
    whole = held[:1].assign(lines=np.int32([1]), reworked=[True])
    assert SAME.digest(whole) == SAME.digest(held[:1])
    codes = pd.Categorical(["a", None, "b"], categories=["b", "unused", "a"])
    assert SAME.digest(held.assign(order=codes)) == SAME.digest(held)
    words = pd.Series(["a", None, "b"], dtype=object)
    assert SAME.digest(held.assign(order=words)) == SAME.digest(held)


def test_lines_of_a_file_are_told_apart() -> None:
    before, now = b"kpi,mean\na,1\nb,2\n", b"kpi,mean\na,1\nb,3\n"
    assert SAME.first_difference(before, now) == "line 3: was b,2, is b,3"
    assert SAME.digest(before) != SAME.digest(now)


def test_what_is_gone_or_new_differs() -> None:
    assert SAME.unlike({"kpis": "1", "stock": "2"}, {"kpis": "1", "roster": "3"}) == [
        "stock",
        "roster",
    ]
    assert SAME.unlike({}, {"error": "KeyError: 'x'"}) == ["error"]


def test_every_world_has_its_hashes() -> None:
    assert list(HASHES) == [world.name for world in WORLDS]
    assert len(DRAWN) == 483
    assert all({"kpis", "orders", "events"} <= set(tables) for tables in HASHES.values())


def test_a_difference_ends_with_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = DRAWN[0].name
    SAME.write(tmp_path / "hashes.json", {name: HASHES[name] | {"kpis": "0"}})
    arguments = ["--check", str(tmp_path / "hashes.json"), "--only", name, "--jobs", "1"]
    monkeypatch.setattr(sys, "argv", ["same_bytes.py", *arguments])
    assert SAME.main() == 1
    assert f"{name}, in one process: kpis" in capsys.readouterr().out


@pytest.mark.parametrize("world", DRAWN[:: len(DRAWN) // SOME], ids=lambda world: world.name)
def test_moments_and_whole_numbers_are_what_was_written_down(world) -> None:
    """Where this fails and the change is meant: `make same-new`, and a line in CHANGELOG.md."""
    tables = SAME.simulated(world, 1)
    exact = [name for name in ("events", "stock") if name in tables]
    for name in exact:
        assert not tables[name].select_dtypes("float").columns.size
    assert {name: SAME.digest(tables[name]) for name in exact} == {
        name: HASHES[world.name][name] for name in exact
    }


def test_saved_worlds_are_texts_with_their_files() -> None:
    assert all(world.files for world in DRAWN)
    assert len({json.dumps([world.source, dict(world.files)]) for world in DRAWN}) == len(DRAWN)
