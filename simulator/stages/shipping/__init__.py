"""The dock, the carriers and their pick-ups."""
