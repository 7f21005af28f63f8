"""What is wrong in an alternative's CSVs is a mistake in the input, told with the alternative."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import simulator as sim
from simulator.cli import app
from simulator.cli.changes import change
from simulator.mistakes import InputError
from simulator.scenario import ScenarioError

SHOP = """\
schema: fulfillment/1
name: shop
clock: {start: 2026-03-02, run: 1 d}
demand: {orders_per_day: 20}
catalog: {file: skus.csv}
crews: {p: {skills: [picking, packing], heads: 4}}
picking: on
packing: {boxes: {m: {volume: 10 l}}}
experiment: {replications: 2}
variants:
  larger: {kind: choice, set: {packing.boxes.m.volume: 20 l}}
"""
SMALLER = "  smaller: {kind: choice, set: {packing.boxes.m.volume: 1 l}}\n"
TOLD = (
    "skus.csv:2: packing.boxes: SKU 'sofa' of 5,000 cm3 and 100 g fits no box; add a box such as "
    "{volume: 5883 cm3, max_weight: 30000 g}, or write packing.fits_no_box: ship unboxed"
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "skus.csv").write_text("sku,unit_volume_cm3,unit_weight_g\nsofa,5000,100\n")
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return path


def test_validate_reads_the_csvs_with_the_boxes_of_every_variant(shop: Path) -> None:
    assert CliRunner().invoke(app, ["validate", str(shop)]).exit_code == 0
    shop.write_text(SHOP + SMALLER)
    with pytest.raises(ScenarioError) as error:
        CliRunner().invoke(app, ["validate", str(shop)], catch_exceptions=False)
    assert str(error.value) == f"{shop.parent}/{TOLD} (variant 'smaller')"


def test_an_alternative_that_cannot_be_sampled_is_a_mistake(shop: Path) -> None:
    tiny = {"tiny": {"packing.boxes.m.volume": "1 l"}}
    with pytest.raises(ScenarioError) as error:
        sim.compare(shop, tiny, jobs=1)
    assert str(error.value).startswith(f"{shop.parent}/{TOLD} (as in simulator run ")
    assert "--set 'packing.boxes.m.volume=1 l'" in str(error.value)


@pytest.mark.parametrize("text", ["=cmd: shifts.day.heads.pickers=2", "more: .=2"])
def test_a_change_without_a_path_is_told_what_to_write(text: str) -> None:
    with pytest.raises(InputError, match=r'has no path; write "NAME: PATH=VALUE", such as "a pri'):
        change(text)
