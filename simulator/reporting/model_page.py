"""The model document of a run: STRESS-DES, filled in from its scenario, manifest and figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.measure.kpis import kpi as kpi_called
from simulator.reporting.flow_chart import flow_chart
from simulator.reporting.markdown import bullets, code, fenced, own, prose, table
from simulator.reporting.model_components import (
    activities,
    algorithms,
    entities,
    entry_and_exit,
    queues,
    resources,
)
from simulator.reporting.model_scenario import Written, meaning, rows_of, stated, written
from simulator.reporting.model_words import RULES, SOURCE, checklist_document
from simulator.stages import STAGES

if TYPE_CHECKING:
    from simulator.reporting.estimates import Estimates
    from simulator.reporting.report_input import ReportInput

HEAD = (
    f"What this run simulated, by the items of {SOURCE}. Purpose, aims, sources and the like are "
    "the author's words, from the section `study` of the scenario; *not stated* means that it "
    "leaves them out. All else is taken from `scenario.yaml`, `manifest.json` and `kpis.csv` "
    "beside this page. `docs/model.md` of the simulator describes it whatever the scenario."
)


def model_page(run: ReportInput, resolved: str) -> str:
    """The document; `resolved` is the text of the folder's scenario.yaml."""
    from simulator.reporting.estimates import estimates

    scenario, known = written(resolved), estimates(run.kpis)
    head = (f"# Model of the run {code(run.name)}", prose(run.title), HEAD)
    answers = {
        "1.1": (_question(run), stated(scenario, "purpose")),
        "1.2": _outputs(run, scenario, known),
        "1.3": (stated(scenario, "aims"), *_targets(run)),
        "2.1": _chart(scenario),
        "2.2": _stages(scenario),
        "2.3": _origins(scenario),
        "2.4": (*algorithms(scenario), bullets(RULES)),
        "2.5.1": entities(scenario),
        "2.5.2": activities(scenario),
        "2.5.3": resources(scenario),
        "2.5.4": queues(scenario),
        "2.5.5": entry_and_exit(scenario, known),
        "3.1": (stated(scenario, "data_sources"), _files(scenario)),
        "3.2": (stated(scenario, "pre_processing"), _trace(scenario)),
        "3.3": _inputs(scenario),
        "3.4": _assumptions(run, scenario),
        "4.1": _initialization(run, scenario),
        "4.2": (_phases(run),),
        "4.3": _estimation(run, scenario),
        "5.1": (_versions(run),),
        "5.2": _sampling(run),
        "5.3": _execution(run, scenario),
        "5.4": (_machine(run),),
        "6.1": _sharing(run, scenario),
    }
    return checklist_document(head, answers)


def _question(run: ReportInput) -> str:
    asked = prose(run.question) or "*not stated* (`question`)."
    return f"Question: {asked}"


def _outputs(run: ReportInput, scenario: Written, known: Estimates) -> Sequence[str]:
    named = scenario.items("study.outputs") if scenario.word("study.outputs") else []
    said = "" if named else f"{stated(scenario, 'outputs')} The headline figures of the run:"
    rows = []
    for name in named or run.headline:
        found, about = known.get(name), kpi_called(name)
        value = found.shown.text if found is not None else "not measured, or undefined"
        rows.append((code(name), own(about.definition), prose(value)))
    return (
        said,
        table(("KPI", "Definition", "This run"), rows),
        "A KPI has one value per replication, worked out when the replication has run. *Cohort* "
        "orders are those placed in the measurement window (4.2); ± is explained in 4.3. All "
        "figures, by order class too, are in `kpis.csv`.",
    )


def _targets(run: ReportInput) -> Sequence[str]:
    from simulator.reporting.tables import targets

    found = targets(run)
    if found is None:
        return ("The scenario has no targets.",)
    rows = [[prose(cell) for cell in row] for row in found.rows]
    return "Targets and their verdicts:", table(found.head, rows)


def _chart(scenario: Written) -> Sequence[str]:
    off = scenario.off
    remark = "What is dashed is off in this scenario." if off else "Every stage is on."
    return fenced(flow_chart(off).rstrip("\n"), "mermaid"), remark


def _stages(scenario: Written) -> Sequence[str]:
    rows = [
        (code(stage.name), "on", stage.happens)
        if scenario.is_on(stage.name)
        else (code(stage.name), "**off**", stage.off)
        for stage in STAGES
    ]
    parts = ", ".join(code(path) for path in scenario.parts_off)
    return (
        table(("Stage", "In this run", "What happens"), rows),
        f"Off within the stages that are on: {parts}." if parts else "",
    )


def _origins(scenario: Written) -> Sequence[str]:
    counted = scenario.origins().most_common()
    words = {"default": "defaults of the simulator", "--set": "command line (`--set`)"}
    rows = [(words.get(origin, code(origin)), f"{count:,}") for origin, count in counted]
    changed = [f"{code('.'.join(v.path))}: {code(v.plain)}" for v in scenario.overrides()]
    return (
        f"The scenario {scenario.cell('name')}, resolved from:",
        table(("Origin", "Values"), rows),
        "A file wins over the one it extends, a variant over the file, the command line over all.",
        "Set on the command line:" if changed else "",
        bullets(changed),
    )


def _files(scenario: Written) -> str:
    files = [code(name) for name in scenario.files()]
    return "Files that the run read, copied into its folder:\n\n" + bullets(files) if files else ""


def _trace(scenario: Written) -> str:
    rows = [
        (code(".".join(value.path)), code(value.plain), own(meaning(value.path)))
        for value in (*scenario.below("demand.trace"), *scenario.below("demand.scale"))
    ]
    if not scenario.is_on("demand.trace"):
        return ""
    return "The simulator reads the orders of a file so:\n\n" + table(
        ("Key", "Value", "Meaning"), rows
    )


