"""What the simulator does not model; every report and docs/journey.md say so."""

from __future__ import annotations

LIMITS = (
    "The parts of an order that is split go by one service, each in as many boxes as it takes; "
    "the boxes of a part get lost together, and travel and arrive together but for those of whole "
    "orders with delivery.by_box; several orders never share one.",
    "There is one fulfillment center; stock is one number a SKU, without places or dates.",
    "People of a crew are alike, save that new hires get faster; nobody tires, and who is absent "
    "is not replaced.",
    "Pickers do not get in each other's way, and carts, scanners and conveyors are never short.",
    "Benches, printers, payment gateways and the carrier's label service may fail, trucks of "
    "carriers be late or missing, and their roads closed; nothing else does.",
    "Customers do not change an order once it is placed; they cancel it only where cancellation is "
    "on, once it is paid and until its packing begins or, where the house is one lag, the carrier "
    "has it.",
    "Demand does not react to prices, stock-outs or lateness; to promises by lost_a_day alone.",
    "Pick-up points are never full and never closed; a failed attempt at the door sends nothing to "
    "one.",
    "Carriers differ by service and region, not by the road; a parcel's way is independent of "
    "the others', but for delays in which all of a carrier stand still.",
)
