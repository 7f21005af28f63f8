"""Where no run folder can be: told before the run, and nothing is touched."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from simulator.results.folder import (
    NotARunFolderError,
    NotWrittenError,
    require_replaceable,
    write_folder,
)

MANIFEST = b'{"kind": "fulfillment simulator run"}'


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["x" * 252, "x" * 300, "x/" * 3000, "a\0b"])
def test_a_name_that_no_folder_can_have(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotARunFolderError, match=r"^--output: no folder .* can be written"):
        require_replaceable(tmp_path / name)
    assert left(tmp_path) == []


def test_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(NotARunFolderError, match="can be written"):
        require_replaceable(tmp_path / "file" / "run")
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_link_is_left_alone(tmp_path: Path) -> None:
    write_folder(tmp_path / "run", {"manifest.json": MANIFEST})
    (tmp_path / "link").symlink_to(tmp_path / "run")
    (tmp_path / "loose").symlink_to(tmp_path / "nowhere")
    for name in ("link", "loose"):
        with pytest.raises(NotARunFolderError, match="left alone"):
            require_replaceable(tmp_path / name)
    assert left(tmp_path) == ["link", "loose", "run"]


def test_asking_leaves_nothing(tmp_path: Path) -> None:
    require_replaceable(tmp_path / "below" / "run")
    assert left(tmp_path) == []


def test_a_full_disk_leaves_the_old_folder(tmp_path: Path) -> None:
    run = tmp_path / "run"
    write_folder(run, {"manifest.json": MANIFEST, "kpis.csv": b"old"})

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(NotWrittenError, match="No space left on device"):
        write_folder(run, {"manifest.json": MANIFEST, "kpis.csv": b"new", "orders": full})
    assert (run / "kpis.csv").read_bytes() == b"old"
    assert left(tmp_path) == ["run"]
