"""Two runs that must agree: the same question asked in another way, or answered elsewhere."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from typing import Any
from unittest.mock import patch
from zlib import crc32

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import simulator
from simulator.engine.rosters import head_count
from simulator.journey import simulate
from simulator.measure.measurement import measure
from simulator.results.writing import write_table
from simulator.streams import Streams
from simulator.units import NEVER
from simulator.workload import Workload
from simulator.workload.sampling import sample
from tests.laws.drawing import MINUTE, SECOND, UNITS, Draw, chance, constant, one_of, spread
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import load, run
from tests.laws.scenarios import World, scenarios
from tests.laws.staffing import HOURS

PAIRS = Streams.pairs


def differences(a: Any, b: Any, at: str = "") -> list[str]:
    """Paths at which two results differ."""
    if (a is None) != (b is None):
        return [at]
    if is_dataclass(a) and not isinstance(a, type):
        return [
            path
            for one in fields(a)
            for path in differences(getattr(a, one.name), getattr(b, one.name), f"{at}.{one.name}")
        ]
    if isinstance(a, dict):
        if list(a) != list(b):
            return [f"{at}: {list(a)} and {list(b)}"]
        return [path for key in a for path in differences(a[key], b[key], f"{at}.{key}")]
    if isinstance(a, np.ndarray):
        return [] if np.array_equal(a, b) else [at]
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        pairs = zip(a, b, strict=True)
        return [path for k, (x, y) in enumerate(pairs) for path in differences(x, y, f"{at}.{k}")]
    return [] if a == b else [at]


# The same file, written in another way


def rewritten(value: Any, made: random.Random) -> Any:
    """The same with every duration in another unit, or in two."""
    if isinstance(value, dict):
        return {key: rewritten(part, made) for key, part in value.items()}
    if isinstance(value, list):
        return [rewritten(part, made) for part in value]
    written = re.fullmatch(r"(\d+) (d|h|min|s|ms)", value) if isinstance(value, str) else None
    if written is None:
        return value
    sizes = dict(UNITS)
    total = int(written[1]) * sizes[written[2]]
    unit = made.choice([unit for unit in sizes if total % sizes[unit] == 0])
    largest = next((u for u in sizes if total > sizes[u] and made.random() < 0.4), None)
    if largest is not None and largest != unit and total % sizes[largest]:
        whole, rest = divmod(total, sizes[largest])
        return f"{whole} {largest} {rest} ms"
    return f"{total // sizes[unit]} {unit}"


@pytest.mark.slow
@settings(max_examples=examples(30), backend=INDEPENDENT)
@given(scenarios(), st.randoms(use_true_random=False))
def test_units_of_time_do_not_matter(world: World, made: random.Random) -> None:
    other = replace(world, data=rewritten(world.data, made))
    untold = {"targets": ()}  # their units are those that were written
    before, after = (load(one).scenario.model_copy(update=untold) for one in (world, other))
    assert before == after
    one, same = run(world), run(other)
    assert differences((one.workload, one.timeline), (same.workload, same.timeline)) == []


@pytest.mark.slow
@settings(max_examples=examples(30), backend=INDEPENDENT)
@given(scenarios(), st.randoms(use_true_random=False))
def test_the_order_of_sections_does_not_matter(world: World, made: random.Random) -> None:
    def shuffled(section: dict[str, Any]) -> dict[str, Any]:
        names = list(section)
        made.shuffle(names)
        return {name: section[name] for name in names}

    data = shuffled(world.data)
    for name in ("clock", "demand", "checkout", "inventory", "payment", "picking", "packing",
                 "labeling", "delivery", "returns", "experiment"):  # fmt: skip
        if name in data:
            data[name] = shuffled(data[name])
    assert differences(run(world), run(replace(world, data=data))) == []


# The same work, done elsewhere


@settings(max_examples=examples(4), backend=INDEPENDENT)
@given(scenarios())
def test_the_number_of_workers_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    found: list[dict[str, bytes]] = []
    for jobs in (1, 2):
        results = simulator.run(load(world), jobs=jobs, orders="all")
        found.append({"kpis.csv": results.kpis.to_csv(index=False).encode()})
        for table in results.kept_tables:
            file = tmp_path_factory.mktemp("tables") / f"{table}.parquet"
            write_table(file, getattr(results, table))
            found[-1][file.name] = file.read_bytes()
    assert {"kpis.csv", "orders.parquet", "events.parquet"} <= found[0].keys()
    assert [name for name in found[0] if found[0][name] != found[1][name]] == []


# An irrelevant change

MAY_SPLIT = "whether there are second parcels"
"""Whether an order can be split is of inventory and picking; how its second parcel fares, not."""

_BY_LINE = ("line_back", "line_refurbished", "line_scrapped", "added")
_REWORK = ("found_again", "wrong_again", "returns", "return_after", "inspection", *_BY_LINE)
OWN: dict[str, tuple[str, ...]] = {
    "inventory": ("supply", "line_missing", "trucks", MAY_SPLIT),
    "payment": (
        "authorization",
        "verdict",
        "recovers",
        "reviewed",
        "review",
        "rejected",
        "added",
        "gateway_down",
        "ship_by",
        "deliver_by",
    ),
    "notification": ("message_latency", "message_bounces"),
    "crews": ("rosters",),
    "picking": ("pick_setup", "pick", "line_pick", "mispicked", "storage", MAY_SPLIT, *_REWORK),
    "packing": (
        *("pack", "checked", "check_finds", "damaged_inside", "boxes", "loose", "volume"),
        *("pack_setup", "unit_volume", "unit_weight", "failures", *_REWORK),
    ),
    "labeling": ("label", "label_failures", "label_by_hand", "label_service_down", "failures"),
    "delivery": ("attempt_fails", "attempt_time", "further"),
    "returns": ("returns", "return_after", "inspection", "restockable", *_BY_LINE),
}
"""By section: the columns that it may touch; what is sent back as wrong depends on the picks, and
what trucks bring on what is ordered."""

CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "inventory": lambda section: section | {"lead_time": "5 h", "initial": "full"},
    "payment": lambda section: (
        section | {"declined": {"soft": "50 %"}, "retry": {"after": ["3 min"] * 4}}
    ),
    "notification": lambda section: {"latency": "7 s", "bounces": "50 %"},
    "crews": lambda section: {
        name: crew | {"absence": "60 %", "speed": 3} for name, crew in section.items()
    },
    "picking": lambda section: {"time": {"per_line": "77 s"}, "mispick": "44 %"},
    "packing": lambda section: section | {"time": {"cv": 0.9}, "damage": "33 %"},
    "labeling": lambda section: {"printers": 7, "time": "9 s", "failure": "77 %"},
    "delivery": lambda section: (
        {key: section[key] for key in ("hours", "days") if key in section}  # of the promise
        | {"attempts": 5, "first_attempt_fails": "70 %"}
    ),
    "returns": lambda section: (
        {key: section[key] for key in ("grading", "refurbishing") if key in section}  # of a crew
        | {"share": "66 %", "after": "2 h"}
    ),
}


def changed_columns(before: Workload, after: Workload) -> set[str]:
    """Columns that differ, and `MAY_SPLIT` where only one of the two has second parcels."""
    changed = {
        one.name
        for one in fields(Workload)
        if differences(getattr(before, one.name), getattr(after, one.name))
    }
    if len(before.further) != len(after.further):
        changed = (changed - {"further"}) | {MAY_SPLIT}
    return changed


SHORT_ON_THE_SHELF = World(
    {
        "schema": "fulfillment/1",
        "name": "found",
        "clock": {"start": "2026-03-02", "run": "1 d"},
        "demand": {"orders_per_day": 20, "lines": 2},
        "catalog": {"skus": 5},
        "crews": {"pickers": {"skills": ["picking"], "heads": 2}},
        "inventory": {
            "policy": {"kind": "s S", "s": 5, "S": 20},
            "lead_time": "1 d",
            "record_accuracy": "80 %",
        },
        "picking": {"short_picks": {"then": "split"}},
        "shipping": {
            "carriers": {
                "parcelco": {
                    "pick_ups": {"daily": ["18:00"]},
                    "services": {"ground": {"transit": "1 d", "lost": "10 %"}},
                }
            }
        },
        "delivery": {},
        "experiment": {"seed": 0},
    }
)
"""The change under `picking` takes `then: split` away, and with it all second parcels."""


@settings(max_examples=examples(30), backend=INDEPENDENT)
@given(scenarios(), st.sampled_from(sorted(CHANGES)))
@example(SHORT_ON_THE_SHELF, "picking")
@example(SHORT_ON_THE_SHELF, "delivery")
def test_a_change_in_one_section_leaves_the_draws_of_others(world: World, section: str) -> None:
    if section not in world.data or ("trace" in world.data["demand"] and section == "payment"):
        return
    data = deepcopy(world.data)
    data[section] = CHANGES[section](data[section])
    before = sample(load(world).scenario, 0)
    after = sample(load(replace(world, data=data)).scenario, 0)
    assert changed_columns(before, after) <= set(OWN[section])


@settings(max_examples=examples(30), backend=INDEPENDENT)
@given(scenarios(), st.integers(0, 2))
def test_a_stage_that_is_switched_off_leaves_the_draws_of_others(world: World, which: int) -> None:
    section = ("notification", "inventory", "returns")[which]
    if section not in world.data:
        return
    data = deepcopy(world.data)
    data[section] = "off"
    crews = data.get("crews", {}).values()
    benches = {"inspection", "refurbishing"}
    if section == "returns" and any(benches.issuperset(crew["skills"]) for crew in crews):
        return  # a crew that could do nothing else would be a mistake
    suppliers = data.get("receiving", {}).get("suppliers", {})
    if section == "inventory" and any("pallets" not in supplier for supplier in suppliers.values()):
        return  # trucks that could bring nothing would be too
    before = sample(load(world).scenario, 0)
    after = sample(load(replace(world, data=data)).scenario, 0)
    assert changed_columns(before, after) <= set(OWN[section])


LISTS = ("breakdowns.", "gateway.", "labeling.service", "demand.trace_resample", "shipping.carrier")
"""Purposes whose list is asked for again and longer until it lasts; the days of a week, where weeks
are resampled, ask for that of their Monday."""


@settings(max_examples=examples(40), backend=INDEPENDENT)
@given(scenarios())
def test_no_number_is_drawn_for_two_purposes(world: World) -> None:
    drawn: dict[str, list[tuple[int, int]]] = {}

    def noted(self: Streams, purpose: str, who: Any, part: Any = 0) -> Any:
        parts = np.broadcast_to(part, len(who)).tolist()
        drawn.setdefault(purpose, []).extend(zip(who.tolist(), parts, strict=True))
        return PAIRS(self, purpose, who, part)

    with patch.object(Streams, "pairs", noted):
        sample(load(world).scenario, 0)
    again = [name for name, subjects in drawn.items() if len(set(subjects)) < len(subjects)]
    assert [name for name in again if not name.startswith(LISTS)] == []
    assert len({crc32(name.encode()) for name in drawn}) == len(drawn)


@settings(max_examples=examples(20), backend=INDEPENDENT)
@given(scenarios(), st.integers(1, 3))
def test_one_more_head_leaves_the_absences_of_the_others(world: World, more: int) -> None:
    shifts = world.data.get("shifts", {})
    if not shifts:
        return
    data = deepcopy(world.data)
    name = next(iter(shifts))
    crew = next(iter(shifts[name]["heads"]))
    data["shifts"][name]["heads"][crew] += more
    before, after = (sample(load(w).scenario, 0) for w in (world, replace(world, data=data)))
    assert changed_columns(before, after) <= {"rosters"}
    few, many = (head_count(work.rosters[crew], work.horizon) for work in (before, after))
    times = np.union1d(few.time, many.time)

    def at(steps: Any, column: str) -> Any:
        return getattr(steps, column)[np.searchsorted(steps.time, times, side="right") - 1]

    for column in ("heads", "absent", "on_break"):
        added = at(many, column) - at(few, column)
        assert added.min() >= 0
        assert added.max() <= more


# Who may serve


def same_figures(first: dict[tuple[str, str], float], second: dict[tuple[str, str], float]) -> bool:
    """Whether two measurements have the same KPIs and values, undefined ones too."""
    values = [np.array(list(each.values())) for each in (first, second)]
    return list(first) == list(second) and np.array_equal(*values, equal_nan=True)


def in_parts(world: World) -> World:
    """The same with zones and lanes, where orders are picked and packed."""
    data = deepcopy(world.data)
    areas = {"front": {"skus": "50 %", "at_most": 1}, "back": {"skus": "50 %"}}
    if "picking" in data:
        method = data["picking"].setdefault("method", {})
        method.setdefault("zones", {"areas": areas})
        batch = method.get("batch", {})
        batch.pop("form", None)  # in zones no picker takes a whole batch
        if batch.get("wait_at_most") == "0 s":  # with which no batch fills
            batch["wait_at_most"] = "10 min"
    if "packing" in data and "stations" not in data["packing"]:
        data["packing"].setdefault("lanes", {"single_line": {}, "multi_line": {}})
    return replace(world, data=data)


@settings(max_examples=examples(15), backend=INDEPENDENT)
@given(scenarios().map(in_parts))
def test_to_name_all_who_may_serve_a_zone_or_lane_changes_nothing(world: World) -> None:
    data = deepcopy(world.data)
    zones = data.get("picking", {}).get("method", {}).get("zones", {"areas": {}})["areas"]
    places = [(zone, "picking") for zone in zones.values()]
    places += [(lane, "packing") for lane in data.get("packing", {}).get("lanes", {}).values()]
    for place, skill in places:
        able = [name for name, crew in data.get("crews", {}).items() if skill in crew["skills"]]
        if able and "crews" not in place:
            place["crews"] = able
    silent, named = (run(each) for each in (world, replace(world, data=data)))
    first, second = (measure(r.scenario, r.workload, r.timeline) for r in (silent, named))
    assert same_figures(first.kpis, second.kpis)
    assert first.waits == second.waits


@settings(max_examples=examples(15), backend=INDEPENDENT)
@given(scenarios().map(in_parts))
def test_what_zones_are_called_changes_nothing_but_their_names(world: World) -> None:
    data = deepcopy(world.data)
    zones = data.get("picking", {}).get("method", {}).get("zones")
    if zones is None or zones.get("assign") == "catalog":
        return
    zones["areas"] = {f"{name}_hall": zone for name, zone in zones["areas"].items()}
    before, after = (run(each) for each in (world, replace(world, data=data)))
    first, second = (measure(r.scenario, r.workload, r.timeline) for r in (before, after))
    assert same_figures(first.kpis, second.kpis)
    renamed = {
        replace(each, place=f"{each.place}_hall") if "picking." in each.place else each: weight
        for each, weight in first.waits.behind.items()
    }
    assert renamed == dict(second.waits.behind)


# More heads, never less work done


@st.composite
def lines_of_stations(draw: Draw) -> World:
    """One class, first in first out; random work at picking only, which the theorem allows.

    With more heads each order starts picking no later than before, so that the k-th order comes
    to packing no later; there all orders are alike, so that the k-th leaves it no later, and so on.
    """
    kinds: dict[str, Any] = {
        "picking": {
            "time": {
                "setup": spread(draw, MINUTE, 5 * MINUTE),
                "per_line": spread(draw, 40 * SECOND, 4 * MINUTE),
                "per_unit": "0 s",
            }
        },
        "packing": {"time": {"setup": constant(draw, MINUTE, 6 * MINUTE), "per_unit": "0 s"}},
        "labeling": {
            "printers": 1 + draw(st.integers(0, 2)),
            "carrier_call": "0 s",
            "time": constant(draw, 12 * SECOND, 3 * MINUTE),
        },
    }
    data: dict[str, Any] = {
        "schema": "fulfillment/1",
        "name": "line",
        "clock": {"start": "2026-03-02", "run": "2 d"},
        "demand": {"orders_per_day": draw(st.integers(20, 150)), "lines": 2},
        "catalog": {"skus": 5},
        "crews": {
            stage: {"skills": [stage], "speed": one_of(draw, (1, 0.7))}
            for stage in ("picking", "packing")
        },
        **kinds,
        "experiment": {"seed": draw(st.integers(0, 2**16))},
    }
    if chance(draw, 5):
        for crew in data["crews"].values():
            crew["heads"] = draw(st.integers(1, 3))
    else:
        data["shifts"] = {
            name: {
                "hours": HOURS[name][0],
                "heads": {crew: draw(st.integers(1, 3)) for crew in data["crews"]},
            }
            for name in ("early", "late", "night")[: draw(st.integers(1, 3))]
        }
    return World(data)


@settings(max_examples=examples(60))
@given(lines_of_stations(), st.sampled_from(["picking", "packing"]), st.integers(1, 2))
def test_more_heads_never_label_fewer_orders(world: World, crew: str, more: int) -> None:
    data = deepcopy(world.data)
    if "heads" in data["crews"][crew]:
        data["crews"][crew]["heads"] += more
    else:
        next(iter(data["shifts"].values()))["heads"][crew] += more
    ends = []
    for one in (world, replace(world, data=data)):
        scenario = load(one).scenario
        labeled = simulate(scenario, sample(scenario, 0)).visits["labeling"].ended
        ends.append(np.sort(labeled[labeled != NEVER]))
    few, many = ends
    assert len(many) >= len(few)
    assert (many[: len(few)] <= few).all()


# A cool-down that ends when all is done

COOL_DOWN = "9 d"


@settings(max_examples=examples(25))
@given(scenarios())
def test_a_cool_down_that_ends_early_changes_no_figure(world: World) -> None:
    """Byte for byte, in every KPI and scope; most of these end days before their limit."""
    figures = []
    for cool_down in (COOL_DOWN, {"until_done": f"at most {COOL_DOWN}"}):
        clock = world.data["clock"] | {"cool_down": cool_down}
        scenario = load(replace(world, data=world.data | {"clock": clock})).scenario
        workload = sample(scenario, 0)
        timeline = simulate(scenario, workload)
        figures.append(measure(scenario, workload, timeline).kpis)
    whole, early = figures
    assert list(early) == list(whole)
    same = np.equal(list(early.values()), list(whole.values()))
    same |= np.isnan(list(early.values())) & np.isnan(list(whole.values()))
    assert [key for key, equal in zip(early, same, strict=True) if not equal] == []
