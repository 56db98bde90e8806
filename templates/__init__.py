"""Everything a person reads, Dutch first."""
