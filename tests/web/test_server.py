"""What the page's script is answered: figures as they come, mistakes as in a file, turns by tab."""

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from base64 import b64encode
from pathlib import Path

import openpyxl
import pytest

from simulator.experiments.run import run
from simulator.measure.kpis import kpi
from simulator.mistakes import InputError
from simulator.web.bundle import MOST_UNPACKED
from simulator.web.figures import figure, so_far
from simulator.web.jobs import Job
from simulator.web.pool import Ended
from simulator.web.question import Question
from simulator.web.runs import _Given
from simulator.web.stage_figures import of_stages
from simulator.web.tasks import Written, page_engine
from simulator.web.worker import asked_now
from tests.command_line import simulator
from tests.patience import patience
from tests.web.served import SHOP, request, served, wait_for

LONG = "clock.run=5000 d"
"""With it a replication takes longer than any test, by SimPy. Each test gives it a seed of its own,
so that none finds what another left in the store when the machine is busy.
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    path = folder / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    with served(path, folder) as found:
        yield found
        assert [one.wrong for one in found.runs.jobs.values() if one.state == "failed"] == []


def test_figures_are_those_of_the_command(shop):
    answer = shop.ask("shifts.day.heads.pickers=2")
    assert answer["command"] == f"simulator run {shop.scenario} --set shifts.day.heads.pickers=2"
    told = shop.done(answer["job"]["number"])
    results = run(shop.scenario, overrides={"shifts.day.heads.pickers": 2}, jobs=1)
    wanted = so_far(results, 2)
    assert [one["value"] for one in told["so_far"]["figures"]] == [
        one.value for one in wanted.figures
    ]
    assert told["so_far"]["verdict"] == wanted.verdict
    assert 3 <= len(wanted.figures) <= 5
    wait_for(lambda: shop.runs.jobs[told["number"]].explained is not None)
    more = shop.post("more", job=told["number"])["more"]
    assert more["conclusion"]["text"] == results.conclusion
    assert [one["title"] for one in more["heads"]] == ["pickers", "packers"]
    every = [one["value"] for stage in more["stages"] for one in stage["figures"]]
    known = results.kpis[(results.kpis["scope"] == "all") & results.kpis["mean"].notna()]
    assert sorted(every) == sorted(figure(results, name, "all").value for name in known["kpi"])
    assert not any(stage["asked"] for stage in more["stages"])


def test_figures_of_the_stage_that_is_asked_about_come_first(shop):
    """Of one that the scenario adds to what it extends, or that is changed on the page."""
    added = run(shop.scenario, overrides={"cancellation": "on"}, jobs=1)
    first, *others = of_stages(added)
    assert (first.title, first.asked) == ("Cancellation", True)
    assert kpi("orders.called_off").definition in [one.meaning for one in first.figures]
    assert not any(one.asked for one in others)


def test_one_of_several_says_that_there_is_no_interval_yet(shop):
    results = run(shop.scenario, replications=1, jobs=1, store=shop.runs.store)
    told = so_far(results, 5)
    assert told.told == "1 of 5: no interval yet"
    assert told.verdict == "alone"
    assert told.targets[0].word.endswith("in the first day")
    assert not any(one.interval.startswith("±") for one in told.figures)


def test_stored_replications_come_back_in_the_first_answer(shop):
    first = shop.done(shop.ask("demand.scale=0.9")["job"]["number"])
    again = shop.ask("demand.scale=0.9")["job"]
    assert (again["state"], again["reused"]) == ("done", 2)
    assert again["so_far"] == first["so_far"]


def test_mistakes_are_those_of_a_file_at_their_paths(shop):
    question = {
        "scenario": shop.scenario,
        "set": ["crews.pickers.absence=10", "shifts.day.heads.pickers=-1", "demand.scael=2"],
    }
    found = shop.post("check", question=question)["mistakes"]
    told = {one["path"]: one["message"] for one in found}
    assert told["crews.pickers.absence"].startswith("10 has no unit; write 10 %")
    assert "write at least 0" in told["shifts.day.heads.pickers"]
    assert told["demand.scael"] == "there is no 'scael' here; did you mean scale?"
    assert shop.post("check", question={"scenario": shop.scenario})["mistakes"] == []
    assert shop.post("ask", client="a", wanted=[], question=question)["mistakes"] == found


def test_a_loaded_text_says_its_mistakes_by_line_without_folders(shop):
    text = SHOP.replace("pickers: 1", "pickers: one")
    found = shop.post("load", files={"mine.yaml": text})["mistakes"]
    assert found[0]["place"].startswith("mine.yaml:10:")
    assert found[0]["path"] == "shifts.day.heads.pickers"
    question = {"scenario": shop.post("load", files={"mine.yaml": SHOP})["scenario"]}
    job = shop.post("ask", client="a tab", wanted=[], question=question)["job"]
    assert shop.done(job["number"])["state"] == "done"


@pytest.mark.parametrize("name", ["compiled", "simpy", None])
def test_the_page_insists_on_no_engine_that_does_not_know_the_scenario(monkeypatch, name):
    """A replay and a report are refused of no run that the page has shown."""
    monkeypatch.delenv("SIMULATOR_ENGINE", raising=False)
    if name is not None:
        monkeypatch.setenv("SIMULATOR_ENGINE", name)
    expected = "simpy" if name == "simpy" else "auto"
    assert (page_engine(), asked_now().engine) == (expected, expected)


def test_what_is_pinned_is_compared_pair_by_pair(shop):
    pinned = ["two: shifts.day.heads.pickers=2"]
    question = {"scenario": shop.scenario, "alternative": pinned}
    answer = shop.post("pinned", question=question)
    assert answer["command"].startswith("simulator compare")
    found = answer["compared"]
    assert found["names"] == ["two"]
    ship = next(row for row in found["rows"] if row["label"] == "On-time ship")
    assert ship["cells"][0]["verdict"] in ("the same", "not distinguishable", "better")
    assert "points" in ship["cells"][0]["difference"]
    assert shop.post("pinned", question={"scenario": shop.scenario})["mistakes"]


def test_what_is_pinned_is_a_report_and_a_workbook_with_the_figures_of_the_page(shop):
    question = Question(shop.scenario, alternatives=("two: shifts.day.heads.pickers=2",))
    asked = {"scenario": question.scenario, "alternative": list(question.alternatives)}
    found = shop.post("pinned", question=asked)["compared"]
    query = question.address.removeprefix("/")
    book = request(shop.guard, "GET", f"/pinned/workbook{query}")
    assert book.headers["content-disposition"] == 'attachment; filename="shop-compare.xlsx"'
    sheets = openpyxl.load_workbook(io.BytesIO(book.body)).worksheets
    said = [str(cell.value) for sheet in sheets for row in sheet.rows for cell in row]
    assert found["conclusion"] in said
    assert any(question.comparison in text for text in said)
    report = request(shop.guard, "GET", f"/pinned/report{query}")
    assert report.headers["content-disposition"] == 'attachment; filename="shop-compare.html"'
    assert "two" in report.body.decode()
    nothing = request(shop.guard, "GET", f"/pinned/workbook{Question(shop.scenario).address[1:]}")
    assert (nothing.status, b"nothing is pinned" in nothing.body) == (400, True)


def test_one_replication_is_compared_as_two_and_the_command_says_so(shop):
    pinned = ["two: shifts.day.heads.pickers=2"]
    question = {"scenario": shop.scenario, "alternative": pinned, "replications": 1}
    answer = shop.post("pinned", question=question)
    assert answer["command"].endswith("--replications 2")


def test_a_job_of_a_tab_that_asks_something_else_stops_within_its_replication(shop):
    long = shop.ask(LONG, "experiment.seed=31")["job"]["number"]
    wait_for(lambda: any(_works_on(one, long) for one in shop.runs.pool.workers))
    other = shop.ask("demand.scale=1.1")["job"]["number"]
    assert shop.runs.jobs[long].state == "canceled"
    assert shop.done(other)["state"] == "done"
    wait_for(lambda: not any(_works_on(one, long) for one in shop.runs.pool.workers))
    assert shop.runs.jobs[long].done == {}


def test_a_call_that_comes_late_stops_no_job_that_its_tab_had_not_heard_of(shop):
    first = shop.ask(LONG, "experiment.seed=32")["job"]["number"]
    second = shop.ask("demand.scale=1.4", wanted=[first])["job"]["number"]
    shop.post("poll", client="a tab", seen={str(first): 0}, newest=first)
    assert shop.runs.jobs[second].is_open
    shop.post("poll", client="a tab", seen={str(second): 0}, newest=second)
    assert shop.runs.jobs[first].state == "canceled"
    assert shop.done(second)["state"] == "done"


def _works_on(worker, number):
    given = worker.task
    return given is not None and given.job is not None and given.job.number == number


def test_long_runs_of_six_tabs_do_not_starve_a_seventh(shop):
    long = [shop.ask(LONG, f"experiment.seed={k}", client=f"tab {k}") for k in range(6)]
    numbers = [each["job"]["number"] for each in long]
    wait_for(lambda: all(one.task is not None for one in shop.runs.pool.workers))

    def held():
        for k, number in enumerate(numbers):
            shop.runs.renew(f"tab {k}", hidden=False, wanted=[number])

    seventh = shop.ask("demand.scale=1.2", client="the seventh")["job"]["number"]

    def answered():
        held()
        shop.runs.renew("the seventh", hidden=False, wanted=[seventh])
        return shop.runs.jobs[seventh].state == "done"

    wait_for(answered)
    states = [shop.runs.jobs[number].state for number in numbers]
    assert set(states) <= {"waiting", "running", "done"}
    assert states.count("done") <= len(shop.runs.pool.workers), "what had begun may have ended"
    for k in range(6):
        shop.post("leave", client=f"tab {k}")
    for number, state in zip(numbers, states, strict=True):
        assert state == "done" or shop.runs.jobs[number].state in ("canceled", "done")
    wait_for(lambda: all(one.task is None for one in shop.runs.pool.workers))


def test_of_two_first_answers_the_much_shorter_one_is_not_kept_waiting(shop, monkeypatch):
    """The worker for what is quickly done leaves a long replication at once for a short one.

    For another long one it would leave it after a while, which a busy machine may take to ask.
    """
    monkeypatch.setattr("simulator.web.runs.EXPRESS", patience())
    express = next(one for one in shop.runs.pool.workers if one.express)
    long = [shop.ask(LONG, f"experiment.seed={9 + k}", client=f"long {k}") for k in range(3)]
    numbers = [each["job"]["number"] for each in long]
    wait_for(lambda: any(_works_on(express, number) for number in numbers))
    short = shop.ask("demand.scale=1.23", client="short")["job"]["number"]
    wait_for(lambda: shop.runs.jobs[short].state == "done" or _works_on(express, short))
    left = [shop.runs.jobs[number] for number in numbers if shop.runs.jobs[number].patient]
    assert [one.is_open for one in left] == [True]
    assert shop.done(short, "short")["state"] == "done"
    for k in range(3):
        shop.post("leave", client=f"long {k}")


def test_heads_whose_work_was_put_off_are_worked_out_later(shop):
    job = shop.runs.jobs[shop.ask("demand.scale=1.24")["job"]["number"]]
    shop.done(job.number)
    wait_for(lambda: job.explained is not None)
    job.explained = None
    shop.runs._take(Ended(_Given(job), "canceled", None, 0.1))
    shop.runs._woken()
    wait_for(lambda: job.explained)


def test_a_tab_that_does_not_call_any_more_gives_up_its_runs(shop):
    number = shop.ask(LONG, "experiment.seed=33", client="killed")["job"]["number"]
    shop.runs._tabs["killed"].until = time.monotonic()  # as if its lease had passed
    wait_for(lambda: shop.runs.jobs[number].state == "canceled")


def test_a_question_that_is_heard_of_after_its_tab_was_closed_is_not_begun(shop):
    """Closed within milliseconds of its first question, which a thread was still reading."""
    shop.post("leave", client="closed at once")
    number = shop.ask(LONG, "experiment.seed=35", client="closed at once")["job"]["number"]
    shop.post("poll", client="closed at once", seen={str(number): 0})
    job = shop.runs.jobs[number]
    assert (job.state, job.given) == ("canceled", set())
    assert "closed at once" not in shop.runs._tabs
    awake = shop.ask("demand.scale=1.36", client="slept")["job"]["number"]
    shop.runs._tabs["slept"].until = time.monotonic()  # its lease passes, and it calls again
    wait_for(lambda: "slept" not in shop.runs._tabs)
    again = shop.ask("demand.scale=1.36", client="slept", wanted=[awake])["job"]["number"]
    assert shop.done(again, "slept")["state"] == "done"


def test_a_run_can_be_canceled_from_the_list(shop):
    number = shop.ask(LONG, "experiment.seed=34", client="other")["job"]["number"]
    shop.post("cancel", job=number)
    listed = shop.post("poll", client="third", seen={}, runs=True)["runs"]
    assert {one["number"]: one["state"] for one in listed}[number] == "canceled"


def test_a_worker_that_dies_is_replaced_and_its_replication_run_again(shop):
    number = shop.ask("demand.scale=1.35", "clock.run=30 d")["job"]["number"]
    wait_for(lambda: any(_works_on(one, number) for one in shop.runs.pool.workers))
    for one in shop.runs.pool.workers:
        if _works_on(one, number):
            one.process.kill()
    assert shop.done(number)["state"] == "done"


def test_report_and_scenario_are_downloads(shop):
    number = shop.ask()["job"]["number"]
    shop.done(number)
    report = request(shop.guard, "GET", f"/report/{number}")
    assert report.status == 200
    assert report.headers["content-disposition"] == 'attachment; filename="shop.html"'
    assert b"<h1>A small shop of mine</h1>" in report.body
    book = request(shop.guard, "GET", f"/workbook/{number}")
    assert book.status == 200
    assert book.headers["content-disposition"] == 'attachment; filename="shop.xlsx"'
    answer = openpyxl.load_workbook(io.BytesIO(book.body)).worksheets[0]
    assert any(shop.runs.jobs[number].conclusion.text[:40] in str(c[0].value) for c in answer.rows)
    address = shop.runs.jobs[number].question.address.replace("/?", "/save?")
    scenario = request(shop.guard, "GET", address)
    assert scenario.body.decode() == SHOP
    assert request(shop.guard, "GET", "/report/9999").status == 404


def test_a_workbook_without_the_extra_says_what_to_install(shop, monkeypatch):
    question = Question(shop.scenario)
    loaded = shop.sources.asked(question)[1]
    task = Written("workbook", loaded, 2, shop.runs.store.folder, question.command)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r"pip install 'fulfillment-simulator\[excel\]'"):
        task()
    monkeypatch.setattr("simulator.web.page.find_spec", lambda name: None)
    page = request(shop.guard, "GET", "/").body.decode()
    assert "Workbooks need <code>pip install 'fulfillment-simulator[excel]'</code>" in page


def test_a_bundle_has_the_tables_and_is_loaded_again(shop):
    """A table that is not UTF-8 and a path in a folder come back as they were."""
    own = b"\xef\xbb\xbfhour;weight\r\n" + b"".join(b"%d;1,5\r\n" % k for k in range(24))
    text = SHOP.replace("orders_per_day: 20", "orders_per_day: 20, hour_of_day: in/hours (1).csv")
    packed = zipped({"shop.yaml": text.encode(), "in/hours (1).csv": own})
    name = shop.post("load", files={"shop.zip": packed})["scenario"]
    address = Question(name, settings=("demand.scale=1.5",)).address
    answer = request(shop.guard, "GET", address.replace("/?", "/bundle?"))
    assert answer.headers["content-disposition"] == f'attachment; filename="{name[:-5]}.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
        assert found.namelist() == ["shop.yaml", "in/hours (1).csv"]
        assert found.read("in/hours (1).csv") == own
        saved = found.read("shop.yaml").decode()
    assert "# My shop, with a comment to keep." in saved
    assert "demand.scale: 1.5" in saved
    question = {"scenario": name}
    assert shop.post("scenario", question=question)["tables"] == ["hours (1).csv"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.zip": {"base64": "UEsDBA=="}}, "'a.zip': is not a .zip that can be read"),
        ({"a.zip": {"base64": "?"}}, "'a.zip': is not a file"),
        ({"a.zip": {"base64": ""}, "b.csv": ""}, "'a.zip': is loaded alone"),
        ({"a.yaml": {"base64": "/w=="}}, "byte 0xff is not UTF-8"),
    ],
)
def test_files_that_cannot_be_loaded_say_why(shop, files, said):
    assert said in shop.post("load", files=files)["mistakes"][0]["message"]


@pytest.mark.parametrize(
    "name", ["../shop.yaml", "/tmp/shop.yaml", "a/../../shop.yaml", ".a/b.yaml"]
)
def test_nothing_of_a_zip_is_written_elsewhere(shop, name):
    found = shop.post("load", files={"a.zip": zipped({name: SHOP.encode()})})
    assert "is not a file's name" in found["mistakes"][0]["message"]


def test_a_zip_with_more_in_it_than_it_weighs_is_refused(shop):
    packed = zipped({f"{k}.csv": bytes(MOST_UNPACKED // 4) for k in range(5)})
    found = shop.post("load", files={"a.zip": packed})
    assert "are too many; load at most" in found["mistakes"][0]["message"]


def zipped(files):
    """A .zip as the page's script sends it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return {"base64": b64encode(out.getvalue()).decode()}


