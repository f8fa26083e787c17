"""Two records that may be one human being: shown, decided by a person, and undone by one."""
