"""The stations of a scenario: zones, lanes and printers, with their disciplines and failures."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.engine.equipment import Outages
from simulator.engine.record import Record
from simulator.engine.section_equipment import Outage
from simulator.engine.stations import Rule, Station
from simulator.model.floor import Floor
from simulator.model.parcels import Parcels
from simulator.policies.disciplines import Discipline
from simulator.policies.registry import reads, rule
from simulator.scenario.scenario import Scenario
from simulator.stages import INBOUND
from simulator.stages.labeling.section import Labeling
from simulator.stages.packing.section import Packing, PackingStations
from simulator.stages.payment.section import FraudReview
from simulator.stages.picking.section import Picking
from simulator.stages.receiving.section import Receiving
from simulator.stages.returns.section import Returns
from simulator.stages.shipping.deadlines import Deadlines
from simulator.stages.stage import Stage
from simulator.workload import Workload


class FloorPlan:
    """Puts the stations of each stage on the floor."""

    def __init__(
        self,
        floor: Floor,
        scenario: Scenario,
        workload: Workload,
        deadlines: Deadlines,
        parcels: Parcels,
    ) -> None:
        self._floor = floor
        self._scenario = scenario
        self._failures = workload.failures
        self._deadlines = deadlines
        self._parcels = parcels

    def fraud_review(self, section: FraudReview) -> Station:
        """The desk of the reviewers."""
        return self._floor.add_station("fraud_review", rank=self._rule(section.discipline))

    def picking(self, section: Picking) -> list[Station]:
        """One station, or one a zone."""
        rank, zones = self._rule(section.discipline), section.method.zones
        if zones is None:
            return [self._floor.add_station("picking", rank=rank)]
        return [
            self._floor.add_station(f"picking.{name}", zone.at_most, zone.crews, rank)
            for name, zone in zones.areas.items()
        ]

    def packing(self, section: Packing) -> list[Station]:
        """One station, or the lanes for one line and for several."""
        rank, lanes = self._rule(section.discipline), section.lanes
        if lanes is None:
            return [self._benches("packing", section.stations, (), rank)]
        return [
            self._benches(
                "packing.single_line", lanes.single_line.stations, lanes.single_line.crews, rank
            ),
            self._benches(
                "packing.multi_line", lanes.multi_line.stations, lanes.multi_line.crews, rank
            ),
        ]

    def labeling(self, section: Labeling) -> Station:
        """The printers."""
        return self._floor.add_station(
            "labeling",
            section.printers,
            rank=self._rule(section.discipline),
            failures=self._failures.get("labeling"),
            outages=self._planned(section.outages, section.printers),
        )

    def returns(self, section: Returns) -> list[Station]:
        """The benches for what comes back: to inspect it, and perhaps to refurbish it."""
        bench = section.refurbishing
        disciplines = {"inspection": section.discipline}
        if bench is not None:
            disciplines["refurbishing"] = bench.discipline
        return [
            self._floor.add_station(name, rank=self._rule(discipline))
            for name, discipline in disciplines.items()
        ]

    def receiving(self, section: Receiving, record: Record, priority: list[int]) -> list[Station]:
        """The dock and the way to the shelves; pallets are in a record of their own."""
        return [
            self._floor.add_station(name, inbound=(record, priority))
            for name in INBOUND
            if getattr(section, name) is not None
        ]

    def added(self, stage: Stage) -> list[Station]:
        """The stations of a stage that says in its record how its machines are counted."""
        section = getattr(self._scenario, stage.name)
        rank = self._rule(section.discipline)
        return [
            self._floor.add_station(
                station.name, getattr(section, station.count) if station.count else None, (), rank
            )
            for station in stage.stations
        ]

    def _benches(
        self, name: str, stations: PackingStations | None, crews: Sequence[str], rank: Rule | None
    ) -> Station:
        if stations is None:
            return self._floor.add_station(name, None, crews, rank)
        outages = self._planned(stations.outages, stations.count)
        failures = self._failures.get(name)
        return self._floor.add_station(name, stations.count, crews, rank, failures, outages)

    def _rule(self, name: str) -> Rule | None:
        """A discipline as a rule for the tasks of a station; None is by priority."""
        if name == "priority":
            return None
        discipline: Discipline = rule("discipline", name)
        deadlines, env = self._deadlines, self._floor.env
        if not reads(discipline, "deadline"):  # to ask for one is to fix it
            return lambda parcels, priority, requirement: discipline(priority, 0, requirement)
        order_of = self._parcels.order

        def by_deadline(parcels: Sequence[int], priority: int, requirement: int) -> int:
            earliest = min([deadlines.of(order_of(parcel), env.now) for parcel in parcels])
            return discipline(priority, earliest, requirement)

        return by_deadline

    def _planned(self, outages: Sequence[Outage], count: int) -> Outages:
        dates = self._scenario.clock.calendar
        begins = [dates.since_start(outage.at) for outage in outages]
        return [
            (begin, begin + outage.for_, outage.stations or count)
            for begin, outage in zip(begins, outages, strict=True)
        ]
