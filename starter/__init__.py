"""Four rooms, kept apart, and a client: cli over player and administration, all of them over doors.

Doors import none of the others, so that whoever serves them brings no terminal and no stack along.
"""
