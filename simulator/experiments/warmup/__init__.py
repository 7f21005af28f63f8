"""How long a scenario takes to forget its empty start."""
