"""Requirements, and who is certified of those who must be: at a date, by agency, parish and workplace."""
