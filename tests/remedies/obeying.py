"""Doing what an error says: from a scenario and one of its mistakes to corrected scenarios.

A message is 'what is wrong; what to write'. `obeyed` reads the second half as a person would who
has nothing but the message: 'write 5 s or 5 min' gives two scenarios, each with one of the two at
the place that the error names; 'did you mean run?' one with another key or word there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.scenario import Mistake, ScenarioError
from simulator.scenario.changes import split_path
from simulator.scenario.layout import kind_at
from tests.remedies.places import Keys, at, keys_of, plain, sample, with_value, without


class NoRemedyError(AssertionError):
    """A message whose remedy nobody could follow."""


@dataclass(frozen=True)
class Correction:
    """A scenario after a remedy was obeyed; `keys` lead to what was corrected.

    `is_example` says that the remedy showed how such a value looks ('such as 40 s') and not what
    this one should be.
    """

    data: Any
    keys: Keys
    is_example: bool = False
    is_key: bool = False


@dataclass(frozen=True)
class Case:
    """A scenario, one mistake in it, and the same scenario before the mistake was made."""

    data: Any
    before: Any
    mistake: Mistake

    @property
    def keys(self) -> Keys:
        """Where the mistake is."""
        return keys_of(self.data, self.mistake.path)

    @property
    def wrong(self) -> str:
        """What the message says is wrong."""
        return self.mistake.message.partition("; ")[0]

    @property
    def remedy(self) -> str:
        """What the message says to do."""
        return self.mistake.message.partition("; ")[2]


Rule = Callable[[Case, re.Match[str]], Iterator[Correction]]


def obeyed(case: Case) -> list[Correction]:
    """The scenarios in which somebody did as the message says, one for each thing it offers."""
    if not case.remedy:
        raise NoRemedyError(f"there is no remedy: {case.mistake}")
    for pattern, rule in RULES:
        match = re.match(pattern, case.remedy)
        if match is not None:
            found = list(rule(case, match))
            if not found:
                raise NoRemedyError(f"nothing can be done about: {case.mistake}")
            return found
    raise NoRemedyError(f"nobody could follow: {case.mistake}")


def renamed(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'did you mean run?': the key or the word at the place is another one."""
    word, keys = match[1], case.keys
    if _is_about_the_key(case):
        yield _with_key(case, word)
    else:
        yield Correction(with_value(case.data, keys, _read(word)), keys)


def _is_about_the_key(case: Case) -> bool:
    """Whether what is wrong is a key: an unknown one, or one that the message quotes."""
    key = case.keys[-1] if case.keys else ""
    held = _held(case.data, case.keys)
    quoted = re.match(
        r"(?:there is no \w+(?: \w+)? )?(['\"])(.*?)\1|(\w+) is not a number of", case.wrong
    )
    named = (quoted[2] or quoted[3]) if quoted is not None else None
    if case.wrong.startswith("unknown key"):
        return True
    return named == key and str(held) != key and not key.startswith("#")


def _with_key(case: Case, word: str) -> Correction:
    *above, key = case.keys
    holder = at(case.data, tuple(above))
    changed = {word if name == key else name: value for name, value in holder.items()}
    data = with_value(case.data, tuple(above), changed) if above else changed
    return Correction(data, (*above, word), is_key=True)


