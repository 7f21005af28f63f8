"""What a run leaves behind: timeline, tables and the run folder."""
