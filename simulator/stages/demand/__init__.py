"""What customers order, and when."""
