"""Tables and figures that are had by name: as attributes, under Tab, and as in a mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator.reading.mistakes import did_you_mean
from simulator.reporting.charts import Chart
from simulator.reporting.style import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


class Tables(Mapping[str, "pd.DataFrame"]):
    """Frames by name: `tables.sweep` is `tables["sweep"]`."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    def __getattr__(self, name: str) -> pd.DataFrame:
        return self._frames[_named(name, vars(self).get("_frames", {}), "table")]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *map(_attribute, self._frames)]

    def __repr__(self) -> str:
        sizes = (f"{name} ({len(frame):,} rows)" for name, frame in self._frames.items())
        return f"<tables: {', '.join(sizes)}>"


@dataclass(frozen=True)
class Figures:
    """Figures by name, each a function of the axes that it is drawn on: `plot.frontier(ax=ax)`.

    The first of them is drawn by `plot(ax=ax)`. Without axes they have a figure of their own
    (`axes.figure`).
    """

    charts: Mapping[str, Chart]

    def __call__(self, ax: Axes | None = None) -> Axes:
        """The first of them; LookupError where there is none."""
        if not self.charts:
            raise LookupError("there is no figure: the answer has nothing to draw")
        return _drawn(next(iter(self.charts.values())), ax)

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        chart = self.charts[_named(name, self.charts, "figure")]

        def draw(ax: Axes | None = None) -> Axes:
            return _drawn(chart, ax)

        draw.__name__, draw.__doc__ = name, f"{chart.title}. {chart.reading}"
        return draw

    @property
    def names(self) -> list[str]:
        """Of the figures, as attributes."""
        return list(map(_attribute, self.charts))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.names]

    def __repr__(self) -> str:
        return f"<figures: {', '.join(self.names) or 'none'}>"


def _drawn(chart: Chart, ax: Axes | None) -> Axes:
    with styled():
        axes: Axes = chart.draw(ax=ax)
    return axes


def _attribute(name: str) -> str:
    """'effects-cost_per_order' as it is written after a dot."""
    return name.replace("-", "_")


def _named(attribute: str, known: Mapping[str, object], kind: str) -> str:
    """The name that is meant by an attribute; AttributeError with the nearest if there is none."""
    names = {_attribute(name): name for name in known}
    if attribute.startswith("_") or attribute not in names:
        raise AttributeError(f"there is no {kind} {attribute!r}; {did_you_mean(attribute, names)}")
    return names[attribute]
