"""Files of the store that are not what was written, and folders that cannot be."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.experiments.run import run
from simulator.experiments.store.files import DamagedError, unpacked
from simulator.experiments.store.queries import query
from simulator.experiments.store.store import Store, default_folder
from simulator.mistakes import InputError
from tests.command_line import Ended, simulator
from tests.fuzz.harness import ROOT
from tests.patience import patience
from tests.processes import FORKS, begun

SHORT = ("clock.run=1 d", "clock.cool_down=1 d", "demand.orders_per_day=30")


def small(store: Store, n: int = 2):
    return run("small", overrides=SHORT, replications=n, jobs=1, store=store, orders="none")


def files(store: Store) -> list[Path]:
    return sorted(store.folder.rglob("*.rep"))


def sealed(body: bytes) -> bytes:
    """A body under a checksum that is right."""
    mark = b"fulfillment-simulator replication 1 "
    return mark + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def arrays_of(content: bytes) -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(content.partition(b"\n")[2])) as found:
        return {name: found[name] for name in found.files}


def written(arrays: dict[str, np.ndarray]) -> bytes:
    body = io.BytesIO()
    np.savez_compressed(body, **arrays)
    return sealed(body.getvalue())


def without(name: str):
    return lambda arrays: arrays.pop(name)


def changed(**new):
    return lambda arrays: arrays.update({k.replace("_", "."): v for k, v in new.items()})


FOREIGN = {
    "nothing": b"",
    "words": b"hello",
    "half a zip": b"PK\x03\x04" + b"\0" * 50,
    "a pickle": b"\x80\x04N.",
    "one array": b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f8'}" + b" " * 102,
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_right_checksum_over_foreign_bytes(body: bytes, kept: Store, told: list[str]) -> None:
    first = small(kept)
    path = files(kept)[0]
    path.write_bytes(sealed(body))
    assert len(query(kept, "SELECT DISTINCT replication FROM kpis")) == 1
    assert told.pop().startswith(f"{path}: is damaged: its content is not a replication")
    again = small(kept)
    assert again.reused == 1
    assert again.values("orders.placed") == first.values("orders.placed")
    (line,) = told
    assert line.startswith(f"{path}: is damaged: its content is not a replication")
    assert "\n" not in line
    assert small(kept).reused == 2


OTHER = {
    "no number": without("number"),
    "no values": without("value"),
    "no scenario": without("of"),
    "no waits": without("waits.weight"),
    "two numbers": lambda a: a.update(number=np.array([0, 1])),
    "a number in words": lambda a: a.update(number=np.array("0")),
    "fewer values": lambda a: a.update(value=a["value"][:-1]),
    "values in words": lambda a: a.update(value=a["value"].astype("U")),
    "fewer signs": lambda a: a.update(signs=a["signs"][:3]),
    "fewer waits": lambda a: a.update({"waits.weight": a["waits.weight"][:-1]}),
    "a shorter curve": lambda a: a.update({"numbers.value": a["numbers.value"][:-1]}),
    "a curve in words": lambda a: a.update({"numbers.value": a["numbers.value"].astype("U")}),
    "words that are not there": lambda a: a.update({"codes.series": a["codes.series"] + 10**6}),
    "words before the first": lambda a: a.update({"codes.series": a["codes.series"] - 10**3}),
    "no codes": without("codes.series"),
}


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER.keys())
def test_a_right_checksum_over_other_arrays(change, kept: Store, told: list[str]) -> None:
    small(kept, n=1)
    (path,) = files(kept)
    content = path.read_bytes()
    arrays = arrays_of(content)
    unpacked(written(arrays), path.parent.name)  # as it was
    change(arrays)
    with pytest.raises(DamagedError, match="is damaged: its content is not a replication"):
        unpacked(written(arrays), path.parent.name)
    path.write_bytes(written(arrays))
    assert small(kept, n=1).reused == 0
    assert len(told) == 1
    assert path.read_bytes() == content


def test_a_file_of_another_scenario(kept: Store, told: list[str]) -> None:
    first = small(kept, n=1)
    (path,) = files(kept)
    run("small", overrides=[*SHORT, "demand.scale=2"], replications=1, jobs=1, store=kept,
        orders="none")  # fmt: skip
    (other,) = (one for one in files(kept) if one != path)
    path.write_bytes(other.read_bytes())
    assert small(kept, n=1).values("orders.placed") == first.values("orders.placed")
    assert "holds a replication of another scenario than its folder says" in told[0]


def test_what_cannot_be_read_is_told_and_left_out(kept: Store, told: list[str]) -> None:
    small(kept)
    one, two = files(kept)
    one.unlink()
    one.symlink_to(one)  # a loop: it is there, and nobody can open it
    (two.parent / "000007x.kpis.rep").write_text("mine")
    two.rename(two.with_name("000009.kpis.rep"))
    assert [entry.numbers for entry in kept.entries()] == [(9,)]
    assert query(kept, "FROM kpis").empty
    assert "holds another replication than its name says; it is left out" in told[0]
    assert small(kept).reused == 0


def test_a_folder_in_place_of_a_file_is_told_and_left_alone(kept: Store, told: list[str]) -> None:
    small(kept, n=1)
    (path,) = files(kept)
    about = path.parent / "about.json"
    about.unlink()
    (about / "inside").mkdir(parents=True)
    assert [entry.about["scenario"] for entry in kept.entries()] == ["?"]
    assert kept.clear() > 0
    assert about.is_dir()
    assert not path.exists()


def test_what_cannot_be_deleted_is_told(
    kept: Store, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small(kept)

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert kept.clear() == 0
    (line,) = told
    path = min(path for path in kept.folder.rglob("*") if path.is_file())
    many = f"{kept.folder}: 3 files cannot be deleted; they stay "
    assert line == f"{many}(the first: {path}: Permission denied)"


def test_many_damaged_files_are_one_line_with_a_count(kept: Store, told: list[str]) -> None:
    first = small(kept, n=4)
    for path in files(kept)[1:]:
        path.write_bytes(b"hello")
    damaged = files(kept)[1]
    many = f"{kept.folder}: 3 files cannot be read; "
    assert len(query(kept, "SELECT DISTINCT replication FROM kpis")) == 1
    assert told.pop().startswith(f"{many}they are left out (the first: {damaged}: is damaged: ")
    again = small(kept, n=4)
    assert again.reused == 1
    assert again.values("orders.placed") == first.values("orders.placed")
    (line,) = told
    assert line.startswith(f"{many}their replications are run again (the first: {damaged}: ")
    assert "\n" not in line
    assert small(kept, n=4).reused == 4
    assert told == [line]


def test_a_comparison_says_it_once(kept: Store, told: list[str]) -> None:
    """It asks the store in several rounds, one an alternative and more."""
    base = sim.load("small", overrides=SHORT)
    choices = {"two": {"demand.scale": 2}}
    ask = partial(sim.compare, base, choices, replications=2, store=kept, jobs=1)
    ask()
    assert told == []
    for path in files(kept):
        path.write_bytes(b"hello")
    count = len(files(kept))
    ask()
    (line,) = told
    assert line.startswith(f"{kept.folder}: {count} files cannot be read; their replications ")


HOME = Path("/home/me")


@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"XDG_CACHE_HOME": ""}, HOME / ".cache"),
        ({"XDG_CACHE_HOME": "relative"}, HOME / ".cache"),
        ({"XDG_CACHE_HOME": "/c"}, Path("/c")),
        ({"SIMULATOR_STORE": "", "XDG_CACHE_HOME": "/c"}, Path("/c")),
        ({"SIMULATOR_STORE": "  ", "XDG_CACHE_HOME": "/c"}, Path("/c")),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="where the cache is differs")
def test_an_empty_variable_is_unset(
    variables: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SIMULATOR_STORE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(HOME))
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_folder() == folder / "fulfillment-simulator"


@pytest.mark.parametrize(
    "command", [["results"], ["run", "small", "--quiet"], ["results", "--clear"]]
)
def test_the_home_of_nobody_is_refused(command: list[str], tmp_path: Path) -> None:
    done = simulator(*command, folder=tmp_path, SIMULATOR_STORE="~nosuch/x")
    assert done.returncode == 2
    assert done.stderr == (
        "SIMULATOR_STORE='~nosuch/x': there is no home folder of '~nosuch'; write another folder, "
        "such as /tmp/store\n"
    )
    assert list(tmp_path.iterdir()) == []


def outputs(folder: Path, output: str) -> Ended:
    """A small run for an --output, in a working folder with a home of its own beside it."""
    short = [part for value in SHORT for part in ("--set", value)]
    words = ["run", "small", *short, "--replications", "1", "--jobs", "1", "--quiet", "--no-store"]
    return simulator(*words, f"--output={output}", folder=folder, HOME=str(folder / "home"))


@pytest.mark.skipif(sys.platform == "win32", reason="homes are found otherwise")
@pytest.mark.usefixtures("undrawn")
def test_an_output_in_the_home_is_there_though_the_shell_leaves_the_tilde(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    assert outputs(tmp_path, "~/out").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert (tmp_path / "home" / "out" / "report.html").is_file()
    nobody = outputs(tmp_path, "~nosuch/out")
    assert (nobody.returncode, nobody.stderr) == (
        2,
        "--output ~nosuch/out: there is no home folder of ~nosuch; write another folder, such as "
        "./out\n",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


ENDLESS = "SELECT count(*) FROM range(1000000) a(x), range(1000000) b(y) WHERE x * y % 7 = 3"


@pytest.mark.skipif(not FORKS, reason="processor time is read from /proc")
def test_control_c_stops_a_query(tmp_path: Path) -> None:
    """It would take hours, of 10^12 pairs; what comes before it takes a few hundredths."""
    process = begun(
        "results", "--sql", ENDLESS, cwd=ROOT, env={**os.environ, "SIMULATOR_STORE": str(tmp_path)}
    )
    until = time.monotonic() + patience()
    while _processor_seconds(process.pid) < 1:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=patience())
    assert process.returncode == 130
    assert "Traceback" not in said


def _processor_seconds(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT list(x) FROM range(300000000) a(x)", "takes more than 512MB of memory"),
        ("SELECT x FROM range(40000000) a(x) ORDER BY hash(x)", "takes more than 512MB of memory"),
        ("SELECT x, x, x FROM range(90000000) a(x)", "the answer has more than 10,000,000 cells"),
        ("SELECT repeat('a', 9999) FROM range(90000000) a(x)", "or 100,000,000 characters; count,"),
    ],
)
def test_a_query_has_a_limit_of_memory(sql: str, said: str, kept: Store) -> None:
    with pytest.raises(InputError) as error:
        query(kept, sql)
    assert said in str(error.value)


def test_an_answer_of_several_parts_is_whole(kept: Store) -> None:
    found = query(kept, "SELECT x FROM range(100000) a(x)")
    assert found["x"].tolist() == list(range(100_000))
