"""What a worker breaks off at once, and what it ends first."""

import importlib
import os
import signal
import sys
import time

import pytest

from simulator.web import worker
from tests.patience import patience

pytestmark = pytest.mark.skipif(worker.CANCEL is None, reason="there are no signals here")


@pytest.fixture(autouse=True)
def handlers():
    before = {each: signal.signal(each, worker._cancel) for each in (worker.CANCEL, signal.SIGALRM)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


def canceled():
    os.kill(os.getpid(), worker.CANCEL)
    time.sleep(patience())


def test_a_task_is_broken_off_at_once(monkeypatch):
    monkeypatch.setattr(worker, "_warm_up", lambda: None)
    assert worker._ended(canceled) == ("canceled", None)
    assert worker._ended(lambda: 1) == ("done", 1)


def test_a_package_is_loaded_to_its_end_before_a_task_is_broken_off(tmp_path, monkeypatch):
    """One that is half loaded can't be loaded again: its parts are there, and not in it."""
    monkeypatch.setattr(worker, "_warm_up", lambda: None)
    package = tmp_path / "in_two_parts"
    package.mkdir()
    broken_off = "import os, signal\nos.kill(os.getpid(), signal.SIGUSR1)\n"
    (package / "__init__.py").write_text("from . import first\nfrom . import second\n")
    (package / "first.py").write_text(broken_off)
    (package / "second.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)

    def task():
        importlib.import_module("in_two_parts")
        time.sleep(patience())

    assert worker._ended(task) == ("canceled", None)
    assert hasattr(sys.modules["in_two_parts"], "second")


def test_compiled_code_is_loaded_to_its_end_and_the_task_never_begun(monkeypatch):
    warm = []

    def load():
        os.kill(os.getpid(), worker.CANCEL)
        warm.append(True)

    monkeypatch.setattr(worker, "_warm_up", load)
    assert worker._ended(canceled) == ("canceled", None)
    assert warm == [True]
