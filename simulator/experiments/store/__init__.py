"""Finished replications, kept and asked."""
