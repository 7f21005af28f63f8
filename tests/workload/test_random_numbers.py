"""Common random numbers: a change to one section leaves all other draws as they are."""

from dataclasses import fields

import numpy as np
import pytest

from simulator.engine.rosters import HeadCount, head_count
from simulator.streams import Streams
from simulator.units import DAY
from simulator.workload import Workload
from simulator.workload.draws import Draws
from simulator.workload.sampling import sample
from simulator.workload.workload import FurtherParcels
from tests.workload.worlds import FULL, scenario


def present(work: Workload) -> dict[str, HeadCount]:
    """Heads by crew as planned, less absences."""
    return {crew: head_count(stints, work.horizon) for crew, stints in work.rosters.items()}


def columns(work: Workload) -> dict[str, np.ndarray]:
    """Every array of the workload by name."""
    own = {f.name: getattr(work, f.name) for f in fields(work)}
    supply = {f"supply.{f.name}": getattr(work.supply, f.name) for f in fields(work.supply)}
    crews = {
        f"present.{crew}.{f.name}": getattr(heads, f.name)
        for crew, heads in present(work).items()
        for f in fields(heads)
    }
    second = {} if not work.further else {
        f"second.{f.name}": getattr(work.further[0], f.name) for f in fields(work.further[0])
    }  # fmt: skip
    every = own | supply | crews | second
    lists = ("supply.lead_time", "supply.lead_time_start")
    return {
        name: value
        for name, value in every.items()
        if isinstance(value, np.ndarray) and name not in lists
    }


def lead_times(work: Workload) -> list[np.ndarray]:
    """By SKU; how many there are hangs on what can be asked for."""
    return np.split(work.supply.lead_time, work.supply.lead_time_start[1:-1])


def alike(one: Workload, other: Workload) -> bool:
    """Whether lead times are the same as far as both workloads have them."""
    pairs = zip(lead_times(one), lead_times(other), strict=True)
    return all(np.array_equal(a[: len(b)], b[: len(a)]) for a, b in pairs)


def changed(one: Workload, other: Workload) -> set[str]:
    a, b = columns(one), columns(other)
    others = {name for name in a | b if not np.array_equal(a.get(name), b.get(name))}
    return others if alike(one, other) else others | {"supply.lead_time"}


BASE = scenario()
BASE_CLASSES = FULL["demand"]["classes"]


def test_the_same_replication_is_the_same_workload():
    assert changed(sample(BASE, 3), sample(BASE, 3)) == set()


def test_another_replication_or_seed_is_another():
    assert "created" in changed(sample(BASE, 3), sample(BASE, 4))
    assert "created" in changed(sample(BASE, 3), sample(scenario(experiment={"seed": 8}), 3))


SLOW = {"lognormal": {"mean": "90 s", "cv": 0.5}}
BACK = {"returns", "return_after", "inspection"}  # orders with wrong items come back more often
PAYMENT = {"authorization", "verdict", "recovers", "reviewed", "review", "rejected"}
SECOND = {f"second.{f.name}" for f in fields(FurtherParcels)}
CASES = [
    ({"picking": {"time": {"per_line": SLOW}}}, {"pick", "line_pick"}),
    ({"picking": {"mispick": "9 %"}}, {"mispicked", *BACK}),
    ({"packing": {"time": {"cv": 0.9}}}, {"pack", "pack_setup"}),
    ({"packing": {"quality_check": {"share": "50 %"}}}, {"checked", *BACK}),
    ({"packing": {"quality_check": {"by_class": {"express": "60 %"}}}},
     {"checked"}),  # of those that are checked now, none is wrong
    ({"packing": {"quality_check": {"recheck": True}}}, set()),  # none is wrong twice
    ({"inventory": {"record_accuracy": "90 %"}}, {"line_missing"}),
    ({"inventory": {"when_short": "split"}}, SECOND),
    ({"picking": {"short_picks": {"then": "split"}}}, set()),  # the record is right
    ({"picking": {"short_picks": {"then": "split"}}, "inventory": {"record_accuracy": "90 %"}},
     {"line_missing", *SECOND}),
    ({"labeling": {"failure": "30 %"}}, {"label", "label_failures"}),
    ({"payment": {"retry": "off"}}, {"authorization", "recovers"}),
    ({"payment": {"fraud_review": {"share": "9 %"}}}, {"reviewed", "review", "rejected"}),
    ({"notification": {"bounces": "9 %"}}, {"message_bounces"}),
    ({"returns": {"share": "50 %"}}, {"returns", "return_after", "inspection"}),
    ({"delivery": {"attempts": 5}}, {"attempt_fails", "attempt_time"}),
    ({"delivery": {"first_attempt_fails": "50 %"}}, {"attempt_fails"}),
    ({"inventory": {"lead_time": "2 d"}}, {"supply.lead_time"}),
    ({"inventory": {"initial": "full"}}, {"supply.initial"}),
    ({"checkout": {"time_in_cart": "1 min"}}, {"in_cart", "ship_by", "deliver_by"}),
    ({"demand": {"units_per_line": 1}},
     {"line_units", "units", "value", "pick", "line_pick", "pack",
      "supply.demand_rate", "supply.reorder_point",
      "supply.order_up_to", "supply.initial"}),
    ({"without": ("payment",)}, PAYMENT),
    ({"without": ("picking", "packing")},
     {"pick", "line_pick", "pick_setup", *BACK, "mispicked", "pack", "pack_setup", "checked",
      "check_finds", "damaged_inside"}),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "expected"), CASES)
