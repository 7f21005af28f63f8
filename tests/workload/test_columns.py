"""Columns of all stages at once: their shares, their rows, and what is off."""

import sys

import numpy as np
import pytest

from simulator.workload import APPROVED, HARD_DECLINE, SOFT_DECLINE, Workload
from simulator.workload.draws import within
from simulator.workload.sampling import sample
from tests.workload.worlds import busy, scenario, share

WORK = busy()
PLACED = ~WORK.abandons


def test_shares():
    assert share(WORK.abandons, 0.70)
    assert share(WORK.order_class == 0, 0.2)
    assert share(WORK.region == 1, 0.4)
    assert share(WORK.verdict[PLACED] == SOFT_DECLINE, 0.084)
    assert share(WORK.verdict[PLACED] == HARD_DECLINE, 0.036)
    assert share(WORK.recovers[WORK.verdict == SOFT_DECLINE, 1:], 0.2)
    assert not WORK.recovers[:, 0].any()
    assert share(WORK.reviewed[PLACED], 0.05)
    assert share(WORK.rejected[WORK.reviewed], 0.2)
    assert not WORK.rejected[~WORK.reviewed].any()
    assert share(WORK.message_bounces[PLACED], 0.005)
    assert share(WORK.mispicked[PLACED], 0.005)
    assert share(WORK.checked[PLACED], 0.10)
    assert share(WORK.check_finds[PLACED], 0.95)
    assert share(WORK.damaged_inside[PLACED], 0.003)
    assert share(WORK.lost[PLACED], 0.003)
    assert share(WORK.damaged_outside[PLACED], 0.007)
    assert share(WORK.attempt_fails[PLACED], 0.08)
    assert share(WORK.returns[PLACED], 0.20)
    assert share(WORK.restockable[PLACED], 0.85)


def test_carts_that_are_left_bring_no_work():
    for name in ("verdict", "recovers", "reviewed", "rejected", "message_latency", "pick", "pack",
                 "message_bounces", "mispicked", "checked", "check_finds", "damaged_inside",
                 "label", "label_failures", "service", "transit", "transit_days", "lost",
                 "damaged_outside", "attempt_fails", "attempt_time", "returns", "restockable",
                 "authorization"):  # fmt: skip
        assert not getattr(WORK, name)[~PLACED].any(), name


def neutral(*, without: tuple[str, ...]) -> Workload:
    return sample(scenario(without=without), 0)


def test_what_is_off_is_neutral():
    off = ("checkout", "payment", "notification", "picking", "packing", "labeling", "shipping",
           "delivery", "returns", "inventory", "crews", "shifts")  # fmt: skip
    work = neutral(without=off)
    assert not work.abandons.any()
    assert not work.in_cart.any()
    assert (work.verdict == APPROVED).all()
    assert (work.service == -1).all()
    assert work.services == ()
    zero = (work.authorization, work.message_latency, work.pick, work.pack, work.label,
            work.transit, work.transit_days, work.attempt_fails, work.returns)  # fmt: skip
    assert not any(column.any() for column in zero)
    assert not work.supply.policed
    assert len(work.supply.initial) == 0
    assert work.rosters == {}


def test_every_column_has_its_rows():
    for name in ("order_class", "priority", "region", "ship_by", "review", "label", "lost"):
        assert getattr(WORK, name).shape == (WORK.n,)
    assert WORK.message_latency.shape == (WORK.n, 4)
    assert WORK.authorization.shape == (WORK.n, 3)
    assert WORK.priority.tolist() == (WORK.order_class + 1).tolist()


@pytest.mark.parametrize("counts", [[], [0], [2, 0, 3, 1], [0, 9, 4, 5, 0], [1, 1, 6]])
def test_compiled_numbers_within_a_group_are_those_of_numpy(monkeypatch, counts):
    """Of more than are written at once too, and at the end."""
    pytest.importorskip("numba")
    group, number = within(np.array(counts, dtype=np.int64))
    assert group.tolist() == [k for k, count in enumerate(counts) for _ in range(count)]
    assert number.tolist() == [place for count in counts for place in range(count)]
    monkeypatch.setitem(sys.modules, "numba", None)
    plain = within(np.array(counts, dtype=np.int64))
    assert [column.tolist() for column in plain] == [group.tolist(), number.tolist()]
