"""Cancellation: customers who do not wait, and what that costs the house."""
