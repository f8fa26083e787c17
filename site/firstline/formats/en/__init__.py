"""British English: "2 October 2026", "10:47"."""
