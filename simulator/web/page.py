"""The page as HTML: a control for every value, and places for what its script brings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

import simulator
from simulator.scenario import Loaded, ScenarioError
from simulator.scenario.variants import KINDS
from simulator.web import replays
from simulator.web.controls import DEMAND, Control, by_group, controls
from simulator.web.question import Question
from simulator.web.sources import Opened

FILES = {
    "page.css": "text/css",
    "icon.svg": "image/svg+xml",
    **dict.fromkeys(
        (
            "asking.js",
            "drawing.js",
            "mistakes.js",
            "past.js",
            "page.js",
            "replays.js",
            "screens.js",
            "search.js",
        ),
        "text/javascript",
    ),
    **replays.FILES,
}
"""What the page is made of besides, and its kind."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("simulator.web"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def static(name: str) -> bytes:
    """A script or a style sheet of the page."""
    if name in replays.FILES:
        return replays.static(name)
    return (Path(__file__).parent / "static" / name).read_bytes()


def page(
    names: tuple[str, ...], question: Question, opened: Opened, *, is_kept: bool = False
) -> str:
    """The page that asks a question about a scenario.

    Controls have the values of the scenario and its variant; what is set on top of them the script
    writes into them, so that it can be taken back. `is_kept` says that no file has the scenario.
    """
    base = _base(opened, question.variant)
    scenario = base.scenario
    every = controls(base)
    plan = scenario.experiment.replications
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            version=simulator.__version__,
            names=names,
            question=question,
            is_kept=is_kept,
            question_json=_data(question),
            title=scenario.title or scenario.name,
            asks=scenario.question,
            groups=by_group(tuple(each for each in every if each.path != DEMAND)),
            demand=next((each for each in every if each.path == DEMAND), None),
            what_comes=_what_comes(every),
            own_scale=f"{opened.loaded.scenario.demand.scale:g}",
            variants={
                kind: [name for name, variant in base.variants.items() if variant.kind == kind]
                for kind in KINDS
            },
            has_workbooks=find_spec("xlsxwriter") is not None,
            dates=replays.dates_of(base),
            replications=plan if isinstance(plan, int) else plan.at_least,
        )
    )


def _what_comes(every: Iterable[Control]) -> str:
    """What the slider multiplies."""
    written = {each.path for each in every if each.group == "Orders"}
    if "demand.orders_per_day" in written:
        return "orders a day"
    return "carts a day" if "demand.carts_per_day" in written else "orders"


def _data(question: Question) -> Markup:
    """The question for the page's script; no text in it can end the element that holds it."""
    values = {
        "scenario": question.scenario,
        "variant": question.variant,
        "set": question.settings,
        "alternative": question.alternatives,
        "replications": question.replications,
    }
    return htmlsafe_json_dumps(values)


def _base(opened: Opened, variant: str | None) -> Loaded:
    """With the variant alone; without it where there is no such, which its check then says."""
    try:
        return opened.with_(Question(opened.loaded.scenario.name, variant))
    except ScenarioError:
        return opened.loaded
