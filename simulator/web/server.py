"""What the page's script can ask of the server: one function an address."""

from __future__ import annotations

import asyncio
import json
import re
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, is_dataclass, replace
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from simulator.experiments.assumed_free import assumed_free
from simulator.mistakes import InputError, RunError
from simulator.scenario import Loaded
from simulator.units import shown
from simulator.web import answers
from simulator.web.bundle import ENDING, bundled, unpacked
from simulator.web.page import FILES, page, static
from simulator.web.pinned import WrittenComparison, comparison
from simulator.web.question import Question, question_of, titled
from simulator.web.replays import replay_of
from simulator.web.runs import Runs
from simulator.web.saving import saved
from simulator.web.sources import Sources
from simulator.web.tasks import FORMS

Asked = Mapping[str, Any]
Answer = Callable[[Asked], Any]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Server:
    """The scenarios and the runs behind the addresses."""

    sources: Sources
    runs: Runs

    @property
    def app(self) -> Starlette:
        """For a guard."""
        posts = {
            "check": self.check,
            "ask": self.ask,
            "poll": self.poll,
            "more": self.more,
            "leave": self.leave,
            "cancel": self.cancel,
            "scenario": self.scenario,
            "load": self.load,
            "rewrite": self.rewrite,
            "adopt": self.adopt,
        }
        return Starlette(
            routes=[
                Route("/", self.front),
                Route("/static/{name}", self.file),
                Route("/save", self.save),
                Route("/bundle", self.bundle),
                *(Route(f"/{form}/{{number:int}}", self.written_as(form)) for form in FORMS),
                *(Route(f"/pinned/{form}", self.pinned_as(form)) for form in FORMS),
                Route("/replay/{number:int}", self.replay),
                Route("/api/pinned", self.pinned, methods=["POST"]),
                *(
                    Route(f"/api/{name}", _answered(answer), methods=["POST"])
                    for name, answer in posts.items()
                ),
            ]
        )

    async def front(self, request: Request) -> Response:
        """The page of the question in the address; its scenario is read anew."""

        def made() -> str:
            question = question_of(request.query_params.multi_items(), self.sources.first)
            opened = self.sources.opened(question.scenario, anew=True)
            is_kept = self.sources.is_kept(question.scenario)
            return page(self.sources.names, question, opened, is_kept=is_kept)

        try:
            return Response(await run_in_threadpool(made), media_type="text/html")
        except InputError as error:
            own = f"http://{request.headers['host']}/ is the page without it."
            rest = own if request.url.query else "Correct it and load this page again."
            return Response(f"{error}\n\n{rest}\n", 400, media_type="text/plain")

    async def file(self, request: Request) -> Response:
        """The script, or the style sheet."""
        name = request.path_params["name"]
        if name not in FILES:
            return Response("There is no such file.\n", 404, media_type="text/plain")
        return Response(static(name), media_type=FILES[name])

    async def save(self, request: Request) -> Response:
        """The scenario of the question in the address, as a file."""

        def made() -> tuple[str, str]:
            question = question_of(request.query_params.multi_items(), self.sources.first)
            return saved(self.sources, question)

        return await _download(made, "application/yaml")

    async def bundle(self, request: Request) -> Response:
        """The same with the tables that it names, as a .zip."""

        def made() -> tuple[str, bytes]:
            question = question_of(request.query_params.multi_items(), self.sources.first)
            return bundled(self.sources, question)

        return await _download(made, "application/zip")

    def written_as(self, form: str) -> Endpoint:
        """The address of runs that are done as files of a form, which a worker writes."""

        async def endpoint(request: Request) -> Response:
            job = self.runs.jobs.get(request.path_params["number"])
            if job is None or job.state != "done":
                sentence = "There is no such run, or it is not done.\n"
                return Response(sentence, 404, media_type="text/plain")
            try:
                future = self.runs.awaited(answers.file_of(form, self.runs, job))
                content = await asyncio.wrap_future(future)
            except (InputError, RunError) as error:
                return Response(f"{error}\n", 500, media_type="text/plain")
            kind, ending = FORMS[form]
            return _attached(content, kind, f"{job.loaded.scenario.name}{ending}")

        return endpoint

    async def replay(self, request: Request) -> Response:
        """A day of a run that is done, as JSON that the replay's script draws."""
        job = self.runs.jobs.get(request.path_params["number"])
        try:
            task = replay_of(self.runs, job, request.query_params.get("day"))
            content = await asyncio.wrap_future(self.runs.awaited(task))
        except (InputError, RunError) as error:
            return Response(f"{error}\n", 404, media_type="text/plain")
        return Response(content, media_type="application/json")

    async def pinned(self, request: Request) -> Response:
        """What is pinned beside the scenario, once its runs are done."""
        try:
            asked = await request.json()
            question = question_of(_mapping(asked, "question"), self.sources.first)
            task = await run_in_threadpool(comparison, self.sources, self.runs, question)
            answer = await asyncio.wrap_future(self.runs.awaited(task))
        except (InputError, RunError) as error:
            return _json({"mistakes": answers.mistakes_of(error)})
        return _json({"compared": answer, "command": task.command})

    def pinned_as(self, form: str) -> Endpoint:
        """The address of what is pinned in the question of the address, as a file of a form."""

        async def endpoint(request: Request) -> Response:
            try:
                question = question_of(request.query_params.multi_items(), self.sources.first)
                task = await run_in_threadpool(comparison, self.sources, self.runs, question)
                future = self.runs.awaited(WrittenComparison(form, task))
                content = await asyncio.wrap_future(future)
            except (InputError, RunError) as error:
                return Response(f"{error}\n", 400, media_type="text/plain")
            kind, ending = FORMS[form]
            return _attached(content, kind, f"{task.base.scenario.name}-compare{ending}")

        return endpoint

    def check(self, asked: Asked) -> Any:
        """Every mistake in a question, at the path where it is."""
        question = question_of(_mapping(asked, "question"), self.sources.first)
        return {"mistakes": answers.mistakes(self.sources, question)}

    def ask(self, asked: Asked) -> Any:
        """Begin a question for a tab, which waits for the jobs that it names and no others."""
        client = _text(asked, "client")
        wanted, newest = _numbers(asked, "wanted"), _number(asked, "newest")
        self.runs.renew(client, hidden=False, wanted=wanted, newest=newest)
        given = question_of(_mapping(asked, "question"), self.sources.first)
        question, loaded = self.sources.asked(given)
        title = titled(question)
        job = self.runs.ask(client, question, loaded, title, self._free(question, loaded))
        return {"job": answers.state(job, self.runs), "command": question.command}

    def _free(self, question: Question, loaded: Loaded) -> tuple[str, ...]:
        """What is changed on the page and has no price."""
        if not question.settings:
            return ()
        written = self.sources.opened(question.scenario).with_(replace(question, settings=()))
        return tuple(assumed_free((written.scenario, loaded.scenario)).values())

    def poll(self, asked: Asked) -> Any:
        """Renew a tab's lease; what is new of the jobs that it waits for, and all runs if wanted.

        `seen` has the version of each job that the tab knows.
        """
        client, seen = _text(asked, "client"), _mapping(asked, "seen")
        wanted = [int(number) for number in seen if re.fullmatch("[0-9]{1,15}", number)]
        hidden, newest = bool(asked.get("hidden")), _number(asked, "newest")
        self.runs.renew(client, hidden=hidden, wanted=wanted, newest=newest)
        jobs = [self.runs.jobs[number] for number in wanted if number in self.runs.jobs]
        new = [
            answers.state(job, self.runs) for job in jobs if job.version != seen[str(job.number)]
        ]
        gone = [number for number in wanted if number not in self.runs.jobs]
        listed = answers.listed(self.runs) if asked.get("runs") else None
        return {"jobs": new, "gone": gone, "runs": listed}

    def more(self, asked: Asked) -> Any:
        """What is said and drawn of a job beside its figures."""
        job = self.runs.jobs.get(_number(asked, "job"))
        return {"more": None if job is None or not job.done else answers.more(job)}

    def leave(self, asked: Asked) -> Any:
        """A tab is closed."""
        self.runs.leave(_text(asked, "client"))
        return {}

    def cancel(self, asked: Asked) -> Any:
        """Stop a run."""
        self.runs.cancel(_number(asked, "job"))
        return {}

    def scenario(self, asked: Asked) -> Any:
        """The scenario as YAML with the origin of each value, and as its file has it."""
        question = question_of(_mapping(asked, "question"), self.sources.first)
        return answers.written(self.sources, question)

    def load(self, asked: Asked) -> Any:
        """Take files as a scenario; gives the name of it.

        Each is a text, or {"base64": ...} of its bytes; a .zip alone stands for what is in it.
        """
        files = {name: _content(name, given) for name, given in _mapping(asked, "files").items()}
        zips = [name for name in files if name.lower().endswith(ENDING)]
        if zips and len(files) > 1:
            raise InputError(f"{shown(zips[0])}: is loaded alone; choose it without other files")
        if zips:
            return {"scenario": self.sources.keep(unpacked(zips[0], files[zips[0]]), below=True)}
        return {"scenario": self.sources.keep(files)}

    def rewrite(self, asked: Asked) -> Any:
        """Take another text of a scenario; gives the name of it."""
        text = asked.get("text")
        if not isinstance(text, str):
            raise InputError("text: is not a text; write a scenario")
        return {"scenario": self.sources.rewrite(_text(asked, "scenario"), text)}

    def adopt(self, asked: Asked) -> Any:
        """Take what a question has changed as a scenario of its own; gives the name of it."""
        question = question_of(_mapping(asked, "question"), self.sources.first)
        file, text = saved(self.sources, question)
        return {"scenario": self.sources.rewrite(question.scenario, text, file)}


