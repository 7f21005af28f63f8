"""KPI names and stages in words."""

from __future__ import annotations

import re

from simulator.measure.kpis import UnknownKpiError
from simulator.measure.kpis import kpi as record_of

_PARTS = {
    "p50": "P50", "p90": "P90", "p95": "P95", "uph": "units per labor hour",
    "lph": "lines per labor hour", "oph": "orders per labor hour", "mean": "mean",
    "click_to_ship": "click-to-ship", "sku": "SKU", "pick_up": "pick-up",
    "pick_ups": "pick-ups", "late_pick_up": "late pick-up", "pick_up_capacity": "pick-up capacity",
    "stock_out_rate": "stock-out rate", "stock_out_time": "stock-out time",
    "cut_off_miss_rate": "cut-off misses", "dock_to_stock": "dock-to-stock",
    "unit_final": "unit, in the end", "line_final": "line, in the end",
    "order_final": "order, in the end", "unit_each": "unit, each for itself",
    "first_attempt_success": "first-attempt success",
}  # fmt: skip
_STAGES = {
    "floor": "Crews and stations", "time": "Where the time goes", "cost": "Cost",
    "margin": "Margin", "own": "Your own",
}  # fmt: skip


def words(name: str) -> str:
    """A name in words, not capitalized."""
    return _PARTS.get(name, name.replace("_", " "))


def label(kpi: str) -> str:
    """A KPI's name in words: 'cycle_time.p95' is 'Cycle time, P95'."""
    try:
        called = record_of(kpi).called
    except UnknownKpiError:
        called = ""
    if called:
        return called
    head, *rest = kpi.split(".")
    if head == "orders" and rest:
        return f"Orders {words(rest[0])}"
    text = ", ".join([words(head), *(words(part) for part in rest)])
    return text[:1].upper() + text[1:]


def kpi_text(name: str, scope: str = "all") -> str:
    """A KPI in words, with its class if it has one."""
    return label(name) if scope == "all" else f"{label(name)} ({scope})"


def unit_of(name: str, currency: str) -> str:
    """The unit of a KPI."""
    return record_of(name).unit_in(currency)


_KEY = r"[^.\"]+|\"[^\"]*\""
_SHAPES = {
    r"demand\.scale": "demand",
    r"demand\.orders_per_day": "orders a day",
    r"demand\.carts_per_day": "carts a day",
    r"demand\.growth\.a_week": "growth a week",
    r"handling\.lag": "lag in the house",
    r"demand\.classes\.K\.order_cut_off": "order cut-off, {0}",
    r"demand\.classes\.K\.deliver_cut_off": "cut-off for delivery, {0}",
    r"demand\.day_to_day_cv": "spread from day to day",
    r"labeling\.printers": "label printers",
    r"packing\.stations\.count": "packing benches",
    r"packing\.lanes\.K\.stations\.count": "benches for {0} orders",
    r"picking\.method\.zones\.areas\.K\.at_most": "room in zone {0}",
    r"K\.time\.setup": "set-up time of {0}",
    r"K\.time\.per_line": "time a line of {0}",
    r"K\.time\.per_unit": "time a unit of {0}",
    r"inventory\.policy\.cover_s": "reorder point in days of demand",
    r"inventory\.policy\.cover_S": "order-up-to level in days of demand",
    r"shifts\.K\.heads\.K": "{1}, {0} shift",
    r"shifts\.K\.K": "{1} of the {0} shift",
    r"crews\.K\.heads": "{0}",
    r"crews\.K\.K": "{1} of {0}",
    r"shipping\.carriers\.K\.capacity": "pick-up capacity of {0}",
    r"shipping\.carriers\.K\.capacity_on\.K\.capacity": "pick-up capacity of {0}, {1}",
    r"shipping\.carriers\.K\.K": "{1} of {0}",
}
"""Paths of a scenario and what they are called; K is any key, {0} the first of them in words."""


def path_words(path: str) -> str:
    """A key of a scenario in words: 'shifts.early.heads.pickers' is 'pickers, early shift'."""
    for shape, text in _SHAPES.items():
        match = re.fullmatch(shape.replace("K", f"({_KEY})"), path)
        if match is not None:
            return text.format(*(_key_words(key) for key in match.groups()))
    keys = [_key_words(key) for key in re.findall(_KEY, path)]
    return keys[0] if len(keys) == 1 else f"{' '.join(keys[1:])} ({keys[0]})"


def axis_words(path: str) -> str:
    """What an axis of its values is called: of a scale, of what it is a multiple.

    Of a crew that is not called by its people, that heads are counted: 'agency heads, evening
    shift'.
    """
    if path == SCALE:
        return "demand, times what it is now"
    return counted_words(path, "several") if _HEADS.fullmatch(path) else path_words(path)


def setting_words(path: str, value: str) -> str:
    """'4 pickers, day shift' of what is counted, 'absence of pickers = 10 %' of what is not.

    Stock that is written as days of demand is a 'reorder point of 4 d of demand', and a scale '1.2
    times the demand'.
    """
    if path == SCALE:
        return "the demand as it is" if value == "1" else f"{value} times the demand"
    if (level := _COVERED.get(path)) is not None:
        return f"{level} of {value} of demand"
    if _COUNTED.fullmatch(path) is None:
        return f"{path_words(path)} = {value}"
    return f"{value} {counted_words(path, value)}"


def counted_words(path: str, number: str) -> str:
    """What is counted at a path, of one in the singular: 'picker, day shift', 'label printer'.

    Of a crew that is called by its work 'head for returns, day shift', of one that is not called
    by its people 'agency head, evening shift'.
    """
    text = path_words(path)
    thing, comma, rest = text.partition(",")
    plural = thing.endswith("s") and not thing.endswith("ss")
    if _HEADS.fullmatch(path):
        heads = "head" if number.lstrip("+") == "1" else "heads"
        if thing == "returns" or thing.endswith("ing"):
            return f"{heads} for {text}"
        if not plural:
            return f"{thing} {heads}{comma}{rest}"
    single = number.lstrip("+") == "1" and plural
    ending = 2 if thing.endswith(("ches", "shes", "xes")) else 1
    return f"{thing[:-ending]}{comma}{rest}" if single else text


SCALE = "demand.scale"
_COVERED = {
    "inventory.policy.cover_s": "reorder point",
    "inventory.policy.cover_S": "order-up-to level",
}
"""Levels of stock that are written as the days of demand that they cover."""
_HEADS = re.compile(r"shifts\..+\.heads\..+|crews\..+\.heads")
_COUNTED = re.compile(
    r"shifts\..+\.heads\..+|crews\..+\.heads|.+\.stations\.count|labeling\.printers"
)


def _key_words(key: str) -> str:
    """A key without its quotes; 'single_line' in front of a noun is 'single-line'."""
    lane = {"single_line": "single-line", "multi_line": "multi-line"}
    return lane.get(key) or words(key.strip('"'))


def stage_label(stage: str) -> str:
    """A stage's heading."""
    return _STAGES.get(stage, stage.replace("_", " ").capitalize())
