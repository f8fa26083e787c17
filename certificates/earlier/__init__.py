"""Earlier paper certificates: recorded one by one or from a file, and never taken for ours."""
