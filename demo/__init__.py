"""A fictional municipality: its letters, people by function, and a generator of contacts with a seed."""
