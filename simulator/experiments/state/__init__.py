"""What is in a house at a moment: cut from a run or a log, kept as a folder."""
