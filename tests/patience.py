"""How long a test waits for another process before it calls it stuck."""

from __future__ import annotations

import subprocess
import sys
import time
from functools import lru_cache

STARTS = 300
"""Times the start of a program, as long as it takes here and now."""

FEWEST = 300.0
"""Seconds at least: it is measured once, and a machine that is idle then may be busy later."""


@lru_cache
def patience() -> float:
    """Seconds, in proportion to how fast this machine starts a program that imports pandas.

    A test waits that long only for what never comes, so the multiple is generous: half a minute's
    work is waited for ten minutes, on a slow or busy machine for longer.
    """
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import pandas, simpy"], check=True)
    return max(FEWEST, STARTS * (time.monotonic() - began))
