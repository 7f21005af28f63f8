"""How stories are led from event to event."""

from __future__ import annotations

import pytest
from simpy import Event

from simulator.engine.instants import Instants, Story


def test_a_story_begins_at_once_and_goes_on_with_the_value_of_each_event() -> None:
    env, heard = Instants(), []

    def story() -> Story:
        heard.append(("begins", env.now))
        heard.append(((yield env.timeout(5, "waited")), env.now))

    env.begin(story())
    assert heard == [("begins", 0)]
    env.run_to(10)
    assert heard == [("begins", 0), ("waited", 5)]


def test_an_event_that_has_happened_is_not_waited_for() -> None:
    env, heard = Instants(), []
    over: Event = env.timeout(1, "before")
    env.run_to(3)

    def story() -> Story:
        heard.append(((yield over), env.now))

    env.begin(story())
    assert heard == [("before", 3)]


def test_an_event_that_fails_is_raised_in_the_story_that_waits_for_it() -> None:
    env, heard = Instants(), []
    answer = Event(env)

    def story() -> Story:
        try:
            yield answer
        except ConnectionError:
            heard.append(env.now)

    env.begin(story())
    answer.fail(ConnectionError("no gateway"))
    env.run_to(1)
    assert heard == [0]


def test_what_a_story_raises_is_raised_where_it_is_run() -> None:
    env = Instants()

    def story() -> Story:
        yield env.timeout(1)
        raise ConnectionError("no gateway")

    env.begin(story())
    with pytest.raises(ConnectionError, match="no gateway"):
        env.run_to(2)
