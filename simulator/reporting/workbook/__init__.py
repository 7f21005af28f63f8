"""An answer as a workbook: pages as values, what is on them, and the file."""
