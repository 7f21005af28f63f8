"""The model document of a run: STRESS-DES, filled in from its scenario, manifest and figures.

What it says stands in `templates/model.md.j2`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from simulator.measure.kpis import kpi
from simulator.reporting.answer import precision_sentence
from simulator.reporting.estimates import estimates
from simulator.reporting.flow_chart import flow_chart
from simulator.reporting.markdown import bullets, code, fenced, own, prose
from simulator.reporting.model_components import (
    EXITS,
    RULE_KEYS,
    activities,
    machines,
    parcels,
    picked,
    queues,
)
from simulator.reporting.model_scenario import meaning, stated, written
from simulator.reporting.model_words import CHECKLIST, RULES, SOURCE
from simulator.reporting.report import phases
from simulator.reporting.report_input import ReportInput
from simulator.reporting.tables import targets
from simulator.reporting.templating import Filters, rendered
from simulator.stages import STAGES


def model_page(run: ReportInput, resolved: str) -> str:
    """The document; `resolved` is the text of the folder's scenario.yaml."""
    scenario = written(resolved)
    context = {
        "run": run,
        "scenario": scenario,
        "known": estimates(run.kpis),
        "source": SOURCE,
        "checklist": CHECKLIST,
        "named": scenario.items("study.outputs") if scenario.word("study.outputs") else [],
        "targets": targets(run),
        "chart": flow_chart(scenario.off).rstrip("\n"),
        "stages": STAGES,
        "rules": RULES,
        "rule_keys": RULE_KEYS,
        "picked": picked(scenario),
        "parcels": parcels(scenario),
        "activities": list(activities(scenario)),
        "machines": list(machines(scenario)),
        "queues": list(queues(scenario)),
        "exits": EXITS,
        "assumed": [
            value
            for value in scenario.values
            if value.origin == "default" and not value.is_absent and "assum" in meaning(value.path)
        ],
        "phases": phases(run),
        "numbers": [int(number) for number in run.replications["replication"]],
        "commands": [str(command) for command in run.replications["command"]],
        "precision": precision_sentence(run),
    }
    filters: Filters = {
        "code": code, "own": own, "prose": prose, "fenced": fenced, "bullets": bullets, "kpi": kpi,
        "meaning": meaning, "stated": partial(stated, scenario), "below": scenario.below,
        "ranges": _ranges,
    }  # fmt: skip
    text = rendered("model.md.j2", context, filters=filters)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _ranges(numbers: Sequence[int]) -> str:
    """'0 to 4, 7' of ascending numbers."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low} to {high}" for low, high in parts)
