"""The state of a finished run at a moment, as a folder that another run can begin from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from shlex import quote

from simulator.experiments.running.workers import quiet_garbage_collector
from simulator.experiments.state import folder as state_folder
from simulator.experiments.state.cut import Rows, cut, marks_of, next_numbers
from simulator.experiments.state.cut_customers import Paying
from simulator.experiments.state.cut_floor import floor_of, of_orders, supplied_of
from simulator.experiments.state.log_cut import require_ours, state_of
from simulator.experiments.state.log_rows import LogWords, rows_of
from simulator.intake.floor_record import text_of
from simulator.journey import house_at, simulate
from simulator.mistakes import InputError
from simulator.model.timekeeping import timeline_of
from simulator.reading import times
from simulator.reading.sheet_paths import on_disk
from simulator.reporting.run_folder import load_run
from simulator.scenario import Loaded, load
from simulator.scenario.checks_returns import STATELESS
from simulator.scenario.loaded import COPY
from simulator.scenario.scenario import Scenario
from simulator.scenario.state_columns import only_ours
from simulator.stages import TO_THE_DOCK
from simulator.stages.payment.draws_attempts import ways_in
from simulator.stages.payment.stage import PAYMENT
from simulator.workload import Workload
from simulator.workload.sampling import sample

_OF_PAYMENTS = tuple(column.name for column in PAYMENT.state)
FLOOR = (*TO_THE_DOCK, "shipping")
"""Stages in which each line that is left of an order is reserved, picked or waited for."""


@dataclass(frozen=True)
class Snapshot:
    """What was written: where, of what moment, and how many orders are in the house by stage."""

    folder: Path
    at: datetime
    stages: dict[str, int]
    others: dict[str, int] = field(default_factory=dict)
    """Orders of a log that are not in the house, by why; rows of activities that are not ours."""
    scenario: Path | None = None
    """The file of the run's house; None of a log, which has none."""

    @property
    def next_command(self) -> str:
        """How a run begins with it; of a log SCENARIO stands for the file of its house."""
        house = "SCENARIO" if self.scenario is None else quote(str(self.scenario))
        return f"simulator run {house} --from {quote(str(self.folder))}"

    def __str__(self) -> str:
        told = ", ".join(f"{count} at {stage}" for stage, count in self.stages.items())
        rest = "".join(f"; {count} {why}" for why, count in self.others.items())
        count = sum(self.stages.values())
        return f"{self.folder}: {count} orders ({told or 'none'}), {self.at}{rest}"


def snapshot(
    run: str | Path | Loaded,
    at: str | datetime,
    output: str | Path | None = None,
    *,
    replication: int = 0,
    draws: bool = True,
    columns: Mapping[str, str] | None = None,
    activities: Mapping[str, str] | None = None,
    time_format: str | None = None,
    time_zone: str | None = None,
) -> Snapshot:
    """Write the state of a run's replication at a moment, all that happens at it included.

    `run` is the folder of a run, a scenario that was loaded, or an event log of any house (CSV with
    the columns of ours, a sheet, or OCEL 2.0 as JSON), which is replayed up to the moment. Without
    `draws` it is written as somebody else's house would tell it: where each order is and since
    when. Of a log `columns` are its headers by ours, `activities` ours by its words, `time_format`
    how it writes moments (strptime) and `time_zone` where the house is, if they have offsets.
    Raises InputError, also for a moment outside the simulated time.
    """
    words = LogWords(columns or {}, activities or {}, time_format, time_zone)
    if not isinstance(run, Loaded) and on_disk(Path(run)).is_file():
        _require_of_log(replication, draws)
        return _of_log(Path(run), words, _moment(at), output)
    for option in words.given():
        raise InputError(f"{option}: is for an event log, and this is a run; leave {option} out")
    if isinstance(run, Loaded):
        loaded, beside, house = run, Path("reports") / run.scenario.name, None
    else:
        left = load_run(run)
        house = left.folder / COPY
        loaded, beside = load(house), left.folder
        _require_run(replication, int(left.kpis["replications"].max()))
    moment = _moment(at)
    _refuse_what_no_state_says(loaded.scenario, moment)
    since = _since_start(loaded.scenario, moment)
    files, numbers, texts = _of_run(loaded.scenario, moment, since, replication, draws)
    stages: dict[str, int] = {}
    for row in files["orders"]:
        stages[row["stage"]] = stages.get(row["stage"], 0) + 1
    folder = Path(output) if output is not None else beside / f"state-{moment:%Y%m%d-%H%M%S}"
    dates = loaded.scenario.clock.calendar
    written = state_folder.write(folder, moment, files, dates, numbers, texts)
    return Snapshot(written, moment, stages, scenario=house)


