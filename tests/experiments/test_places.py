"""Which folder an answer goes to: no answer is replaced by that to another question in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.cli.asked import Asked
from simulator.cli.places import Place
from simulator.results.folder import KIND, NotARunFolderError, write_folder

pytestmark = pytest.mark.usefixtures("undrawn")

SHORT = ["--set", "clock.run=1 d", "--set", "clock.warm_up=0 d", "--replications", "2"]
SAME = "It replaces the earlier answer to the same question."


def place(folder, *, scale=None, jobs=1, output=None, owns=False):
    words = ["sweep", "small", *([] if scale is None else ["--set", f"demand.scale={scale}"])]
    options = {"scenario": "small", "set_": [] if scale is None else [f"demand.scale={scale}"]}
    return Place(
        Asked(tuple(words), {**options, "jobs": jobs, "seed": None}), output, folder / "small", owns
    )


def leave(where, text="x", fails=False):
    """Write the answer there; what `text` says tells answers apart."""
    with where.room() as there:
        if fails:
            raise OSError("the disk is full")
        manifest = {"kind": KIND, **where.asked.manifest}
        write_folder(there.folder, {"manifest.json": json.dumps(manifest).encode(),
                                    "x.txt": text.encode()})  # fmt: skip
    return there


def text(folder):
    return (folder / "x.txt").read_text()


def test_another_question_has_a_folder_of_its_own(tmp_path):
    assert leave(place(tmp_path, scale=1), "first").line == ""
    second = leave(place(tmp_path, scale=2), "second")
    assert second.folder == tmp_path / "small-2"
    assert second.line == f"{tmp_path / 'small'} keeps the answer of: simulator sweep small " \
        "--set demand.scale=1"  # fmt: skip
    assert leave(place(tmp_path, scale=3)).folder == tmp_path / "small-3"
    assert [text(tmp_path / name) for name in ("small", "small-2")] == ["first", "second"]


@pytest.mark.parametrize(("scale", "name"), [(1, "small"), (2, "small-2")])
def test_the_same_question_replaces_its_own_and_says_so(tmp_path, scale, name):
    leave(place(tmp_path, scale=1), "first")
    leave(place(tmp_path, scale=2), "second")
    again = leave(place(tmp_path, scale=scale, jobs=2), "again")
    assert (again.folder, again.line) == (tmp_path / name, SAME)
    assert {path.name for path in tmp_path.iterdir()} == {"small", "small-2"}
    assert text(tmp_path / name) == "again"


def test_the_run_of_a_scenario_as_it_is_has_the_plain_name_always(tmp_path):
    leave(place(tmp_path, scale=2), "other")
    plain = leave(place(tmp_path, owns=True), "plain")
    assert plain.folder == tmp_path / "small"
    assert plain.line.endswith(f"demand.scale=2, is kept in {tmp_path / 'small-2'}")
    assert [text(tmp_path / name) for name in ("small", "small-2")] == ["plain", "other"]
    assert leave(place(tmp_path, owns=True)).line == SAME
    assert leave(place(tmp_path, scale=2)).folder == tmp_path / "small-2"


def test_what_moved_is_back_where_nothing_is_written(tmp_path):
    leave(place(tmp_path, scale=2), "other")
    with pytest.raises(OSError, match="full"):
        leave(place(tmp_path, owns=True), fails=True)
    assert [path.name for path in tmp_path.iterdir()] == ["small"]
    assert text(tmp_path / "small") == "other"


def test_a_folder_that_is_named_is_replaced_and_what_was_there_is_said(tmp_path):
    named = tmp_path / "mine"
    leave(place(tmp_path, scale=1, output=named))
    other = leave(place(tmp_path, scale=2, output=named))
    assert other.folder == named
    assert other.line == "It replaces the answer of: simulator sweep small --set demand.scale=1"
    assert leave(place(tmp_path, scale=2, output=named)).line == SAME


def test_what_python_wrote_is_kept(tmp_path):
    manifest = json.dumps({"kind": KIND, "command": "asked in Python"}).encode()
    write_folder(tmp_path / "small", {"manifest.json": manifest})
    assert leave(place(tmp_path, scale=1)).folder == tmp_path / "small-2"


def test_what_is_not_ours_is_left_alone(tmp_path):
    (tmp_path / "small").mkdir()
    with pytest.raises(NotARunFolderError, match="is left alone"):
        place(tmp_path, scale=1).settled()
    (tmp_path / "small").rmdir()
    leave(place(tmp_path, scale=1))
    (tmp_path / "small-2").mkdir()
    assert leave(place(tmp_path, scale=2)).folder == tmp_path / "small-3"


def test_commands_say_what_they_kept_and_replaced(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def told(*words):
        done = CliRunner().invoke(app, [*words, "--jobs", "1", "--no-store"])
        assert done.exit_code == 0, done.output
        return done.output

    sweep = ("sweep", "small", *SHORT, "--vary")
    assert told(*sweep, "demand.scale=1,2").endswith("report: reports/small-sweep/report.html\n")
    assert "reports/small-sweep keeps the answer of: simulator sweep small" in told(
        *sweep, "demand.scale=1,3"
    )
    assert told(*sweep, "demand.scale=1,3", "--no-store").endswith(f"{SAME}\n")
    machine = json.loads(told(*sweep, "demand.scale=1,4", "--json"))
    assert machine["folder"] == "reports/small-sweep-3"
    assert machine["earlier"].startswith("reports/small-sweep keeps the answer of: simulator sweep")
    assert "report: reports/small/report.html" in told("run", "small", *SHORT)
    plain = told("run", "small")
    assert (
        "report: reports/small/report.html\nWhat was there, the answer of: simulator run" in plain
    )
    assert plain.endswith("is kept in reports/small-2\n")
    manifest = json.loads(Path("reports/small-2/manifest.json").read_text())
    assert manifest["asked"].startswith("simulator run small --set 'clock.run=1 d'")
    assert "demand.scale=1,2" in Path("reports/small-sweep/report.html").read_text()
    assert {path.name for path in Path("reports").iterdir()} == {
        "small", "small-2", "small-sweep", "small-sweep-2", "small-sweep-3",
    }  # fmt: skip
