"""A scenario from what a shop's own history says, and how well it predicts the part held out."""
