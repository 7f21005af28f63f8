"""Policies of the user's: they run from YAML, in every process, and are part of what is kept."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

import simulator as sim
from simulator.cli.own import load_own
from simulator.experiments.running.executors import Executors
from simulator.experiments.running.work import Work
from simulator.experiments.store.store import Store, replication_key
from simulator.journey import simulate
from simulator.mistakes import InputError
from simulator.own_functions import captured
from simulator.policies import registry
from simulator.policies.kinds import KINDS
from simulator.policies.registry import OwnPolicy, PolicyError
from simulator.scenario import load
from simulator.scenario.policies_used import own_policies, policies_chosen
from simulator.units import HOUR, MINUTE
from tests.model.rosters import at_work, pickers, work
from tests.model.tiny import heads, scenario, spans, workload
from tests.processes import ended

HOUSE = (
    "clock.run=1 d",
    "clock.warm_up=0 s",
    "clock.cool_down=2 d",
    "demand.orders_per_day=400",
    "shifts.day.heads.packers=1",
    "picking.method={batch: {up_to: 3, wait_at_most: 20 min, by: class}}",
    "picking.layout={aisles: 8, aisle_length: 20 m}",
    "picking.time.per_line=10 s",
    "crews.pickers.skills=[picking, packing, inspection]",
    "shifts.day.end_of_shift=interrupt",
    "shifts.day.breaks=[{at: '12:00', for: 30 min, waves: 2, begun_work: interrupt}]",
    "shipping.carriers.parcelco.capacity=60",
    "inventory.when_short=split",
    "shipping.carriers.parcelco.services={ground: {share: 50 %, cost: 5 USD, transit: 2 d}, "
    "air: {share: 50 %, transit: 1 d, cost: 9 USD}}",
)
"""On top of `small`: a house in which every kind of policy has something to choose."""

PLACES = {
    "discipline": ("packing.discipline", "shortest"),
    "preference": ("crews.pickers.prefers", "longest queue"),
    "release": ("picking.method.batch.form", "when full"),
    "grouping": ("picking.method.batch.by", "pick_up"),
    "routing": ("picking.layout.routing", "return"),
    "replenishment": ("inventory.policy.kind", "s S"),
    "allocation": ("inventory.allocation", "fewest units"),
    "begun work": ("shifts.day.end_of_shift", "handover"),
    "wave": ("picking.method.wave.timing", "halfway"),
    "splitting": ("inventory.goes_ahead", "most of it"),
    "service": ("shipping.choice", "fastest"),
    "loading": ("shipping.carriers.parcelco.loading", "fewest boxes"),
    "stopping": ("shifts.day.breaks.#1.stops_first", "most left"),
}
IN_WAVES = "picking.method.wave={before_pick_ups: 1 h, up_to: 3}"


def house(kind: str) -> tuple[str, ...]:
    """The house, with waves for who times them."""
    return (*HOUSE, IN_WAVES) if kind == "wave" else HOUSE


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """What a test defines is not known after it."""
    with registry.known_as([]):
        yield


def kpis(*overrides: str, replications: int = 1, **how) -> list[dict]:
    results = sim.run("small", overrides=overrides, replications=replications, **how)
    return [one.measurement.kpis for one in results.replications]


def test_there_is_a_place_for_every_kind() -> None:
    assert set(PLACES) == set(KINDS)


@pytest.mark.parametrize("kind", PLACES)
def test_a_copy_of_a_policy_under_a_name_of_its_own_gives_the_same(kind) -> None:
    path, name = PLACES[kind]
    registry.add(OwnPolicy(kind, "my copy", captured(KINDS[kind].shipped[name])))
    there = kpis(*house(kind), f"{path}={name}", jobs=1)
    mine = kpis(*house(kind), f"{path}=my copy", jobs=1)
    assert repr(there) == repr(mine)
    chosen = policies_chosen(load("small", overrides=[*house(kind), f"{path}={name}"]).scenario)
    assert [(one.kind, one.name) for one in chosen if one.path == path] == [(kind, name)]


def test_explain_knows_policies_of_ones_own() -> None:
    """With copies of what ships it says the same."""
    mine = []
    places = {kind: place for kind, place in PLACES.items() if kind != "wave"}
    for kind, (path, name) in places.items():
        registry.add(OwnPolicy(kind, f"my {kind}", captured(KINDS[kind].shipped[name])))
        mine.append(f"{path}=my {kind}")
    there = [f"{path}={name}" for path, name in places.values()]
    found = sim.explain("small", overrides=[*HOUSE, *mine])
    shipped = sim.explain("small", overrides=[*HOUSE, *there])
    assert repr(found.loads) == repr(shipped.loads)
    assert any("picking.method.batch.form is my release" in each for each in found.remarks)


def longest_first() -> None:
    @sim.policy("discipline")
    def longest(priority, deadline, requirement):
        """The most work first."""
        return -requirement


def test_a_discipline_of_ones_own_orders_the_queue() -> None:
    longest_first()
    lengths = [2 * MINUTE, MINUTE, 4 * MINUTE, 3 * MINUTE]
    orders = workload([0, 1, 2, 3], present={"all": heads((0, 1))}, pack=lengths)
    shop = scenario(
        crews={"all": {"skills": ["packing"], "heads": 1}}, packing={"discipline": "longest"}
    )
    began = [at for at, _ in spans(simulate(shop, orders), "packing")]
    assert began == [0, 9 * MINUTE, 2 * MINUTE, 6 * MINUTE]


@pytest.mark.parametrize(("least", "stays"), [(30_000, False), (30_001, True)])
def test_a_policy_of_ones_own_decides_about_each_task_at_the_end_of_a_shift(least, stays) -> None:
    """A tour of 90 s, begun a minute before eight: 60 s are worked on it and 30 s are left."""

    @sim.policy("begun work")
    def if_much_is_left(worked, left, least=least):
        return "interrupt" if left >= least and worked == 60_000 else "finish"

    late, tour = 8 * HOUR - MINUTE, 90_000
    timeline = at_work([late], pickers({"days": "mon", "end_of_shift": "if_much_is_left"}))
    assert work(timeline) == [(0, 0, late, late + tour if stays else 8 * HOUR)]


def test_a_batch_leaves_when_a_policy_of_ones_own_says_so() -> None:
    @sim.policy("release")
    def in_pairs(waiting, waited, up_to, wait_at_most):
        return waiting >= 2

    shop = scenario(
        crews={"all": {"skills": ["picking"], "heads": 9}},
        picking={"method": {"batch": {"up_to": 2, "form": "in_pairs"}}},
    )
    orders = workload(
        [0, MINUTE, HOUR], present={"all": heads((0, 9))}, pick_setup=[0] * 3, pick=[MINUTE] * 3
    )
    began = [at for at, _ in spans(simulate(shop, orders), "picking")]
    assert began[:2] == [MINUTE, MINUTE]
    assert began[2] < 0  # it waits for another one for good


def test_the_same_in_one_process_in_two_and_in_spawned_ones() -> None:
    longest_first()
    mine = (*HOUSE, "packing.discipline=longest")
    spawned = Executors(
        2, lambda: ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn"))
    )
    alone = kpis(*mine, replications=3, jobs=1)
    assert repr(alone) == repr(kpis(*mine, replications=3, jobs=2))
    assert repr(alone) == repr(kpis(*mine, replications=3, executor=spawned))
    assert repr(alone) != repr(kpis(*HOUSE, "packing.discipline=fifo", replications=3, jobs=1))


def test_it_is_part_of_the_key_where_it_is_used_and_nowhere_else() -> None:
    shipped = load("small").scenario
    before = replication_key(shipped)
    keys = set()
    for limit in (1, 2):

        @sim.policy("discipline")
        def my_rule(priority, deadline, requirement, limit=limit):
            return min(priority, limit)

        keys.add(replication_key(load("small", overrides=["packing.discipline=my_rule"]).scenario))
        assert replication_key(shipped) == before
        assert own_policies(shipped) == ()
    assert len(keys) == 2


def test_what_was_finished_is_read_again_until_the_policy_changes(tmp_path) -> None:
    store = Store(tmp_path)

    def reused(answer: int) -> int:
        @sim.policy("discipline")
        def my_rule(priority, deadline, requirement, answer=answer):
            return answer * requirement

        mine = [*HOUSE, "packing.discipline=my_rule"]
        run = sim.run("small", overrides=mine, replications=2, jobs=1, store=store, orders="none")
        return run.reused

    assert [reused(1), reused(1), reused(-1), reused(1)] == [0, 2, 0, 2]


@pytest.mark.usefixtures("undrawn")
def test_the_manifest_says_so_and_a_rerun_without_it_says_what_to_do(tmp_path) -> None:
    longest_first()
    mine = [*HOUSE, "packing.discipline=longest"]
    sim.run("small", overrides=mine, replications=1, jobs=1).write(tmp_path / "run")
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    told = manifest["own_policies"]["packing.discipline"]
    function = registry.own("discipline", "longest").function
    assert told["sha256"] == function.digest
    assert told["source"] == function.source
    assert "sha256" in (tmp_path / "run" / "report.html").read_text()
    again = sim.run(tmp_path / "run" / "scenario.yaml", jobs=1).write(tmp_path / "again")
    assert (again / "kpis.csv").read_bytes() == (tmp_path / "run" / "kpis.csv").read_bytes()
    with registry.known_as([]), pytest.raises(InputError) as error:
        sim.run(tmp_path / "run" / "scenario.yaml", jobs=1)
    assert str(error.value).endswith(
        ": packing.discipline: 'longest' is not allowed here, unless @sim.policy(\"discipline\") "
        "defines it first, in Python; write fifo, priority, deadline or shortest"
    )
    assert (tmp_path / "run").is_dir()


@pytest.mark.usefixtures("undrawn")
def test_a_manifest_without_own_policies_is_as_before(tmp_path) -> None:
    longest_first()
    sim.run("small", overrides=HOUSE, replications=1, jobs=1).write(tmp_path / "run")
    assert "own_policies" not in json.loads((tmp_path / "run" / "manifest.json").read_text())


WRONG = {
    "not whole": (
        "discipline",
        "return 1.5",
        "returns 1.5",
        "is not a whole number; return round(1.5)",
    ),
    "not a number": (
        "discipline",
        "return float('nan')",
        "returns nan",
        "is not a number; return a whole number",
    ),
    "endless": (
        "discipline",
        "return float('inf')",
        "returns inf",
        "is not a whole number; return one, such as 0",
    ),
    "too large": (
        "discipline",
        "return 2**63",
        "returns 9223372036854775808",
        "is out of range; return at most 9223372036854775807",
    ),
    "nothing": (
        "discipline",
        "pass",
        "returns None",
        "is not a whole number; return one, such as 0",
    ),
    "text": (
        "grouping",
        "return 'a'",
        "returns 'a'",
        "is not a whole number; return one, such as 0",
    ),
    "no choice": (
        "preference",
        "return 0",
        "returns 0",
        "is not one of the choices; return one of them, such as choices[0]",
    ),
    "no answer": (
        "release",
        "return 'yes'",
        "returns 'yes'",
        "is neither True nor False; return one of them",
    ),
    "no route": (
        "routing",
        "return 5",
        "returns 5",
        "is not a pair; return (millimeters, across)",
    ),
    "a walk back": (
        "routing",
        "return -5, 0",
        "returns (-5, 0)",
        "is out of range; return at least 0",
    ),
    "fewer units": (
        "replenishment",
        "return -1",
        "returns -1",
        "is out of range; return at least 0",
    ),
    "a wave too late": (
        "wave",
        "return pick_up + 1",
        "asked with pick_up=59400000 it returns 59400001",
        "is out of range; return at most 59400000",
    ),
    "no service": (
        "service",
        "return 1",
        "returns 1",
        "is not one of the choices; return one of them, such as choices[0]",
    ),
    "no rank at the dock": (
        "loading",
        "return 1.5",
        "returns 1.5",
        "is not a whole number; return round(1.5)",
    ),
    "no rank of a stop": (
        "stopping",
        "return 'last'",
        "returns 'last'",
        "is not a whole number; return one, such as 0",
    ),
    "other words": (
        "begun work",
        "return 'stop'",
        "returns 'stop'",
        "is not allowed; return 'finish', 'interrupt' or 'handover'",
    ),
}


def defined(folder: Path, kind: str, body: str) -> Path:
    """A file with one policy `bad` of a kind."""
    path = folder / "own.py"
    asked = ", ".join(KINDS[kind].parameters[0])
    path.write_text(
        f'import simulator as sim\n\n\n@sim.policy("{kind}")\ndef bad({asked}):\n    {body}\n'
    )
    return path


def command(own: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return ended(*words, env={**os.environ, "SIMULATOR_OWN": str(own)}, cwd=own.parent)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_is_one_clear_error(wrong, tmp_path, monkeypatch) -> None:
    kind, body, returns, told = WRONG[wrong]
    monkeypatch.setenv("SIMULATOR_OWN", str(defined(tmp_path, kind, body)))
    load_own()
    with pytest.raises(PolicyError) as error:
        kpis(*house(kind), f"{PLACES[kind][0]}=bad", jobs=1)
    assert str(error.value) == f"{kind} 'bad': {returns}, which {told}"


def test_an_error_inside_is_told_with_its_line_and_what_it_was_asked(tmp_path, monkeypatch) -> None:
    body = "return 1 // (requirement - requirement)"
    monkeypatch.setenv("SIMULATOR_OWN", str(defined(tmp_path, "discipline", body)))
    load_own()
    with pytest.raises(PolicyError) as error:
        registry.rule("discipline", "bad")(1, 2, 3)
    assert str(error.value) == (
        "discipline 'bad': asked with requirement=3 it raises ZeroDivisionError (integer division "
        f"or modulo by zero) at '{body}'; mend it"
    )
    with pytest.raises(PolicyError, match="ZeroDivisionError"):
        kpis(*HOUSE, "packing.discipline=bad", jobs=2)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_on_the_command_line_it_ends_with_exit_code_2(jobs, tmp_path) -> None:
    own = defined(tmp_path, "discipline", "return 1.5")
    asked = ["--set", "picking.discipline=bad", "--replications", "2", "--no-store"]
    done = command(own, "run", "small", *asked, "--jobs", jobs)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "discipline 'bad': returns 1.5, which is not a whole number; return round(1.5)"
    )
    assert "Traceback" not in done.stderr


def test_a_file_of_ones_own_for_the_command_line(tmp_path) -> None:
    own = defined(tmp_path, "discipline", "return -requirement")
    asked = ["--set", "picking.discipline=bad", "--replications", "1", "--no-store", "--json"]
    done = command(own, "run", "small", *asked)
    assert done.returncode in (0, 3, 4), done.stderr
    for text, told in (
        ("1 / 0", "cannot be run (ZeroDivisionError: division by zero); mend it"),
        ("import simulator as sim\nsim.policy('rule')", "'rule' is not a kind of policy"),
    ):
        own.write_text(text)
        done = command(own, "list")
        assert done.returncode == 2
        assert told in done.stderr
    done = command(tmp_path / "none.py", "list")
    assert done.returncode == 2
    assert "none.py: is not a Python file; write the path of one" in done.stderr


def test_a_policy_that_reorders_without_end_is_an_error() -> None:
    @sim.policy("replenishment")
    def always(position, s, S):
        return 1

    with pytest.raises(PolicyError, match=r"replenishment 'always': reorders SKU .* without end"):
        kpis(*HOUSE, "inventory.policy.kind=always", "inventory.lead_time=0 s", jobs=1)


def test_a_replenishment_says_by_its_parameters_which_levels_it_has() -> None:
    @sim.policy("replenishment", name="up to Q")
    def base(position, r, Q):
        return max(Q - position, 0)

    levels = "inventory.policy={kind: up to Q, r: 3, Q: 20, review: 1 d}"
    mine = [*HOUSE, levels, "inventory.initial=full"]  # r + Q: 23 units
    stock = sim.run("small", overrides=mine, replications=1, jobs=1).stock
    ordered = stock[stock.movement == "ordered"]
    first = ordered[ordered["at"] == ordered["at"].min()]
    assert str(first["at"].iloc[0]) == "2026-03-03 00:00:00"  # at the first review 23 are enough
    before = stock[stock["at"] < first["at"].iloc[0]]
    taken = {"reserved": 1, "released": -1, "backordered": 1, "backorder_ended": -1}
    units = before.units * before.movement.map(taken).astype(float).fillna(0)
    short = units.groupby(before.sku, observed=True).sum() - 3
    short = short[short > 0]
    assert dict(zip(first.sku, first.units, strict=True)) == short.to_dict()
    with pytest.raises(InputError, match="is not a level of kind up to Q, which has r or Q"):
        load("small", overrides=["inventory.policy={kind: up to Q, s: 3, S: 20}"])


@pytest.mark.parametrize(
    ("define", "told"),
    [
        (lambda: sim.policy("displine"), "is not a kind of policy; did you mean discipline?"),
        (lambda: sim.policy(longest_first), 'has no kind; write @sim.policy("discipline")'),
        (
            lambda: named("fifo"),
            "fifo is the discipline of that name that ships; write",
        ),
        (lambda: named("off"), "off means something else in YAML; write @sim.policy"),
        (lambda: named("1st"), "'1st' is not a name, of letters, digits, spaces, _ and -"),
        (lambda: named("true"), "true means something else in YAML"),
        (
            lambda: sim.policy("discipline")(two),
            "policy: two has the parameters (priority, deadline); a discipline is asked with "
            "others: write def two(priority, deadline, requirement), and give what else it needs "
            "a default",
        ),
        (lambda: sim.policy("discipline")(other_order), "other_order has the parameters (deadline"),
        (lambda: sim.policy("discipline")(needs), "needs has the parameters"),
        (lambda: sim.policy("discipline")(keyword), "keyword has the parameters"),
        (
            lambda: sim.policy("replenishment")(two),
            "write def two(position, s, S), def two(position, r, Q) or def two(position, S)",
        ),
        (lambda: sim.policy("discipline")(lambda a, b, c: 0), "has no name to be found by"),
    ],
)
def test_what_cannot_be_a_policy_is_refused(define, told) -> None:
    with pytest.raises(InputError) as error:
        define()
    assert told in str(error.value)


def named(name: str) -> None:
    @sim.policy("discipline", name=name)
    def rule(priority, deadline, requirement):
        return 0


def two(priority, deadline):
    return 0


def other_order(deadline, priority, requirement):
    return deadline


def needs(priority, deadline, requirement, more):
    return 0


def keyword(priority, deadline, requirement, *, more):
    return 0


def test_the_decorator_gives_the_function_back_and_the_last_of_a_name_counts() -> None:
    def rule(priority, deadline, requirement):
        return 1

    assert sim.policy("discipline")(rule) is rule

    @sim.policy("discipline", name="rule")
    def other(priority, deadline, requirement):
        return 2

    assert registry.rule("discipline", "rule")(1, 2, 3) == 2
    assert registry.names("discipline")[-1] == "rule"
    schema = sim.Scenario.model_json_schema()["$defs"]["Picking"]["properties"]["discipline"]
    assert schema["enum"] == ["fifo", "priority", "deadline", "shortest", "rule"]


def test_a_scenario_with_a_policy_that_was_forgotten_says_so() -> None:
    longest_first()
    shop = load("small", overrides=["packing.discipline=longest"])
    with (
        registry.known_as([]),
        pytest.raises(PolicyError, match=r"'longest' is not allowed here, unless @sim\.policy"),
    ):
        sim.replicate(shop.scenario, 0)


def test_what_a_task_knows_is_not_known_to_the_thread_beside_it() -> None:
    """As the workers of a cluster run them: two tasks, with rules of one name, in one process."""

    def task(answer: int) -> Work:
        def rule(priority, deadline, requirement, answer=answer):
            return answer * requirement

        own = OwnPolicy("discipline", "rule", captured(rule))
        with registry.known_as([own]):
            shop = load("small", overrides=[*HOUSE, "packing.discipline=rule"]).scenario
        return Work(shop, 0, "", own=(own,))

    works = [task(1), task(-1)] * 2
    alone = [repr(work().measurement.kpis) for work in works]
    assert alone[0] != alone[1]
    with ThreadPoolExecutor(2) as threads:
        beside = [done.measurement.kpis for done in threads.map(Work.__call__, works)]
    assert [repr(kpis) for kpis in beside] == alone
    assert not registry.any_own()
