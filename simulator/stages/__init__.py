"""The stages of an order's journey, a folder each."""
