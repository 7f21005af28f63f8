"""Reading an order file: a million lines in 50,000 orders, against pandas reading the same CSV.

    python benchmarks/order_files.py [--lines 1000000] [--orders 50000] [--layout shopify]

Prints the processor seconds of both (the best of three, each in a process of its own) and the peak
of memory (VmHWM of Linux). At most 5 times `pandas.read_csv` and 1 GiB are wanted.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

PANDAS = "import pandas as pd; READ = lambda: pd.read_csv({path!r})"
OURS = (
    "import pandas; from pathlib import Path; from simulator.intake.order_file import read_orders; "
    "from simulator.intake.reading import Reading; READ = lambda: "
    "read_orders(Path({path!r}), Reading(time_zone='America/New_York'))"
)
MEASURE = """
import re, time
began = time.process_time()
READ()
seconds = time.process_time() - began
print(seconds, int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024)
"""
WIDE = 60
"""Columns of a Shopify export that nobody reads, as it has them."""


def write(path: Path, lines: int, orders: int, layout: str) -> None:
    """An export whose orders come over a year, in our columns or wide as Shopify's."""
    drawn = np.random.default_rng(1)
    order = np.sort(drawn.integers(0, orders, lines))
    placed = pd.Timestamp("2026-01-01") + pd.to_timedelta(order * 600, unit="s")
    sku = pd.Series(drawn.integers(0, 5000, lines)).map("SKU{:05d}".format)
    quantity, price = drawn.integers(1, 9, lines), drawn.integers(100, 9999, lines) / 100
    service = drawn.choice(["standard", "express"], lines)
    name = pd.Series(order).map("#{:06d}".format)
    if layout == "orders":
        number = np.arange(lines) - np.searchsorted(order, order)
        columns = {"order_id": name, "placed_at": placed, "line_no": number, "sku": sku,
                   "quantity": quantity, "unit_price": price, "service": service,
                   "dest_region": drawn.choice(["north", "south"], lines)}  # fmt: skip
    else:
        moment = placed.strftime("%Y-%m-%d %H:%M:%S -0500")
        columns = {"Name": name, "Financial Status": "paid", "Paid at": moment,
                   "Created at": moment, "Lineitem quantity": quantity, "Lineitem name": sku,
                   "Lineitem price": price, "Lineitem sku": sku,
                   "Lineitem requires shipping": "true", "Shipping Method": service}  # fmt: skip
        columns |= {f"Note {k}": "" if k % 2 else "some text" for k in range(WIDE)}
    pd.DataFrame(columns).to_csv(path, index=False)


def measured(program: str, path: Path) -> tuple[float, float]:
    """The best seconds of three, and the most MiB of all."""
    text = program.format(path=str(path)) + MEASURE
    runs = [subprocess.run([sys.executable, "-c", text], check=True, capture_output=True, text=True)
            for _ in range(3)]  # fmt: skip
    pairs = [tuple(map(float, run.stdout.split())) for run in runs]
    return min(pair[0] for pair in pairs), max(pair[1] for pair in pairs)


def main() -> None:
    """Write the file, read it both ways, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--orders", type=int, default=50_000)
    options.add_argument("--layout", choices=("orders", "shopify"), default="orders")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        write(path, given.lines, given.orders, given.layout)
        pandas_time, pandas_peak = measured(PANDAS, path)
        our_time, our_peak = measured(OURS, path)
        size = path.stat().st_size / 1e6
    print(f"{given.lines:,} lines in {given.orders:,} orders, {given.layout}, {size:.0f} MB")
    print(f"pandas.read_csv {pandas_time:.2f} s, {pandas_peak:,.0f} MiB")
    print(
        f"read_orders     {our_time:.2f} s, {our_peak:,.0f} MiB: {our_time / pandas_time:.1f} times"
    )


if __name__ == "__main__":
    main()
