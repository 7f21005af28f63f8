"""The largest demand that still holds, and what limits it."""
