"""Figures with a title and how to read them: as files, and as parts of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from simulator.reporting.seen import described
from simulator.reporting.style import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Chart:
    """A figure with its title and how to read it; `draw` makes its axes, on those that it gets."""

    draw: Callable[..., Axes]
    title: str
    reading: str

    @cached_property
    def svg(self) -> bytes:
        """The figure as a file."""
        return self._drawn[0]

    @property
    def seen(self) -> str:
        """What is seen on it, in words and figures."""
        return self._drawn[1]

    @cached_property
    def _drawn(self) -> tuple[bytes, str]:
        told: list[str] = []

        def draw() -> Axes:
            ax = self.draw()
            told.append(described(ax))
            return ax

        return svg(draw), told[0]


@dataclass(frozen=True)
class Picture:
    """A figure within the page."""

    name: str
    title: str
    reading: str
    svg: Markup
    titled: bool
    """Whether the title is drawn."""
    tall: bool = False
    """Whether its height is over half of its width: in a low frame its words would be too small."""


def pictures(charts: Mapping[str, Chart]) -> dict[str, Picture]:
    """By name, as parts of a page."""
    return {name: _picture(name, chart) for name, chart in charts.items()}


def _picture(name: str, chart: Chart) -> Picture:
    """The SVG as a part of the page: ids of its own, no size, a name for who cannot see it."""
    text = chart.svg.decode()
    box = re.search(r'viewBox="([^"]*)"', text)
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.S)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)
    head = (
        f'<svg viewBox="{box.group(1) if box else ""}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(chart.title)}</title>'
        f'<desc id="{name}-desc">{escape(chart.seen or chart.reading)}</desc>'
    )
    lines = "\n".join(line for line in body.splitlines() if line.strip())
    titled = str(escape(chart.title)) in lines
    svg = Markup(f"{head}{lines}</svg>")
    return Picture(
        name, chart.title, chart.reading, svg, titled, _tall(box.group(1) if box else "")
    )


TALL = 0.5
"""Height over width from which a figure is tall."""


def _tall(box: str) -> bool:
    """Of a view box: left, top, width and height."""
    *_, width, height = (float(each) for each in box.split())
    return height > TALL * width
