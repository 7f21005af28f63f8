"""What a disturbance costs, and when it is over."""
