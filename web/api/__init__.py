"""The JSON API under /api/v1: the same operations as the pages, with a token instead of a session."""
