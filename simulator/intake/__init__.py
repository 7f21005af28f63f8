"""Order files as shops have them: their table, layout, numbers, moments, and what ships."""
