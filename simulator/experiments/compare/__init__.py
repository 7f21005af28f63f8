"""Choices beside each other, in the ordinary case and under circumstances."""
