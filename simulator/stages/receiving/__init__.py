"""What comes in: suppliers' trucks at dock doors, unloaded, checked and put away."""
