"""Closed forms and exact numerical solutions, each with its source. Nothing here simulates.

Rates and durations are in one unit of time of the caller's choice; results are in the same.
"""
