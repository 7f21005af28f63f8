"""Messages to customers and the seller."""
