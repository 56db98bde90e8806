"""Arithmetic only: no clock, no files, no database, no network."""
