"""Heads needed by quarter of an hour: the work, spread as evenly as arrivals and promises let it.

Between what has come by each moment and what has to be done by then the evenest way is the shortest
one, a string pulled taut (Davies and Kovac 2001, Annals of Statistics 29, 1-65).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from simulator.experiments.roster.cover import Cover, House
from simulator.experiments.roster.needs import Weekly
from simulator.experiments.roster.templates import QUARTER
from simulator.experiments.roster.week import QUARTERS, Line
from simulator.units import HOUR

Floats = npt.NDArray[np.float64]

WEEKS = 3
"""Of which the middle one is taken: the beginning and the end of the string are at no moment."""


def needed_heads(
    lines: Sequence[Line], work: Weekly, house: House, cover: Cover
) -> Mapping[str, Floats]:
    """(quarters of a week,) Scheduled heads that each crew needs for its part of the work.

    A station's work is shared by its crews as in a cover; who is absent, or slower, is made up for.
    """
    needed = {}
    for crew in dict.fromkeys(line.template.crew for line in lines):
        arrives, undue = np.zeros(QUARTERS), np.zeros(QUARTERS)
        for s, station in enumerate(work.stations):
            total = sum(done for (_, name), done in cover.done.items() if name == station)
            mine = cover.done.get((crew, station), 0.0)
            if total > 0 and mine > 0:
                speed = house.speeds[crew, station] * house.present[crew]
                arrives += mine / total * work.arrives[s] / speed
                undue += mine / total * work.undue[s] / speed
        there = np.zeros(QUARTERS)
        for line in lines:
            if line.template.crew == crew:
                there += line.presence[list(line.template.weekdays)].sum(axis=0)
        needed[crew] = evened(arrives, undue, there > 0)
    return needed


def evened(arrives: Floats, undue: Floats, is_open: npt.NDArray[np.bool_]) -> Floats:
    """(quarters,) Heads by quarter, 0 where closed, that do what arrives (in hours) in time.

    `undue` is what may be left at the end of each quarter. What is due where all is closed has to
    be done before.
    """
    heads = np.zeros(len(arrives))
    if not is_open.any() or not arrives.sum():
        return heads
    came = np.cumsum(np.tile(arrives, WEEKS))
    due = came - np.tile(undue, WEEKS)
    open_ = np.flatnonzero(np.tile(is_open, WEEKS))
    most = came[open_]
    ends = np.append(open_[1:], len(came))
    least = np.array([due[k:end].max() for k, end in zip(open_, ends, strict=True)])
    least = np.minimum(np.maximum.accumulate(least), most)
    done = _taut(np.maximum(least, 0.0), most)
    rate = np.diff(done, prepend=0.0) / (QUARTER / HOUR)
    week = len(arrives)
    middle = (open_ >= week) & (open_ < 2 * week)
    heads[open_[middle] - week] = np.maximum(rate[middle], 0.0)
    return heads


def _taut(low: Floats, high: Floats) -> Floats:
    """(n,) The shortest way from 0 that stays between both, of equal steps; it ends with `high`."""
    n = len(low)
    low = low.copy()
    low[-1] = high[-1]
    level = np.zeros(n)
    at, value = -1, 0.0
    while at < n - 1:
        steep, flat = np.inf, -np.inf
        to_steep = to_flat = at + 1
        k = at + 1
        while k < n:
            up, down = (high[k] - value) / (k - at), (low[k] - value) / (k - at)
            if up < flat:
                k = to_flat
                break
            if down > steep:
                k = to_steep
                break
            if up <= steep:
                steep, to_steep = up, k
            if down >= flat:
                flat, to_flat = down, k
            k += 1
        else:
            k = n - 1
        end = low[k] if k == to_flat and k != to_steep else high[k]
        if k == n - 1:
            end = high[k]
        steps = np.arange(1, k - at + 1)
        level[at + 1 : k + 1] = value + (end - value) * steps / (k - at)
        at, value = k, end
    return level
