"""What is worked out once for a part of a scenario."""

import gc
from weakref import ref

from simulator.kept import kept_with


class Part:
    """A frozen part of a scenario, or what is worked out for it."""


def test_it_is_worked_out_once_for_each_part_and_forgotten_with_it() -> None:
    asked: list[int] = []

    @kept_with
    def worked_out(part: Part, number: int) -> Part:
        asked.append(number)
        return Part()

    part, other = Part(), Part()
    assert worked_out(part, 3) is worked_out(part, 3)
    assert worked_out(part, 4) is not worked_out(part, 3)
    assert worked_out(other, 3) is not worked_out(part, 3)
    assert asked == [3, 4, 3]
    of_other, of_part = ref(worked_out(other, 3)), ref(worked_out(part, 3))
    del other
    gc.collect()
    assert of_other() is None
    assert of_part() is worked_out(part, 3)
