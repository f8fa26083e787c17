"""Pages that belong to no room: help at hand, the exit, errors, the style guide."""