def test_a_change_moves_its_own_columns_alone(sections, expected):
    assert changed(sample(BASE, 0), sample(scenario(**sections), 0)) == expected


def test_one_more_head_leaves_the_absences_of_the_others():
    base = sample(BASE, 0)
    more = BASE.shifts["early"].model_copy(update={"heads": {"pickers": 10, "packers": 6}})
    work = sample(BASE.model_copy(update={"shifts": {"early": more}}), 0)
    assert all(name.startswith("present.pickers.") for name in changed(base, work))
    few, many = present(base)["pickers"], present(work)["pickers"]
    index = np.searchsorted(many.time, few.time, side="right") - 1
    extra = many.absent[index] - few.absent
    assert set(extra.tolist()) <= {0, 1}


def test_more_retries_keep_the_first_attempts():
    more = scenario(payment={"retry": {"after": ["1 min", "2 min", "3 min", "4 min"]}})
    one, other = sample(BASE, 0), sample(more, 0)
    assert np.array_equal(one.authorization, other.authorization[:, :3])
    assert np.array_equal(one.recovers, other.recovers[:, :3])


def test_a_longer_run_begins_with_the_same_days():
    longer = scenario(clock={"run": "9 d"})
    one, other = sample(BASE, 0), sample(longer, 0)
    assert np.array_equal(one.created, other.created[: one.n])
    assert np.array_equal(one.verdict, other.verdict[: one.n])


