"""Makes the state that `tonight` begins with: `python scenarios/make_tonight.py`.

The baseline in a week of a sale, cut on its third day as a house of somebody else's would tell it:
where each order is and since when, what is on the shelf and what is on order.
"""

from pathlib import Path
from shutil import move
from tempfile import TemporaryDirectory

import simulator as sim

HERE = Path(__file__).parent
SALE = {"name": "sale", "from": "2026-03-10", "to": "2026-03-12", "factor": 1.9}
AT = "2026-03-12 14:00"


def main() -> None:
    """Simulate the baseline up to the moment, and leave the files beside this one."""
    loaded = sim.load(
        "baseline",
        overrides={"clock.warm_up": "17 d", "clock.run": "1 d", "clock.cool_down": 0,
                   "demand.events": [SALE], "experiment.seed": 13},
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        state = Path(folder, "state")
        print(sim.snapshot(loaded, AT, state, draws=False))
        for path in state.glob("*.csv"):
            move(path, HERE / f"tonight_{path.name}")


if __name__ == "__main__":
    main()
