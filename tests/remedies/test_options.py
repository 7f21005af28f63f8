"""Doing what the error about an option says: the command line is corrected and read again.

As far as the first replication: what is read is right then, and nothing is run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.experiments.running.batch import Batch
from simulator.mistakes import InputError

PICKERS = "shifts.day.heads.pickers"
OPTIMIZE = f"optimize small --vary {PICKERS}=1..2"
SWEEP = "sweep small --vary demand.scale=1,2"
SELECT = f"compare small --alternative {PICKERS}=1 --select-best on_time_ship"
PATH = re.compile(r"[A-Za-z_][\w.]*=")
WRONG = (
    *(f"sweep small --vary 'demand.scale{form}'" for form in (
        "", "=", "=1,,2", "=1,1", "=2..1", "=2..1/-0.5", "=1..2/0", "=1..2/-1", "=1..2/3",
        "=1..2..0.5", "=1..2/x", "=1..2/", "=1..3,2", "=0,5..1,5/0,5", "=..2", "=2..", "=nan..2",
        "=1..inf", "=..", "=1..2/1e-9", "=1.0..2.0", "=nan,1",
    )),
    "sweep small --vary 'packing.time.setup=10 s..60 s'",
    "sweep small --vary 'packing.time.setup=10..60/25'",
    "sweep small --vary 'packing.time.setup=10 kg,20 kg'",
    f"sweep small --vary {PICKERS}=1..3/0.5",
    f"sweep small --vary {PICKERS}=1,1.5",
    "sweep small --vary demand.scal=1,2",
    "sweep small --vary demand.scale=1..2 --design sobol --points 5",
    "sweep small --vary demand.scale=1..2 --design lhs --points 1000000",
    f"{SWEEP} --points 5",
    f"{SWEEP} --kpi otiff",
    f"{SWEEP} --replications 99999999",
    f"{SWEEP} --replications 1",
    f"{SWEEP} --seed -1",
    f"{SWEEP} --seed x",
    f"{SWEEP} --seed 1 --seed 2",
    f"{SWEEP} --design lsh",
    f"{SWEEP} --set demand.scal=2",
    f"{SWEEP} --set demand.scale",
    f"{SWEEP} --set 'demand.orders_per_day=450 kg'",
    *(f"optimize small --vary '{PICKERS}={form}'" for form in (
        "5..1", "few,many", "1..3/0", "..3", "1,,2", "1..2/0.5", "nan,2", "1,1",
    )),
    f"{OPTIMIZE} --vary {PICKERS}=2,3",
    f"{OPTIMIZE} --minimize cost_per_ordre",
    f"{OPTIMIZE} --budget 3",
    f"{OPTIMIZE} --budget 500 --check-replications 1000",
    f"{OPTIMIZE} --indifference 2",
    *(f"{OPTIMIZE} --subject-to '{goal}'" for goal in (
        "on_time_ship", "on_time_ship>=98", "on_time_ship>=0.98", "on_time_ship>=5 kg",
        "on_time_ship>=98% in 90%", "on_time_ship>=98% in 100% of periods", "on_time_ship=98%",
        "on_time_shipp>=98%", "cost_per_order<=9 EUR", "cycle_time.p95<=48",
        "cycle_time.p95[expres]<=48 h", "cost_per_order[standard]<=9 USD",
        "orders.in_flight<=5 kg",
    )),
    *(f"bottleneck small --ramp '{ramp}'" for ramp in (
        "demand.scale=2", "demand.scale=0..2", "demand.scale=1 %..2 %", "labeling.printers=1..4",
        "demand.scale=on,off", "demand.scale", "demand.scale=4..1",
    )),
    "bottleneck small --find -1",
    *(f"stress small --outage '{outage}'" for outage in (
        "payment", "roof@2026-03-04/1h", "payment@soon/1h", "payment@2026-03-04/1",
        "payment@2026-03-04/0h", "carrier:parcelo@2026-03-04/1h",
    )),
    *(f"stress small --absence '{share}'" for share in ("10", "100%", "5%..20%/5%", "5%,10%", "x")),
    *(f"stress small --demand '{days}'" for days in (
        "5@2026-03-04", "5x@March", "5x@2026-03-05..2026-03-04", "5x@2026-03-04,,2026-03-05",
        "5x@2026-03-04,2026-03-04", "5x@2026-03-03..2026-03-05/12 h", "2x..5x@2026-03-04",
    )),
    *(f"stress small --set shipping.carriers.parcelco.capacity=100 --capacity '{change}'"
      for change in ("parcelco", "parcelco=20", "parcelo=-20%", "parcelco=-10%,-20%",
                     "parcelco=-100%")),
    "stress small --capacity parcelco=-20%",
    "compare small --alternative 'few'",
    "compare small --alternative 'demand.scal=2'",
    "compare small --circumstance 'flu'",
    "compare absence --variants one_more_piker",
    f"{SELECT} --indifference '2 h'",
    f"{SELECT} --indifference 2",
    f"{SELECT} --indifference '0 %'",
    f"{SELECT}",
    f"compare small --alternative {PICKERS}=1 --indifference 1%",
    "compare small --changed demand.scale=2",
    "run small --precision five",
    "run small --precision ''",
    "run small --of otif",
    "run small --precision 5% --of otiff",
    "run small --only 99999999999",
    "run small --overrides demand.scale=2",
    "run absence --variant one_more_piker",
    "run small --replications 3 --precision 5%",
)  # fmt: skip


class Begun(Exception):  # noqa: N818 - not an error
    """The first replication was about to be run."""


@pytest.fixture(autouse=True)
def no_runs(monkeypatch, tmp_path):
    def begins(*_):
        raise Begun

    monkeypatch.setattr(Batch, "run", begins)
    monkeypatch.chdir(tmp_path)


def said_of(words: list[str]) -> str:
    """The error about a command line, on one line; '' where the first replication is reached."""
    done = CliRunner().invoke(app, words, env={"COLUMNS": "400"})
    if isinstance(done.exception, Begun):
        return ""
    if isinstance(done.exception, InputError):
        return str(done.exception)
    raise AssertionError((words, done.output, done.exception))


def obeyed(words: list[str], message: str) -> Iterator[list[str]]:
    """Command lines in which somebody did as the message says, one for each thing it offers."""
    remedy = message.partition("; ")[2]
    option = re.search(r"^(\S+): there is no such option; did you mean (\S+)\?", message)
    if option is not None:
        yield [option[2] if each == option[1] else each for each in words]
        return
    word = re.search(r"did you mean ([^ ?]+)\?|Did you mean (\S+?)\?", message, re.IGNORECASE)
    if word is not None:
        yield _respelt(words, message, word[1] or word[2])
        return
    if re.search(r"\b(keep one|write it once|give one of the two)\b", message):
        yield _without(words, message)
    else:
        assert re.search(r"\b(write|such as|use|give|add|with) ", remedy), message
        for offer in _offers(remedy):
            yield _put(words, message, offer)


def _offers(remedy: str) -> list[str]:
    """What it says to write; of examples ('such as') the last is one in full."""
    text = remedy.rpartition(" (")[0] if remedy.endswith(")") else remedy
    for lead in ("such as ", "write at least ", "write at most ", "at least ", "write one of ",
                 "write ", "use ", "first with ", "add ", "give "):  # fmt: skip
        _, found, rest = text.rpartition(lead)
        if found:
            text = rest.replace("VALUE", "2")
            break
    quoted = re.findall(r'"([^"]+)"', text)
    if quoted:
        return quoted
    if PATH.match(text) and len(PATH.findall(text)) > 1 and not text.startswith("--"):
        parts = re.split(rf", (?={PATH.pattern})| or (?={PATH.pattern}|choose)", text)
        return [part for part in parts if PATH.match(part)]
    if "write one of " in remedy:
        return [text.partition(", ")[0]]
    first = re.split(r", or |, the |, which | to \d| or choose| or more| instead", text)[0]
    parts = re.split(", | or ", first)
    return (
        parts
        if all(re.fullmatch(r"\d+ (s|min|h|d)", part) for part in parts)
        else first.split(" or ")
    )


def _option_at(words: list[str], message: str) -> int:
    """Where the value of the option is that a message is about."""
    named = re.search(r"--[a-z-]+", message)
    places = [k for k, word in enumerate(words[:-1]) if named and word == named[0]]
    assert places, message
    return next((k for k in places if words[k + 1] and words[k + 1] in message), places[0]) + 1


def _put(words: list[str], message: str, offer: str) -> list[str]:
    """The offer in place of the value, or as an option besides."""
    if offer.startswith("--"):
        option, _, value = offer.partition(" ")
        if "instead" in message:
            words = _without(words, message)
        if option in words and option != "--set":
            at = words.index(option) + 1
            return [*words[:at], *shlex.split(value), *words[at + 1 :]]
        return [*words, option, *shlex.split(value)]
    option = re.search(r"--[a-z-]+", message)
    if option is not None and option[0] not in words:
        return [*words, option[0], offer]
    at = _option_at(words, message)
    old, new = words[at], offer.strip("'")
    if "=" in old and not PATH.match(new) and re.match(r"--(set|vary|alternative)", words[at - 1]):
        new = f"{old.partition('=')[0]}={new}"
    elif words[at - 1] == "--subject-to" and not re.search("[<>]=", new):
        head, relation, rest = re.split(r"([<>]=)", old)
        share = f"{rest.partition(' in ')[0]} in {new}" if "of periods" in new else new
        new = f"{head}{relation}{share}"
    elif words[at - 1] == "--outage" and "@" not in new:
        what, _, rest = old.partition("@")
        moment, _, length = rest.partition("/")
        as_length = re.fullmatch(r"\d+ ?(s|min|h|d)", new)
        new = f"{what}@{moment}/{new}" if as_length else f"{what}@{new}/{length}"
        new = f"{offer}@{rest}" if offer == "payment" else new
    return [*words[:at], new, *words[at + 1 :]]


def _respelt(words: list[str], message: str, right: str) -> list[str]:
    """The word that is most like the right one is that."""
    spelt = {part for word in words for part in (re.split(r"[=<>@\[\]/:]+", word) if word else ())}
    quoted = re.search(r"there is no '([^']+)'", message)
    wrong = max(sorted(spelt), key=lambda part: SequenceMatcher(None, part, right).ratio())
    if quoted is not None and any(quoted[1] in word for word in words):
        wrong = quoted[1]
    return [re.sub(rf"\b{re.escape(wrong)}\b", right, word) for word in words]


def _without(words: list[str], message: str) -> list[str]:
    at = _option_at(words, message)
    return [*words[: at - 1], *words[at + 1 :]]


@pytest.mark.parametrize("line", WRONG)
def test_obeying_what_is_said_about_an_option_helps(line):
    words = shlex.split(line)
    message = said_of(words)
    assert message, "it is not wrong"
    assert "\n" not in message
    for right in obeyed(words, message):
        assert right != words, message
        assert _in_the_end(right, message) == "", (message, shlex.join(right))


def _in_the_end(words: list[str], message: str) -> str:
    """What is still said; of another option it is obeyed too, since one may follow from another."""
    again = said_of(words)
    told = [re.findall(r"--[a-z-]+", text)[:1] for text in (message, again)]
    if not again or told[0] == told[1]:
        return again
    return said_of(next(obeyed(words, again)))
