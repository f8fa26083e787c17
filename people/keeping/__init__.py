"""Keeping one person's record: their page, and a form for every change that a file could bring."""
