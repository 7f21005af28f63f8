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
from simulator.scenario.fields import Money, Name, Section
from simulator.scenario.inventory import Inventory
from simulator.scenario.labeling import Labeling
from simulator.scenario.notification import Notification
from simulator.scenario.packing import Packing
from simulator.scenario.payment import Payment
from simulator.scenario.picking import Picking
from simulator.scenario.returns import Returns
from simulator.scenario.shipping import Shipping


class Scenario(Section):
    """Everything a run depends on, except the replication number.

    A stage whose section is absent (or written `off`) is not part of the model: orders pass it in
    no time and it has no KPIs.
    """

    schema_: Literal["fulfillment/1"] = Field(alias="schema")
    name: Name
    title: str = ""
    question: str = Field(default="", description="The planning question it answers.")
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$", description="ISO 4217 code.")
    clock: Clock
    demand: Demand
    catalog: Catalog = Field(default_factory=Catalog)
    checkout: Checkout | None = None
    inventory: Inventory | None = None
    payment: Payment | None = None
    notification: Notification | None = None
    crews: dict[Name, Crew] = Field(default_factory=dict)
    shifts: dict[Name, Shift] = Field(default_factory=dict)
    picking: Picking | None = None
    packing: Packing | None = None
    labeling: Labeling | None = None
    shipping: Shipping | None = None
    delivery: Delivery | None = None
    returns: Returns | None = None
    late_order_cost: Money = Field(default=0.0, description="Penalty an order shipped late.")
    targets: tuple[Target, ...] = ()
    experiment: Experiment = Field(default_factory=Experiment)
