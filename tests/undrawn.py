"""Figures that no test looks at: a digest of what each would show, in place of drawing it."""

from __future__ import annotations

import sys

from simulator.reporting.charts import Chart


def digest(chart: Chart) -> tuple[bytes, str]:
    """An SVG that differs where the figure would, and nothing said of what is seen on it."""
    import pandas as pd

    given = (*getattr(chart.draw, "args", ()), *getattr(chart.draw, "keywords", {}).values())
    series = [each for each in given if isinstance(each, pd.DataFrame)]
    sums = [pd.util.hash_pandas_object(each, index=False).sum() for each in series]
    shown = f"{sums} {given[len(series) :] if series else ''}"
    return f'<svg viewBox="0 0 1 1"><text>{shown}</text></svg>'.encode(), ""


DRAWN = "_drawn"
"""Of a chart, its file and what is seen on it: the only place where figures are drawn."""
IN_PLACE = property(digest)


def main() -> None:
    """The command line in a process of its own: `python -c "{COMMAND}" WORDS`."""
    from simulator import cli
    from simulator.experiments import writing

    setattr(Chart, DRAWN, IN_PLACE)
    writing.replay = lambda *_: None  # type: ignore[assignment]
    sys.argv[0] = "simulator"
    cli.main()


COMMAND = "from tests.undrawn import main; main()"
