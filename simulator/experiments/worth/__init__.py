"""What makes a figure unsure."""
