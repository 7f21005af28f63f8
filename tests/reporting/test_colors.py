"""Colors that carry a meaning can be told from what they are drawn on."""

import re
from pathlib import Path

import pytest

from simulator.reporting import style

CSS = (Path(style.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")


def luminance(color):
    """Relative luminance of '#rrggbb' or '#rgb' (WCAG 2.2)."""
    digits = color.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", [*style.PALETTE, style.ALARM, style.MUTED, style.INK])
def test_every_line_stands_out_from_white(color):
    assert contrast(color, "#ffffff") >= 3


@pytest.mark.parametrize("color", [style.MUTED, style.INK])
def test_letters_of_figures_can_be_read(color):
    assert contrast(color, "#ffffff") >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_letters_of_pages_can_be_read(scheme):
    """On the paper, in the box of the answer and in that of warnings."""
    block = re.findall(r":root \{ (--ink[^}]*)\}", CSS)[scheme]
    colors = dict(re.findall(r"--(\w+): (#\w+);", block))
    for ink in ("ink", "soft", "blue", "red", "green"):
        for ground in ("paper", "wash", "warn"):
            assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground)
    assert contrast(colors["amber"], colors["paper"]) >= 3
