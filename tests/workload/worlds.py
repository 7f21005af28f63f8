"""Scenarios for the tests of the workload, built without YAML."""

from functools import cache
from math import sqrt
from typing import Any

import numpy as np

from simulator.scenario.scenario import Scenario
from simulator.workload import Workload
from simulator.workload.sampling import sample

FULL: dict[str, Any] = {
    "schema": "fulfillment/1",
    "name": "full",
    "clock": {"start": "2026-03-02", "run": "7 d"},
    "demand": {
        "orders_per_day": 200,
        "hour_of_day": {"counts": [1] * 8 + [5] * 12 + [2] * 4},
        "day_to_day_cv": 0.2,
        "classes": {
            "express": {"share": "20 %", "priority": 1, "ship_by": "same day"},
            "standard": {"share": "80 %", "priority": 2, "deliver_within": "4 d"},
        },
        "lines": {"shifted geometric": {"mean": 2.4, "max": 20}},
        "units_per_line": {"values": [1, 2, 3], "weights": [81, 14, 5]},
        "regions": {"near": "60 %", "far": "40 %"},
    },
    "catalog": {"skus": 50, "price": "20 USD"},
    "checkout": {},
    "inventory": {"policy": {"kind": "s S", "cover_s": "2 d", "cover_S": "6 d"}},
    "payment": {"fraud_review": {"share": "5 %", "rejects": "20 %"}},
    "notification": {},
    "crews": {
        "pickers": {"skills": ["picking"], "absence": "10 %"},
        "packers": {"skills": ["packing", "labeling"]},
    },
    "shifts": {
        "early": {
            "days": "mon-sat",
            "hours": "06:00-14:00",
            "breaks": [{"at": "10:00", "for": "30 min"}],
            "heads": {"pickers": 9, "packers": 6},
        }
    },
    "picking": {"mispick": "0.5 %"},
    "packing": {"time": {"cv": 0.4}, "quality_check": {}, "damage": "0.3 %"},
    "labeling": {"printers": 3, "failure": "10 %"},
    "shipping": {
        "carriers": {
            "parcelco": {
                "pick_ups": {"mon-fri": ["15:00", "18:00"], "sat": ["13:00"]},
                "services": {
                    "ground": {
                        "share": "75 %",
                        "transit": {
                            "by_region": {
                                "near": {"working_days": {1: 100}},
                                "far": {"working_days": {2: 50, 3: 50}},
                            }
                        },
                    },
                    "saver": {"share": "25 %", "transit": {"gamma": {"mean": "3 d", "cv": 0.5}}},
                },
            },
            "nightexp": {
                "pick_ups": {"daily": ["21:00"]},
                "drives": "daily",
                "services": {"air": {"serves": ["express"], "transit": "1 working day"}},
            },
        }
    },
    "delivery": {},
    "returns": {},
    "experiment": {"seed": 7},
}


def scenario(*, without: tuple[str, ...] = (), **sections: Any) -> Scenario:
    """The full scenario, with these sections replaced key by key and those left out."""
    world = {key: value for key, value in FULL.items() if key not in without}
    for key, value in sections.items():
        both = isinstance(value, dict) and isinstance(world.get(key), dict)
        world[key] = world[key] | value if both else value
        if both:
            world[key] = {name: part for name, part in world[key].items() if part is not None}
    return Scenario.model_validate(world)


@cache
def busy() -> Workload:
    """What 3,000 orders a day of the full scenario draw in a week."""
    return sample(scenario(demand={"orders_per_day": 3000}), 1)


def share(flags: np.ndarray, expected: float) -> bool:
    """Whether so many are true, within 4.5 standard errors (false alarm 7e-6)."""
    return abs(flags.mean() - expected) < 4.5 * sqrt(expected * (1 - expected) / flags.size)
