"""How orders are collected from the shelves."""
