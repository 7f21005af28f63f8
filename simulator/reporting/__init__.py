"""Plots and the report of a run; nothing heavy is imported before it is used."""
