"""Shipping labels."""
