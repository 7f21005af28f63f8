"""The CSV files of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulator.experiments.compare import Comparison
from simulator.experiments.compare_prices import Price

if TYPE_CHECKING:
    import pandas as pd


def frames(found: Comparison) -> Mapping[str, pd.DataFrame]:
    """By name; prices only where there are circumstances."""
    every = {
        "compare": differences(found),
        "choices": choices(found),
        "best": best(found),
        "circumstances": circumstances(found),
    }
    return {name: frame for name, frame in every.items() if len(frame)}


def differences(found: Comparison) -> pd.DataFrame:
    """compare.csv: every difference, in the KPI's unit."""
    import pandas as pd

    rows = [
        {
            "alternative": row.alternative,
            "circumstance": row.case,
            "kpi": row.kpi,
            "scope": row.scope,
            "unit": row.unit,
            "baseline": row.baseline.mean,
            "value": row.value.mean,
            "difference": row.difference.mean,
            "half_width": row.difference.half_width,
            "confidence": row.difference.confidence,
            "half_width_together": row.together.half_width,
            "confidence_together": row.together.confidence,
            "replications": row.difference.n,
            "p": row.p,
            "p_holm": row.adjusted_p,
            "verdict": row.verdict,
            "variance_ratio": row.variance_ratio,
            "replications_needed": row.needed,
        }
        for row in found.rows
    ]
    frame = pd.DataFrame(rows)
    return frame.astype({"replications_needed": "Int64"}) if rows else frame


def choices(found: Comparison) -> pd.DataFrame:
    """choices.csv: every choice in every case by itself; shares of periods in per cent."""
    import pandas as pd

    advised = {advice.case: advice.choice for advice in found.recommended.cases}
    return pd.DataFrame(
        [
            {
                "alternative": one.name,
                "circumstance": one.case,
                "verdict": one.verdict,
                "hits": one.together.hits,
                "trials": one.together.trials,
                "share_low": 100 * one.together.low,
                "share_high": 100 * one.together.high,
                "cost_per_order": one.cost.mean,
                "cost_half_width": one.cost.half_width,
                "backlog_growth": one.growth.mean,
                "growth_half_width": one.growth.half_width,
                "recommended": advised[one.case] == one.name,
                "limits": one.limits.words,
            }
            for one in found.states
        ]
    )


def best(found: Comparison) -> pd.DataFrame:
    """best.csv: how far each choice may be from the best of the others, KPI by KPI."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "circumstance": one.case,
                "kpi": one.kpi,
                "scope": one.scope,
                "alternative": choice.name,
                "low": interval.low,
                "high": interval.high,
                "may_be_best": interval.may_be_best,
            }
            for one in found.best
            for choice, interval in zip(found.alternatives, one.against, strict=True)
        ]
    )


def circumstances(found: Comparison) -> pd.DataFrame:
    """circumstances.csv: what each changes for each choice over the measurement window, paired."""
    import pandas as pd

    return pd.DataFrame([_price(one) for one in found.prices])


def _price(one: Price) -> dict[str, object]:
    figures = {
        "margin_lost": one.amount,
        "cost_per_order": one.per_order,
        "on_time_ship_points": one.service,
        "backlog_growth": one.growth,
    }
    row: dict[str, object] = {"circumstance": one.case, "alternative": one.choice}
    for name, figure in figures.items():
        row[name] = figure.mean
        row[f"{name}_half_width"] = figure.half_width
    return {**row, "same_orders": not one.other_demand, "replications": one.amount.n}
