"""Where no run folder can be: told before the run, and nothing is touched."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.results.folder import (
    NotARunFolderError,
    NotWrittenError,
    require_replaceable,
    write_folder,
)
from simulator.results.writing import os_error
from tests.processes import ended

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


JSON = (
    'IO Error: Async write failed for range [offset=54613, size=6275]: {"exception_type":"IO",'
    '"exception_message":"Could not write file \\"/x/orders.parquet\\": No space left on device",'
    '"errno":"28"}'
)
PLAIN = 'IO Error: Could not write file "/x/orders.parquet": No space left on device'


@pytest.mark.parametrize("said", [JSON, PLAIN])
def test_what_the_system_said_is_told_without_the_database_s_words(said: str) -> None:
    error = os_error(said, "orders.parquet")
    told = error.strerror or str(error)
    assert told in ("No space left on device", "orders.parquet: No space left on device")


def limited(kilobytes: int, *words: str) -> subprocess.CompletedProcess[str]:
    """The command, which may write no file of more than that."""
    pytest.importorskip("resource")
    # Python 3.11 keeps the bytecode of a module that is cut off at the limit, and cannot read it.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    return ended(*words, most_bytes=1024 * kilobytes, env=environment)


SHORT = ("--set", "clock.run=7 d", "--jobs", "1", "--quiet")
ONE, TWO = ("--replications", "1"), ("--replications", "2")


@pytest.mark.parametrize(
    ("kilobytes", "words"),
    [
        (20, ("run", "small", "--no-store", *ONE, *SHORT)),  # the report
        (300, ("run", "small", "--no-store", *ONE, "--set", "demand.scale=20", *SHORT)),  # a table
        (4, ("sweep", "small", "--no-store", *TWO, "--vary", "demand.scale=1,2", *SHORT)),
    ],
)
def test_no_room_for_the_folder_is_one_error_and_leaves_nothing(
    kilobytes: int, words: tuple[str, ...], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if "demand.scale=20" in words:  # many orders, for a table that is larger than the report
        request.getfixturevalue("fast")
    done = limited(kilobytes, *words, "--output", str(tmp_path / "out"))
    assert done.returncode == 2, done.stderr
    lines = [line for line in done.stderr.splitlines() if " runs, about " not in line]
    assert lines == [
        f"{tmp_path / 'out'}: the run folder could not be written (File too large); what was there "
        "is as it was; make room, or choose another --output"
    ]
    assert left(tmp_path) == []


def test_no_room_in_the_store_is_told_once_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMULATOR_STORE", str(tmp_path / "store"))
    folder = "--output", str(tmp_path / "out")
    done = limited(1, "stress", "small", "--absence", "10 %", "--replications", "2", *folder)
    assert done.returncode == 2  # of the folder, once the figures were there
    (note, _) = done.stderr.splitlines()
    assert "store: finished replications cannot be kept (File too large)" in note
    assert left(tmp_path) == ["store"]
    assert not list((tmp_path / "store").rglob("*.rep"))
    assert not list((tmp_path / "store").rglob("*.part"))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux")
@pytest.mark.parametrize("words", [["list"], ["explain", "small"], ["resolve", "small"]])
def test_what_cannot_be_printed_is_one_error(words: list[str], tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = ended(*words, stdout=full, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "the output: could not be written (No space left on device); make room, or write it "
        "elsewhere\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are Unix's")
def test_a_starting_scenario_is_whole_or_not_there(tmp_path: Path) -> None:
    done = limited(1, "init", str(tmp_path / "scenario.yaml"))
    assert (done.returncode, left(tmp_path)) == (2, [])
    assert "cannot be written: File too large" in done.stderr
