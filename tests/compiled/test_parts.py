"""What compiling takes: LLVM translates the whole program once, not each function by itself."""

from __future__ import annotations

from typing import Any

import pytest

numba: Any = pytest.importorskip("numba")


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_what_only_compiled_code_calls_is_translated_with_what_python_calls() -> None:
    from simulator.compiled.kernel import compiled

    @compiled
    def next_of(number: int) -> int:
        return number + 1

    @compiled
    def twice_the_next_of(number: int) -> int:
        return 2 * next_of(number)

    def both(number: int) -> int:
        return twice_the_next_of(number) + next_of(number)

    called_by_python: Any = numba.njit("int64(int64)")(both)
    assert called_by_python(3) == 12
    functions: dict[Any, bool] = {next_of: False, twice_the_next_of: False, called_by_python: True}
    for function, translated in functions.items():
        (code,) = function.overloads.values()
        place = code.library.get_pointer_to_function(code.fndesc.llvm_func_name)
        assert (place != 0) is translated, function
