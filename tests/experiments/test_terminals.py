"""Every command on terminals that do not know every character: replaced, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from simulator.cli import main

SHORT = ["--set", "clock.run=1 d", "--set", "clock.warm_up=0", "--set", "clock.cool_down=2 d"]
FEW = [*SHORT, "--replications", "2", "--jobs", "1", "--no-store"]
ENCODINGS = ("ascii", "latin-1", "cp1252", "cp437")
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
TITLE = "Café ✓ Ørsted"
PRINTED = (
    ["list"],
    ["schema"],
    ["explain", "small"],
    ["explain", "small", "--json"],
    ["validate", "s.yaml"],
    ["validate", "s.yaml", "--set", "demand.scale=½ ✓"],
    ["resolve", "s.yaml"],
    ["run", "--help"],
    ["run", "ørsted ✓"],
    ["run", "s.yaml", "--✓"],
)
"""Commands that take no time."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One with a scenario whose title no narrow encoding knows."""
    text = f'extends: small\nname: cafe\ntitle: "{TITLE}"\n'
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed(encoding: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Output and errors of a command line, as an output of that encoding shows them."""
    streams = {}
    for name in ("stdout", "stderr"):
        raw = io.BytesIO()
        streams[name] = raw
        monkeypatch.setattr(sys, name, io.TextIOWrapper(raw, encoding=encoding))
    monkeypatch.setattr(sys, "argv", ["simulator", *words])
    with pytest.raises(SystemExit):
        main()
    sys.stdout.flush()
    sys.stderr.flush()
    out, err = (raw.getvalue() for raw in streams.values())
    is_usage = err.startswith(b"Usage")  # the library's, which writes UTF-8 to ASCII terminals
    return (
        out.decode("utf-8" if words[0] == "resolve" else encoding),
        err.decode("utf-8" if is_usage and encoding == "ascii" else encoding),
    )


@pytest.mark.parametrize("words", PRINTED, ids=" ".join)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_printed_can_be_printed(
    encoding: str, words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, err = printed(encoding, words, monkeypatch)
    assert out or err
    assert "Traceback" not in err
    assert "Error: " not in out
    if "--json" in words or words[0] == "schema":
        assert json.loads(out)
        assert out.isascii()


def test_a_resolved_scenario_can_be_read_again_whatever_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, _ = printed("ascii", ["resolve", "s.yaml"], monkeypatch)
    assert yaml.safe_load(out)["title"] == TITLE


def ended(folder: Path, words: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A command line in a process of its own, its output in a pipe."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    command = [sys.executable, "-m", "simulator", *words]
    return subprocess.run(
        command, env=plain | environment, capture_output=True, check=False, cwd=folder
    )


@pytest.mark.parametrize(
    ("words", "environment", "code"),
    [
        (["run", "s.yaml", *FEW], {"PYTHONIOENCODING": "cp1252"}, 0),
        (["run", "s.yaml", *FEW, "--json"], C_LOCALE, 0),
        (["compare", "s.yaml", *FEW, "--alternative", "été: demand.scale=2"],
         {"PYTHONIOENCODING": "cp437"}, 0),
        (["validate", "s.yaml", "--set", "demand.scale=½"], {"PYTHONIOENCODING": "ascii"}, 2),
        (["list"], C_LOCALE, 0),
        (["explain", "s.yaml"], {"PYTHONIOENCODING": "ascii"}, 0),
    ],
    ids=("run", "json", "compare", "validate", "list", "explain"),
)  # fmt: skip
def test_commands_end_as_they_should(
    folder: Path, words: list[str], environment: dict[str, str], code: int
) -> None:
    done = ended(folder, words, **environment)
    assert done.returncode == code, done.stderr.decode("utf-8", "replace")
    assert b"Traceback" not in done.stderr
    output = done.stdout + done.stderr
    encoding = environment.get("PYTHONIOENCODING", "ascii")
    assert output.decode(encoding)
    if words[0] == "run" and "--json" not in words:
        assert "On-time ship" in output.decode(encoding)
        assert "±".encode(encoding) in output
    if "--json" in words:
        assert json.loads(done.stdout)["scenario"] == "cafe"
