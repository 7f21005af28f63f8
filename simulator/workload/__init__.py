"""What customers do: all randomness of a replication, sampled before the model runs."""

from simulator.workload.workload import Supply, Workload

__all__ = ["Supply", "Workload"]
