"""Pages of claiming: for who comes to their record, and for who opens the door."""
