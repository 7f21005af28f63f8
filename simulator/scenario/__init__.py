"""What we ask: scenario files, and one module a section."""
