"""Arithmetic only: no clock, no files, no database, no network.

Loads numpy at most, so that a page may call it.
"""
