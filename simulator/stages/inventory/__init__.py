"""The SKUs and their stock."""
