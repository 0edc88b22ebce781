"""The step matrix: every step of the three procedures, each with its id."""
