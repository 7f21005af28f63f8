"""Profiles of the property tests: `pytest --hypothesis-profile=thorough`, or HYPOTHESIS_PROFILE.

In `usual` the examples are the same every time and everywhere, so that a verdict is about the
program and not about luck. `thorough` (`make laws`) draws others every time; what it finds becomes
an example of a test.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer.main
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase
from hypothesis.internal.conjecture import providers

from tests.laws.profiles import FEW, THOROUGH, USUAL

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile(
    "usual",
    deadline=None,
    max_examples=USUAL,
    suppress_health_check=_SLOW,
    derandomize=True,
    database=None,
    print_blob=True,
)
settings.register_profile("few", settings.get_profile("usual"), max_examples=FEW)
settings.register_profile(
    "thorough",
    settings.get_profile("usual"),
    max_examples=THOROUGH,
    derandomize=False,
    database=DirectoryBasedExampleDatabase(".hypothesis/examples"),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "usual")

# Hypothesis likes to draw constants that it finds in the modules loaded so far. Which these are
# depends on the tests that the same process ran before, so that what is drawn, and with it the
# verdict, would differ from one distribution of the tests over processes to the next.
assert hasattr(providers, "_get_local_constants"), "tests/conftest.py: where is it now?"
_NO_CONSTANTS = providers.Constants()
providers._get_local_constants = lambda: _NO_CONSTANTS

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell starts what runs in its background deaf to Ctrl-C, and every program that this one
    # starts would be so too, those that the tests interrupt among them.
    signal.signal(signal.SIGINT, signal.default_int_handler)


os.environ.setdefault("SIMULATOR_ENGINE", "simpy")
# Whether `auto` goes over to the compiled engine hangs on how fast the machine is, so tests ask for
# one by name; `make laws` has the laws hold on the other too.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Processes that tests start would each compile all sources anew, and this one all tests.


typer.main.get_command = cache(typer.main.get_command)
# The same commands each time; to build all of them takes longer than to refuse what is wrong.


gc.set_threshold(50_000, 20, 20)
# Nothing of the simulator hangs on when circles are collected, and to look for them among all that
# tests and libraries keep was a twelfth of the processor time.


def pytest_collection_finish() -> None:
    """What is loaded by now stays."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that no process is left with one while the others have ended.

    Their files' others come with them: what the tests of a file share is made once.
    """
    slow = {item for item in items if item.get_closest_marker("slow") is not None}
    files = {item.path for item in slow}
    first: dict[Path, int] = {}
    for number, item in enumerate(items):
        first.setdefault(item.path, number)
    items.sort(key=lambda item: (item.path not in files, first[item.path], item not in slow))


@pytest.fixture(autouse=True, scope="session")
def _store_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads what an earlier run left in the user's store, or leaves anything there.

    All processes of the tests share one, so that no replication is run by two of them.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    os.environ["SIMULATOR_STORE"] = str(folder / "store")


@pytest.fixture(scope="session")
def _compiled_code() -> None:
    """Compiled before any process is watched that would say so."""
    if find_spec("numba") is not None:
        from simulator.compiled.run import load

        load()


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch, _compiled_code: None) -> None:
    """The compiled engine where it is installed and knows the rules.

    For tests of what is asked and said of replications: to the byte they are those of SimPy, which
    tests/compiled holds. The model itself is tested in SimPy.
    """
    monkeypatch.setenv("SIMULATOR_ENGINE", "compiled")


@pytest.fixture(scope="module")
def all_fast(_compiled_code: None) -> Iterator[None]:
    """`fast` for all tests of a module, and what they share, which is made before any of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIMULATOR_ENGINE", "compiled")
        yield


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A digest of what it would show in place of every figure of a run, and no replay of a day.

    For tests of something else: drawing the figures of one run takes longer than two replications
    of `small`. Figures that would differ do so here too.
    """
    from simulator.experiments import writing
    from simulator.reporting.charts import Chart
    from tests.undrawn import DRAWN, IN_PLACE

    monkeypatch.setattr(Chart, DRAWN, IN_PLACE)
    monkeypatch.setattr(writing, "replay", lambda *_: None)


@pytest.fixture(params=["simpy", "compiled"])
def by_both_engines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both engines do the same arithmetic; without Numba SimPy does it twice."""
    monkeypatch.setenv("SIMULATOR_ENGINE", request.param)
