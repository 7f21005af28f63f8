"""Mistakes in what people give, as opposed to mistakes in the program."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input; its text names the place, what is wrong and the remedy. Exit code 2."""


class RunError(RuntimeError):
    """A run that could not be finished: its text says where and what to do. Exit code 1."""
