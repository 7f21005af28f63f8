"""The store: nothing is run twice, nothing stale is read, and a damaged file is noticed."""

from __future__ import annotations

import errno
import os
import signal
import time
from multiprocessing import Process
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.cli import results
from simulator.cli.run import how
from simulator.experiments.run import run
from simulator.experiments.running.replication import replicate
from simulator.experiments.running.work import ReplicationFailedError, Work
from simulator.experiments.store import store as store_module
from simulator.experiments.store.files import packed, unpacked
from simulator.experiments.store.queries import query
from simulator.experiments.store.store import (
    Entry,
    Store,
    default_folder,
    model_version,
    replication_key,
)
from simulator.mistakes import InputError, to_write_again
from simulator.scenario import load
from tests.processes import begun

pytestmark = pytest.mark.usefixtures("undrawn")

SHORT = ("clock.run=3 d", "clock.warm_up=1 d", "clock.cool_down=1 d")


def small(kept: Store | None, *overrides: str, n: int = 3, **more):
    return run(
        "small", overrides=[*SHORT, *overrides], replications=n, jobs=1, store=kept,
        **{"orders": "none", **more},
    )  # fmt: skip


def files(kept: Store) -> list[Path]:
    return sorted(kept.folder.rglob("*.rep"))


def test_a_replication_comes_back_as_it_went_in() -> None:
    done = replicate(load("small", overrides=list(SHORT)).scenario, 1, "none")
    back = unpacked(packed(done))
    assert back.number == 1
    assert list(back.measurement.kpis) == list(done.measurement.kpis)
    assert np.array_equal(
        list(back.measurement.kpis.values()), list(done.measurement.kpis.values()), equal_nan=True
    )
    assert back.in_flight == done.in_flight
    assert back.measurement.waits == done.measurement.waits
    assert back.measurement.waits.behind
    for name, column in done.measurement.series.items():
        assert back.measurement.series[name].dtype == column.dtype
        if column.dtype == object:
            assert back.measurement.series[name].tolist() == column.tolist()
        else:
            assert np.array_equal(back.measurement.series[name], column, equal_nan=True)


def test_the_store_does_not_show_in_the_results(kept: Store, tmp_path: Path) -> None:
    small(kept)
    without = small(None, orders="first").write(tmp_path / "without")
    read = small(kept, orders="first")
    assert read.reused == 2  # replication 0 is run, since its orders are asked for
    folder = read.write(tmp_path / "with")
    for name in ("kpis.csv", "series.parquet", "orders.parquet", "events.parquet"):
        assert (folder / name).read_bytes() == (without / name).read_bytes(), name


def test_more_replications_extend_a_run(kept: Store) -> None:
    assert small(kept, n=2).reused == 0
    assert small(kept, n=5).reused == 2
    assert small(kept, n=5).reused == 5


@pytest.mark.parametrize(
    "change",
    [
        "name=other",
        "title=Other",
        "experiment.confidence=90 %",
        "targets=[]",
        "question=why",
        "study={purpose: Why, aims: [That]}",
    ],
)
def test_what_is_no_part_of_a_replication_changes_no_key(kept: Store, change: str) -> None:
    small(kept)
    assert small(kept, change).reused == 3


@pytest.mark.parametrize(
    "change", ["experiment.seed=7", "demand.scale=1.01", "packing.time.setup=31 s"]
)
def test_a_changed_scenario_reads_nothing(kept: Store, change: str) -> None:
    small(kept)
    assert small(kept, change).reused == 0


def test_the_bytes_of_a_csv_are_part_of_the_key(tmp_path: Path) -> None:
    weights = tmp_path / "trace.csv"
    text = "order_id,placed_at,sku,quantity\na,2026-03-02T10:00,x,1\n"
    weights.write_text(text)
    change = [f"demand={{trace: {{file: {weights}}}}}"]
    first = replication_key(load("small", overrides=change).scenario)
    assert replication_key(load("small", overrides=change).scenario) == first
    weights.write_text(text.replace("x,1", "x,2"))
    assert replication_key(load("small", overrides=change).scenario) != first


