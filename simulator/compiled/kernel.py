"""How the engine's functions compile: with all arrays behind one address.

Passed one by one, twenty arrays are a hundred arguments of every function, which takes Numba
minutes to compile. So the compiled functions get a `Shop`, the address of a table of addresses
(`Arrays.table`), whose attributes are the arrays. What they read and write is found by its place
alone: no index counts from the end, and all whole numbers are read as 64 bits, however they are
kept. So an access is four instructions where that to an array of Numba's is forty, and a function
is compiled for one kind of number. LLVM gets them all at once (`parts.py`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeVar

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing import templates
from numba.extending import intrinsic, models, register_model

from simulator.compiled.arrays import KINDS, Arrays
from simulator.compiled.parts import PartCompiler

OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
_PART: dict[str, Any] = {
    "pipeline_class": PartCompiler,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
_njit: Any = numba.njit
_Attributes: Any = templates.AttributeTemplate
_Operation: Any = templates.AbstractTemplate
_operation: Any = templates.infer_global
F = TypeVar("F", bound=Callable[..., Any])
_WORD = ir.IntType(64)


def compiled(function: F) -> F:
    """What Python does not call: division as in NumPy, nothing allocated, no way in from Python."""
    made: F = _njit(**OPTIONS, **_PART)(function)
    return made


class _ShopType(types.Type):
    def __init__(self) -> None:
        super().__init__(name="Shop")


class _ArrayType(types.Type):
    """One of the shop's arrays; its value is the address of the table, as the shop's is."""

    def __init__(self, name: str) -> None:
        self.row = Arrays._fields.index(name)
        kind, self.dimensions = KINDS[name]
        self.kept: Any = getattr(types, kind)
        self.read = types.float64 if kind == "float64" else types.int64
        super().__init__(name=f"Shop.{name}")


SHOP = _ShopType()
_ARRAYS = {name: _ArrayType(name) for name in Arrays._fields}


@register_model(_ShopType)
@register_model(_ArrayType)
class _AddressModel(models.PrimitiveModel):
    def __init__(self, manager: Any, of: Any) -> None:
        super().__init__(manager, of, _WORD)


@templates.infer_getattr
class _ShopAttributes(_Attributes):
    key = _ShopType

    def generic_resolve(self, value: Any, attr: str) -> Any:
        """The type of an array."""
        return _ARRAYS.get(attr)


@lower_getattr_generic(_ShopType)
def _array(context: Any, builder: Any, of: Any, address: Any, name: str) -> Any:
    return address


@_operation(operator.getitem)
class _Read(_Operation):
    def generic(self, given: Any, named: Any) -> Any:
        """What reading an element gives."""
        array, place = given
        return array.read(array, place) if isinstance(array, _ArrayType) else None


@_operation(operator.setitem)
class _Write(_Operation):
    def generic(self, given: Any, named: Any) -> Any:
        """What may be written, which is made of what is given."""
        array, place, _ = given
        if not isinstance(array, _ArrayType):
            return None
        return types.none(array, place, array.read)


@_operation(len)
class _Length(_Operation):
    def generic(self, given: Any, named: Any) -> Any:
        """The length is a whole number."""
        return types.int64(*given) if isinstance(given[0], _ArrayType) else None


def _from_table(builder: Any, array: Any, address: Any, column: int) -> Any:
    """A number of the table, which nothing changes while compiled code runs."""
    table = builder.inttoptr(address, _WORD.as_pointer())
    number = builder.load(builder.gep(table, [ir.Constant(_WORD, 3 * array.row + column)]))
    number.set_metadata("invariant.load", builder.module.add_metadata([]))
    return number


def _place(context: Any, builder: Any, array: Any, address: Any, at: Any, value: Any) -> Any:
    """Where an element is."""
    data = context.get_data_type(array.kept).as_pointer()
    first = builder.inttoptr(_from_table(builder, array, address, 0), data)
    if array.dimensions == 1:
        return builder.gep(first, [context.cast(builder, value, at, types.int64)])
    row, column = (
        context.cast(builder, part, kind, types.int64)
        for part, kind in zip(cgutils.unpack_tuple(builder, value), at.types, strict=True)
    )
    begin = builder.mul(row, _from_table(builder, array, address, 2), flags=["nsw"])
    return builder.gep(first, [builder.add(begin, column, flags=["nsw"])])


def _only_this_array(builder: Any, array: Any, access: Any) -> None:
    """Tell LLVM that what is in one array is in no other."""
    module = builder.module
    root = module.add_metadata([ir.MetaDataString(module, "shop")])
    nothing = ir.Constant(_WORD, 0)
    kind = module.add_metadata([ir.MetaDataString(module, array.name), root, nothing])
    access.set_metadata("tbaa", module.add_metadata([kind, kind, nothing]))


@lower_builtin(operator.getitem, _ArrayType, types.Any)
def _read(context: Any, builder: Any, sig: Any, given: Any) -> Any:
    array, at = sig.args
    element = builder.load(_place(context, builder, array, given[0], at, given[1]))
    _only_this_array(builder, array, element)
    return context.cast(builder, element, array.kept, array.read)


@lower_builtin(operator.setitem, _ArrayType, types.Any, types.Any)
def _write(context: Any, builder: Any, sig: Any, given: Any) -> Any:
    array, at, kind = sig.args
    value = context.cast(builder, given[2], kind, array.kept)
    place = _place(context, builder, array, given[0], at, given[1])
    _only_this_array(builder, array, builder.store(value, place))
    return context.get_dummy_value()


@lower_builtin(len, _ArrayType)
def _length(context: Any, builder: Any, sig: Any, given: Any) -> Any:
    return _from_table(builder, sig.args[0], given[0], 1)


@intrinsic
def _shop_at(typing_context: Any, address: Any) -> Any:
    """The shop whose table is at an address."""

    def same(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return arguments[0]

    return SHOP(types.int64), same


shop_at: Any = _shop_at
"""(address of a table) -> the shop, within compiled code."""
