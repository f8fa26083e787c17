"""Template tags of `claims`."""
