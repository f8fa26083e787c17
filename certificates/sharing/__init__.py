"""Showing one's own record to somebody without an account, by a link that ends."""
