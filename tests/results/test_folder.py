"""A run folder is replaced whole, or nothing is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from simulator.results.folder import (
    NotARunFolderError,
    NotWrittenError,
    is_run_folder,
    require_replaceable,
    restore,
    write_folder,
)

MANIFEST = b'{"kind": "fulfillment simulator run", "seed": 1}'


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_are_written_with_their_folders(tmp_path):
    target = tmp_path / "reports" / "baseline"
    files = {
        "manifest.json": MANIFEST,
        "kpis.csv": b"kpi\n",
        "figures/flow.svg": lambda path: path.write_text("<svg/>"),
    }
    write_folder(target, files)
    assert contents(target) == {
        "manifest.json": MANIFEST,
        "kpis.csv": b"kpi\n",
        "figures/flow.svg": b"<svg/>",
    }
    assert [entry.name for entry in target.parent.iterdir()] == ["baseline"]


def test_an_old_run_is_replaced_whole(tmp_path):
    target = tmp_path / "run"
    write_folder(target, {"manifest.json": MANIFEST, "old.csv": b"old"})
    write_folder(target, {"manifest.json": MANIFEST, "new.csv": b"new"})
    assert set(contents(target)) == {"manifest.json", "new.csv"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"notes.txt": b"mine"},
        {"manifest.json": b'{"name": "a web app"}'},
        {"manifest.json": b"not json"},
        {"manifest.json": b"[]"},
    ],
)
def test_what_is_not_a_run_folder_is_left_alone(tmp_path, found):
    target = tmp_path / "precious"
    target.mkdir()
    for name, data in found.items():
        (target / name).write_bytes(data)
    for attempt in (
        require_replaceable,
        lambda path: write_folder(path, {"manifest.json": MANIFEST}),
    ):
        with pytest.raises(NotARunFolderError, match="precious"):
            attempt(target)
    assert contents(target) == found
    assert [entry.name for entry in tmp_path.iterdir()] == ["precious"]


def test_a_file_and_a_link_in_the_way_are_left_alone(tmp_path):
    file, link, run = tmp_path / "file", tmp_path / "link", tmp_path / "run"
    file.write_text("mine")
    write_folder(run, {"manifest.json": MANIFEST})
    link.symlink_to(run)
    for target in (file, link):
        with pytest.raises(NotARunFolderError):
            write_folder(target, {"manifest.json": MANIFEST})
    assert file.read_text() == "mine"
    assert link.is_symlink()
    assert is_run_folder(run)


def test_a_folder_without_a_manifest_is_not_written(tmp_path):
    with pytest.raises(ValueError, match=r"manifest\.json"):
        write_folder(tmp_path / "run", {"kpis.csv": b""})
    assert not list(tmp_path.iterdir())


def test_an_error_while_writing_leaves_the_old_run(tmp_path):
    target = tmp_path / "run"
    before = {"manifest.json": MANIFEST, "kpis.csv": b"old"}
    write_folder(target, before)

    def fail(path):
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(NotWrittenError, match="disk full"):
        write_folder(target, {"manifest.json": MANIFEST, "kpis.csv": b"new", "late.csv": fail})
    assert contents(target) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["run"]


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from simulator.results import folder
    target, moment = Path(sys.argv[1]), sys.argv[2]
    def die(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)
    if moment == "before the second rename":
        rename = Path.rename
        def once(self, other):
            rename(self, other)
            die()
        Path.rename = once
    if moment == "after the second rename":
        folder.shutil.rmtree = die
    last = die if moment == "while writing" else b"new"
    new = b'{"kind": "fulfillment simulator run", "seed": 2}'
    folder.write_folder(target, {"manifest.json": new, "kpis.csv": last})
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills with a signal")
@pytest.mark.parametrize(
    ("moment", "survives"),
    [
        ("while writing", b"old"),
        ("before the second rename", b"old"),
        ("after the second rename", b"new"),
    ],
)
def test_a_killed_process_leaves_one_whole_run(tmp_path, moment, survives):
    target = tmp_path / "run"
    write_folder(target, {"manifest.json": MANIFEST, "kpis.csv": b"old"})
    code = textwrap.dedent(KILLED)
    done = subprocess.run([sys.executable, "-c", code, str(target), moment], cwd=os.getcwd())
    assert done.returncode == -signal.SIGKILL
    restore(target)
    assert is_run_folder(target)
    assert (target / "kpis.csv").read_bytes() == survives
    write_folder(target, {"manifest.json": MANIFEST, "kpis.csv": b"next"})
    assert (target / "kpis.csv").read_bytes() == b"next"
