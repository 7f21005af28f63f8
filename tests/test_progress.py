"""Long work whose standard error is a file says now and then how far it is."""

from __future__ import annotations

import io
import sys

import pytest

from simulator.cli.terminal import A_LINE_EVERY, ProgressLines, progress_bar


def test_a_line_once_a_while_has_passed_and_not_before() -> None:
    """A replication every 50 s: the third ends 150 s after the start, the sixth as long after."""
    lines: list[str] = []
    seconds = 0.0
    progress = ProgressLines(lines.append, lambda: seconds)
    progress.total(6)
    for number in range(8):
        seconds += 50
        progress.finished(number)
    assert A_LINE_EVERY == 120
    assert lines == [
        "3 of 6 replications done after 2.5 min",
        "6 replications done after 5 min",
    ]


@pytest.mark.parametrize(("silent", "lines"), [(False, True), (True, False)])
def test_what_is_not_a_terminal_gets_lines_unless_told_to_be_quiet(
    silent: bool, lines: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert isinstance(progress_bar(silent), ProgressLines) == lines
