"""Which engine simulates, what a run says of it, and what is refused."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import simulator as sim
from simulator.compiled import cache, choice
from simulator.compiled.covers import not_covered
from simulator.experiments.running import batch
from simulator.experiments.running.workers import FORKED
from simulator.mistakes import InputError
from simulator.policies import registry
from tests.command_line import simulator
from tests.compiled.timelines import ROOT, differences

TINY = {"clock.run": "1 d", "clock.cool_down": "1 d", "clock.warm_up": "0 d"}


@pytest.fixture(autouse=True)
def _nobody_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where no environment variable says which engine."""
    monkeypatch.delenv(choice.VARIABLE)


def tiny() -> sim.Scenario:
    return sim.load("small").with_(TINY).scenario


def engines(**asked: object) -> dict[str, int]:
    return dict(sim.run(tiny(), replications=2, jobs=1, orders="none", **asked).engines)


def test_a_short_run_is_by_simpy_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "LASTED", 3600.0)  # on however slow a machine
    assert engines() == {"simpy: begun within 3600 s": 2}
    assert engines(engine="simpy") == {"simpy: asked for": 2}


def test_auto_goes_over_once_a_run_has_lasted(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    monkeypatch.setattr(choice, "LASTED", -1.0)
    monkeypatch.setattr(cache, "is_loaded_fast", lambda: True)
    assert engines() == {"compiled": 2}
    monkeypatch.setattr(cache, "is_loaded_fast", lambda: False)
    [why] = engines()
    assert why.startswith("simpy: compiled code is not there yet")
    monkeypatch.setattr(choice, "LASTED_LONG", -1.0)
    monkeypatch.setattr(cache, "is_being_made", lambda: True)
    assert engines() == {"simpy: the other engine is being compiled": 2}


def test_the_compiled_engine_gives_the_figures_of_simpy() -> None:
    pytest.importorskip("numba")
    by = {
        name: sim.run(tiny(), replications=2, jobs=1, orders="all", engine=name)
        for name in ("simpy", "compiled")
    }
    assert dict(by["compiled"].engines) == {"compiled": 2}
    kpis = [results.kpis.to_csv() for results in by.values()]
    assert kpis[0] == kpis[1]
    for table in ("orders", "events", "stock", "roster"):
        one, other = (getattr(results, table) for results in by.values())
        assert one.equals(other), table


def test_sim_simulate_is_the_one_entry() -> None:
    pytest.importorskip("numba")
    scenario = tiny()
    workload = sim.sample(scenario, 0)
    with choice.asked_for(choice.Asked("compiled")) as ran:
        timeline = sim.simulate(scenario, workload)
    assert ran.engines == ["compiled"]
    assert list(differences(timeline, sim.simulate(scenario, workload))) == []


def test_own_policies_are_refused_with_a_remedy_that_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("numba")
    with registry.known_as([]):

        @sim.policy("discipline")
        def newest(priority: int, deadline: int, requirement: int) -> int:
            return -requirement

        scenario = tiny().with_({"picking.discipline": "newest"})
        rule = "picking.discipline: newest"
        assert not_covered(scenario) == rule
        said = f"--engine compiled: does not know {rule} yet; write --engine auto"
        with pytest.raises(InputError, match=said):
            sim.run(scenario, replications=1, jobs=1, engine="compiled")
        assert sum(sim.run(scenario, replications=1, jobs=1, engine="auto").engines.values()) == 1
        monkeypatch.setenv(choice.VARIABLE, "compiled")  # a preference, which refuses nothing
        found = sim.run(scenario, replications=1, jobs=1)
        assert dict(found.engines) == {f"simpy: only it knows {rule}": 1}
        assert dict(sim.run(tiny(), replications=1, jobs=1).engines) == {"compiled": 1}


def test_processes_begin_with_the_code_of_the_one_that_forks_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("numba")
    loaded: list[str] = []
    monkeypatch.setattr(batch, "load", lambda scenario: loaded.append(scenario.name))
    sim.run(tiny(), replications=2, jobs=1, orders="none", engine="compiled")
    sim.run(tiny(), replications=2, jobs=2, orders="none", engine="simpy")
    assert loaded == []
    sim.run(tiny(), replications=2, jobs=2, orders="none", engine="compiled")
    assert set(loaded) == ({"small"} if FORKED else set())


def test_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="'fast': is not an engine; write auto, simpy or compiled"):
        sim.run(tiny(), engine="fast")


def test_without_numba_simpy_serves_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None)
    monkeypatch.setattr(choice, "LASTED", -1.0)
    assert engines() == {"simpy: Numba is not installed": 2}
    with pytest.raises(InputError, match=r"run: pip install 'fulfillment-simulator\[fast\]'"):
        engines(engine="compiled")


@pytest.mark.usefixtures("undrawn")
def test_commands_take_an_engine_and_the_manifest_has_it(tmp_path: Path) -> None:
    command = ["run", "small", "--replications", "1"]
    command += [part for path, value in TINY.items() for part in ("--set", f"{path}={value}")]
    command += ["--jobs", "1", "--no-store", "--quiet", "--output", str(tmp_path / "run")]
    assert simulator(*command, "--engine", "simpy", folder=tmp_path).returncode == 0
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["engine"] == {"simpy: asked for": 1}
    refused = simulator(*command, "--engine", "warp", folder=tmp_path)
    assert refused.returncode == 2
    assert "--engine 'warp': is not an engine; write auto, simpy or compiled" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_help_loads_no_numba() -> None:
    loads = "import sys, simulator.cli, simulator.journey; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT, check=False).returncode == 0


def test_what_numba_would_compile_again_does_not_count_as_there(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    ours = Path(cache.__file__).parent
    copy = Path(shutil.copytree(ours, tmp_path / "compiled"))
    assert cache.key_of(ours) == cache.key()
    elsewhere = cache.key_of(copy)
    assert elsewhere != cache.key()
    os.utime(copy / "entry.py", (1, 1))
    assert cache.key_of(copy) != elsewhere


def test_a_cache_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("numba")
    (tmp_path / "file").touch()
    monkeypatch.setattr(cache, "_bases", lambda: iter([tmp_path / "file", tmp_path / "other"]))
    place = cache.folder.__wrapped__()
    assert place is not None
    assert tmp_path / "other" in place.parents
    monkeypatch.setattr(cache, "_bases", lambda: iter([tmp_path / "file"]))
    assert cache.folder.__wrapped__() is None


def test_one_process_compiles_and_others_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    monkeypatch.setattr(cache, "is_loaded_fast", lambda: False)
    with cache.making():
        assert cache.is_being_made()
        assert "compiling the fast engine" in caplog.text
    assert not cache.is_being_made()
    (tmp_path / "being-made").touch()
    monkeypatch.setattr(cache, "STALE", 0.3)
    began = time.monotonic()
    with cache.making():
        assert time.monotonic() - began > 0.1
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True
    )
    (tmp_path / "being-made").write_text(gone.stdout.decode().strip())
    assert not cache.is_being_made()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc on this machine")
def test_whoever_was_killed_and_is_not_asked_after_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Some containers have nobody who asks how an orphan ended: it stays in the list for good."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    over = subprocess.Popen([sys.executable, "-c", "pass"])
    try:
        os.waitid(os.P_PID, over.pid, os.WEXITED | os.WNOWAIT)
        (tmp_path / "being-made").write_text(str(over.pid))
        assert not cache.is_being_made()
        (tmp_path / "being-made").write_text(str(os.getpid()))
        assert cache.is_being_made()
    finally:
        over.wait()
