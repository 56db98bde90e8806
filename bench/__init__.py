"""Benchmarks against peers and entry points for evaluation; never part of the tests."""
