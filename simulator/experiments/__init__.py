"""Questions put to the model: replications, their executors, and what comes out."""
