"""Numbers along an axis: how they are written, and no more of them than have room."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.ticker import MaxNLocator

LETTER, GAP = 6.3, 9.0
"""Points that a letter takes, and that two numbers stand apart."""
STEPS = (1, 2, 2.5, 5, 10)
"""Of ticks, as Matplotlib's own."""


def number_text(value: float, _: object) -> str:
    """A number with thousands separated, as in tables."""
    return f"{value:,.10g}".replace("-", "−")


def roomy(whole: bool = False) -> MaxNLocator:
    """Places of ticks as Matplotlib has them, fewer where their numbers would touch each other.

    `whole`: of what is counted, so that there are no half ones.
    """
    return _roomy_type()("auto", steps=STEPS, integer=whole)


@cache
def _roomy_type() -> type[MaxNLocator]:
    from matplotlib.ticker import MaxNLocator

    class Roomy(MaxNLocator):
        """Knows the width of its axes."""

        def tick_values(self, vmin: float, vmax: float) -> Any:
            axis: Any = self.axis
            made = super().tick_values(vmin, vmax)
            for most in (7, 6, 5, 4, 3, 2, 1):
                if _fit([tick for tick in made if vmin <= tick <= vmax], axis.axes):
                    break
                whole = bool(getattr(self, "_integer", False))  # as it was made
                inner = MaxNLocator(most, steps=STEPS, integer=whole)
                made = inner.tick_values(vmin, vmax)
            return made

    Roomy.__qualname__ = "Roomy"
    return Roomy


def __getattr__(name: str) -> type[MaxNLocator]:
    """`Roomy` by its name, under which a figure that is pickled has it."""
    if name == "Roomy":
        return _roomy_type()
    raise AttributeError(name)


def _fit(shown: list[float], ax: Any) -> bool:
    """Whether the numbers of these ticks stand apart on the x axis."""
    room = 72 * ax.bbox.width / ax.figure.dpi
    widest = max((len(number_text(tick, None)) for tick in shown), default=0)
    return len(shown) < 2 or (LETTER * widest + GAP) * (len(shown) - 1) <= room
