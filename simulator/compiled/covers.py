"""What the compiled engine covers: an allow-list by rule, walked over a scenario's settings.

What is not named here is covered only while it has its default, so that whatever is added to the
model later falls back to SimPy until somebody has taught the engine and says so here. A rule is in
the list only if worlds that use it are equal to the byte (`tests/compiled`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from simulator.kept import kept_with
from simulator.scenario.scenario import Scenario
from simulator.units import shown

EVERYTHING = "everything"
"""Whatever is written: what hangs on it is drawn before the run, or read from the roster."""
INSIDE = "inside"
"""A section, or sections by name, of which the settings are looked at one by one."""
Rule = str | frozenset[object]


def _each(names: str, rule: Rule = EVERYTHING) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


DISCIPLINES: frozenset[object] = frozenset({"fifo", "priority", "deadline", "shortest"})
BEGUN_WORK: frozenset[object] = frozenset({"finish", "interrupt", "handover"})
STOPPINGS: frozenset[object] = frozenset({"last begun", "most left", "least urgent"})
LOADINGS: frozenset[object] = frozenset({"priority", "fifo", "promise", "fewest boxes"})
ROUTINGS: frozenset[object] = frozenset({"s-shape", "return", "largest gap"})
GROUPINGS: frozenset[object] = frozenset({"any", "class", "pick_up"})

COVERED: Mapping[str, Mapping[str, Rule]] = {
    "Scenario": _each(
        "schema_ name title question study currency clock demand catalog notification"
    )
    | _each("late_order_cost targets experiment contacts")
    | _each("checkout inventory payment crews shifts picking packing labeling", INSIDE)
    | _each("shipping delivery returns promise", INSIDE),
    "Promise": _each("cut_off cut_off_by_region cut_off_by_service works handling_days quantile")
    | _each("lost_a_day lost_beyond"),
    "Checkout": _each("abandonment time_in_cart time_to_live")
    | {"reserve": frozenset({"at cart", "at checkout", "at payment"})},
    "Inventory": _each("lead_time initial backorder_limit record_accuracy parcels_at_most")
    | _each("holding_cost reorder_cost shortage_cost")
    | {
        "policy": INSIDE,
        "when_short": EVERYTHING,
        "goes_ahead": frozenset({"what is there", "most of it"}),
        "allocation": frozenset({"priority", "fifo", "promise", "fewest units"}),
    },
    "Policy": _each("s S r Q cover_s cover_S cover_r cover_Q review case_size minimum_order")
    | {"kind": frozenset({"s S", "r Q", "base stock", "R S", "R s S"})},
    "Payment": _each("authorization timeout declined retry outages fee_share fee")
    | _each("every repair methods comes_back second_gateway")
    | {"fraud_review": INSIDE},
    "FraudReview": _each("share time rejects") | {"discipline": DISCIPLINES},
    "Crew": _each("skills heads on_call speed new_hires wage overtime premiums absence")
    | {"prefers": frozenset({"most urgent", "home first", "longest queue"})},
    "Shift": _each("days hours heads heads_on paid_breaks overtime on_holidays")
    | {"breaks": INSIDE, "end_of_shift": BEGUN_WORK},
    "Break": _each("at for_ waves") | {"begun_work": BEGUN_WORK, "stops_first": STOPPINGS},
    "Picking": _each("time mispick")
    | {"layout": INSIDE, "method": INSIDE, "short_picks": INSIDE, "discipline": DISCIPLINES},
    "Layout": _each("aisles aisle_length aisle_spacing middle_aisle depot storage speed")
    | {"routing": ROUTINGS},
    "Method": _each("batch wave zones", INSIDE),
    "Batch": _each("up_to wait_at_most")
    | {"form": frozenset({"when full", "when free"}), "by": GROUPINGS},
    "Wave": _each("at days before_pick_ups up_to")
    | {"by": GROUPINGS, "timing": frozenset({"lead", "halfway", "after the last"})},
    "Zones": _each("assign consolidation areas")
    | {"style": frozenset({"parallel", "pick and pass"})},
    "ShortPicks": _each("count then"),
    "Packing": _each("time stations lanes quality_check damage material boxes fill fits_no_box")
    | {"discipline": DISCIPLINES},
    "Labeling": _each("printers carrier_call time failure breakdowns outages service")
    | {"discipline": DISCIPLINES},
    "Shipping": {"carriers": INSIDE, "choice": EVERYTHING},
    "Carrier": _each("pick_ups cut_off capacity capacity_on pick_up_cost outages drives holidays")
    | _each("late no_show delays scans")
    | {"loading": LOADINGS, "services": EVERYTHING},
    "Delivery": _each("hours days first_attempt_fails later_attempt_fails attempts")
    | _each("between_attempts failed_cost by_box points"),
    "Returns": _each(
        "share by_class after window transit reasons inspection restock wrong_items cost"
    )
    | {"discipline": DISCIPLINES},
}
"""By the class of a section, the settings that are covered and the values they may have."""


@kept_with
def not_covered(scenario: Scenario) -> str | None:
    """The first rule of a scenario that only the SimPy model knows, as it is written; or None."""
    return next(_not_covered(scenario, ""), None)


def _not_covered(section: BaseModel, path: str) -> Iterator[str]:
    rules = COVERED.get(type(section).__name__, {})
    for name, field in type(section).model_fields.items():
        value, rule = getattr(section, name), rules.get(name)
        here = f"{path}{field.alias or name}"
        if rule == EVERYTHING or value is None:
            continue
        if rule == INSIDE:
            for key, part in _parts(value):
                yield from _not_covered(part, f"{here}{key}.")
        elif rule is None:
            if value != field.get_default(call_default_factory=True):
                yield here
        elif value not in rule:
            yield f"{here}: {value if isinstance(value, str) else shown(value)}"


def _parts(value: object) -> Iterator[tuple[str, BaseModel]]:
    """The sections in a setting, each with what follows its name in a path."""
    if isinstance(value, BaseModel):
        yield "", value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield f".{key}", part
    elif isinstance(value, Sequence):
        for number, part in enumerate(value):
            yield f"[{number}]", part
