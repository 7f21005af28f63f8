"""Every policy that may stand at a path, compared with the one that stands there."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import simulator as sim
from simulator.experiments.alternatives import made
from simulator.experiments.compare.crossing import crossed
from simulator.experiments.compare.findings import _called
from simulator.experiments.compare.league import league
from simulator.mistakes import InputError
from simulator.policies import registry


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    with registry.known_as([]):
        yield


def own() -> None:
    @sim.policy("discipline")
    def longest(priority, deadline, requirement):
        return -requirement


def test_the_choices_are_all_other_policies_shipped_and_own() -> None:
    own()
    found = crossed(["small"], policies="picking.discipline")
    assert [one.name for one in found.choices] == [
        "small",
        "fifo",
        "deadline",
        "shortest",
        "longest",
    ]
    written = [one.scenario.picking.discipline for one in found.choices]
    assert written == ["priority", "fifo", "deadline", "shortest", "longest"]
    assert found.present == ("The discipline of 'small' is 'priority'.",)


def test_a_page_says_which_policy_the_house_has_as_it_is() -> None:
    found = crossed(["small"], policies="picking.discipline")
    comparison: Any = SimpleNamespace(crossed=found, alternatives=found.choices)
    words = "The discipline of 'small' is 'priority'."
    told = f"the house as it is (Three days of a small shop). {words}"
    assert _called(comparison) == (("small", told),)


def test_a_page_says_what_the_names_of_a_command_line_set() -> None:
    heads = "shifts.day.heads"
    less = {"one less": {f"{heads}.pickers": 1, f"{heads}.packers": 1}}
    found = crossed(
        ["small"], changed=less, circumstances={"flu": {"crews.pickers.absence": "20 %"}}
    )
    comparison: Any = SimpleNamespace(crossed=found, alternatives=found.choices)
    assert _called(comparison)[1:] == (
        ("one less", "1 picker, day shift; 1 packer, day shift"),
        ("flu", "absence of pickers = 20 %"),
    )


def test_at_several_paths_each_is_changed_by_itself() -> None:
    paths = ["picking.discipline", "crews.packers.prefers", "picking.discipline"]
    found = crossed(["small"], policies=paths)
    assert [one.name for one in found.choices[1:]] == [
        "discipline (picking) = fifo",
        "discipline (picking) = deadline",
        "discipline (picking) = shortest",
        "prefers of packers = home first",
        "prefers of packers = longest queue",
    ]
    assert found.present == (
        "The discipline (picking) of 'small' is 'priority'.",
        "The prefers of packers of 'small' is 'most urgent'.",
    )
    crews = [one.scenario.crews["packers"].prefers for one in found.choices]
    assert crews == ["most urgent"] * 4 + ["home first", "longest queue"]


def test_it_goes_with_other_choices_and_circumstances() -> None:
    found = crossed(
        ["small"],
        changed={"one picker": {"shifts.day.heads.pickers": 1}},
        circumstances={"busy": {"demand.scale": 2}},
        policies="picking.discipline",
    )
    assert [one.name for one in found.choices] == [
        "small", "one picker", "fifo", "deadline", "shortest"
    ]  # fmt: skip
    assert found.cells["shortest", "busy"].scenario.demand.scale == 2
    assert found.cells["shortest", "busy"].scenario.picking.discipline == "shortest"


def test_overrides_hold_for_what_is_there() -> None:
    found = crossed(
        ["small"], overrides={"picking.discipline": "fifo"}, policies="picking.discipline"
    )
    assert [one.name for one in found.choices] == ["small", "priority", "deadline", "shortest"]
    assert found.present == ("The discipline of 'small' is 'fifo'.",)


def test_a_path_without_a_policy_names_those_that_have_one() -> None:
    for path in ("picking.speed", "fraud_review.discipline", "picking", "nothing"):
        with pytest.raises(InputError) as error:
            crossed(["small"], policies=path)
        assert str(error.value) == (
            f"--policies {path}: has no policy; write inventory.policy.kind, "
            "inventory.goes_ahead, inventory.allocation, crews.pickers.prefers, "
            "crews.packers.prefers, "
            "shifts.day.end_of_shift, picking.discipline, packing.discipline, "
            "labeling.discipline, shipping.choice, shipping.carriers.parcelco.loading or "
            "returns.discipline"
        )
    with pytest.raises(InputError, match="--policies: the path is empty"):
        crossed(["small"], policies="")


def test_a_policy_that_does_not_fit_is_left_out_and_named() -> None:
    @sim.policy("replenishment")
    def base_stock(position, s, S):
        return max(S - position, 0)

    found = crossed(["small"], policies="inventory.policy.kind")
    assert [one.name for one in found.choices] == ["small", "base_stock"]
    at = "does not fit: inventory.policy"
    assert [one.text for one in found.equal] == [
        f"'r Q' {at}: has no level r",
        f"'base stock' {at}.cover_s: is not a level of kind base stock, which has S",
        f"'R S' {at}.review: the policy R S orders at reviews, and has none",
        f"'R s S' {at}.review: the policy R s S orders at reviews, and has none",
    ]
    found = league(made("small"), "inventory.policy.kind")
    assert len(found.changes) == 1


def test_nothing_fits() -> None:
    with pytest.raises(InputError, match=r"nothing to compare: 'r Q' does not fit: inventory"):
        crossed(["small"], policies="inventory.policy.kind")


def test_the_answer_has_every_policy_and_says_what_the_baseline_has() -> None:
    own()
    answer = sim.compare(
        "small",
        policies="packing.discipline",
        replications=3,
        jobs=2,
        overrides={"demand.orders_per_day": 250},
    )
    assert answer.findings.facts["alternatives"] == ["fifo", "deadline", "shortest", "longest"]
    assert "The discipline of 'small' is 'priority'." in answer.findings.notes
    told = answer.findings.manifest["own_policies"]["packing.discipline"]
    assert told["name"] == "longest"
