"""The floor as the SimPy model puts it together, written into arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from simulator.compiled import columns as c
from simulator.engine.crews import Crew, Team
from simulator.engine.failures import Failures
from simulator.engine.instants import Instants
from simulator.engine.pool import Pool
from simulator.engine.record import Record
from simulator.engine.section_equipment import Outage
from simulator.engine.stations import Station
from simulator.model.floor import Floor
from simulator.model.floor_plan import FloorPlan
from simulator.model.parcels import Parcels
from simulator.scenario.scenario import Scenario
from simulator.stages import ACTIVITIES, STATIONS
from simulator.stages.shipping.deadlines import Deadlines, carriers_pick_ups
from simulator.units import NEVER
from simulator.workload import Workload

Integers = npt.NDArray[np.int64]

DISCIPLINES = {
    "fifo": c.FIFO,
    "priority": c.PRIORITY,
    "deadline": c.DEADLINE,
    "shortest": c.SHORTEST,
}
PREFERENCES = {
    "most urgent": c.MOST_URGENT,
    "home first": c.HOME_FIRST,
    "longest queue": c.LONGEST_QUEUE,
}
BEGUN_WORK = {"finish": c.FINISH, "handover": c.HANDOVER, "interrupt": c.INTERRUPT}
STOPS_FIRST = {
    "last begun": c.LAST_BEGUN,
    "least urgent": c.LEAST_URGENT,
    "most left": c.MOST_LEFT,
}


def floor_of(scenario: Scenario, workload: Workload) -> Floor:
    """Stations, crews, pools and roster as objects; nothing of them is simulated."""
    record = Record(0)
    floor = Floor(Instants(), scenario, workload, record, [])
    parcels = Parcels(workload.n, record, [])
    plan = FloorPlan(floor, scenario, workload, Deadlines(scenario, workload), parcels)
    if scenario.payment is not None and scenario.payment.fraud_review is not None:
        plan.fraud_review(scenario.payment.fraud_review)
    if scenario.picking is not None:
        plan.picking(scenario.picking)
    if scenario.packing is not None:
        plan.packing(scenario.packing)
    if scenario.labeling is not None:
        plan.labeling(scenario.labeling)
    if scenario.returns is not None:
        plan.returns(scenario.returns)
    floor.open()
    return floor


def discipline_of(scenario: Scenario, activity: str) -> str:
    """The name of the discipline by which an activity's queues are served."""
    payment = scenario.payment
    sections = {
        "fraud_review": payment.fraud_review if payment is not None else None,
        "picking": scenario.picking,
        "packing": scenario.packing,
        "labeling": scenario.labeling,
        "inspection": scenario.returns,
    }
    return {name: its.discipline for name, its in sections.items() if its is not None}[activity]


