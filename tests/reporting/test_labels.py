"""Keys of a scenario in words, for headings and sentences."""

import pytest

from simulator.reporting.labels import path_words


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("shifts.early.heads.pickers", "pickers, early shift"),
        ("shifts.late_night.heads.new_hires", "new hires, late night shift"),
        ("crews.pickers.absence", "absence of pickers"),
        ("crews.pickers.heads", "pickers"),
        ("demand.scale", "demand"),
        ("labeling.printers", "label printers"),
        ("shipping.carriers.parcelco.capacity", "capacity of parcelco"),
        ("inventory.policy.cover_s", "policy cover s (inventory)"),
        ("picking.time.setup", "time setup (picking)"),
        ("late_order_cost", "late order cost"),
    ],
)
def test_a_key_in_words(path, said):
    assert path_words(path) == said
    assert "." not in said
