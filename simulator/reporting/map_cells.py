"""Numbers in the cells of a map: alike, and as short as the cells ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.reporting.style import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _alike(values: Sequence[float], most: int = 9) -> list[str]:
    """Numbers that stand together, with as many decimals each as that with the most."""
    places = min(max(len(plain(value).partition(".")[2]) for value in values), most)
    return [f"{value:,.{places}f}".replace("-", "−") for value in values]


ACROSS = 96
"""Letters across all columns of a map, in its larger letters."""


def in_cells(
    values: Sequence[float], columns: int, ranged: bool = False
) -> tuple[list[str], str, float]:
    """Numbers of a map, in thousands or millions where they are too long for its cells, in which,
    and the size of the letters; below a number stands its range where it is `ranged`.
    """
    shown, told = _alike(values), ""
    for power, words in ((1e3, "in thousands"), (1e6, "in millions")):
        if _room(shown, columns, ranged) >= 1 or max(map(abs, values)) < 10 * power:
            break
        shown, told = _alike([value / power for value in values], 2), words
    return shown, told, 9.5 * min(max(_room(shown, columns, ranged), 0.6), 1)


def _room(shown: Sequence[str], columns: int, ranged: bool) -> float:
    """The width of a cell over what is written in it: a sign and a number, or a range."""
    longest = max(map(len, shown))
    return ACROSS / columns / (2 * longest + 5 if ranged else longest + 3)


def powered(ax: Axes, power: str) -> None:
    """Says above a map of what its numbers are."""
    if power:
        ax.set_title(power, loc="right", fontsize=9.5, fontweight="normal", pad=4)