def test_every_address_answers_strange_posts_without_a_traceback(shop):
    names = ("check", "ask", "poll", "more", "leave", "cancel", "scenario", "load", "rewrite")
    long = {"client": "a", "newest": 1, "seen": {"9" * 5000: 1}}
    assert shop.post("poll", **long) == {"jobs": [], "gone": [], "runs": None}
    assert shop.post("load", files={"a.yaml": "\ud800"})["mistakes"]
    strange = ({}, {"question": 1}, {"client": "x" * 99, "seen": [], "wanted": "a", "job": "b"})
    for name in (*names, "pinned"):
        for asked in strange:
            answer = request(shop.guard, "POST", f"/api/{name}", json.dumps(asked).encode())
            assert (answer.status, b"mistakes" in answer.body) == (200, True), (name, asked)


def test_an_address_with_a_mistake_says_so(shop):
    found = request(shop.guard, "GET", "/?scenario=nosuch")
    assert (found.status, b"it is not loaded here" in found.body) == (400, True)
    assert b"is the page without it" in found.body


def test_a_file_that_is_gone_or_broken_is_said_and_read_again_once_it_is_mended(shop):
    path, away = Path(shop.scenario), Path(shop.scenario).with_suffix(".away")
    path.rename(away)
    try:
        gone = request(shop.guard, "GET", "/")
        path.write_text("demand: [", encoding="utf-8")
        broken = request(shop.guard, "GET", "/")
    finally:
        away.replace(path)
    assert (gone.status, b"there is no such file" in gone.body) == (400, True)
    assert (broken.status, b"this is not YAML" in broken.body) == (400, True)
    assert b"Correct it and load this page again." in broken.body
    assert request(shop.guard, "GET", "/").status == 200


