"""Random streams: one named generator per source and replication; the only maker of generators."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt


def stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator of one source, a function of its three arguments alone."""
    key = np.random.SeedSequence(seed, spawn_key=(replication, crc32(name.encode())))
    return np.random.Generator(np.random.Philox(key))


def uniforms(
    seed: int, replication: int, name: str, shape: int | tuple[int, ...]
) -> npt.NDArray[np.float64]:
    """Uniforms in [0, 1) from the named stream; longer requests begin with the shorter ones."""
    return stream(seed, replication, name).random(shape)
