"""What customers do: all randomness of a replication, sampled before the model runs."""

from simulator.workload.workload import (
    APPROVED,
    HARD_DECLINE,
    SOFT_DECLINE,
    Supply,
    Workload,
)

__all__ = ["APPROVED", "HARD_DECLINE", "SOFT_DECLINE", "Supply", "Workload"]