def test_a_first_replication_goes_before_others_and_tabs_take_turns(shop):
    loaded = shop.sources.asked(Question(shop.scenario))[1]

    def job(number, client, done):
        made = Job(number, client, Question(shop.scenario), loaded, "key", 9, "title")
        made.done = dict.fromkeys(range(done))
        return made

    runs = type(shop.runs)(shop.runs.pool, shop.runs.store)
    for client, served_at in (("a", 5.0), ("b", 3.0)):
        runs.renew(client, hidden=False, wanted=[])
        runs._tabs[client].served = served_at
    jobs = [job(1, "a", 2), job(2, "b", 2), job(3, "a", 0)]
    assert [one.number for one in sorted(jobs, key=runs._rank)] == [3, 2, 1]


def test_without_the_extra_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr("simulator.cli.serve.find_spec", lambda name: None)
    ended = simulator("serve", "small", "--no-browser")
    assert ended.returncode == 2
    assert ended.stderr == (
        "simulator serve: needs pip install 'fulfillment-simulator[web]'; run that first\n"
    )


def test_the_words_of_the_command_are_those_of_the_first_address(monkeypatch):
    asked = []
    monkeypatch.setattr("simulator.web.serving.serve", lambda *given: asked.append(given[0]))
    words = ["--set", "demand.scale=2", "--variant", "x", "--replications", "7"]
    assert simulator("serve", "small", *words, "--no-browser").returncode == 0
    assert asked == [Question("small", "x", ("demand.scale=2",), (), 7)]


def test_a_scenario_with_mistakes_is_not_served():
    ended = simulator("serve", "small", "--set", "demand.scale=-1", "--no-browser")
    assert (ended.returncode, "--set: demand.scale: " in ended.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C of a process of its own")
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="there is no /proc here")
def test_the_first_worker_too_begins_with_ctrl_c_held_back():
    """Else one that comes while it begins ends it with a traceback."""
    begun = (
        "from simulator.web.pool import _begun\n"
        "one = _begun(express=False)\n"
        "print(open(f'/proc/{one.process.pid}/status').read())\n"
        "one.process.kill()\n"
    )
    told = subprocess.run([sys.executable, "-c", begun], capture_output=True, text=True, check=True)
    blocked = next(line for line in told.stdout.splitlines() if line.startswith("SigBlk"))
    assert int(blocked.split()[1], 16) >> (signal.SIGINT - 1) & 1


def test_ctrl_c_ends_the_server_at_once_whatever_it_does(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP, encoding="utf-8")
    words = ["serve", str(path), "--set", LONG, "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "simulator", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "SIMULATOR_STORE": str(tmp_path / "store")},
    )
    try:
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line, process.stderr.read()
        assert "token=" in line
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(patience()) == 0
        assert "Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
