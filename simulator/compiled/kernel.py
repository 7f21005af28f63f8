"""How the engine's functions compile: with all arrays behind one address.

Passed one by one, fifteen arrays are a hundred arguments of every function, which takes Numba
minutes to compile. So the compiled functions get a `Shop`, the address of a table of addresses
(`Arrays.table`), whose attributes are the arrays; nothing is copied and nothing counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np.arrayobj import make_array, populate_array

from simulator.compiled.arrays import Arrays

_config: Any = numba.config
PLAIN = bool(_config.DISABLE_JIT)
"""Whether nothing is compiled, and the functions are plain Python."""
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_njit: Any = numba.njit
_Attributes: Any = AttributeTemplate
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """What Python does not call: division as in NumPy, nothing allocated, no way in from Python."""
    made: F = _njit(**OPTIONS, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    return made


_KINDS = {"paces": types.float64, "speeds": types.float64, "who": types.int16}
_FLAT = ("state", "events", "lists")
_TYPES: dict[str, Any] = {
    name: types.Array(_KINDS.get(name, types.int64), 1 if name in _FLAT else 2, "C")
    for name in Arrays._fields
}


class _ShopType(types.Type):
    def __init__(self) -> None:
        super().__init__(name="Shop")


SHOP = _ShopType()


@register_model(_ShopType)
class _ShopModel(models.PrimitiveModel):
    """An address."""

    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, ir.IntType(64))


@infer_getattr
class _ShopAttributes(_Attributes):
    key = _ShopType

    def generic_resolve(self, value: Any, attr: str) -> Any:
        """The type of an array."""
        return _TYPES.get(attr)


@lower_getattr_generic(_ShopType)
def _array(context: Any, builder: Any, of: Any, address: Any, name: str) -> Any:
    """An array from its row of the table."""
    kind, word = _TYPES[name], ir.IntType(64)
    table = builder.inttoptr(address, word.as_pointer())
    first = 3 * Arrays._fields.index(name)
    data, length, width = (
        builder.load(builder.gep(table, [ir.Constant(word, first + k)])) for k in range(3)
    )
    size = ir.Constant(word, kind.dtype.bitwidth // 8)
    shape = [length] if kind.ndim == 1 else [length, width]
    strides = [size] if kind.ndim == 1 else [builder.mul(width, size), size]
    array = make_array(kind)(context, builder)
    populate_array(
        array,
        data=builder.inttoptr(data, context.get_data_type(kind.dtype).as_pointer()),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


@intrinsic
def _shop_at(typing_context: Any, address: Any) -> Any:
    """The shop whose table is at an address."""

    def same(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return arguments[0]

    return SHOP(types.int64), same


@intrinsic
def _call_at(typing_context: Any, address: Any, shop: Any, number: Any) -> Any:
    """The answer of the compiled function at an address, to the shop and a number."""

    def call(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        kind = ir.FunctionType(word, [word, word])
        function = builder.inttoptr(arguments[0], kind.as_pointer())
        return builder.call(function, arguments[1:])

    return types.int64(types.int64, SHOP, types.int64), call


call_at: Any = _call_at
"""(address of a function, shop, number) -> number, within compiled code.

What is called so is compiled once, not again with each function that comes to call it.
"""
shop_at: Any = _shop_at
"""(address of a table) -> the shop, within compiled code."""
