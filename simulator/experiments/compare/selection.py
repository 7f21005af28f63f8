"""By what the best alternative is selected, and what makes no difference there."""

from __future__ import annotations

from simulator.experiments.alternatives import Alternative
from simulator.experiments.goals import amount_of, known_kpi
from simulator.mistakes import InputError


def selection_rule(
    baseline: Alternative, name: str | None, indifference: str | None
) -> tuple[str, float] | None:
    """The KPI and the indifference in its unit; None where no best is asked for.

    Raises InputError where one of the two is missing, or means nothing.
    """
    if name is None:
        if indifference is None:
            return None
        example = "on_time_ship" if "%" in indifference else "cost_per_order"
        raise InputError(f"--indifference: belongs to --select-best; add --select-best {example}")
    kpi = known_kpi(baseline.scenario, name, "--select-best")
    unit = kpi.unit_in(baseline.scenario.currency)
    if kpi.better == "neutral":
        raise InputError(f"--select-best {name}: is neither good nor bad; choose another KPI")
    if indifference is None:
        raise InputError(
            f"--select-best {name}: needs the smallest difference that matters; add "
            f"--indifference '1 {unit}'"
        )
    value = amount_of(indifference, unit, "--indifference")
    if not value > 0:
        right = f"0.5 {unit}"
        raise InputError(f"--indifference {indifference}: is not above 0; write such as {right}")
    return name, value
