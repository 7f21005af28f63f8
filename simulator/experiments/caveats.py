"""What could bend figures: the same warnings from a run and from every experiment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt

from simulator.experiments.alternatives import Alternative
from simulator.experiments.gaps import gaps, is_idle
from simulator.experiments.running.replication import Replication
from simulator.experiments.settling import grows, short_warm_up
from simulator.experiments.targets import relation_and_goal
from simulator.experiments.trials import Trials
from simulator.measure.kpis import headline, kpi
from simulator.measure.open_ends import ends_of
from simulator.measure.periods import reaches
from simulator.reporting.labels import label
from simulator.reporting.numbers import listed, percent
from simulator.reporting.numbers import shown as shown_number
from simulator.scenario.limits import LIMITS
from simulator.scenario.scenario import Scenario
from simulator.units import DAY, HOUR, TIME_UNITS, duration_text

OPEN_SHARE = 0.01
"""Share of the cohort still open from which figures are warned of."""
NAMED = 3
"""Alternatives that a warning names; the others are counted."""
FIGURES = (
    "orders.placed",
    "orders.in_flight",
    "inventory.reorders",
    "stock_out_rate",
    "backlog.growth",
)
"""KPIs that warnings go by."""
PAIRS = ("lowest_backlog", "mean_backlog", "mean_stock")
"""And the pairs of `Signs`."""
ROW = len(FIGURES) + 2 * len(PAIRS)
"""Numbers in a row of evidence."""


@dataclass(frozen=True)
class Doubt:
    """The means of a KPI's (n, 2) `ends`, should all orders still open end badly and well.

    `until` is in how many milliseconds after the end the last of their promises ends, None where
    they have none.
    """

    kpi: str
    ends: npt.NDArray[np.float64]
    until: int | None


@dataclass(frozen=True)
class Evidence:
    """What warnings go by, a row of `FIGURES` and `PAIRS` a replication, NaN where a stage is off.

    `undefined` are KPIs that have a value in some of the replications only, `doubts` those that
    orders still open leave in doubt.
    """

    rows: npt.NDArray[np.float64]
    undefined: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def __len__(self) -> int:
        """Replications."""
        return len(self.rows)

    def of(self, name: str) -> npt.NDArray[np.float64]:
        """One of `FIGURES`."""
        column: npt.NDArray[np.float64] = self.rows[:, FIGURES.index(name)]
        return column

    def pairs(self, name: str) -> npt.NDArray[np.float64]:
        """(n, 2) One of the pairs of `Signs`."""
        at = len(FIGURES) + 2 * PAIRS.index(name)
        columns: npt.NDArray[np.float64] = self.rows[:, at : at + 2]
        return columns


def row(done: Replication) -> npt.NDArray[np.float64]:
    """What one replication says: its row in `Evidence`."""
    figures = [done.measurement.kpis.get((name, "all"), np.nan) for name in FIGURES]
    signs = [value for name in PAIRS for value in getattr(done.signs, name)]
    return np.array([*figures, *signs], dtype=np.float64)


def evidence(done: Iterable[Replication], shown: Collection[str] = ()) -> Evidence:
    """What these replications say; `shown` are the KPIs that are looked at for missing values."""
    every = list(done)
    partly = []
    for name in shown:
        values = [each.measurement.kpis.get((name, "all"), np.nan) for each in every]
        if 0 < np.count_nonzero(np.isnan(values)) < len(every):
            partly.append(name)
    rows = np.array([row(each) for each in every], dtype=np.float64)
    return Evidence(rows.reshape(len(every), ROW), tuple(partly), tuple(_doubts(every, shown)))


def _doubts(every: Sequence[Replication], shown: Collection[str]) -> Iterator[Doubt]:
    for name in shown:
        key = (name, "all")
        measured = [each.measurement for each in every]
        known = [each.open_ends[key] for each in measured if key in each.open_ends]
        if known:
            ends = ends_of(((each.kpis, each.open_ends) for each in measured), key)
            until = max((end.until for end in known if end.until is not None), default=None)
            yield Doubt(name, ends, until)


def shown_of(scenario: Scenario, further: Iterable[str] = ()) -> tuple[str, ...]:
    """The KPIs that an answer about a scenario rests on: its targets', the headline, and others."""
    targets = (target.kpi for target in scenario.targets)
    return tuple(dict.fromkeys((*headline(), *targets, *further)))


