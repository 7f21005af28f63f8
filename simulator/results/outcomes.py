"""How an order can end: the one list, from which figures, tables, pages and checks are derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

Fate = Literal["done", "refused", "canceled", "failed", "open", "left"]
"""What became of it: finished, not paid, paid and called back, sent in vain, still in the house or
on the road, or a cart that was left."""


@dataclass(frozen=True)
class End:
    """An outcome and its words.

    `told` names it in a table of orders placed, `became` in the sentence of an answer. `counted`
    defines the figure `orders.NAME` behind 'cohort orders', `called` is that figure's name where it
    is not plain; an end that is counted apart, or by a stage, has neither. Orders of a `cause` are
    a rate, `cancellation_rate.CAUSE`, which `rate` defines.
    """

    code: int
    fate: Fate
    told: str = ""
    became: str = ""
    counted: str = ""
    called: str = ""
    cause: str = ""
    rate: str = ""


class Outcome(IntEnum):
    """How an order ended; exactly one, and IN_FLIGHT only at the end of the simulated time.

    They stand in the order in which they are told; their codes are the log's.
    """

    end: End

    def __new__(cls, end: End) -> Self:
        """A number, its code, that knows its words."""
        made = int.__new__(cls, end.code)
        made._value_ = end.code
        made.end = end
        return made

    DELIVERED = End(7, "done", "delivered", "were delivered", "delivered by the horizon")
    COMPLETED = End(
        10, "done", "completed (delivery is off)", "were completed",
        "past the last stage that is on, where delivery is off: at the end of transit, of the "
        "label, ...",
    )  # fmt: skip
    DECLINED = End(
        3, "refused", "declined: payment refused", "were declined",
        "whose payment was refused for good", cause="payment", rate="declined",
    )  # fmt: skip
    PAYMENT_FAILED = End(
        4, "refused", "payment failed: no answer", "were lost to failed payments",
        "whose payment attempts all got no answer, or whose slip nobody paid",
        "Orders with failed payment", cause="payment", rate="payment failed",
    )  # fmt: skip
    OUT_OF_STOCK = End(
        2, "canceled", "canceled: out of stock", "were canceled", "canceled for lack of stock",
        "Orders canceled, out of stock", cause="stock", rate="out of stock",
    )  # fmt: skip
    REJECTED = End(
        5, "canceled", "canceled: fraud review", "were canceled", "canceled by the fraud review",
        "Orders rejected by fraud review", cause="fraud", rate="rejected by the fraud review",
    )  # fmt: skip
    EXPIRED = End(
        6, "canceled", "canceled: waited too long", "were canceled",
        "canceled because reservation or stock took too long", "Orders expired",
        cause="time_out", rate="reservation or backorder waited too long",
    )  # fmt: skip
    CALLED_OFF = End(11, "canceled", "canceled by the customer", "were canceled")
    LOST = End(
        8, "failed", "lost by the carrier", "were lost by the carrier", "lost by the carrier"
    )
    RETURNED_TO_SENDER = End(
        9, "failed", "returned to sender", "were returned to the sender",
        "that no attempt could deliver", "Orders returned to sender",
    )  # fmt: skip
    IN_FLIGHT = End(0, "open", "still open at the end", "were still open")
    ABANDONED = End(1, "left")

    @property
    def word(self) -> str:
        """As tables, logs and figures have it: 'payment_failed'."""
        return self.name.lower()


def of_fates(*fates: Fate) -> tuple[Outcome, ...]:
    """The outcomes that are one of these, fate after fate and as they are told."""
    return tuple(each for fate in fates for each in Outcome if each.end.fate == fate)


REFUSED, CANCELED, FAILED = of_fates("refused"), of_fates("canceled"), of_fates("failed")
UNPAID = of_fates("left", "refused")
GOES_ON = of_fates("open", "failed", "done")
"""Whoever is paid and not canceled is one of these, the worst first."""


def is_any_of(codes: npt.NDArray[np.int8], kinds: Iterable[IntEnum]) -> npt.NDArray[np.bool_]:
    """Which outcomes or states are one of these: few, so that to compare with each is fastest."""
    among = np.zeros(codes.shape, dtype=np.bool_)
    for kind in kinds:
        among |= codes == codes.dtype.type(kind)
    return among
