"""What the page is told, as values that JSON has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.mistakes import InputError
from simulator.reading.mistakes import MOST_SHOWN
from simulator.reporting.numbers import counted
from simulator.scenario import ScenarioError, resolve, shipped
from simulator.scenario.sources import displayed
from simulator.web.bundle import own_files
from simulator.web.drawings import causes, queues
from simulator.web.jobs import Job, left
from simulator.web.question import Question
from simulator.web.runs import Runs
from simulator.web.sources import Sources
from simulator.web.tasks import Written

Json = dict[str, Any]


def mistakes(sources: Sources, question: Question) -> list[Json]:
    """Every mistake in a question; none where it can be run."""
    try:
        sources.asked(question)
    except InputError as error:
        return mistakes_of(error)
    return []


def mistakes_of(error: Exception) -> list[Json]:
    """Each with its place, without folders, the path of the key, and the sentence."""
    if not isinstance(error, ScenarioError):
        return [{"place": "", "path": "", "message": str(error)}]
    return [
        {
            "place": ":".join(
                str(part)
                for part in (
                    Path(mistake.place.file).name,
                    mistake.place.line,
                    mistake.place.column,
                )
                if part
            ),
            "path": mistake.path,
            "message": mistake.message,
        }
        for mistake in error.mistakes[:MOST_SHOWN]
    ]


def state(job: Job, runs: Runs) -> Json:
    """How far a job is, with its figures."""
    return {
        "number": job.number,
        "version": job.version,
        "state": job.state,
        "wrong": job.wrong,
        "wanted": job.wanted,
        "done": len(job.done),
        "reused": job.reused,
        "left": left(job, runs.pool.size),
        "so_far": job.so_far(),
        "heads": job.explained is not None,
    }


def listed(runs: Runs) -> list[Json]:
    """All runs, the newest first; those that ask the same and are over are one."""
    return [
        {
            "number": job.number,
            "scenario": job.question.scenario,
            "title": job.title,
            "asked_at": job.asked_at,
            "verdict": job.verdict if job.state == "done" else "",
            "state": job.state,
            "wrong": job.wrong,
            "done": len(job.done),
            "wanted": job.wanted,
            "reused": job.reused,
            "seconds": job.lasts,
            "left": left(job, runs.pool.size),
            "address": job.question.address,
            "command": job.question.command,
        }
        for job in _that_differ(reversed(list(runs.jobs.values())))
    ]


def _that_differ(jobs: Iterable[Job]) -> list[Job]:
    """Of those that ask the same of the same scenario all that are under way, else one: the first
    that is done, or the first.
    """
    alike: dict[tuple[str, str, int], list[Job]] = {}
    for job in jobs:
        if job.state == "canceled" and not (job.done or job.pressed):
            continue  # a slider on its way
        asked = replace(job.question, alternatives=(), replications=None)
        alike.setdefault((job.key, asked.command, job.wanted), []).append(job)
    kept = [job for those in alike.values() for job in _of_alike(those)]
    return sorted(kept, key=lambda job: -job.number)


def _of_alike(jobs: list[Job]) -> list[Job]:
    under_way = [job for job in jobs if job.is_open]
    done = [job for job in jobs if job.state == "done"]
    return under_way or done[:1] or jobs[:1]


def more(job: Job) -> Json:
    """What is said and drawn of a job beside its figures; heads once they are worked out."""
    scenario = job.loaded.scenario
    done = [job.done[number] for number in sorted(job.done)]
    return {
        "number": job.number,
        "conclusion": job.conclusion if job.state == "done" else None,
        "stages": job.stages if job.state == "done" else (),
        "queues": queues(scenario, done),
        "causes": causes(done),
        "heads": None if job.explained is None else job.explained.heads,
        "premises": (*job.free, *(() if job.explained is None else job.explained.premises)),
        "engines": _engines(job),
    }


def _engines(job: Job) -> str:
    """What simulated, for whoever wants to know."""
    new = job.reused < len(job.done)
    names = {each.engine.partition(":")[0] for each in job.done.values() if each.engine and new}
    words = {"compiled": "the compiled engine", "simpy": "SimPy"}
    told = [f"Simulated by {words[name]}" for name in ("compiled", "simpy") if name in names]
    if job.reused:
        told.append(f"{counted(job.reused, 'replication')} from the store")
    return "; ".join(told)


def written(sources: Sources, question: Question) -> Json:
    """The scenario with the origin of each value, and the text of its file."""
    opened = sources.opened(question.scenario)
    loaded = opened.with_(question)
    return {
        "resolved": _short(resolve(loaded, opened.folder)),
        "written": opened.text,
        "file": opened.file,
        "mine": opened.mine,
        "tables": [path.name for path in own_files(opened, loaded)],
    }


def _short(resolved: str) -> str:
    """Lines of what ships by their file alone: its folder is where it was installed."""
    for path in shipped().values():
        resolved = resolved.replace(f"  # {displayed(path)}:", f"  # {path.name}:")
    return resolved


def file_of(form: str, runs: Runs, job: Job) -> Callable[[], bytes]:
    """A task that writes a job as a file."""
    return Written(form, job.loaded, job.wanted, runs.store.folder, job.question.command)
