"""The stage 'checkout'."""

from __future__ import annotations

from simulator.stages.stage import Stage

CHECKOUT = Stage(
    "checkout",
    happens=(
        "A customer fills a cart; after the time in the cart the order is placed, or the cart is "
        "left."
    ),
    off="Every order is placed as it comes.",
    activities=("checkout",),
    times=(("time in the cart", ("checkout.time_in_cart",)),),
    rules=("checkout.reserve", "checkout.time_to_live"),
    nodes=("cart", "abandoned"),
)