def test_a_changed_program_reads_nothing(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    small(kept)
    monkeypatch.setattr(store_module, "model_version", lambda: "another version of the model")
    assert small(kept).reused == 0


def test_what_other_versions_left_is_listed_in_a_line(monkeypatch, capsys, tmp_path) -> None:
    """1.5 MB of this version, and 2 + 3 MB that nobody reads."""
    entries = [
        Entry(tmp_path / version / "key", {"scenario": name, "seed": 1}, (0, 1), size, 0.0)
        for version, name, size in (
            (model_version()[:16], "small", 1_500_000),
            ("old", "rosters", 2_000_000),
            ("older", "rosters", 3_000_000),
        )
    ]
    shelf = SimpleNamespace(entries=lambda: entries, folder=tmp_path)
    monkeypatch.setattr(results, "the_store", lambda: shelf)
    results._list(as_json=False)
    head, mine, others, total = capsys.readouterr().out.splitlines()
    assert head.startswith("scenario")
    assert mine.startswith("small")
    assert others == (
        "and 2 of other versions, 5.0 MB, which are never read: "
        "simulator results --clear --stale deletes them"
    )
    assert total == f"3 scenarios, 6.5 MB in {tmp_path}"


def test_the_version_covers_the_model_and_not_the_report(monkeypatch, tmp_path: Path) -> None:
    package = tmp_path / "simulator"
    for name in ("model/floor.py", "units.py", "experiments/running/replication.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("a = 1\n")
    for name in ("cli/run.py", "reporting/report.py", "experiments/run.py", "__init__.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("a = 1\n")
    monkeypatch.setattr(store_module.simulator, "__file__", str(package / "__init__.py"))
    fresh = model_version.__wrapped__
    before = fresh()
    for name in ("cli/run.py", "reporting/report.py", "experiments/run.py"):
        (package / name).write_text("a = 2\n")
        assert fresh() == before, name
    for name in ("model/floor.py", "units.py", "experiments/running/replication.py"):
        (package / name).write_text("a = 2\n")
        assert fresh() != before, name
        before = fresh()


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_file_is_named_and_run_again(
    kept: Store, told: list[str], damage: str, tmp_path: Path
) -> None:
    expected = small(kept).write(tmp_path / "first")
    path = files(kept)[1]
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    path.write_bytes(
        {"cut": content[:-100], "flipped": flipped, "empty": b"", "text": b"hello"}[damage]
    )
    again = small(kept)
    assert again.reused == 2
    assert len(told) == 1
    assert str(path) in told[0]
    assert "is damaged" in told[0]
    folder = again.write(tmp_path / "again")
    assert (folder / "kpis.csv").read_bytes() == (expected / "kpis.csv").read_bytes()
    assert path.read_bytes() == content
    assert small(kept).reused == 3


def test_a_store_that_cannot_be_written_does_not_end_the_run(
    tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    results = small(Store(tmp_path / "file", told.append), n=2)
    assert len(results.replications) == 2
    (once,) = told
    assert "finished replications cannot be kept (Not a directory); the run goes on" in once
    assert f"without, remove {tmp_path / 'file'} or name another folder with" in once


def test_a_folder_in_the_place_of_a_replication_is_to_be_removed(
    tmp_path: Path, told: list[str]
) -> None:
    small(Store(tmp_path, told.append), n=2)
    path = next(tmp_path.rglob("*.rep"))
    path.unlink()
    path.mkdir()
    assert len(small(Store(tmp_path, told.append), n=2).replications) == 2
    assert any(f"without, remove {path} or name another folder with" in line for line in told)


def test_what_to_do_where_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for number, remedy in (
        (errno.ENOSPC, "make room"),
        (errno.EROFS, "allow writing there"),
        (errno.ENOTDIR, f"remove {tmp_path / 'file'}"),
        (errno.EISDIR, f"remove {tmp_path / 'file'}"),
    ):
        error = OSError(number, "", f"{tmp_path}/file/a/b")
        assert to_write_again(error) == remedy
    below_a_device = OSError(errno.ENOTDIR, "", os.devnull + "/a")
    assert to_write_again(below_a_device) == f"write below a folder instead of {os.devnull}"


def _write_often(folder: Path, work: Work, done: bytes) -> None:
    for _ in range(100):
        Store(folder).write("k" * 64, work, done)


def test_writers_at_the_same_time_leave_whole_files(kept: Store, told: list[str]) -> None:
    scenario = load("small", overrides=list(SHORT)).scenario
    work = Work(scenario, 0, "simulator run small")
    done = packed(work(), "k" * 32)
    writers = [Process(target=_write_often, args=(kept.folder, work, done)) for _ in range(2)]
    for writer in writers:
        writer.start()
    reads = 0
    while any(writer.is_alive() for writer in writers):
        found = kept.read("k" * 64, work)
        reads += found is not None
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert reads > 0
    assert told == []
    assert [path.name for path in kept.folder.rglob("*.part")] == []


def test_a_failed_replication_is_named_and_the_finished_are_kept(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_on_two(scenario, number, *how, **more):
        if number == 2:
            raise ValueError("a wheel came off")
        return replicate(scenario, number, *how, **more)

    monkeypatch.setattr("simulator.experiments.running.work.replicate", break_on_two)
    with pytest.raises(ReplicationFailedError) as error:
        small(kept, n=5)
    said = str(error.value)
    assert said.startswith("small: replication 2 (seed ")
    assert "ValueError: a wheel came off" in said
    assert said.endswith("--set experiment.replications=5 --only 2")
    monkeypatch.undo()
    assert small(kept, n=5).reused == 2


def test_a_run_that_was_killed_goes_on_where_it_was(kept: Store, told: list[str]) -> None:
    """SIGKILL, from outside, in the middle; what is repeated is at most what was in flight."""
    model_version.cache_clear()  # as the process below sees the program
    words = ["run", "small", "--set", "clock.run=20 d", "--replications", "14", "--jobs", "2"]
    environment = {**os.environ, "SIMULATOR_STORE": str(kept.folder)}
    arguments = [*words, "--orders", "none", "--quiet", "--output", str(kept.folder / "run")]
    process = begun(*arguments, cwd=kept.folder.parent, env=environment)
    while len(files(kept)) < 4:
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    before = {path: path.stat().st_mtime_ns for path in files(kept)}
    assert 4 <= len(before) < 14
    results = run(
        "small", overrides=["clock.run=20 d"], replications=14, jobs=2, store=kept, orders="none"
    )
    assert results.reused == len(before)
    assert told == []
    after = {path: path.stat().st_mtime_ns for path in files(kept)}
    assert len(after) == 14
    assert {path: after[path] for path in before} == before


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIMULATOR_STORE", str(tmp_path))
    assert default_folder() == tmp_path
    monkeypatch.delenv("SIMULATOR_STORE")
    assert default_folder().name == "fulfillment-simulator"


def test_clearing(kept: Store) -> None:
    small(kept)
    small(kept, "demand.scale=2", n=1)
    assert [len(entry.numbers) for entry in kept.entries()] == [1, 3]
    freed = kept.clear(lambda entry: len(entry.numbers) == 1)
    assert freed > 0
    assert [len(entry.numbers) for entry in kept.entries()] == [3]
    kept.clear()
    assert kept.entries() == []
    assert files(kept) == []


@pytest.mark.parametrize(
    "sql",
    [
        "COPY kpis TO '{0}/new.csv'",
        "COPY (SELECT 1) TO '{0}/new.csv'",
        "SELECT 1; COPY (SELECT 1) TO '{0}/new.csv'",
        "EXPORT DATABASE '{0}/new'",
        "ATTACH '{0}/new.db'",
        "FROM read_csv('{0}/mine.csv')",
        "FROM '{0}/mine.csv'",
        "FROM read_text('{0}/mine.csv')",
        "FROM glob('{0}/*')",
        "FROM kpis WHERE kpi IN (FROM read_text('{0}/mine.csv'))",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "DROP VIEW kpis",
        "CREATE TABLE more AS FROM kpis",
        "SELECT 1; SELECT 2",
        "-- nothing",
        " ",
    ],
)
def test_a_query_reads_and_writes_no_file(sql: str, kept: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("secret\n1\n")
    with pytest.raises(InputError, match=r"there is one table, kpis"):
        query(kept, sql.format(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_query_of_an_empty_store_has_no_rows(kept: Store) -> None:
    sql = "FROM kpis WHERE kpi LIKE 'shipping.%' AND current AND value > 0"
    assert query(kept, sql).empty


@pytest.mark.parametrize(
    ("reused", "asked", "said"),
    [
        (1, 1, "1 replication was read from the store; --no-store runs it again."),
        (2, 2, "2 replications were read from the store; --no-store runs them again."),
        (
            19,
            20,
            "19 replications were read from the store, the other was run: not all of it, such as "
            "its orders, was there; --no-store runs them again.",
        ),
    ],
)
def test_what_was_read_is_said(reused: int, asked: int, said: str) -> None:
    """An experiment keeps no orders: a run of the same scenario runs the first one for them."""
    found = SimpleNamespace(stopped=None, reused=reused, cool_downs=None, replications=range(asked))
    assert how(found) == [said]


def test_queries_that_only_ask(kept: Store) -> None:
    small(kept, n=1)
    assert query(kept, "SELECT count(*) AS n FROM kpis WHERE kpi = 'orders.placed'")["n"][0] > 0
    wide = "PIVOT kpis ON kpi IN ('orders.placed') USING avg(value) GROUP BY scope"
    assert len(query(kept, wide)) > 1
    assert len(query(kept, "DESCRIBE kpis")) == 8


def test_a_file_under_the_name_of_another(kept: Store, told: list[str]) -> None:
    first = small(kept)
    files(kept)[1].write_bytes(files(kept)[0].read_bytes())
    assert small(kept).values("orders.placed") == first.values("orders.placed")
    assert "holds another replication" in told[0]


@pytest.mark.parametrize("about", ["", "[1, 2]", "null", "{}", '{"scenario": null, "seed": "x"}'])
def test_what_is_written_of_an_entry_is_damaged(about: str, kept: Store) -> None:
    small(kept, n=1)
    (files(kept)[0].parent / "about.json").write_text(about)
    (files(kept)[0].parent / "0notes.rep").write_text("mine")
    assert [(one.about["scenario"], one.numbers) for one in kept.entries()] == [("?", (0,))]
    assert query(kept, "SELECT DISTINCT scenario FROM kpis")["scenario"].tolist() == ["?"]


def test_clearing_leaves_what_is_not_the_stores(kept: Store) -> None:
    small(kept, n=1)
    mine = [kept.folder / name for name in ("a/b/about.json", "a/b/c.rep", "d")]
    mine[0].parent.mkdir(parents=True)
    mine[2].mkdir()
    for path in mine[:2]:
        path.write_text("{}")
    kept.clear()
    assert not [path for path in files(kept) if path not in mine]
    assert all(path.exists() for path in mine)
