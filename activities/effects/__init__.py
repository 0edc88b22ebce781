"""What a phase collects, as data: one settle writes it all. Workflows see it: light imports only.

What a module declares here the module of its name in ``writers`` writes.
"""
