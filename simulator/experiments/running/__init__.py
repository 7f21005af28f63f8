"""Replications in this process, in others, and on other machines."""
