"""Makes `sample_orders.csv`: invented orders in the columns of Shopify's order export.

No real customer is in it. `python scenarios/make_sample_orders.py` writes it again, to the byte.
"""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

COLUMNS = (
    "Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal",
    "Shipping", "Taxes", "Total", "Shipping Method", "Created at", "Lineitem quantity",
    "Lineitem name", "Lineitem price", "Lineitem sku", "Lineitem requires shipping",
    "Shipping City", "Shipping Zip", "Shipping Province", "Shipping Country", "Vendor", "Id",
)  # fmt: skip
HOURS = np.array([2.4, 1.2, 0.5, 0.3, 0.2, 0.2, 0.4, 1.2, 3.0, 5.1, 6.4, 7.0,
                  6.0, 6.9, 6.7, 6.0, 6.5, 6.2, 5.5, 6.0, 6.2, 6.4, 5.6, 4.2])  # fmt: skip
START, DAYS, ORDERS, SKUS = datetime(2026, 3, 2), 21, 900, 60


def main() -> None:
    """Write the file."""
    draw = np.random.Generator(np.random.Philox(20260302))
    prices = np.round(draw.lognormal(2.5, 0.6, SKUS), 2)
    popularity = 1 / np.arange(1, SKUS + 1) ** 0.95
    day = draw.integers(0, DAYS, ORDERS)
    hour = draw.choice(24, ORDERS, p=HOURS / HOURS.sum())
    second = draw.integers(0, 3600, ORDERS)
    moments = sorted(
        START + timedelta(days=int(d), hours=int(h), seconds=int(s))
        for d, h, s in zip(day, hour, second, strict=True)
    )
    with (Path(__file__).parent / "sample_orders.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for number, placed in enumerate(moments, start=1001):
            lines = int(min(draw.geometric(1 / 2.4), 12))
            skus = draw.choice(SKUS, lines, replace=False, p=popularity / popularity.sum())
            units = draw.choice([1, 2, 3], lines, p=[0.81, 0.14, 0.05])
            total = float((prices[skus] * units).sum())
            express = draw.random() < 0.2
            paid = placed + timedelta(seconds=int(draw.integers(1, 5)))
            order = {
                "Name": f"#{number}",
                "Financial Status": "paid",
                "Paid at": f"{paid:%Y-%m-%d %H:%M:%S} +0000",
                "Currency": "GBP",
                "Subtotal": f"{total:.2f}",
                "Shipping": "4.90" if express else "0.00",
                "Total": f"{total + 4.9 * express:.2f}",
                "Shipping Method": "Express" if express else "Standard",
                "Created at": f"{placed:%Y-%m-%d %H:%M:%S} +0000",
                "Shipping Country": "GB",
                "Id": str(5_000_000_000 + number),
            }
            for k, (sku, count) in enumerate(zip(skus, units, strict=True)):
                line = {
                    "Name": f"#{number}",
                    "Lineitem quantity": str(count),
                    "Lineitem name": f"Sample article {sku + 1}",
                    "Lineitem price": f"{prices[sku]:.2f}",
                    "Lineitem sku": f"SAMPLE-{sku + 1:03d}",
                    "Lineitem requires shipping": "true",
                    "Vendor": "sample",
                }
                writer.writerow(line | (order if k == 0 else {}))


if __name__ == "__main__":
    main()
