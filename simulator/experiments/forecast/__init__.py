"""The next hours and days, from where the house stands."""
