"""Long work as rows with progress, written in the caller's transaction, and the sweep that re-queues stale ones."""
