"""Play worked cases on a stack of their own, with time that is skipped."""
