"""Many points of a scenario, and what matters among them."""
