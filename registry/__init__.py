"""The record: what was planned, agreed, prepared, said, counted and concluded.

In Dutch a "registry" is a register; this one is of mailings. It is not a plugin registry.
Nouns are typed SQLAlchemy models, each in its own module with its rules and operations;
`registry.store` opens sessions. No ORM object leaves this room.
"""
