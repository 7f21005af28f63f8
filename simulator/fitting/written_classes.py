"""The order classes of a fitted scenario: how many come, where they go, what they are promised."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.fitting.by_class import OwnSizes
from simulator.fitting.classes import label
from simulator.fitting.fitted import Fitted
from simulator.fitting.history import Floats
from simulator.fitting.inputs import ANY, PROMISES
from simulator.fitting.promise_rules import Rule, words_of
from simulator.units import clock_text

Section = dict[str, Any]


def classes_of(fitted: Fitted) -> Section:
    """Each class with its share, promise, destinations and sizes."""
    shares = percentages(fitted.class_shares)
    written = {}
    names = fitted.classes.names
    rules = fitted.rules or (None,) * len(names)
    for name, share, within, rule in zip(names, shares, fitted.within, rules, strict=True):
        promise: Section = {"deliver_within": f"{within} h" if within else "none"}
        if rule is not None and rule.is_followed:
            promise = in_days(rule)
        elif (code := names.index(name), -1) in fitted.drawn:
            promise = {"deliver_within": "none", "promised_days": _promised_days(fitted, code)}
        if name in fitted.own_regions:
            own_shares = zip(fitted.regions, percentages(fitted.own_regions[name]), strict=True)
            promise["regions"] = {to: part for to, part in own_shares if part != "0.00 %"}
        own = fitted.own_sizes.get(name, OwnSizes())
        written[name] = {"share": share, "ship_by": "none", **promise, **_own(own)}
    return written


def _promised_days(fitted: Fitted, code: int) -> Section:
    """What a class is promised, drawn as it was, region by region where one has enough."""
    words, name = fitted.history.region, fitted.classes.names[code]
    own = {region for k, region in fitted.drawn if k == code and region >= 0}

    def spread(region: str) -> Section:
        where = {"class": name, "region": region}
        keys = {"file": PROMISES, "column": "days", "unit": "d", "weight": "orders"}
        return {"csv": {**keys, "where": where}}

    if words is None or not own:
        return spread(ANY)
    codes = {label(word): at for at, word in enumerate(words.names)}
    return {
        "by_region": {
            region: spread(region if codes.get(region, -1) in own else ANY)
            for region in fitted.regions
        }
    }


def in_days(rule: Rule) -> Section:
    """A promise of working days, with its cut-off where there is one."""
    written: Section = {"deliver_within": words_of(rule.days)}
    if rule.cut_off is not None:
        written["deliver_cut_off"] = clock_text(rule.cut_off)[:5]
    return written


def _own(own: OwnSizes) -> Section:
    """Sizes that a class has of its own; 1 is written too, since all orders may have more."""
    told = (("lines", own.lines), ("units_per_line", own.units))
    single: Section = {key: 1 for key, counts in told if counts is not None}
    return single | sizes(own.lines, own.units)


def sizes(lines: Floats | None, units: Floats | None) -> Section:
    """Lines and units a line, by their shares; none of what is always one, or as for all."""
    written: Section = {}
    for key, counts in (("lines", lines), ("units_per_line", units)):
        there = np.flatnonzero(counts) if counts is not None else np.zeros(0, dtype=np.int64)
        if counts is not None and there.tolist() != [0]:
            weights = [round(float(counts[k]), 6) for k in there]
            written[key] = {"values": (there + 1).tolist(), "weights": weights}
    return written


def percentages(shares: Floats) -> list[str]:
    """Shares as percentages to the hundredth that add up to 100 %."""
    cents = np.floor(shares / shares.sum() * 10_000).astype(np.int64)
    rest = shares / shares.sum() * 10_000 - cents
    cents[np.argsort(-rest, kind="stable")[: 10_000 - int(cents.sum())]] += 1
    return [f"{cent / 100:.2f} %" for cent in cents.tolist()]
