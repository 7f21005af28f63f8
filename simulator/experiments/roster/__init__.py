"""Rosters: heads by quarter of an hour from simulated work, covered by shift templates."""
