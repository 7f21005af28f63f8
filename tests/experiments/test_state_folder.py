"""A state's folder is written whole or not at all."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from simulator.experiments.state.folder import settings_from, write
from simulator.mistakes import InputError

AT = datetime(2026, 3, 4, 10)
ORDER = {"order": "A-1", "stage": "picking"}


def first(folder: Path) -> Path:
    return write(folder, AT, {"orders": [ORDER], "stock": [{"sku": "S", "on_hand": 3}]})


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_state_that_cannot_be_completed_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = first(tmp_path / "state")
    before = files(folder)

    def full(path: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="cannot be written \\(No space left on device\\)"):
        write(folder, AT, {"orders": []})
    assert files(folder) == before
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_what_lies_beside_an_earlier_state_stays_and_its_own_files_do_not(tmp_path: Path) -> None:
    folder = first(tmp_path / "state")
    (folder / "notes.txt").write_text("from the morning's call")
    (folder / "scans").mkdir()
    (folder / "scans" / "a.csv").write_text("1\n")
    write(folder, AT, {"orders": [ORDER]})
    assert sorted(path.name for path in folder.iterdir()) == [
        "notes.txt", "orders.csv", "scans", "state.yaml",
    ]  # fmt: skip
    assert (folder / "scans" / "a.csv").read_text() == "1\n"


def test_a_state_that_a_killed_process_moved_aside_is_found_again(tmp_path: Path) -> None:
    folder = first(tmp_path / "state")
    before = files(folder)
    folder.rename(tmp_path / ".state.abc.old")
    assert settings_from(folder)
    assert files(folder) == before
