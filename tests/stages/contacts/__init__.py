"""Customers who contact the shop."""
