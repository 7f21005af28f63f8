"""Names of policies as they are written in YAML: what may stand there is what the registry has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from simulator.policies import registry
from simulator.units import shown

UNKNOWN = "unknown_policy"
"""The kind of pydantic's error for a name that no policy has; its message is the whole of it."""


@dataclass(frozen=True)
class PolicyName:
    """Marks a field that holds the name of a policy."""

    kind: str

    @property
    def names(self) -> tuple[str, ...]:
        """What may be written, as far as it is known now."""
        return registry.names(self.kind)

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._read)

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.names)}

    def _read(self, written: Any) -> str:
        if isinstance(written, str) and written in self.names:
            return written
        told = registry.unknown(self.kind, str(written))
        raise PydanticCustomError(UNKNOWN, "{told}", {"told": f"{shown(written)} {told}"})


DisciplineName = Annotated[str, PolicyName("discipline")]
PreferenceName = Annotated[str, PolicyName("preference")]
ReleaseName = Annotated[str, PolicyName("release")]
GroupingName = Annotated[str, PolicyName("grouping")]
RoutingName = Annotated[str, PolicyName("routing")]
AllocationName = Annotated[str, PolicyName("allocation")]
ReplenishmentName = Annotated[str, PolicyName("replenishment")]
BegunWorkName = Annotated[str, PolicyName("begun work")]
WaveTimingName = Annotated[str, PolicyName("wave")]
ServiceChoiceName = Annotated[str, PolicyName("service")]
LoadingName = Annotated[str, PolicyName("loading")]
StoppingName = Annotated[str, PolicyName("stopping")]
SplittingName = Annotated[str, PolicyName("splitting")]
