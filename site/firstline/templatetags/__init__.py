"""Template tags of the look: they choose classes, never facts."""
