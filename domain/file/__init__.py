"""The case file: what a case is about, kept as things that acts change and gates read."""
