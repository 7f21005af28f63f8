"""The cheapest roster that meets every target."""
