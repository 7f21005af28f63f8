"""Colors that carry a meaning can be told from what they are drawn on."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from simulator.reporting import style
from simulator.reporting.experiment_plots import STROKE
from simulator.reporting.sweep_plots import WASHES

PACKAGE = Path(style.__file__).parents[1]
DRAWN = sorted(
    path for path in PACKAGE.rglob("*.py") if "matplotlib.axes" in path.read_text("utf-8")
)
LINES = {"plot", "step", "errorbar", "hlines", "vlines", "axhline", "axvline"}
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


def lines_drawn():
    """Each call by which a figure of any family draws a line, with its arguments by name."""
    for path in DRAWN:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            drawn = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if drawn and call.func.attr in LINES:
                given = {each.arg: ast.unparse(each.value) for each in call.keywords}
                yield f"{path.name}:{call.lineno}", given


def test_no_line_of_any_family_of_figures_is_faint():
    """But guides behind the curves: their zorder is below 1, or they are of their axis' color."""
    faint = [
        where
        for where, given in lines_drawn()
        if float(given.get("zorder", 1) if given.get("zorder", "1").isdecimal() else 1) >= 1
        and (
            given.get("alpha", "STROKE") != "STROKE"
            or "FAINT" in given.get("color", "")
            or any(contrast(each, "#ffffff") < 3
                   for each in re.findall(r"#[0-9A-Fa-f]{6}", given.get("color", "")))
        )
    ]  # fmt: skip
    assert len({where.partition(":")[0] for where, _ in lines_drawn()}) >= 10
    assert faint == []
    seen = [STROKE * int(style.PALETTE[0][k : k + 2], 16) + (1 - STROKE) * 255 for k in (1, 3, 5)]
    assert contrast("#" + "".join(f"{round(part):02x}" for part in seen), "#ffffff") >= 3


def test_figures_can_be_read_on_every_color_of_a_map():
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    for share in np.linspace(0, 1, 101):
        cell = colormaps["cividis"](share)
        assert contrast(to_hex(style.readable_on(cell)), to_hex(cell)) >= 4.5
    assert all(contrast(style.INK, wash) >= 4.5 for wash in WASHES.values())