def written(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'write 5 s or 5 min', 'write run: 7 d', 'write a list such as [a, b]'."""
    text = match[1]
    is_example = "such as " in text
    if is_example:
        head, _, text = text.rpartition("such as ")
        key = re.match(r"(?:or )?(\w+): and", head)
        text = f"{key[1]}: {text}" if key is not None else text
    text = _without_reasons(text)
    for option in _options(text):
        yield from _put(case, option, is_example)


def _put(case: Case, option: str, is_example: bool) -> Iterator[Correction]:
    """The option at the place of the mistake, or at the key that it names."""
    named = re.match(r"([\w.]+): (.+)", option, re.DOTALL)
    if named is not None and not option.startswith("{"):
        keys = _place_of(case, named[1])
        yield Correction(with_value(case.data, keys, _read(named[2])), keys, is_example)
    elif _is_about_the_key(case):
        word = str(_read(option))
        yield _with_key(case, word)
    else:
        yield Correction(with_value(case.data, case.keys, _read(option)), case.keys, is_example)


def _place_of(case: Case, name: str) -> Keys:
    """Where a key is that a remedy names: the place itself, below it, beside it, or a path."""
    keys = case.keys
    if "." in name:
        return tuple(split_path(name))
    if keys and keys[-1] == name:
        return keys
    held = _held(case.data, keys)
    if isinstance(held, dict) or not keys:
        return (*keys, name)
    beside = kind_at(keys[:-1]).step(name) is not None and kind_at(keys[:-1]).shape == "section"
    return (*keys[:-1], name) if beside else (name,)


def _held(data: Any, keys: Keys) -> Any:
    try:
        return at(data, keys)
    except (KeyError, IndexError, TypeError, ValueError):
        return None


def _read(text: str) -> Any:
    """What somebody writes who copies the text into the file."""
    try:
        return plain(text)
    except ScenarioError as error:
        raise NoRemedyError(f"{text!r} cannot be written: {error}") from None


def _without_reasons(text: str) -> str:
    """'00:00-24:00' of '00:00-24:00 for the whole day'."""
    inside = 0
    for k, letter in enumerate(text):
        inside += (letter in "[{'\"") - (letter in "]}")
        if inside <= 0 and re.match(
            r" \((or|of|all)\b|,? (if|for|where|which|without|in quotes|alone)\b", text[k:]
        ):
            return text[:k]
    return text


def _options(text: str) -> list[str]:
    """'a', 'b' and 'c' of 'a, b or c'; a comma or an 'or' in brackets or quotes parts nothing."""
    found, depth, quote, now, k = [], 0, "", "", 0
    while k < len(text):
        letter = text[k]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        depth += (letter in "[{") - (letter in "]}")
        gap = re.match(r", or | or |, ", text[k:]) if not quote and depth == 0 else None
        if gap is not None:
            found.append(now)
            now, k = "", k + len(gap[0])
            continue
        now += letter
        k += 1
    options = [one.strip() for one in [*found, now] if one.strip()]
    keyed = re.match(r"(\w+): ", options[0]) if options else None
    if keyed is not None:  # 'unit: s, min or h' is three units
        options = [o if re.match(r"[\w.]+: ", o) else f"{keyed[1]}: {o}" for o in options]
    return options


def at_a_limit(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'write 0 or more', 'write at most 3', 'write 16 h or less'."""
    yield from _put(case, match[1].replace(",", ""), is_example=False)


def from_a_range(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'write 0 % to 100 %': the ends of the range."""
    for end in match.groups():
        yield from _put(case, end, is_example=False)


def as_before(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """What only the author of the file can know is written as it was before the mistake."""
    held = _held(case.before, case.keys)
    if held is None:
        raise NoRemedyError(f"nothing was there before: {case.mistake}")
    yield Correction(with_value(case.data, case.keys, held), case.keys)


def removed(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'remove it', 'remove the line', \"remove 'timeout'\"."""
    name = next((group for group in match.groups() if group), None)
    keys = case.keys if name is None else _place_of(case, name)
    if name is not None and "." in name:
        keys = tuple(split_path(name))
    yield Correction(without(case.data, keys), keys)


def adding_up(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """Shares that are made to add up: one is all of it, the others are nothing."""
    held, keys = at(case.data, case.keys), case.keys
    part = re.search(r"the shares of (skus|demand)", case.wrong)
    if isinstance(held, list):
        yield Correction(with_value(case.data, keys, [100, *[0] * (len(held) - 1)]), keys)
    elif part is not None or case.keys[-1] == "classes":
        name = part[1] if part is not None else "share"
        even = {key: {**inner, name: f"{100 / len(held):.6g} %"} for key, inner in held.items()}
        yield Correction(with_value(case.data, keys, even), keys)
    elif keys[-2] == "services":
        others = {key: {**one, "share": "0 %"} for key, one in at(case.data, keys[:-1]).items()}
        only = {**others, keys[-1]: {**held, "share": "100 %"}}
        yield Correction(with_value(case.data, keys[:-1], only), keys)
    else:
        shares = dict.fromkeys(held, "0 %") | {next(iter(held)): "100 %"}
        shares = (
            shares
            if "%" in str(held)
            else {key: 100 if "100" in v else 0 for key, v in shares.items()}
        )
        yield Correction(with_value(case.data, keys, shares), keys)


def for_each_region(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """A transit for each region."""
    names = at(case.data, ("demand", "regions")) if "regions" in case.data["demand"] else {"all": 1}
    regions = {"by_region": dict.fromkeys(names, "2 working days")}
    yield Correction(with_value(case.data, case.keys, regions), case.keys)


def skilled(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """A crew with the skill that nobody has."""
    skill = re.search(r"the skill (\w+)", case.wrong)
    assert skill is not None
    crews = {**(_held(case.data, ("crews",)) or {})}
    crews["skilled"] = {"skills": [skill[1]], "heads": 1}
    yield Correction(with_value(case.data, ("crews",), crews), case.keys)


def serving(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """The class below 'serves' of the first service."""
    name = re.search(r"'(.*)'", case.wrong)
    assert name is not None
    carriers = at(case.data, ("shipping", "carriers"))
    carrier = next(iter(carriers))
    keys = ("shipping", "carriers", carrier, "services", next(iter(carriers[carrier]["services"])))
    served = [*(_held(case.data, (*keys, "serves")) or []), name[1]]
    yield Correction(with_value(case.data, (*keys, "serves"), served), case.keys)


def as_counts(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'write counts: instead of weights'."""
    held = at(case.data, case.keys)
    if case.keys[-1] == "weights":
        yield _with_key(case, "counts")
    else:
        inner = held.get("weights", held) if isinstance(held, dict) else held
        yield Correction(with_value(case.data, case.keys, {"counts": inner}), case.keys)


def of_hours(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """A profile of a day and one of a week."""
    for length in (24, 168):
        yield Correction(with_value(case.data, case.keys, {"counts": [1] * length}), case.keys)


def of_weekdays(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """A weight for each of mon to sun."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    held = dict.fromkeys(days, 1)
    yield Correction(with_value(case.data, case.keys, {"counts": held}), case.keys)


def one_weight_each(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """A weight for each value."""
    keys = case.keys[:-1] if case.keys[-1] in ("weights", "counts") else case.keys
    held = dict(at(case.data, keys))
    held.pop("weights", None)
    held["counts"] = [1] * len(held["values"])
    yield Correction(with_value(case.data, keys, held), keys)


def weighed(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """At least one weight above 0."""
    held = at(case.data, case.keys)
    values = (
        dict.fromkeys(held, 100 / len(held))
        if isinstance(held, dict)
        else [100 / len(held)] * len(held)
    )
    yield Correction(with_value(case.data, case.keys, values), case.keys)


def moved_below(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'move 'north' below it', of what stands beside by_region."""
    above = case.keys[:-1]
    held = dict(at(case.data, above))
    value = held.pop(match[1])
    held["by_region"] = {**held["by_region"], match[1]: "2 working days"}
    del value
    yield Correction(with_value(case.data, above, held), (*above, "by_region"))


def switched_on(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """'switch on payment.fraud_review': it and what holds it."""
    data, keys = case.data, tuple(match[1].split("."))
    for k in range(1, len(keys) + 1):
        if not isinstance(_held(data, keys[:k]), dict):
            value = sample(kind_at(keys[:k]))
            data = with_value(data, keys[:k], value)
    yield Correction(data, case.keys)


def in_currency(case: Case, match: re.Match[str]) -> Iterator[Correction]:
    """All of the scenario in another currency."""
    yield Correction(with_value(case.data, ("currency",), match[2]), case.keys)


RULES: tuple[tuple[str, Rule], ...] = (
    (r"did you mean (.+)\?$", renamed),
    (r"(?:or )?remove (?:it|one|the line)\b", removed),
    (r"(?:or )?remove ['\"]?(\w+)['\"]?$", removed),
    (r"keep one of the two", removed),
    (r"remove ([\w.]+), or move it", removed),
    (r"switch on ([\w.]+)", switched_on),
    (r"write one of .*, or remove it$", removed),
    (r"write the path of a file", as_before),
    (r"write it in brackets, (?!such)(.+)$", written),
    (r"write it in [A-Z]{3}, or (currency): ([A-Z]{3}) for all of it$", in_currency),
    (r"write a weight for each of mon to sun", of_weekdays),
    (r"correct them, or write counts", as_counts),
    (r"write one for each below by_region", for_each_region),
    (r"write it under a crew's skills|add it to its skills", skilled),
    (r"write it under the serves: of a service", serving),
    (r"(?:move it|move or|merge|swap|shorten)", as_before),
    (r"write (\S+(?: \S+)?) to (\S+(?: \S+)?)$", from_a_range),
    (r"make them add up to 100|correct them$", adding_up),
    (r"write a list of 24 or 168|write counts: and 24 or 168", of_hours),
    (r"write a weight for each value", one_weight_each),
    (r"write at least one above 0", weighed),
    (r"move '(\w+)' below it", moved_below),
    (r"write (?:a number )?(\S+(?: \S+)?) or (?:more|less|fewer)(?:$|,)", at_a_limit),
    (r"write at (?:least|most) (\S+(?: [%\w]+)?)$", at_a_limit),
    (r"write (?:it as |one of |either )?(.+)$", written),
)
"""What people do who read such a remedy; the first that fits."""
