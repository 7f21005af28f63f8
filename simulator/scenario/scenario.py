"""The scenario: what we ask, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal
from weakref import finalize

from pydantic import Field, create_model

from simulator.engine.section_crews import Crew, Shift
from simulator.mistakes import InputError
from simulator.reading.fields import Currency, Money, Name, Section, preset
from simulator.scenario.clock import Clock
from simulator.scenario.experiment import Experiment, Target
from simulator.scenario.settings import Overrides
from simulator.scenario.state import State
from simulator.scenario.study import Study
from simulator.stages import SECTIONS
from simulator.stages.cancellation.section import Cancellation
from simulator.stages.checkout.section import Checkout
from simulator.stages.claims.section import Claims
from simulator.stages.contacts.section import Contacts
from simulator.stages.delivery.section import Delivery
from simulator.stages.demand.section import Demand
from simulator.stages.handling.section import Handling
from simulator.stages.inventory.catalog import Catalog
from simulator.stages.inventory.section import Inventory
from simulator.stages.labeling.section import Labeling
from simulator.stages.notification.section import Notification
from simulator.stages.packing.section import Packing
from simulator.stages.parts import section_of
from simulator.stages.payment.section import Payment
from simulator.stages.picking.section import Picking
from simulator.stages.promise.section import Promise
from simulator.stages.receiving.section import Receiving
from simulator.stages.returns.section import Returns
from simulator.stages.shipping.section import Carrier, Shipping


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
    state: State | None = Field(default=None, description="What is in the house at the start.")
    demand: Demand = Field(
        description="What customers order, and when.", examples=[{"orders_per_day": 450}]
    )
    catalog: Catalog = preset({}, description="SKUs.")
    checkout: Checkout | None = None
    promise: Promise | None = None
    inventory: Inventory | None = None
    payment: Payment | None = None
    notification: Notification | None = None
    cancellation: Cancellation | None = None
    crews: dict[Name, Crew] = preset({}, description="Who can do what.")
    shifts: dict[Name, Shift] = preset({}, description="Who works when.")
    picking: Picking | None = None
    packing: Packing | None = None
    labeling: Labeling | None = None
    handling: Handling | None = None
    shipping: Shipping | None = None
    delivery: Delivery | None = None
    returns: Returns | None = None
    contacts: Contacts | None = None
    claims: Claims | None = None
    receiving: Receiving | None = None
    late_order_cost: Money = preset(0, description="Penalty an order shipped late (assumption: 0).")
    targets: tuple[Target, ...] = preset([], description="What the run is checked for.")
    experiment: Experiment = preset({}, description="Seed and replications.")

    @property
    def carriers(self) -> Mapping[str, Carrier]:
        """Those that come for parcels, in the order of the file; none where shipping is off."""
        return {} if self.shipping is None else self.shipping.carriers

    @property
    def of_state(self) -> State:
        """What is in the house at the start, of one that begins with it; else LookupError."""
        if self.state is None:
            raise LookupError("the house begins empty: there is no state")
        return self.state

    @property
    def answers_contacts(self) -> bool:
        """Whether customers contact the shop, and people answer."""
        people = any("contacts" in crew.skills for crew in self.crews.values())
        return people and self.contacts is not None

    @property
    def stops_early(self) -> bool:
        """Whether a run ends once all that it counts is done.

        Who answers contacts is worked out after the run, in the hours that it has: it lasts.
        """
        return self.clock.stops_early and not self.answers_contacts

    @property
    def has_idle_carts(self) -> bool:
        """Whether nothing hangs on carts that are left: they hold no stock, nor end a run.

        A run that stops early has to know what becomes of the carts of the window.
        """
        hold_stock = (
            self.checkout is not None
            and self.checkout.reserve == "at cart"
            and self.inventory is not None
        )
        return not hold_stock and not self.stops_early

    def with_(self, overrides: Overrides = None, *, variant: str | None = None) -> Scenario:
        """Another scenario, checked: this one with a variant, and values at paths on top of it.

        Of what was read: ScenarioError for bad values, InputError for a copy (see `Loaded.with_`).
        """
        changed: Scenario = as_read(self).with_(overrides, variant=variant).scenario
        return changed

    def __repr__(self) -> str:
        stages = ", ".join(name for name in SECTIONS if getattr(self, name) is not None)
        return f"<Scenario {self.name} in {self.currency}, from {self.clock.start}; {stages}>"

    def __str__(self) -> str:
        return repr(self)


def _with_added_stages(scenario: type[Scenario]) -> type[Scenario]:
    """The same with the sections of stages that are in the list and not above."""
    names = [name for name in SECTIONS if name not in scenario.model_fields]
    sections: dict[str, Any] = {name: (section_of(name) | None, None) for name in names}
    if not sections:
        return scenario
    return create_model("Scenario", __base__=scenario, __module__=__name__, **sections)


if not TYPE_CHECKING:
    Scenario = _with_added_stages(Scenario)


_READ: dict[int, Callable[[Scenario], Any]] = {}
"""What makes a `Loaded` of each scenario that is still there, by identity: a copy was not read."""


def note_read(scenario: Scenario, loaded: Callable[[Scenario], Any]) -> None:
    """Remember what makes a `Loaded` of a scenario, as long as there is the scenario."""
    _READ[id(scenario)] = loaded
    finalize(scenario, _READ.pop, id(scenario), None).atexit = False


def as_read(scenario: Scenario) -> Any:
    """The `Loaded` of a scenario; InputError for one that was made in another way."""
    if id(scenario) not in _READ:
        raise InputError(
            f"{scenario!r} was not read from a file or a text, as a copy was not; write "
            "sim.load(...).with_({...}), and give what that makes"
        )
    return _READ[id(scenario)](scenario)
