"""Authorization, retries, fraud review."""
