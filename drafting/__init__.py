"""Language only: letter text to facts, checks, question groups, FAQ drafts and search in callers' words."""
