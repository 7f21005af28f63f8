"""Every rule that chooses: pure functions."""
