"""Standing orders: what may happen to a case of any kind, in any phase, and what follows then."""
