"""The what-if page: a scenario's controls, and what its figures become, in a browser."""
