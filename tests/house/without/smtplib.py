"""Stands before the standard library's module in every process that a test starts; see tests/conftest.py."""

raise ImportError("smtplib is blocked: mail goes out by aiosmtplib and comes in by aiosmtpd")
