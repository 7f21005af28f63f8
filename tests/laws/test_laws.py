"""Every law over every drawn scenario; a failure names the laws that are broken."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings

from tests.laws import (
    laws_of_causes,
    laws_of_contacts,
    laws_of_demand,
    laws_of_dock,
    laws_of_figures,
    laws_of_floor,
    laws_of_handling,
    laws_of_lags,
    laws_of_methods,
    laws_of_orders,
    laws_of_payments,
    laws_of_people,
    laws_of_promises,
    laws_of_rates,
    laws_of_returns,
    laws_of_roads,
    laws_of_stock,
)
from tests.laws.laws import broken
from tests.laws.profiles import INDEPENDENT, examples
from tests.laws.runs import run
from tests.laws.scenarios import World, scenarios
from tests.laws.test_regressions import OVERTAKEN

MODULES = (
    laws_of_causes,
    laws_of_contacts,
    laws_of_demand,
    laws_of_dock,
    laws_of_figures,
    laws_of_floor,
    laws_of_handling,
    laws_of_lags,
    laws_of_methods,
    laws_of_orders,
    laws_of_payments,
    laws_of_people,
    laws_of_promises,
    laws_of_rates,
    laws_of_returns,
    laws_of_roads,
    laws_of_stock,
)


@pytest.mark.slow
@settings(max_examples=examples(200), backend=INDEPENDENT)
@given(scenarios())
@example(OVERTAKEN)
def test_every_law_holds_in_every_scenario(world: World) -> None:
    found = broken(run(world))
    if found:
        told = "\n".join(f"{law}: {text}" for law, texts in found.items() for text in texts)
        raise AssertionError(f"broken: {', '.join(found)}\n{told}")
