"""The `torenkamer` command; one module per noun."""
