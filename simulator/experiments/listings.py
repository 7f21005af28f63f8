"""What commands list that ask nothing of a house, as the sheets of a workbook."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.experiments.state.folder import FILES, NAME
from simulator.experiments.state.snapshot import Snapshot
from simulator.experiments.store.store import Entry, Store
from simulator.experiments.summary import values_in
from simulator.measure.kpis import kpis
from simulator.reporting.numbers import counted
from simulator.reporting.workbook.listing import Listing
from simulator.scenario import Loaded, load, resolve, shipped
from simulator.scenario.described import contents, described, kinds, meaning_of
from simulator.scenario.layout import Kind, choices, example
from simulator.scenario.state_columns import MOMENTS, NUMBERS
from simulator.scenario.variants import Variant

if TYPE_CHECKING:
    import pandas as pd


def of_store(store: Store) -> Listing:
    """The finished replications that are kept, a row per scenario."""
    entries = store.entries()
    head = ["scenario", "key", "seed", "replications", "megabytes", "changed", "current"]
    frame = _frame(head, [_kept(entry) for entry in entries])
    sentence = f"{counted(len(entries), 'scenario')} in {store.folder}"
    return Listing("results", "Finished replications", (sentence,), {"Kept": frame})


def _kept(entry: Entry) -> tuple[Any, ...]:
    changed = datetime.fromtimestamp(entry.changed).replace(microsecond=0)
    about = entry.about["scenario"], entry.folder.name[:8], entry.about["seed"]
    return (*about, len(entry.numbers), entry.size / 1e6, changed, entry.current)


def of_query(frame: pd.DataFrame, sql: str) -> Listing:
    """The answer to a question in SQL."""
    sentence = f"{counted(len(frame), 'row')} of the table kpis of finished replications."
    return Listing("query", sql, (sentence,), {"Rows": frame}, as_written=True)


def of_values(loaded: Loaded, source: str, said: Sequence[str], told: Sequence[str]) -> Listing:
    """Each value of a scenario with its origin, and its variants; `told` are warnings."""
    text = resolve(loaded)
    variants = [_variant(name, variant) for name, variant in loaded.variants.items()]
    frames = {
        "Values": _frame(["path", "value", "from"], list(values_in(text))),
        "Variants": _frame(["variant", "kind", "title"], variants),
    }
    title = loaded.scenario.title or source
    return Listing("scenario", title, tuple(said), frames, tuple(told), text)


def _variant(name: str, variant: Variant) -> tuple[str, str, str]:
    return name, variant.kind, variant.title


def of_shipped() -> Listing:
    """The scenarios that ship, and their variants."""
    rows, variants = [], []
    for name in shipped():
        loaded = load(name)
        rows.append((name, loaded.scenario.question))
        variants += [
            (name, *_variant(called, variant)) for called, variant in loaded.variants.items()
        ]
    frames = {
        "Scenarios": _frame(["scenario", "question"], rows),
        "Variants": _frame(["scenario", "variant", "kind", "title"], variants),
    }
    sentence = f"{counted(len(rows), 'scenario')} and {counted(len(variants), 'variant')}"
    return Listing("list", "Scenarios that ship", (sentence,), frames)


def of_reference(name: str | None) -> Listing:
    """The keys of a scenario and the KPIs: all, or what is told of one name."""
    lines = contents() if name is None else described(name)
    keys = [_key(path, kind) for path, kind in kinds() if _is_about(path, name)]
    figures = [
        (each.name, each.unit, each.better, each.by_class, each.definition)
        for each in kpis().values()
        if name in (None, each.name)
    ]
    frames = {
        "Keys": _frame(["key", "meaning", "example", "choices"], keys),
        "KPIs": _frame(["name", "in", "better", "by_class", "definition"], figures),
    }
    title = "Keys of a scenario, and KPIs" if name is None else name
    return Listing("reference", title, tuple(line.strip() for line in lines), frames)


def _is_about(path: str, name: str | None) -> bool:
    return name is None or f"{path}.".startswith(f"{name}.")


def _key(path: str, kind: Kind) -> tuple[str, str, str | None, str]:
    field = kind.field
    shown = None if field is None else example(field)
    words = () if field is None else choices(field) or ()
    return path, meaning_of(kind), None if shown is None else str(shown), ", ".join(words)


def of_state(snapshot: Snapshot) -> Listing:
    """A state: its tables as files have them, so that state.yaml may name the sheets."""
    frames = {
        name: _table(snapshot.folder / file)
        for name, file in FILES.items()
        if file.endswith(".csv") and (snapshot.folder / file).is_file()
    }
    stages = _frame(["stage", "orders"], list(snapshot.stages.items()))
    sentences = (
        str(snapshot),
        f"at: {snapshot.at:%Y-%m-%d %H:%M:%S}, as {NAME} of the folder has it",
    )
    frames = {"Stages": stages, **frames}
    return Listing("state", "What is in the house", sentences, frames, as_written=True)


def _table(path: Path) -> pd.DataFrame:
    """A file of a state, its moments as moments and its numbers as numbers."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return _frame(head, [[_cell(name, text) for name, text in zip(head, row, strict=True)]
                         for row in rows])  # fmt: skip


def _cell(column: str, text: str) -> Any:
    """A cell's value; a moment with a mark behind it stays a text."""
    if not text:
        return None
    try:
        if column in MOMENTS:
            return datetime.fromisoformat(text)
        if column in NUMBERS:
            return float(text) if "." in text else int(text)
    except ValueError:
        pass
    return text


def _frame(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([list(row) for row in rows], columns=list(head), dtype=object)
