"""Rosters and head-counts from files: read, checked row by row, applied by a job, taken back."""