def test_a_customer_is_a_date_and_a_number_and_not_a_place_in_time():
    work = sample(BASE, 0)
    date, number = work.identity >> np.uint64(32), work.identity & np.uint64(2**32 - 1)
    assert np.array_equal(date, (work.created // DAY + BASE.clock.start.toordinal()))
    for day in np.unique(date):
        assert sorted(number[date == day].tolist()) == list(range((date == day).sum()))
    assert (np.diff(number[date == date[0]].astype(int)) < 0).any()


def test_a_larger_share_of_a_class_takes_orders_from_the_next_and_gives_none_back():
    more = {"classes": BASE_CLASSES | {"express": BASE_CLASSES["express"] | {"share": "30 %"}}}
    more["classes"]["standard"] = BASE_CLASSES["standard"] | {"share": "70 %"}
    one, other = sample(BASE, 0), sample(scenario(demand=more), 0)
    was, is_now = one.order_class == 0, other.order_class == 0
    assert (is_now | ~was).all()
    assert was.sum() < is_now.sum()
    of_class = {"order_class", "priority", "ship_by", "deliver_by", "service", "transit",
                "transit_days", "checked", "returns"}  # fmt: skip
    assert changed(one, other) <= of_class


def test_another_region_takes_orders_from_the_others_and_gives_none_back():
    regions = {"near": "60 %", "far": "30 %", "island": "10 %"}
    transit = {"by_region": {name: {"working_days": {1: 100}} for name in regions}}
    shipping = {"carriers": {"one": {"services": {"ground": {"transit": transit}}}}}
    shipping["carriers"]["one"]["pick_ups"] = {"daily": ["18:00"]}
    one = sample(scenario(shipping=shipping), 0)
    two = sample(scenario(shipping=shipping, demand={"regions": regions}), 0)
    assert changed(one, two) == {"region"}
    assert set(two.region[one.region == 0].tolist()) == {0}
    assert set(two.region[one.region == 1].tolist()) == {1, 2}


def test_absences_are_of_a_date():
    """The week and its last five days; of those that begin before, the night of the start."""
    later = scenario(clock={"start": "2026-03-04", "run": "5 d"})
    week, end = (sample(world, 0).rosters["pickers"] for world in (BASE, later))
    assert sum(stint.absent for stint in week) > 0
    missing = {stint.begin - 2 * DAY: stint.absent for stint in week if stint.begin >= 2 * DAY}
    assert missing == {stint.begin: stint.absent for stint in end if stint.begin >= 0}


def test_what_a_sku_has_hangs_on_its_name(tmp_path):
    """A row more, at the top of the catalog: the others keep their stock, lead times and sizes."""
    rows = [f"{name},1\n" for name in ("tea", "cup", "pot", "jug", "mug")]
    one, other = (tmp_path / name for name in ("five.csv", "six.csv"))
    one.write_text("sku,weight\n" + "".join(rows), encoding="utf-8")
    other.write_text("sku,weight\n" + "".join(["urn,1\n", *rows]), encoding="utf-8")
    big = {"unit_volume": {"gamma": {"mean": "900 ml", "cv": 1}}, "unit_weight": "1 g"}
    boxes = {"box": {"volume": "30 l", "max_weight": "9 kg", "cost": "1 USD"}}
    few, many = (
        sample(
            scenario(
                catalog={"file": str(path), "skus": None, "price": "1 USD", **big},
                packing={"boxes": boxes},
                inventory={"policy": {"kind": "s S", "s": 10, "S": 90}, "initial": "spread"},
            ),
            0,
        )
        for path in (one, other)
    )  # fmt: skip
    assert many.supply.sku == ("urn", *few.supply.sku)
    assert np.array_equal(few.supply.initial, many.supply.initial[1:])
    assert np.array_equal(few.unit_volume, many.unit_volume[1:])
    assert len(np.unique(many.unit_volume)) == 6
    assert all(
        np.array_equal(a[: len(b)], b[: len(a)])
        for a, b in zip(lead_times(few), lead_times(many)[1:], strict=True)
    )


def test_lead_times_of_a_sku_do_not_depend_on_how_many_it_needs():
    few = {"policy": {"kind": "s S", "s": 5, "S": 9}}
    one, other = sample(BASE, 0), sample(scenario(inventory=few), 0)
    assert len(other.supply.lead_time) > 2 * len(one.supply.lead_time)
    assert alike(one, other)


@pytest.mark.parametrize(
    ("first", "then", "worked_out"),
    [
        ([1, 3, 4, 8], [3, 8], 1),  # some of those that were asked for are kept
        ([1, 3, 4, 8], [], 1),
        ([1, 3, 4, 8], [8, 9], 2),
        ([1, 3, 4, 8], [2], 2),
        ([], [2], 2),
        ([8, 3, 1], [3, 8], 2),  # not found where rows are in no order, and right all the same
        (range(10), [3, 8], 1),
        ([3, 8], range(10), 2),
    ],
)
def test_pairs_are_the_same_whoever_was_asked_for_before(first, then, worked_out, monkeypatch):
    asked, pairs = [], Streams.pairs

    def noted(self, *of):
        asked.append(of)
        return pairs(self, *of)

    identity = np.arange(100, 110, dtype=np.uint64)
    before, after = (np.array(list(rows), dtype=np.int64) for rows in (first, then))
    draws = Draws(Streams(5, 0)).of(identity)
    alone = draws.order_pair("who", "when")[1].uniforms(after)
    who, when = draws.order_pair("who", "when")
    monkeypatch.setattr(Streams, "pairs", noted)
    who.uniforms(before)
    assert np.array_equal(when.uniforms(after), alone)
    assert len(asked) == worked_out