def _answered(answer: Answer) -> Endpoint:
    """An address of a function, which runs in a thread; mistakes of people are its answer."""

    async def endpoint(request: Request) -> Response:
        asked = await request.json()
        try:
            return _json(await run_in_threadpool(answer, asked))
        except InputError as error:
            return _json({"mistakes": answers.mistakes_of(error)})

    return endpoint


async def _download(made: Callable[[], tuple[str, str | bytes]], kind: str) -> Response:
    try:
        name, content = await run_in_threadpool(made)
    except InputError as error:
        return Response(f"{error}\n", 400, media_type="text/plain")
    return _attached(content.encode() if isinstance(content, str) else content, kind, name)


def _attached(content: bytes, kind: str, name: str) -> Response:
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    plain = safe.encode("ascii", "replace").decode().replace("?", "-")
    headers = {"content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=kind, headers=headers)


def _content(name: str, given: Any) -> bytes:
    """The bytes of a file that is loaded."""
    if isinstance(given, str):
        return given.encode(errors="replace")
    if isinstance(given, Mapping) and isinstance(given.get("base64"), str):
        with suppress(ValueError):
            return b64decode(given["base64"], validate=True)
    raise InputError(f"{shown(name)}: is not a file; choose a scenario and the tables it names")


def _json(value: Any) -> Response:
    text = json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def _text(asked: Asked, key: str) -> str:
    value = asked.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not 0 < len(str(value)) < 80:
        raise InputError(f"{key}: {shown(str(value))} is not one; write it")
    return str(value)


def _number(asked: Asked, key: str) -> int:
    value = asked.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{key}: {shown(str(value))} is not the number of a run; write one")
    return value


def _mapping(asked: Asked, key: str) -> Mapping[str, Any]:
    value = asked.get(key)
    if not isinstance(value, Mapping):
        raise InputError(f"{key}: {shown(str(value))} is not a mapping; write one")
    return value


def _numbers(asked: Asked, key: str) -> list[int]:
    value = asked.get(key)
    if not isinstance(value, list) or not all(isinstance(each, int) for each in value):
        raise InputError(f"{key}: {shown(str(value))} is not a list of runs; write their numbers")
    return value
