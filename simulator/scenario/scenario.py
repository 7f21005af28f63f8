"""The scenario: what we ask, as one frozen value."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simulator.scenario.catalog import Catalog
from simulator.scenario.checkout import Checkout
from simulator.scenario.clock import Clock
from simulator.scenario.crews import Crew, Shift
from simulator.scenario.delivery import Delivery
from simulator.scenario.demand import Demand
from simulator.scenario.experiment import Experiment, Target
from simulator.scenario.fields import Currency, Money, Name, Section, preset
from simulator.scenario.inventory import Inventory
from simulator.scenario.labeling import Labeling
from simulator.scenario.notification import Notification
from simulator.scenario.packing import Packing
from simulator.scenario.payment import Payment
from simulator.scenario.picking import Picking
from simulator.scenario.returns import Returns
from simulator.scenario.shipping import Shipping
from simulator.scenario.study import Study


class Scenario(Section):
    """Everything a run depends on, except the replication number.

    A stage whose section is absent (or written `off`) is not part of the model: orders pass it in
    no time and it has no KPIs.
    """

    schema_: Literal["fulfillment/1"] = Field(alias="schema", description="Of this file's form.")
    name: Name = Field(description="Short; the run's folder is called so.")
    title: str = Field(default="", description="One line for tables and reports.")
    question: str = preset("", description="The planning question it answers.")
    study: Study = preset({}, description="What it is for, for the run's model document.")
    currency: Currency = preset("USD", description="ISO 4217 code of every amount of money.")
    clock: Clock
    demand: Demand = Field(
        description="What customers order, and when.", examples=[{"orders_per_day": 450}]
    )
    catalog: Catalog = preset({}, description="SKUs.")
    checkout: Checkout | None = None
    inventory: Inventory | None = None
    payment: Payment | None = None
    notification: Notification | None = None
    crews: dict[Name, Crew] = preset({}, description="Who can do what.")
    shifts: dict[Name, Shift] = preset({}, description="Who works when.")
    picking: Picking | None = None
    packing: Packing | None = None
    labeling: Labeling | None = None
    shipping: Shipping | None = None
    delivery: Delivery | None = None
    returns: Returns | None = None
    late_order_cost: Money = preset(0, description="Penalty an order shipped late (assumption: 0).")
    targets: tuple[Target, ...] = preset([], description="What the run is checked for.")
    experiment: Experiment = preset({}, description="Seed and replications.")
