"""Which procedure a case follows, and which version of it: kept with each case (BG-SCOPE)."""

NUMBER = "101-17021300"
SINCE = "2025-01-14"  # from which day this version is valid
