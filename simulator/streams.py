"""Random numbers as a function of what they are for; the only place where keys are made.

A uniform is Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random
numbers: as easy as 1, 2, 3, SC11, 2011) of

    key      seed and replication, mixed by numpy's SeedSequence
    counter  who it is for (64 bits), which part of that (a line, an attempt: 32 bits), and the
             crc32 of the purpose's name

so that none depends on how many were drawn before, nor on what else is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from zlib import crc32

import numpy as np
import numpy.typing as npt

from simulator.kernels import flat
from simulator.streams_compiled import compiled_pairs

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.uint64]
"""Unsigned numbers: 64 bits of who, or 32 bits in each."""

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIERS = np.array([[0xD2511F53], [0xCD9E8D57]], dtype=np.uint64)
_WEYL = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_BLOCK = 8192
"""Counters worked out at a time: all of their words stay in the processor's cache."""

_MIXING = (0x6F726465, 0x72206F66)
"""The key of `mixed`, which is not a draw: it belongs to no seed."""


PARTS = ("house", "day", "forecast")
"""What the draws of a replication are of: work, people and machines; who orders what; the error of
the demand forecast."""
_OF_CUSTOMERS = ("demand", "catalog", "checkout", "payment", "notification", "returns", "contacts")


def part_of(purpose: str) -> str:
    """Which of `PARTS` a purpose belongs to."""
    if purpose == "demand.forecast":
        return "forecast"
    return "day" if purpose.partition(".")[0] in _OF_CUSTOMERS else "house"


@dataclass(frozen=True)
class Held:
    """The draws of one part are those of another replication (to pick some and freeze others)."""

    part: str
    replication: int


@dataclass(frozen=True)
class Streams:
    """All random numbers of one replication."""

    seed: int
    replication: int
    held: Held | None = None

    @cached_property
    def key(self) -> tuple[int, int]:
        """Two words of 32 bits, a function of seed and replication alone."""
        mixed_seed = np.random.SeedSequence(self.seed, spawn_key=(self.replication,))
        first, second = mixed_seed.generate_state(2, np.uint32).tolist()
        return first, second

    @cached_property
    def _held_key(self) -> tuple[int, int]:
        return self.key if self.held is None else Streams(self.seed, self.held.replication).key

    def key_of(self, purpose: str) -> tuple[int, int]:
        """The key that a purpose is drawn with."""
        if self.held is not None and part_of(purpose) == self.held.part:
            return self._held_key
        return self.key

    def pairs(self, purpose: str, who: Words, part: Words | int = 0) -> Floats:
        """(2, n) independent uniforms in [0, 1), two for each (who, part)."""
        name, key = crc32(purpose.encode()), self.key_of(purpose)
        pairs = np.empty((2, len(who)))
        fill = compiled_pairs()
        if fill is not None:
            parts = _alike(part, len(who)) if isinstance(part, int) else part
            fill(
                flat(who, np.uint64),
                flat(parts, np.uint64),
                name,
                key[0],
                key[1],
                pairs,
            )
            return pairs
        for first in range(0, len(who), _BLOCK):
            block = slice(first, first + _BLOCK)
            whose, lines = who[block], part if isinstance(part, int) else part[block]
            counter = _words(len(whose), whose & _LOW, whose >> _HALF, lines, name)
            even, odd = philox(*counter, key)
            # of the 64 bits of two words, the first 53, as numpy's generators do
            bits = (odd << np.uint64(21)) | (even >> np.uint64(11))
            np.multiply(bits.view(np.int64), 2.0**-53, out=pairs[:, block])
        return pairs

    def uniforms(self, purpose: str, count: int) -> Floats:
        """The first uniforms of a list; longer requests begin with the shorter ones."""
        return self.pairs(purpose, np.arange((count + 1) // 2, dtype=np.uint64)).T.ravel()[:count]


def uniforms(seed: int, replication: int, purpose: str, count: int) -> Floats:
    """The first uniforms of a list of its own, for what is not of a workload."""
    return Streams(seed, replication).uniforms(purpose, count)


_ALIKE: dict[int, Words] = {}
"""The longest column of each part that was asked for, of a few parts."""
_PARTS = 4


def _alike(part: int, count: int) -> Words:
    """The same part for so many: nearly always part 0."""
    column = _ALIKE.get(part)
    if column is None or len(column) < count:
        if len(_ALIKE) >= _PARTS:
            _ALIKE.clear()
        column = _ALIKE[part] = np.full(count, part, dtype=np.uint64)
    return column[:count]


def _words(
    n: int, first: Words, second: Words, third: Words | int, fourth: Words | int
) -> tuple[Words, Words]:
    """Counters of four words: (2, n) the first and third, (2, n) the second and fourth."""
    even, odd = np.empty((2, n), dtype=np.uint64), np.empty((2, n), dtype=np.uint64)
    even[0], even[1], odd[0], odd[1] = first, third, second, fourth
    return even, odd


def philox(even: Words, odd: Words, key: tuple[int, int]) -> tuple[Words, Words]:
    """Ten rounds over counters of four 32-bit words; both arguments are overwritten.

    Words 0 and 2 of a counter are in `even`, 1 and 3 in `odd`, (2, n) each; so are the results.
    A product of two words has 64 bits, of which the upper half goes on at once and the lower half
    a round later; what stands above it is cut off only before it is multiplied.
    """
    product, word = np.empty_like(even), np.empty_like(even)
    for round_key in _round_keys(key):
        np.multiply(even, _MULTIPLIERS, out=product)
        np.right_shift(product[::-1], _HALF, out=word)
        np.bitwise_xor(word, odd, out=word)
        np.bitwise_xor(word, round_key, out=word)
        np.bitwise_and(word, _LOW, out=even)
        odd, product = product[::-1], odd
    return even, odd & _LOW


@lru_cache(maxsize=64)
def _round_keys(key: tuple[int, int]) -> tuple[Words, ...]:
    """(2, 1) for each round."""
    return tuple(
        np.array([[(word + k * step) & 0xFFFFFFFF] for word, step in zip(key, _WEYL, strict=True)],
                 dtype=np.uint64)
        for k in range(_ROUNDS)
    )  # fmt: skip


def mixed(who: Words, first: Words | int, second: Words | int) -> Words:
    """Who, told apart by two more numbers of 32 bits: 64 bits again."""
    even, odd = _words(len(who), who & _LOW, who >> _HALF, first, second)
    even, odd = philox(even, odd, _MIXING)
    apart: Words = even[0] | (odd[0] << _HALF)
    return apart


@lru_cache(maxsize=16)
def digests(names: Sequence[str]) -> Words:
    """64 bits for each name, the same on every machine (BLAKE2b).

    Two of n names are alike with a chance of n² / 2⁶⁵: 3 in 100 million for a million names. They
    would draw the same numbers, and nothing else would be wrong.
    """
    joined = b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(joined, dtype="<u8").astype(np.uint64)
