"""From what is written in YAML to checked values; knows no stage."""
