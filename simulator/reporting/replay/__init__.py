"""The replay of a day: what a picture of it is made of, and the pages that show it."""
