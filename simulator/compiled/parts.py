"""How a function that only compiled code calls reaches LLVM: once, with the function Python calls.

Numba hands every function to LLVM by itself, with all that is reached from it, to be optimized and
translated; of the engine's functions, of which one calls the next, that is each of them seventeen
times. Here a function that Python never calls stays as it was lowered, is linked into the one that
Python calls, and is optimized and translated there and nowhere else.

This goes through Numba's own classes, as they have been since version 0.60.
"""

from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import LoweringPass, register_pass
from numba.core.typed_passes import IRLegalization

_passes: Any = DefaultPassBuilder
_prepare: Any = LoweringPass.__init__
_registered: Any = register_pass


class _NotLoaded:
    """The code generator of what is not translated by itself: nothing of it is in memory."""

    def set_env(self, name: str, environment: Any) -> None:
        """Numba's objects of Python that a function needs: none, of ours."""


class _Part(JITCodeLibrary):
    """A function as it was lowered, and which functions it calls."""

    @property
    def codegen(self) -> _NotLoaded:
        """What is asked for an environment of the function."""
        return _NotLoaded()

    def finalize(self) -> None:
        """Nothing is added any more; a caller may leave out what it does not use."""
        for function in self._final_module.functions:
            if not function.is_declaration:
                function.linkage = "linkonce_odr"
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Where it is in memory: nowhere."""
        if not self._finalized:
            self.finalize()
        return 0

    def _get_module_for_linking(self) -> Any:
        """The function with all that is reached from it, callers first."""
        if self._shared_module is None:
            whole, seen, due = self._final_module.clone(), {self}, self._linking_libraries[::-1]
            while due:
                library = due.pop()
                if library in seen:
                    continue
                seen.add(library)
                if isinstance(library, _Part):
                    whole.link_in(library._final_module, preserve=True)
                    due += library._linking_libraries[::-1]
                else:
                    whole.link_in(library._get_module_for_linking(), preserve=True)
            self._shared_module = whole
        return self._shared_module


@_registered(mutates_CFG=False, analysis_only=True)
class _AsPart(LoweringPass):
    """The next pass lowers the function into a part."""

    _name = "lowered as a part"

    def __init__(self) -> None:
        _prepare(self)

    def run_pass(self, state: Any) -> bool:
        """The function's library is a part."""
        make: Any = _Part
        state.library = make(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return False


class PartCompiler(CompilerBase):
    """Numba's pipeline for a function that only compiled code calls."""

    def define_pipelines(self) -> list[Any]:
        """Numba's own, and then what is lowered is a part."""
        passes = _passes.define_nopython_pipeline(self.state)
        passes.add_pass_after(_AsPart, IRLegalization)
        passes.finalize()
        return [passes]
