"""What a scenario asks of its house, before anything runs."""
