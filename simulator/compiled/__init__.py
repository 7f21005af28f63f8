"""The journey compiled: the same log as the SimPy model's, from a state machine over integers."""