def _refuse_what_no_state_says(scenario: Scenario, moment: datetime) -> None:
    wrong = f"--at {moment}: a state does not say"
    if scenario.receiving is not None:
        raise InputError(
            f"{wrong} what is in the yard and on the dock; run the scenario with receiving: off, "
            "and cut that"
        )
    if scenario.contacts is not None:
        raise InputError(
            f"{wrong} who has contacted the shop already; run the scenario with contacts: off, and "
            "cut that"
        )
    if scenario.claims is not None:
        raise InputError(
            f"{wrong} what was lost or came damaged and is claimed; run the scenario with "
            "claims: off, and cut that"
        )
    if scenario.delivery is not None and scenario.delivery.by_box:
        raise InputError(
            f"{wrong} where each box of an order is; run the scenario with delivery.by_box: false, "
            "and cut that"
        )
    if scenario.delivery is not None and scenario.delivery.points is not None:
        raise InputError(
            f"{wrong} what stands at a pick-up point, and since when; run the scenario with "
            "delivery.points: off, and cut that"
        )
    if scenario.promise is not None and scenario.promise.backlog is not None:
        raise InputError(
            f"{wrong} by how much promises were put off for the orders in it; run the scenario "
            "with promise.backlog: off, and cut that"
        )
    for name, carrier in scenario.carriers.items():
        if carrier.on_call is not None:
            raise InputError(
                f"{wrong} which truck was called and is on its way; run the scenario with "
                f"shipping.carriers.{name}.on_call: off, and cut that"
            )
    for key in STATELESS if scenario.returns is not None else ():
        if getattr(scenario.returns, key) is not None:
            raise InputError(
                f"{wrong} which lines come back and how far their return is; run the scenario with "
                f"returns.{key}: off, and cut that"
            )


def _since_start(scenario: Scenario, moment: datetime) -> int:
    """Milliseconds since the start; InputError for a moment that is not one of the run."""
    clock = scenario.clock
    since = clock.calendar.since_start(moment)
    if not 0 <= since < clock.horizon:
        last = clock.calendar.shown(clock.horizon)
        wrong = f"--at {moment}: is not in the run ({clock.start} to {last})"
        raise InputError(f"{wrong}; write a moment in it")
    odd = clock.calendar.oddity(moment)
    if odd is not None:
        raise InputError(f"--at {moment}: {odd}")
    return since


def _of_run(
    scenario: Scenario, moment: datetime, since: int, replication: int, draws: bool
) -> tuple[dict[str, Rows], dict[str, int], dict[str, str]]:
    """Tables of the state, what its state.yaml says besides, and further files by name."""
    workload = sample(scenario, replication)
    _check_end(scenario, workload, since, moment)
    with quiet_garbage_collector():
        shop = house_at(scenario, workload, since)
        record = floor_of(shop, replication)
        timeline = timeline_of(shop)
    paying = _paying(scenario, workload)
    put_back = 0 if scenario.cancellation is None else scenario.cancellation.put_back
    files = cut(workload, timeline, since, supplied_of(shop), paying, put_back)
    if not draws:
        return _as_others_tell(files, paying.ways is not None), {}, {}
    names = {row["order"] for row in files["orders"]}
    tours = {row["tour"] for row in files["orders"]} - {""}
    kept = replace(of_orders(record, names, tours), at=str(moment), marks=marks_of(files, since))
    texts = {"record.json": text_of(kept, since)}
    return files, next_numbers(workload, timeline, since), texts