class FloorRows:
    """Rows of `floor`, parts of `lists`, and what is due in the roster, as they are written.

    `rows` has the row of every station, crew and team by its object, `teams` by crew and number.
    """

    def __init__(self, scenario: Scenario, workload: Workload, floor: Floor) -> None:
        self._scenario = scenario
        self._workload = workload
        self.floor = floor
        self.rows: list[list[int]] = []
        self._parts: list[Integers] = []
        self._length = 0
        self.row_of: dict[object, int] = {}
        self.teams: dict[tuple[int, int], int] = {}
        self.failing: list[tuple[int, int]] = []  # machines by their first failure
        self.outages: list[tuple[int, int, int]] = []  # (machine, from, until)
        self.carriers = self.pools = self.pool_count = 0
        self.crews = len(floor.stations)
        for station in floor.stations.values():
            self.row_of[station] = self._new()
        for crew in floor.crews:
            self.row_of[crew] = self._new()
        self._write_pools()
        self._write_carriers()
        for station in floor.stations.values():
            self._write_station(station)
        for crew in floor.crews:
            self._write_crew(crew)

    def _new(self) -> int:
        self.rows.append([0] * c.FLOOR_SIZE)
        return len(self.rows) - 1

    def add_list(self, values: Iterable[int] | Integers) -> int:
        """Put values into `lists`; their place."""
        part = np.asarray(
            values if isinstance(values, np.ndarray) else list(values), dtype=np.int64
        )
        place = self._length
        self._parts.append(part)
        self._length += len(part)
        return place

    def lists(self, room: int) -> tuple[Integers, int]:
        """All lists, one after the other, with room behind them; their length."""
        lists = np.empty(self._length + room, dtype=np.int64)
        np.concatenate([np.empty(0, np.int64), *self._parts], out=lists[: self._length])
        return lists, self._length

    def _write_pools(self) -> None:
        pools: dict[int, Pool] = {}
        for station in self.floor.stations.values():
            pools.setdefault(station.pool.index, station.pool)
        self.pools, self.pool_count = len(self.rows), len(pools)
        for _, pool in sorted(pools.items()):
            row = self.rows[self._new()]
            self.row_of[pool] = len(self.rows) - 1
            crews = {crew.index: crew for station in pool.stations for crew in station.crews}
            row[c.P_STATIONS] = self.add_list(self.row_of[each] for each in pool.stations)
            row[c.P_STATION_COUNT] = len(pool.stations)
            row[c.P_CREWS] = self.add_list(self.row_of[crews[index]] for index in sorted(crews))
            row[c.P_CREW_COUNT] = len(crews)
            sections = [self._scenario.crews[crew.name] for crew in crews.values()]
            row[c.P_ALIKE] = all(section.prefers == "most urgent" for section in sections)
            row[c.P_PULL] = any(self._pulls(station) for station in pool.stations)

    def _pulls(self, station: Station) -> bool:
        section = self._scenario.picking
        if station.activity != "picking" or section is None or section.method.batch is None:
            return False
        return section.method.batch.form == "when free" and section.method.zones is None

    def _write_carriers(self) -> None:
        self.carriers = len(self.rows)
        for pick_ups in carriers_pick_ups(self._scenario):
            row = self.rows[self._new()]
            row[c.Y_PICK_UPS], row[c.Y_COUNT] = self.add_list(pick_ups), len(pick_ups)

    def _write_station(self, station: Station) -> None:
        row = self.rows[self.row_of[station]]
        row[c.F_FREE] = c.MUCH if station.machines is None else station.machines
        row[c.F_HEAD] = c.NOBODY
        row[c.F_POOL] = self.row_of[station.pool]
        row[c.F_ACTIVITY] = ACTIVITIES.index(station.activity)
        row[c.F_PLACE] = station.place
        row[c.F_DISCIPLINE] = DISCIPLINES[discipline_of(self._scenario, station.activity)]
        row[c.F_CREWS] = self.add_list(self.row_of[crew] for crew in station.crews)
        row[c.F_CREW_COUNT] = len(station.crews)
        row[c.F_PULLS] = self._pulls(station)
        if station.failing is not None and station.machines is not None:
            self._write_machines(station, station.machines, row)

    def _write_machines(self, station: Station, count: int, row: list[int]) -> None:
        row[c.F_MACHINES], row[c.F_MACHINE_COUNT] = len(self.rows), count
        failures = self._workload.failures.get(station.name)
        for number in range(count):
            machine = self._new()
            mine = self.rows[machine]
            mine[c.M_STATION], mine[c.M_NUMBER] = self.row_of[station], number
            mine[c.M_TASK], mine[c.M_FREE], mine[c.M_FAILS_AT] = c.NOBODY, 1, NEVER
            if failures is not None:
                self._write_failures(failures, machine, number)
        for begin, end, machines in self._outages(station, count):
            for number in range(count - machines, count):
                self.outages.append((row[c.F_MACHINES] + number, begin, end))

    def _write_failures(self, failures: Failures, machine: int, number: int) -> None:
        row, up = self.rows[machine], failures.up[number]
        row[c.M_BY_USE] = failures.by_use
        row[c.M_UP], row[c.M_REPAIR] = self.add_list(up), self.add_list(failures.repair[number])
        if failures.by_use:
            row[c.M_USE_LEFT] = int(up[0])
        else:
            self.failing.append((machine, int(up[0])))

    def _outages(self, station: Station, count: int) -> Sequence[tuple[int, int, int]]:
        outages = self._planned_outages(station)
        dates = self._scenario.clock.calendar
        begins = [dates.since_start(outage.at) for outage in outages]
        return [
            (begin, begin + outage.for_, outage.stations or count)
            for begin, outage in zip(begins, outages, strict=True)
            if begin + outage.for_ > 0
        ]

    def _planned_outages(self, station: Station) -> Sequence[Outage]:
        """Of label printers or of packing benches, which alone are machines."""
        labeling, packing = self._scenario.labeling, self._scenario.packing
        if station.activity == "labeling":
            return labeling.outages if labeling is not None else ()
        if packing is None:
            return ()
        lanes, stations = packing.lanes, packing.stations
        if lanes is not None:
            single = station.name == "packing.single_line"
            stations = (lanes.single_line if single else lanes.multi_line).stations
        return stations.outages if stations is not None else ()

    def _write_crew(self, crew: Crew) -> None:
        row, roster = self.rows[self.row_of[crew]], self.floor.roster
        section = self._scenario.crews[crew.name]
        row[c.C_INDEX], row[c.C_PLAIN] = crew.index, crew.is_plain
        row[c.C_TEAMS] = row[c.C_LAST] = row[c.C_PRESENT] = c.NOBODY
        row[c.C_PREFERS] = PREFERENCES[section.prefers]
        home = crew.skills[0]
        row[c.C_HOME] = ACTIVITIES.index(home) if home in STATIONS else c.NOBODY
        stations = roster.stations[crew.index]
        row[c.C_STATIONS] = self.add_list(self.row_of[station] for station in stations)
        row[c.C_STATION_COUNT] = len(stations)
        if section.new_hires is not None:
            row[c.C_HIRES] = 1 if section.new_hires.share is not None else 2
        agency = roster.agencies.get(crew.index)
        if agency is not None and section.on_call is not None:
            row[c.C_ON_CALL], row[c.C_CALLED] = 1, NEVER
            windows = [(w.begin, w.end, w.heads, w.present) for w in agency.windows]
            row[c.C_WINDOWS] = self.add_list(value for window in windows for value in window)
            row[c.C_WINDOW_COUNT] = len(windows)
            row[c.C_LEAD_TIME], row[c.C_STAY] = section.on_call.lead_time, section.on_call.stay
            row[c.C_JUDGED_EVERY] = agency.judged_every
            row[c.C_ABOVE_ORDERS] = _or_nobody(agency.above.orders)
            row[c.C_ABOVE_WORK] = agency.above.work or 0
        for team in roster.teams[crew.index]:
            self._write_team(team)

    def _write_team(self, team: Team) -> None:
        number, stint = self._new(), team.stint
        self.teams[team.crew.index, team.number] = number
        row = self.rows[number]
        row[c.E_CREW] = self.row_of[team.crew]
        row[c.E_ENDED] = row[c.E_OVERTIME_SINCE] = NEVER
        row[c.E_MAY_STOP] = team.running is not None
        row[c.E_RUNNING] = row[c.E_NEXT] = c.NOBODY
        row[c.E_PRESENT], row[c.E_PAYS_PAUSES] = stint.present, stint.pays_pauses
        row[c.E_STINT_ENDS] = stint.end
        if stint.overtime is not None:
            row[c.E_UP_TO], row[c.E_STEP] = stint.overtime.up_to, stint.overtime.step
            row[c.E_ABOVE_ORDERS] = _or_nobody(stint.overtime.above.orders)
            row[c.E_ABOVE_WORK] = stint.overtime.above.work or 0

    def agenda(self) -> list[tuple[int, ...]]:
        """All that is due in the roster, in its order, as rows of `slots` without their links."""
        return [
            (
                due.moment,
                int(due.kind),
                self.crews + due.crew,
                self.teams.get((due.crew, due.team), 0),
                due.heads,
                BEGUN_WORK[due.work],
                STOPS_FIRST[due.first],
            )
            for due in sorted(self.floor.roster.due)
        ]

    def speeds(self) -> npt.NDArray[np.float64]:
        """(crews, SPEEDS_SIZE) What divides requirements and walks, and new hires."""
        speeds = np.ones((max(len(self.floor.crews), 1), c.SPEEDS_SIZE))
        dates = self._scenario.clock.calendar
        for crew in self.floor.crews:
            section = self._scenario.crews[crew.name]
            for skill, own in section.skills.items():
                if skill in STATIONS:
                    speeds[crew.index, ACTIVITIES.index(skill)] = section.speed * own
            hires = section.new_hires
            if hires is not None:
                begin = 0 if hires.hired is None else dates.since_start(hires.hired)
                share = hires.share if hires.share is not None else (hires.heads or 0)
                speeds[crew.index, c.HIRED_SHARE : c.OF_WALKING] = (
                    share,
                    begin,
                    hires.full_after,
                    hires.start,
                )
        picking = self._scenario.picking
        if picking is not None and picking.layout is not None:
            speeds[0, c.OF_WALKING] = picking.layout.speed
        return speeds


def _or_nobody(orders: int | None) -> int:
    return c.NOBODY if orders is None else orders
