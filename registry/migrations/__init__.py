"""Alembic revisions of the registry's tables; one tree for both databases."""