@dataclass(frozen=True)
class Caveat:
    """A warning in plain words; of one kind, that with the largest `size` is the worst."""

    kind: str
    text: str
    size: float = 0.0


def caveats(scenario: Scenario, seen: Evidence, asked: Collection[str] = ()) -> list[Caveat]:
    """What could bend the figures of one scenario; `asked` are KPIs that the answer rests on."""
    notes = [Caveat(f"gap: {text}", text) for text in gaps(scenario, asked)]
    notes += _shorter_than_limits(scenario)
    if not len(seen):
        return notes
    if len(seen) == 1:
        notes.append(Caveat("one", "One replication has no half-width; run at least five."))
    notes += _open(scenario, seen)
    if (
        scenario.state is None
        and scenario.clock.warm_up == 0
        and (scenario.inventory or scenario.shipping)
    ):
        text = "There is no warm_up: the first orders meet an empty house."
        notes.append(Caveat("no warm-up", text))
    if backlog_grows(scenario, seen):
        text = (
            "The backlog grows through the window: capacity is below demand, and every figure "
            "depends on how long the run is."
        )
        notes.append(Caveat("grows", text))
    elif scenario.state is None:
        curves = {
            "the backlog": seen.pairs("mean_backlog"),
            "the stock": seen.pairs("mean_stock"),
        }
        notes += [Caveat("warm-up", text) for text in short_warm_up(scenario, curves)]
    notes += _idle(seen, notes)
    if seen.undefined:
        names = ", ".join(seen.undefined)
        text = f"Undefined in some replications, which are left out there: {names}."
        notes.append(Caveat("undefined", text))
    return notes


def _shorter_than_limits(scenario: Scenario) -> list[Caveat]:
    """Limits of marketplaces that are over longer windows than the one that is measured."""
    run = scenario.clock.run
    asked = dict.fromkeys(each.limit for each in scenario.targets if each.limit is not None)
    longer = [name for name in asked if run < max(LIMITS[name].days, default=0) * DAY]
    if not longer:
        return []
    windows = listed([f"'{name}' over {LIMITS[name].windows}" for name in longer])
    most = max(max(LIMITS[name].days) for name in longer)
    text = (
        f"A marketplace judges {windows}; {duration_text(run)} are measured. Write clock.run: "
        f"{most} d to be judged as it does."
    )
    return [Caveat("limits", text)]


def backlog_grows(scenario: Scenario, seen: Evidence) -> bool:
    """Whether the backlog grows through the window (`settling.grows`); not so of no replication."""
    if not len(seen):
        return False
    placed = float(np.mean(seen.of("orders.placed")))
    lowest, growth = seen.pairs("lowest_backlog"), seen.of("backlog.growth")
    return grows(scenario.clock.run, placed, lowest, growth)


def _open(scenario: Scenario, seen: Evidence) -> list[Caveat]:
    placed, still = (
        float(np.mean(seen.of(name))) for name in ("orders.placed", "orders.in_flight")
    )
    doubt = _doubt(scenario, seen)
    if not placed or not (still / placed > OPEN_SHARE or (doubt and _turns(scenario, doubt))):
        return []
    longer = "higher limit" if scenario.clock.stops_early else "longer cool_down"
    told = f"{percent(still / placed)} of the orders placed in the window are still open at the end"
    if doubt is None:
        text = f"{told}; figures of finished orders leave them out. A {longer} lets them finish."
    elif doubt.until is None:
        text = f"{told}: with them {_between(scenario, doubt)}. A {longer} lets them finish."
    else:
        text = (
            f"{told}: with them {_between(scenario, doubt)}. Write clock.cool_down: "
            f"{cool_down_by(scenario, doubt.until)}, by when their promises end."
        )
    return [Caveat("open", text, still / placed)]


def _doubt(scenario: Scenario, seen: Evidence) -> Doubt | None:
    """The figure in doubt that is told: a target's that hangs on it, a target's, else the first."""
    asked = [target.kpi for target in scenario.targets]
    return min(
        seen.doubts,
        key=lambda each: (not _turns(scenario, each), each.kpi not in asked),
        default=None,
    )


