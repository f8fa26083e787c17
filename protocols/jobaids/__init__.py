"""The job aid: a protocol on one sheet of paper, in black and white, as an accessible PDF."""