def _inputs(scenario: Written) -> Sequence[str]:
    left_out = sum(value.is_absent for value in scenario.values)
    blocks = [
        "Every value, with the line of the file in which it is written; `default` is the "
        f"simulator's, whose source is in its scenario reference. The {left_out:,} keys that are "
        "none, off, false or empty are left out here; `scenario.yaml` has them."
    ]
    for title, sections in scenario.sections.items():
        rows = [row for section in sections for row in rows_of(scenario, section)]
        if rows:
            blocks += [f"#### {title}", table(("Key", "Value", "Origin"), rows)]
    return blocks


def _assumptions(run: ReportInput, scenario: Written) -> Sequence[str]:
    assumed = [
        (code(".".join(value.path)), code(value.plain), own(meaning(value.path)))
        for value in scenario.values
        if value.origin == "default" and not value.is_absent and "assum" in meaning(value.path)
    ]
    return (
        stated(scenario, "assumptions"),
        "Defaults in use that the simulator calls assumptions:" if assumed else "",
        table(("Key", "Value", "Meaning"), assumed) if assumed else "",
        "What the simulator does not model:",
        bullets(own(limit) for limit in run.limits),
        "For what the results are not to be used:",
        stated(scenario, "limits"),
    )


def _initialization(run: ReportInput, scenario: Written) -> Sequence[str]:
    stock = scenario.cell("inventory.initial")
    return (
        f"The simulated time begins at {run.start:%Y-%m-%d %H:%M} with no order in the house.",
        f"Stock at the start: {stock}. {own(meaning(('inventory', 'initial')))}" if stock else "",
        "The warm-up is simulated and not measured."
        if run.clock.get("warm_up")
        else "There is no warm-up: the first measured orders meet the house as it begins.",
    )


def _phases(run: ReportInput) -> str:
    from simulator.reporting.report import phases

    words = {
        "warm-up": "simulated, not measured",
        "measured": "the orders placed in it are the cohort",
        "cool-down": "demand goes on while the cohort's orders are finished",
    }
    rows = [(name, begins, length, words[name]) for name, begins, length in phases(run)]
    return table(("Phase", "Begins", "Lasts", "Meaning"), rows)


def _estimation(run: ReportInput, scenario: Written) -> Sequence[str]:
    from simulator.reporting.answer import precision_sentence

    stopped = str(run.manifest.get("stopped") or "")
    numbers = [int(number) for number in run.replications["replication"]]
    several = "" if len(numbers) == 1 else "s"
    which = f" (number{several} {_ranges(numbers)})" if numbers else ""
    planned = f"planned: {prose(scenario.flow('experiment.replications'))}. {prose(stopped)}"
    return (
        f"{len(numbers):,} independent replication{several}{which}; {planned.strip()}",
        f"{precision_sentence(run)} The interval is Student's t over the replications' values; "
        "orders within a replication depend on each other and are not used for it.",
        bullets(prose(warning) for warning in run.warnings),
    )


def _ranges(numbers: Sequence[int]) -> str:
    """'0 to 4, 7' of ascending numbers."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low} to {high}" for low, high in parts)


def _versions(run: ReportInput) -> str:
    versions = run.manifest.get("versions") or {}
    return table(
        ("Software", "Version"), [(prose(str(k)), code(str(v))) for k, v in versions.items()]
    )


def _sampling(run: ReportInput) -> Sequence[str]:
    seed = run.manifest.get("seed")
    return (
        f"Seed {seed}. All that is random is drawn before a replication runs, by inverse "
        "transform, each source from a stream of its own: Philox keyed by the seed, the number of "
        "the replication and the name of the source. Two scenarios with the same seed meet the "
        "same customers, replication by replication, as far as both describe them alike.",
    )


def _execution(run: ReportInput, scenario: Written) -> Sequence[str]:
    command = str(run.manifest.get("command") or "")
    return (
        "Processes of SimPy in whole milliseconds, from event to event; how ties are broken is in "
        "2.4. The same scenario, seed and versions give the same figures to the last digit, "
        "whatever the number of processes.",
        "The run was made by",
        fenced(command, "sh"),
        "and is repeated from its folder by",
        fenced("simulator run scenario.yaml --output again", "sh"),
        _only_some(run, scenario),
    )


def _only_some(run: ReportInput, scenario: Written) -> str:
    """Where the second command makes other replications than are here, how to make these."""
    commands = [str(command) for command in run.replications["command"]]
    as_planned = scenario.word("experiment.replications") in ("", str(len(commands)))
    if as_planned and not run.manifest.get("interrupted"):
        return ""
    said = "That makes all planned replications. Those of this folder are made by"
    return f"{said}\n\n{fenced(chr(10).join(commands), 'sh')}"


def _machine(run: ReportInput) -> str:
    machine = run.manifest.get("machine") or {}
    rows = [(prose(str(key)), code(str(value))) for key, value in machine.items()]
    seconds = run.manifest.get("seconds")
    if seconds is not None:
        rows.append(("run time", f"{float(seconds):,.1f} s"))
    reused = run.manifest.get("read_from_store")
    if reused:
        rows.append(("replications read from the store, not run again", str(reused)))
    return table(("What", "Value"), rows)


def _sharing(run: ReportInput, scenario: Written) -> Sequence[str]:
    digest = str(run.manifest.get("scenario_sha256") or "")
    rows = [
        ("Authors of the study", stated(scenario, "authors", in_a_cell=True)),
        ("Contact", stated(scenario, "contact")),
        ("Scenario and data", stated(scenario, "access")),
        ("Simulator", "free software under the MIT license, in the version of 5.1"),
        ("SHA-256 of the scenario's values and files", code(digest)),
    ]
    return (table(("What", "Where"), rows),)
