"""Whatever is written, the answer is a scenario or a ScenarioError."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulator.scenario import ScenarioError, loads, resolve, starter
from simulator.scenario.below import shown_path
from simulator.scenario.changes import split_path
from tests.laws.profiles import INDEPENDENT, examples

TEXT = starter()
LINES = TEXT.splitlines()
WORDS = sorted({word for word in TEXT.replace(",", " ").split() if word})
WRITTEN = st.one_of(
    st.sampled_from(
        [
            *WORDS,
            *("null", "~", "on", "off", "none", "[]", "{}", "-1", "0", "1e308", "1e999", ".nan"),
            *("9999-12-31", "0001-01-01", "24:00", "'x'", "&a", "*a", "!!int 3", "? x", "<<: 1"),
            *("[[[]]]", "{a: {b: 1}}", "99999999999999999999999 d", "1e-300 s", "100 %", "0 %"),
            *("US", "JP", "ZZ", "1 USD", "1 XXX", "é", "#1", "1000000 working days", '"\\u0000"'),
            *("{lognormal: {p50: 9 s, p90: 1 s}}", "{csv: {file: /dev/null}}", "/", "..", "~root"),
            *("{lognormal: {mean: 1e300 s, cv: 1e300}}", "{beta: {a: 0, b: 0, high: 1 s}}"),
            *("{erlang: {k: 1e12, mean: 1 s}}", "{values: [], weights: []}", "{counts: [1]}"),
            *("{normal: {mean: 1 s, sd: 900 d, low: 2 s}}", "{weibull: {mean: 1 s, cv: 1e-9}}"),
        ]
    ),
    st.text(max_size=12),
)


def tried(text: str, **options: Any) -> None:
    with contextlib.suppress(ScenarioError):
        loaded = loads(text, **options)
        assert loads(resolve(loaded)).scenario == loaded.scenario


@settings(max_examples=examples(150), backend=INDEPENDENT)
@given(st.lists(st.tuples(st.sampled_from(WORDS), WRITTEN), min_size=1, max_size=4))
def test_with_words_exchanged(exchanges: list[tuple[str, str]]) -> None:
    text = TEXT
    for old, new in exchanges:
        text = text.replace(old, new)
    tried(text)


@settings(max_examples=examples(100), backend=INDEPENDENT)
@given(st.lists(st.integers(0, len(LINES) - 1), max_size=6), st.integers(0, len(LINES)))
def test_with_lines_lost_and_moved(lost: list[int], turn: int) -> None:
    kept = [line for k, line in enumerate(LINES) if k not in lost]
    tried("\n".join(kept))
    tried("\n".join([*kept[turn:], *kept[:turn]]))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
@example("\ufeffa: 1")
@example("a: \x00")
@example("\ud800")
@example("{" * 99)
@example("- - - - ? ? ?")
def test_with_any_text(text: str) -> None:
    tried(text)
    tried(TEXT + "\n" + text)


@settings(max_examples=examples(100), backend=INDEPENDENT)
@given(st.lists(st.tuples(st.sampled_from(WORDS), WRITTEN), max_size=3), WRITTEN)
def test_with_overrides(pairs: list[tuple[str, str]], loose: str) -> None:
    tried(TEXT, overrides=[f"{path}={value}" for path, value in pairs] + [loose])
    paths = ["demand.events", "crews.pickers", "shipping.carriers.parcelco.services.ground.transit"]
    tried(TEXT, overrides=[f"{path}={loose}" for path in paths])
    tried(TEXT, variant=loose)


@given(st.lists(st.text(alphabet="ab.#1 -_", min_size=1), min_size=1, max_size=4))
def test_a_path_comes_back_from_its_text(keys: list[str]) -> None:
    path = tuple(key.strip() for key in keys)
    if all(path):
        assert split_path(shown_path(path)) == path
