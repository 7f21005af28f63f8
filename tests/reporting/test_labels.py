"""Keys of a scenario in words, for headings and sentences."""

import pytest

from simulator.reporting.labels import path_words, setting_words
from simulator.reporting.numbers import set_apart


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("shifts.early.heads.pickers", "pickers, early shift"),
        ("shifts.late_night.heads.new_hires", "new hires, late night shift"),
        ("crews.pickers.absence", "absence of pickers"),
        ("crews.pickers.heads", "pickers"),
        ("demand.scale", "demand"),
        ("labeling.printers", "label printers"),
        ("shipping.carriers.parcelco.capacity", "pick-up capacity of parcelco"),
        ("shipping.carriers.parcelco.pick_ups", "pick-ups of parcelco"),
        ("inventory.policy.cover_s", "reorder point in days of demand"),
        ("picking.time.setup", "set-up time of picking"),
        ("shifts.day.hours", "hours of the day shift"),
        ('shifts.early.heads."a.b"', "a.b, early shift"),
        ("packing.lanes.single_line.stations.count", "benches for single-line orders"),
        ("picking.method.zones.areas.a.at_most", "room in zone a"),
        ("payment.retry.limit", "retry limit (payment)"),
        ("late_order_cost", "late order cost"),
    ],
)
def test_a_key_in_words(path, said):
    assert path_words(path) == said


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("shifts.early.heads.pickers", "4", "4 pickers, early shift"),
        ("labeling.printers", "2", "2 label printers"),
        ("shifts.day.heads.returns", "1", "1 head for returns, day shift"),
        ("crews.receiving.heads", "2", "2 heads for receiving"),
        ("inventory.policy.cover_s", "4 d", "reorder point of 4 d of demand"),
    ],
)
def test_a_setting_in_words(path, value, said):
    assert setting_words(path, value) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["a, x"], "a, x"),
        (["a, x", "b"], "a, x, and b"),
        (["a, x", "b, y", "c"], "a, x; b, y; and c"),
        (["a", "b", "c"], "a, b and c"),
    ],
)
def test_what_has_commas_is_set_apart(parts, said):
    assert set_apart(parts) == said


def test_one_of_a_thing_is_singular():
    assert setting_words("shifts.day.heads.pickers", "1") == "1 picker, day shift"
    assert setting_words("shifts.day.heads.pickers", "2") == "2 pickers, day shift"
    assert setting_words("labeling.printers", "1") == "1 label printer"
    assert setting_words("shifts.day.heads.agency", "1") == "1 agency head, day shift"