def _turns(scenario: Scenario, doubt: Doubt) -> bool:
    """Whether a target of all orders is reached or not as open orders end, in a replication."""
    for target in scenario.targets:
        if target.kpi == doubt.kpi and target.class_ is None:
            relation, value = relation_and_goal(target, kpi(doubt.kpi).unit_in(scenario.currency))
            reached = reaches(doubt.ends, relation, value)
            if (reached[:, 0] != reached[:, 1]).any():
                return True
    return False


def _between(scenario: Scenario, doubt: Doubt) -> str:
    """'on-time ship is 74 to 100 %'; a time, of which the worst is never, 'is at least 12 h'."""
    known = doubt.ends[~np.isnan(doubt.ends).any(axis=1)]
    unit = kpi(doubt.kpi).unit_in(scenario.currency)
    low, high = (shown_number(float(end), nan, unit) for end in np.sort(known.mean(axis=0)))
    between = f"at least {low.text}" if unit in TIME_UNITS else f"{low.value} to {high.text}"
    return f"{label(doubt.kpi)} is {between}"


def cool_down_by(scenario: Scenario, further: int) -> str:
    """The clock.cool_down with which a simulation lasts `further` milliseconds more: '25 h'."""
    hours = -(-(scenario.clock.longest_cool_down + further) // HOUR) * HOUR
    length = duration_text(hours)
    return f"{{until_done: at most {length}}}" if scenario.clock.stops_early else length


def _idle(seen: Evidence, told: Sequence[Caveat]) -> list[Caveat]:
    """Nothing was reordered although stock was short, where that is not foreseen already."""
    short = seen.of("stock_out_rate")
    if not is_idle(seen.of("inventory.reorders"), short):
        return []
    if any("never reordered" in each.text for each in told):
        return []
    share = percent(float(np.nanmean(short)) / 100)
    text = (
        f"Nothing was reordered in the window, while {share} of the demand lines found too little "
        "stock. Look at inventory.policy."
    )
    return [Caveat("idle", text, float(np.nanmean(short)))]


def of_trials(
    known: Trials, whom: Mapping[str, Alternative], asked: Iterable[str] = (), noun: str = ""
) -> tuple[str, ...]:
    """The lines of `merged` for alternatives by name, from all replications that were run."""
    notes = {}
    further = tuple(asked)
    for name, each in whom.items():
        shown = shown_of(each.scenario, further)
        notes[name] = caveats(each.scenario, evidence(known.done(each), shown), shown)
    return merged(notes, noun)


def merged(
    by_name: Mapping[str, Sequence[Caveat]], noun: str = "", advised: str = ""
) -> tuple[str, ...]:
    """One line per kind, with the alternatives that it holds for; the worst one's words.

    What holds for all of them names none. Names are as they are to be read, a user's own in quotes;
    with a `noun` such as 'points' they are counted, and it is said whether the one that is
    `advised` is among them.
    """
    kinds: dict[str, list[tuple[str, Caveat]]] = {}
    for name, each in by_name.items():
        for item in each:
            kinds.setdefault(item.kind, []).append((name, item))
    lines = []
    for these in kinds.values():
        worst = max(these, key=lambda pair: pair[1].size)[1]
        differ = len({each.text for _, each in these}) > 1
        names = [name for name, _ in these]
        if len(names) == len(by_name):
            whom = _all_of(len(names), noun) if differ else ""
        else:
            whom = f"{len(names)} of {len(by_name)} {noun}" if noun else _some_of(names)
            if noun and advised:
                whom += f" ({'also' if advised in names else 'not'} in the recommended one)"
        prefix = f"In {whom}{', at worst' if differ else ''}: " if whom else ""
        lines.append(f"{prefix}{_lowered(worst.text) if prefix else worst.text}")
    return tuple(lines)


def _all_of(count: int, noun: str) -> str:
    return f"{'both' if count == 2 else f'all {count}'} {noun}".rstrip()


def _lowered(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


def _some_of(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return listed([*names[:NAMED], f"{more} more"] if more > 0 else list(names))
