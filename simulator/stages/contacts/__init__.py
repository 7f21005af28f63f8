"""Contacts: customers who write or call, why, when, and what it takes to answer them."""
