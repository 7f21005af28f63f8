"""Which lines of returned orders come back, and what the inspection makes of their units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr, bdtrik, gammaln

from simulator.stages.returns.section import Grading, InPart
from simulator.workload.draws import Flags, Floats, Integers, OrderDraws

_NEVER, _ALWAYS = 1e-12, 1 - 1e-12


def lines_back(section: InPart, may: Flags, lines: Integers, draws: OrderDraws) -> Flags:
    """(m,) Lines that come back: all, but some of those of orders that come back in part.

    `may` has the returned orders that may. Each line of one in part comes back with the same
    chance, given that one does and not all do: so many as a binomial number has that is neither 0
    nor all, and of these the lines with the least uniforms.
    """
    parts, count = draws.order_pair("returns.in_part", "returns.lines")
    several = np.flatnonzero(may & (lines > 1))
    chosen = parts.uniforms(several) < section.share
    rows, in_part = several[chosen], np.zeros(len(lines), dtype=np.bool_)
    in_part[rows] = True
    come = np.zeros(len(lines), dtype=np.int64)
    come[rows] = _some(lines[rows], section.lines, count.uniforms(several)[chosen])
    of_part = np.flatnonzero(np.repeat(in_part, lines))
    order = np.repeat(rows, lines[rows])
    u = draws.lines("returns.line").uniforms(of_part)
    ranked = np.lexsort((u, order))
    first = np.repeat(np.cumsum(lines[rows]) - lines[rows], lines[rows])
    back = np.ones(int(lines.sum()), dtype=np.bool_)
    back[of_part[ranked]] = np.arange(len(ranked)) - first < come[order]
    return back


def _some(lines: Integers, chance: float, u: Floats) -> Integers:
    """How many of the lines come back, at the quantiles `u`: binomial, but neither 0 nor all."""
    p = min(max(chance, _NEVER), _ALWAYS)
    some = np.ones(len(lines), dtype=np.int64)
    for total in np.unique(lines).tolist():
        k = np.arange(1, total)
        log = -gammaln(k + 1) - gammaln(total - k + 1) + k * np.log(p) + (total - k) * np.log1p(-p)
        weights = np.cumsum(np.exp(log - log.max()))
        mine = lines == total
        below = np.searchsorted(weights[:-1] / weights[-1], u[mine], side="right")
        some[mine] = 1 + below
    return some


def grades(
    gradings: Sequence[Grading], which: Integers, units: Integers, draws: OrderDraws
) -> tuple[Integers, Integers]:
    """(m,) Units of each line to be refurbished and to be scrapped, should it come back.

    `which` of the gradings a line has is its number, -1 for the last.
    """
    scrap, refurbish = draws.line_pair("returns.scrap", "returns.refurbish")
    scraps = np.array([each.scrap for each in gradings])
    fit = np.array([each.restock + each.refurbish for each in gradings])
    of_fit = np.array([each.refurbish for each in gradings]) / np.where(fit > 0, fit, 1.0)
    scrapped = _binomial(units, scraps[which], scrap.uniforms())
    return _binomial(units - scrapped, of_fit[which], refurbish.uniforms()), scrapped


def _binomial(number: Integers, chance: Floats, u: Floats) -> Integers:
    """Binomial numbers at the quantiles `u`."""
    sure = np.where(chance >= 1, number, 0).astype(np.int64)
    rows = np.flatnonzero((chance > 0) & (chance < 1) & (number > 0))
    n, p, at = number[rows], chance[rows], u[rows]
    many = np.ceil(np.clip(bdtrik(at, n, p), 0, n))  # a step too many by rounding
    before = np.maximum(many - 1, 0)
    sure[rows] = np.where(bdtr(before, n, p) >= at, before, many).astype(np.int64)
    return sure
