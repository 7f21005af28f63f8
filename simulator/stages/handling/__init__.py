"""Handling: the whole way through the house as one lag, where no more of it is known."""
