"""The append-only record of who did what: opaque ids only, sealed into a chain in batches."""
