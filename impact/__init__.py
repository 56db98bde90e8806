"""Arithmetic only: no clock, no files, no database, no network.

What a page needs (`baseline`, `response`, `forecast`) loads numpy at most; `measure` loads scipy inside its
functions and
belongs in a flow or a command.
"""
