"""Transit and the last mile."""
