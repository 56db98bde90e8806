"""A fictional municipality: its letters, people by function, and a generator of contacts with a seed.

What is known beforehand stands in `municipality`, `mailings` and `letter_files`; what a KCC would measure comes from `counts`
and `contact_log`; what really happened stands in `response` and is read only after a review was stored. How a day is made and
what the seed changes: docs/explanation/demo.md.
"""
