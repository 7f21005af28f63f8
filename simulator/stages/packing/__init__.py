"""Packing, boxes and quality check."""
