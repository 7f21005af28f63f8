"""Random numbers are functions of what they are for; the generator is Philox4x32-10 to the bit."""

import sys

import numpy as np
import pytest

from simulator.streams import Streams, digests, mixed, philox, uniforms
from simulator.streams_compiled import compiled_pairs

ALL = 0xFFFFFFFF


def answer(counter, key):
    """The four words of one counter."""
    words = np.array(counter, dtype=np.uint64)
    even, odd = philox(words[[0, 2]][:, None], words[[1, 3]][:, None], key)
    return [int(word) for word in (even[0, 0], odd[0, 0], even[1, 0], odd[1, 0])]


def by_hand(counter, key):
    """Philox4x32-10 as Salmon and others (2011) write it, a word at a time."""
    first, second, third, fourth = counter
    for _ in range(10):
        high, low = divmod(0xD2511F53 * first, 2**32)
        high_2, low_2 = divmod(0xCD9E8D57 * third, 2**32)
        first, second, third, fourth = high_2 ^ second ^ key[0], low_2, high ^ fourth ^ key[1], low
        key = ((key[0] + 0x9E3779B9) & ALL, (key[1] + 0xBB67AE85) & ALL)
    return [first, second, third, fourth]


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ((ALL,) * 4, (ALL,) * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ],
)
def test_known_answers_of_random123(counter, key, words):
    assert answer(counter, key) == words == by_hand(counter, key)


def test_counters_side_by_side_are_those_one_by_one():
    chosen = np.random.Generator(np.random.Philox(1)).integers(0, 2**32, (4, 500), dtype=np.uint64)
    key = (0x12345678, 0x9ABCDEF0)
    even, odd = philox(chosen[[0, 2]], chosen[[1, 3]], key)
    found = np.array([even[0], odd[0], even[1], odd[1]]).T.tolist()
    assert found == [by_hand(counter, key) for counter in chosen.T.tolist()]


def test_a_uniform_is_53_bits_of_the_words_of_its_counter():
    who, part, name = 0x0123456789ABCDEF, 77, 0xD202EF8D  # crc32 of b"\0"
    streams = Streams(5, 6)
    words = by_hand((0x89ABCDEF, 0x01234567, part, name), streams.key)
    pair = streams.pairs("\0", np.array([who], dtype=np.uint64), part)[:, 0].tolist()
    assert pair == [(low | high << 32) // 2**11 / 2**53 for low, high in (words[:2], words[2:])]


def test_the_key_is_of_seed_and_replication():
    key = np.random.SeedSequence(7, spawn_key=(3,)).generate_state(2)
    assert list(Streams(7, 3).key) == key.tolist()


def test_who_a_number_is_for_is_all_that_counts():
    """Blocks of counters leave no seams, and neither do parts nor the number of neighbors."""
    streams = Streams(7, 3)
    who = np.arange(10_000, dtype=np.uint64) * np.uint64(2**33 + 5)
    part = np.arange(10_000, dtype=np.uint64) % np.uint64(9)
    every = streams.pairs("x", who, part)
    for chosen in (slice(4090, 4100), slice(None, None, 1237), slice(9999, None)):
        assert (streams.pairs("x", who[chosen], part[chosen]) == every[:, chosen]).all()
    one = streams.pairs("x", who[5000:5001], int(part[5000]))
    assert (one == every[:, 5000:5001]).all()


def test_another_seed_replication_purpose_subject_or_part_is_another_number():
    one = np.array([1], dtype=np.uint64)
    numbers = [
        Streams(seed, replication).pairs(purpose, one * np.uint64(who), part)[k, 0]
        for seed, replication, purpose, who, part in (
            (7, 3, "a", 1, 0),
            (8, 3, "a", 1, 0),
            (7, 4, "a", 1, 0),
            (3, 7, "a", 1, 0),
            (7, 3, "b", 1, 0),
            (7, 3, "a", 2, 0),
            (7, 3, "a", 1 + 2**32, 0),
            (7, 3, "a", 1, 1),
        )
        for k in (0, 1)
    ]
    assert len(set(numbers)) == len(numbers)


def test_uniforms_are_even_and_neighbors_independent():
    """Over subjects, parts, pairs and replications; false alarm 1e-4 for each of 20 figures."""
    n, bound = 200_000, 3.9
    who = np.arange(n, dtype=np.uint64) | np.uint64(739_000 << 32)
    zeros = np.zeros(n, dtype=np.uint64)
    columns = [
        *Streams(1, 0).pairs("demand.class", who),
        Streams(1, 0).pairs("demand.class", who, 1)[0],
        Streams(1, 1).pairs("demand.class", who)[0],
        Streams(1, 0).pairs("demand.class", zeros, np.arange(n, dtype=np.uint64))[0],
    ]
    for column in columns:
        assert abs(column.mean() - 0.5) < bound * (1 / 12 / n) ** 0.5
        assert abs((column**2).mean() - 1 / 3) < bound * (4 / 45 / n) ** 0.5
        assert abs(np.corrcoef(column[1:], column[:-1])[0, 1]) < bound / n**0.5
    for k, column in enumerate(columns):
        other = columns[(k + 1) % len(columns)]
        assert abs(np.corrcoef(column, other)[0, 1]) < bound / n**0.5


def test_a_longer_list_begins_with_the_shorter():
    assert (uniforms(1, 0, "x", 1001)[:10] == uniforms(1, 0, "x", 10)).all()
    assert len(uniforms(1, 0, "x", 0)) == 0
    assert len(np.unique(uniforms(1, 0, "x", 1001))) == 1001


def test_first_uniforms_are_frozen():
    """Goldens: a change here changes every result of every seed."""
    assert uniforms(1, 0, "demand.count", 3).tolist() == FROZEN
    assert digests(("", "A-1", "größe")).tolist() == FROZEN_DIGESTS


FROZEN = [0.06339191837858948, 0.314048473530244, 0.8715317603650362]
FROZEN_DIGESTS = [13020603013274838756, 6367845836784268617, 16832822397561338100]


def test_copies_are_told_apart():
    who = digests(tuple(str(k) for k in range(1000)))
    apart = [mixed(who, first, second) for first in range(3) for second in range(3)]
    assert len(np.unique(np.concatenate([who, *apart]))) == 10_000


@pytest.mark.parametrize("count", [0, 1, 8191, 20_000])
def test_compiled_uniforms_are_the_same_to_the_bit(monkeypatch, count):
    pytest.importorskip("numba")
    who = mixed(np.arange(count, dtype=np.uint64), 5, 7)
    who.flags.writeable = False
    streams = Streams(20260302, 3)
    parts = (0, 4, who & np.uint64(0xFFFFFFFF))
    compiled = [streams.pairs("a purpose", who, part) for part in parts]
    assert compiled_pairs() is not None
    monkeypatch.delitem(sys.modules, "numba")
    assert compiled_pairs() is None
    for part, pairs in zip(parts, compiled, strict=True):
        assert pairs.tobytes() == streams.pairs("a purpose", who, part).tobytes()
