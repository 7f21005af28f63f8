import numpy as np

from simulator.streams import stream, uniforms


def test_a_stream_depends_on_its_key_alone():
    first = uniforms(7, 3, "payment.verdict", 5)
    stream(7, 3, "something else").random(100)
    assert (uniforms(7, 3, "payment.verdict", 5) == first).all()


def test_another_seed_replication_or_name_is_another_stream():
    keys = [(7, 3, "a"), (8, 3, "a"), (7, 4, "a"), (7, 3, "b"), (3, 7, "a")]
    assert len({uniforms(*key, 1)[0] for key in keys}) == len(keys)


def test_a_longer_request_begins_with_the_shorter():
    assert (uniforms(1, 0, "x", 1000)[:10] == uniforms(1, 0, "x", 10)).all()
    assert (uniforms(1, 0, "x", (4, 5)).ravel() == uniforms(1, 0, "x", 20)).all()


def test_first_uniforms_are_frozen():
    """Goldens: a change here changes every result of every seed."""
    assert np.array_equal(uniforms(1, 0, "demand.count", 3), FROZEN)


FROZEN = np.array([0.2950968824331085, 0.46182989716880396, 0.7955536030400445])
