"""What we do: the order pipeline as SimPy processes."""