def _paying(scenario: Scenario, workload: Workload) -> Paying:
    """What a state tells of its payments."""
    section = scenario.payment
    if section is None:
        return Paying()
    if scenario.demand.trace is not None:
        return Paying(is_told=True)
    if not section.has_tries:
        return Paying()
    names = tuple(way.name for way in section.ways)
    return Paying(ways=ways_in(section, workload), names=names)


def _require_run(replication: int, count: int) -> None:
    """A run has so many replications: InputError for another one."""
    if replication >= count:
        there = "replication, 0" if count == 1 else f"replications, 0 to {count - 1}"
        wrong = f"--replication {replication}: the run has {count} {there}"
        raise InputError(f"{wrong}; write one of them, or run more --replications")


def _require_of_log(replication: int, draws: bool) -> None:
    """A log has one past and no draws: InputError for what asks for others."""
    option = f"--replication {replication}" if replication else ""
    if not draws:
        option = "--without-draws"
    if option:
        wrong = f"{option}: is for a run, and this is an event log"
        raise InputError(f"{wrong}; leave {option.split()[0]} out")


def _check_end(scenario: Scenario, workload: Workload, since: int, moment: datetime) -> None:
    """A run that ends once all is done may have ended before the moment: InputError."""
    if not scenario.stops_early or since <= scenario.clock.window[1]:
        return
    horizon = simulate(scenario, workload).horizon
    if since > horizon:
        wrong = f"--at {moment}: the run ended at {scenario.clock.calendar.shown(horizon)}"
        raise InputError(f"{wrong}, when all was done; write a moment before")


def _of_log(log: Path, words: LogWords, moment: datetime, output: str | Path | None) -> Snapshot:
    """The state that an event log leads to; what else it has at the moment is counted."""
    rows = rows_of(log, words)
    require_ours(log, rows)
    orders, others = state_of(rows, moment)
    stages: dict[str, int] = {}
    for row in orders:
        stages[row["stage"]] = stages.get(row["stage"], 0) + 1
    folder = Path(output) if output is not None else log.parent / f"state-{moment:%Y%m%d-%H%M%S}"
    written = state_folder.write(folder, moment, {"orders": orders})
    return Snapshot(written, moment, stages, others)


def _moment(at: str | datetime) -> datetime:
    try:
        moment = times.moment(at)
    except ValueError as problem:
        raise InputError(f"--at: {problem}") from None
    if moment.microsecond:
        raise InputError(f"--at {moment}: is within a second; write whole seconds")
    return moment


def _as_others_tell(files: dict[str, Rows], tells_payments: bool) -> dict[str, Rows]:
    """Only the orders in the house, and of them only where they are, and how they are paid."""
    hidden = (*only_ours("orders"), *(() if tells_payments else _OF_PAYMENTS))
    inside = [
        row for row in files["orders"] if row["stage"] not in ("checkout", "transit", "returns")
    ]
    stage_of = {row["order"]: row["stage"] for row in inside}
    orders = [{k: v for k, v in row.items() if k not in hidden} for row in inside]
    lines = [
        {k: v for k, v in row.items() if k not in only_ours("lines")}
        for row in files["lines"]
        if row["order"] in stage_of
        and not ("stock" in files and row["state"] == "" and stage_of[row["order"]] in FLOOR)
    ]
    stock = [{k: row[k] for k in ("sku", "on_hand")} for row in files.get("stock", [])]
    kept = {"orders": orders, "lines": lines, "on_order": files.get("on_order", [])}
    return {**kept, "stock": stock} if "stock" in files else kept
