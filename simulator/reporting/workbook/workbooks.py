"""Answers as workbooks, in one call each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.reporting.findings import Findings
from simulator.reporting.report_input import ReportInput
from simulator.reporting.workbook.answers import answer_pages
from simulator.reporting.workbook.parts import Page
from simulator.reporting.workbook.rendering import rendered
from simulator.reporting.workbook.run import run_pages
from simulator.reporting.workbook.whole_file import COMMAND_OF, KIND_OF, write_file
from simulator.results.folder import KIND


def write_answer(findings: Findings, path: Path, asked: Mapping[str, Any] | None = None) -> Path:
    """Write what an experiment found as a workbook; `asked` as of a folder. Raises InputError."""
    findings = replace(findings, manifest={**findings.manifest, **(asked or {})})
    return write_pages(answer_pages(findings), findings.kind, _command(findings.manifest), path)


def write_run(run: ReportInput, scenario: str, path: Path) -> Path:
    """Write a run as a workbook; `scenario` is its YAML. Raises InputError."""
    return write_pages(run_pages(run, scenario), KIND, _command(run.manifest), path)


def write_pages(pages: Sequence[Page], kind: str, command: str, path: Path) -> Path:
    """Write pages as a workbook that says what it is and what it answers. Raises InputError."""
    return write_file(path, rendered(pages, {KIND_OF: kind, COMMAND_OF: command}))


def _command(manifest: Mapping[str, Any]) -> str:
    return str(manifest.get("asked") or manifest.get("command") or "asked in Python")
