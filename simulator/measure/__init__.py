"""What the records mean: KPIs, where the time goes, statistics."""
